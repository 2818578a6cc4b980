"""Requests on their way out, with names that answer as a test says."""

from __future__ import annotations

import asyncio
from ipaddress import ip_network

import pytest

from tracker.delivery.egress.guard import Egress
from tracker.delivery.egress.outgoing import EgressFailed, Outgoing
from tracker.delivery.egress.policy import EgressPolicy, EgressRefused

OPEN = EgressPolicy(is_http_allowed=True)
LOOPBACK = EgressPolicy(allow=(ip_network("127.0.0.0/8"), ip_network("::1/128")), is_http_allowed=True)
ONE_ADDRESS = EgressPolicy(allow=(ip_network("127.0.0.2/32"),), is_http_allowed=True)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CLOSING = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
IN_TIME_S = 5.0


def post(url, body=b"{}", **headers):
    return Outgoing(
        method="POST", url=url, headers={"Content-Type": "application/json", **headers}, body=body
    )


def names(*answers):
    """Names that answer with each of `answers` in turn, the last one for ever; those that were asked stand in `asked`."""
    left = list(answers)

    async def resolve(host):
        resolve.asked.append(host)
        return left.pop(0) if len(left) > 1 else left[0]

    resolve.asked = []
    return resolve


async def sent(outgoing, policy=LOOPBACK, **options):
    async with Egress(policy, **options) as egress:
        return await egress.send(outgoing)


async def failure(outgoing, policy=LOOPBACK, **options):
    with pytest.raises(EgressFailed) as failed:
        await sent(outgoing, policy, **options)
    return failed.value


async def refusal(outgoing, policy=OPEN, **options):
    with pytest.raises(EgressRefused) as refused:
        await sent(outgoing, policy, **options)
    return refused.value


def connected(seen):
    return [address[:2] for event, address in seen if event == "socket.connect"]


async def stay_silent(reader, writer):
    await asyncio.sleep(4 * IN_TIME_S)

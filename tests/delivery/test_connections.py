"""The last look: whatever came before it and however a host is called, no socket is made for a refused address."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from tests.support.receiving import answering, receiver
from tests.support.watching import watched_network
from tracker.delivery.egress.connections import checked_connector, tls_context
from tracker.delivery.egress.policy import EgressPolicy

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "127.1", "0x7f000001", "2130706433", "[::ffff:127.0.0.1]", "a.example"]
)
def test_no_connection_is_made_though_nobody_else_has_looked(host):
    async def unchecked(host, port):
        return ["127.0.0.1", "::1", "127.0.0.2"]

    async def story():
        async with (
            receiver(answering(OK)) as port,
            aiohttp.ClientSession(connector=checked_connector(unchecked, EgressPolicy())) as session,
        ):
            with watched_network() as seen:
                for place in (f"http://{host}:{port}/", f"https://{host}/"):
                    with pytest.raises(aiohttp.ClientError):
                        await session.get(place)
            assert seen == []

    asyncio.run(story())


def test_a_public_address_is_not_connected_at_another_port():
    async def nobody(host, port):
        return []

    async def story():
        async with aiohttp.ClientSession(connector=checked_connector(nobody, EgressPolicy())) as session:
            with watched_network() as seen, pytest.raises(aiohttp.ClientConnectorError):
                await session.get("http://1.1.1.1:22/")
            assert seen == []

    asyncio.run(story())


def test_the_tls_context_is_made_once():
    assert tls_context() is tls_context()
    assert tls_context().check_hostname

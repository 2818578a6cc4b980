"""The way out against real receivers on the loopback, good and bad: what is sent, what is read, what fails."""

from __future__ import annotations

import asyncio
import socket
import time

import pytest

from tests.delivery.outgoing import (
    IN_TIME_S,
    LOOPBACK,
    OK,
    connected,
    failure,
    names,
    post,
    sent,
    stay_silent,
)
from tests.support.receiving import NO_CONTENT, answering, read_request, receiver
from tests.support.watching import watched_network
from tracker.delivery.egress.guard import Egress
from tracker.delivery.egress.policy import EgressPolicy

# What is sent


def test_a_request_arrives_as_it_was_given():
    async def story():
        seen = []
        async with receiver(answering(OK, seen)) as port:
            with watched_network() as network:
                answered = await sent(
                    post(f"http://receiver.example:{port}/hook?x=%2B", b'{"a":1}', **{"webhook-id": "msg_1"}),
                    resolve=names(["127.0.0.1"]),
                )
            (line, headers, body) = seen[0]
            assert line == "POST /hook?x=%2B HTTP/1.1"
            assert headers == {
                "host": f"receiver.example:{port}",
                "user-agent": "tracker",
                "accept": "*/*",
                "accept-encoding": "identity",
                "content-type": "application/json",
                "webhook-id": "msg_1",
                "content-length": "7",
            }
            assert body == b'{"a":1}'
            assert (answered.status, answered.body, answered.is_cut) == (200, b"ok", False)
            assert answered.address == "127.0.0.1"
            assert 0 < answered.duration_s < IN_TIME_S
            assert connected(network) == [("127.0.0.1", port)]

    asyncio.run(story())


def test_a_connection_is_kept_and_its_name_resolved_once():
    async def story():
        resolve = names(["127.0.0.1"])
        async with receiver(answering(OK)) as port, Egress(LOOPBACK, resolve=resolve) as egress:
            with watched_network() as seen:
                for _ in range(5):
                    answered = await egress.send(post(f"http://receiver.example:{port}/"))
                    assert (answered.status, answered.address) == (200, "127.0.0.1")
            assert len(connected(seen)) == 1
            assert resolve.asked == ["receiver.example"]

    asyncio.run(story())


def test_the_next_address_is_tried_where_one_does_not_answer():
    async def story():
        async with receiver(answering(OK), host="127.0.0.2") as port:
            answered = await sent(
                post(f"http://receiver.example:{port}/"), resolve=names(["127.0.0.3", "127.0.0.2"])
            )
        assert answered.address == "127.0.0.2"

    asyncio.run(story())


def test_no_proxy_of_the_environment_is_asked(monkeypatch):
    async def story():
        strangers = []
        async with receiver(answering(OK, strangers)) as proxy, receiver(answering(NO_CONTENT)) as port:
            for name in ("HTTP_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
                monkeypatch.setenv(name, f"http://127.0.0.1:{proxy}")
            assert (await sent(post(f"http://127.0.0.1:{port}/"))).status == 204
        assert strangers == []

    asyncio.run(story())


def test_cookies_are_neither_kept_nor_told():
    async def story():
        seen = []
        answer = b"HTTP/1.1 204 No Content\r\nSet-Cookie: a=b\r\nset-cookie: c=d\r\nX-Seen: 1\r\n\r\n"
        async with receiver(answering(answer, seen)) as port, Egress(LOOPBACK) as egress:
            for _ in range(2):
                answered = await egress.send(post(f"http://127.0.0.1:{port}/"))
        assert dict(answered.headers) == {"X-Seen": "1"}
        assert answered.headers["x-seen"] == "1"
        assert all("cookie" not in headers for _, headers, _ in seen)

    asyncio.run(story())


def test_a_compressed_answer_is_left_as_it_is():
    async def story():
        bomb = b"\x1f\x8b" + bytes(10)
        answer = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 12\r\n\r\n" + bomb
        async with receiver(answering(answer)) as port:
            assert (await sent(post(f"http://127.0.0.1:{port}/"))).body == bomb

    asyncio.run(story())


@pytest.mark.parametrize("more", [0, 1])
def test_a_body_is_read_up_to_its_bound(more):
    async def story():
        body = bytes(65_536 + more)
        answer = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        async with receiver(answering(answer)) as port:
            answered = await sent(post(f"http://127.0.0.1:{port}/"))
        assert (answered.status, len(answered.body), answered.is_cut) == (200, 65_536, more == 1)

    asyncio.run(story())


def test_a_connection_with_a_longer_body_is_dropped():
    async def story():
        written = []

        async def pour(reader, writer):
            await read_request(reader)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n")
            for _ in range(100):
                writer.write(bytes(100_000))
                await writer.drain()
                written.append(100_000)

        async with receiver(pour) as port, Egress(LOOPBACK) as egress:
            with watched_network() as seen:
                for _ in range(2):
                    answered = await egress.send(post(f"http://127.0.0.1:{port}/"))
                    assert (answered.status, len(answered.body), answered.is_cut) == (200, 65_536, True)
            assert len(connected(seen)) == 2
        assert sum(written) < 2 * 10_000_000

    asyncio.run(story())


# What fails


async def drip_headers(reader, writer):
    await read_request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(1_000):
        writer.write(b"X-%d: y\r\n" % number)
        await writer.drain()
        await asyncio.sleep(0.02)


async def drip_body(reader, writer):
    await read_request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1_000):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("handle", [drip_headers, drip_body, stay_silent])
def test_the_deadline_holds_for_all_of_it(handle):
    async def story():
        async with receiver(handle) as port:
            began = time.monotonic()
            failed = await failure(post(f"http://127.0.0.1:{port}/"), deadline_s=0.3)
            assert (failed.code, failed.address) == ("timeout", "127.0.0.1")
            assert 0.3 <= failed.duration_s <= time.monotonic() - began < IN_TIME_S

    asyncio.run(story())


def test_a_slow_name_server_is_not_waited_for():
    async def resolve(host):
        await asyncio.sleep(4 * IN_TIME_S)

    failed = asyncio.run(failure(post("https://a.example/"), resolve=resolve, deadline_s=0.2))
    assert (failed.code, failed.address) == ("timeout", None)
    assert failed.duration_s < IN_TIME_S


@pytest.mark.parametrize("policy", [LOOPBACK, EgressPolicy(proxy="http://127.0.0.1:9")])
def test_a_name_without_an_address_is_not_found(policy):
    async def resolve(host):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    assert asyncio.run(failure(post("https://a.example/"), policy, resolve=resolve)).code == "dns"
    assert asyncio.run(failure(post("https://a.example/"), policy, resolve=names([]))).code == "dns"


def test_the_system_is_asked_for_names():
    async def story():
        async with receiver(answering(OK)) as port:
            assert (await sent(post(f"http://localhost:{port}/"))).status == 200

    asyncio.run(story())


def test_nobody_there_is_no_connection():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        failed = asyncio.run(failure(post(f"http://127.0.0.1:{taken.getsockname()[1]}/secret")))
    assert (failed.code, failed.address) == ("connect", "127.0.0.1")
    assert failed.__cause__ is None
    assert failed.__suppress_context__


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"", "closed"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", "closed"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf", "closed"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nha", "closed"),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "malformed_answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n", "malformed_answer"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n", "malformed_answer"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 10_000 + b"\r\n", "malformed_answer"),
    ],
)
def test_an_answer_that_is_none(answer, code):
    async def story():
        async with receiver(answering(answer, is_last=True)) as port:
            assert (await failure(post(f"http://127.0.0.1:{port}/"))).code == code

    asyncio.run(story())

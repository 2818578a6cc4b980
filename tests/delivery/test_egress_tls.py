"""The way out by TLS and by an explicit proxy: certificates are of names, connections go to checked addresses."""

from __future__ import annotations

import asyncio

import pytest

from tests.delivery.outgoing import LOOPBACK, OK, failure, names, post, refusal, sent, stay_silent
from tests.support.receiving import answering, receiver, self_made_tls
from tracker.delivery.egress.connections import tls_context
from tracker.delivery.egress.policy import EgressPolicy

# TLS


@pytest.fixture
def trusting(tmp_path, monkeypatch):
    """A TLS server for receiver.example whose certificate this process trusts."""
    context, certificate = self_made_tls(tmp_path, "receiver.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    tls_context.cache_clear()
    yield context
    tls_context.cache_clear()


def test_certificate_and_host_are_the_names_while_the_connection_goes_to_the_address(trusting):
    async def story():
        asked, seen = [], []
        trusting.sni_callback = lambda _, name, __: asked.append(name)
        async with receiver(answering(OK, seen), tls=trusting) as port:
            answered = await sent(post(f"https://receiver.example:{port}/"), resolve=names(["127.0.0.1"]))
        assert (answered.status, answered.address) == (200, "127.0.0.1")
        assert asked == ["receiver.example"]
        assert seen[0][1]["host"] == f"receiver.example:{port}"

    asyncio.run(story())


@pytest.mark.parametrize("host", ["other.example", "127.0.0.1"])
def test_a_certificate_for_another_name_is_not_taken(trusting, host):
    async def story():
        seen = []
        async with receiver(answering(OK, seen), tls=trusting) as port:
            failed = await failure(post(f"https://{host}:{port}/"), resolve=names(["127.0.0.1"]))
        assert (failed.code, failed.address) == ("tls", "127.0.0.1")
        assert seen == []

    asyncio.run(story())


def test_a_certificate_of_an_unknown_issuer_is_not_taken(tmp_path):
    async def story():
        context, _ = self_made_tls(tmp_path, "receiver.example")
        async with receiver(answering(OK), tls=context) as port:
            failed = await failure(post(f"https://receiver.example:{port}/"), resolve=names(["127.0.0.1"]))
        assert failed.code == "tls"

    asyncio.run(story())


def test_a_receiver_that_does_not_speak_tls(trusting):
    async def greet(reader, writer):
        writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")
        await reader.read()

    async def story():
        async with receiver(greet) as port:
            assert (await failure(post(f"https://127.0.0.1:{port}/"))).code == "tls"
        async with receiver(stay_silent) as port:
            assert (await failure(post(f"https://127.0.0.1:{port}/"), deadline_s=0.2)).code == "timeout"

    asyncio.run(story())


# An explicit proxy


def tunnelling(asked):
    """A proxy that connects to wherever it is sent and notes the request line."""

    async def handle(reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        asked.append(head.partition("\r\n")[0])
        host, _, port = asked[-1].split()[1].rpartition(":")
        away_reader, away_writer = await asyncio.open_connection(host, int(port))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")

        async def copy(source, sink):
            while part := await source.read(65_536):
                sink.write(part)
                await sink.drain()

        try:
            await asyncio.wait(
                {
                    asyncio.create_task(copy(reader, away_writer)),
                    asyncio.create_task(copy(away_reader, writer)),
                },
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            away_writer.transport.abort()

    return handle


def test_a_proxy_is_sent_to_the_checked_address_and_the_certificate_is_the_names(trusting):
    async def story():
        asked, seen = [], []
        async with (
            receiver(tunnelling(asked)) as proxy,
            receiver(answering(OK, seen), host="127.0.0.2", tls=trusting) as port,
        ):
            policy = EgressPolicy(allow=LOOPBACK.allow, proxy=f"http://localhost:{proxy}")
            url = f"https://receiver.example:{port}/"
            answered = await sent(post(url), policy, resolve=names(["127.0.0.2"]))
        assert (answered.status, answered.address) == (200, "127.0.0.2")
        assert asked == [f"CONNECT 127.0.0.2:{port} HTTP/1.1"]
        assert seen[0][1]["host"] == f"receiver.example:{port}"

    asyncio.run(story())


def test_a_proxy_is_not_asked_for_a_name_that_leads_inside():
    async def story():
        asked = []
        async with receiver(tunnelling(asked)) as proxy:
            policy = EgressPolicy(proxy=f"http://127.0.0.1:{proxy}")
            for answer in ("127.0.0.1", "10.0.0.1"):
                refused = await refusal(post("https://receiver.example/"), policy, resolve=names([answer]))
                assert refused.code == "refused_address"
        assert asked == []

    asyncio.run(story())


def test_http_goes_to_a_proxy_whole():
    async def story():
        seen = []
        async with receiver(answering(OK, seen)) as proxy:
            policy = EgressPolicy(
                allow=LOOPBACK.allow, is_http_allowed=True, proxy=f"http://127.0.0.1:{proxy}"
            )
            await sent(post("http://receiver.example:9000/hook"), policy, resolve=names(["127.0.0.2"]))
        assert seen[0][0] == "POST http://127.0.0.2:9000/hook HTTP/1.1"
        assert seen[0][1]["host"] == "receiver.example:9000"

    asyncio.run(story())


def test_a_proxy_that_says_no_or_is_away_is_no_connection():
    async def story():
        async with receiver(answering(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")) as proxy:
            policy = EgressPolicy(proxy=f"http://127.0.0.1:{proxy}")
            assert (await failure(post("https://1.1.1.1/"), policy)).code == "connect"
        assert (await failure(post("https://1.1.1.1/"), policy)).code == "connect"

    asyncio.run(story())

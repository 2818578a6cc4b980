"""The way out against real receivers on the loopback, good and bad; the network is watched by the interpreter."""

from __future__ import annotations

import asyncio
import socket
import time
from ipaddress import ip_network

import pytest

from tests.delivery.refused import ANSWERS, LITERALS
from tests.support.receiving import answering, read_request, receiver, self_made_tls
from tests.support.watching import watched_network
from tracker.delivery.connections import tls_context
from tracker.delivery.egress import Egress, EgressFailed, EgressPolicy, EgressRefused, Outgoing

OPEN = EgressPolicy(is_http_allowed=True)
LOOPBACK = EgressPolicy(allow=(ip_network("127.0.0.0/8"), ip_network("::1/128")), is_http_allowed=True)
ONE_ADDRESS = EgressPolicy(allow=(ip_network("127.0.0.2/32"),), is_http_allowed=True)
NO_CONTENT = b"HTTP/1.1 204 No Content\r\n\r\n"
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


# What is refused


def test_nothing_is_looked_up_or_connected_for_an_inner_address():
    async def story():
        async with receiver(answering(OK)) as port, Egress(OPEN) as egress:
            for host in LITERALS.split():
                for url in (f"https://{host}/", f"http://{host}/", f"http://{host}:{port}/"):
                    with pytest.raises(EgressRefused) as refused:
                        await egress.send(post(url))
                    assert refused.value.code == "refused_address", url

    with watched_network() as seen:
        asyncio.run(story())
    assert connected(seen) == []
    assert {name for event, name in seen if event == "socket.getaddrinfo"} <= {
        "127.0.0.1"
    }  # the receiver's own


@pytest.mark.parametrize("answer", ANSWERS.split())
def test_a_name_that_leads_inside_is_refused_and_not_connected(answer):
    with watched_network() as seen:
        refused = asyncio.run(refusal(post("https://receiver.example/"), resolve=names([answer])))
    assert (refused.code, refused.address) == ("refused_address", answer)
    assert seen == []


@pytest.mark.parametrize(
    "answers", [["127.0.0.2", "10.0.0.1"], ["10.0.0.1", "127.0.0.2"], ["127.0.0.2", "1.1.1.1", "::1"]]
)
def test_one_inner_address_among_others_refuses_the_name(answers):
    with watched_network() as seen:
        refused = asyncio.run(refusal(post("https://a.example/"), ONE_ADDRESS, resolve=names(answers)))
    assert refused.code == "refused_address"
    assert seen == []


def test_a_public_address_in_the_answer_does_not_open_another_port():
    refused = asyncio.run(
        refusal(post("http://receiver.example:9000/"), ONE_ADDRESS, resolve=names(["127.0.0.2", "1.1.1.1"]))
    )
    assert refused.code == "refused_port"


def test_a_name_that_leads_inside_at_the_second_connection_is_refused_then():
    async def story():
        async with (
            receiver(answering(CLOSING), host="127.0.0.2") as port,
            Egress(ONE_ADDRESS, resolve=names(["127.0.0.2"], ["127.0.0.1"])) as egress,
        ):
            first = await egress.send(post(f"http://receiver.example:{port}/"))
            assert first.address == "127.0.0.2"
            with pytest.raises(EgressRefused):
                await egress.send(post(f"http://receiver.example:{port}/"))

    with watched_network() as seen:
        asyncio.run(story())
    assert {host for host, _ in connected(seen)} == {"127.0.0.2"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_is_not_followed(status):
    async def story():
        elsewhere = []
        async with receiver(answering(OK, elsewhere)) as inner:
            moved = (
                f"HTTP/1.1 {status} Moved\r\nLocation: http://127.0.0.1:{inner}/\r\nContent-Length: 0\r\n\r\n"
            )
            async with receiver(answering(moved.encode())) as port:
                answered = await sent(post(f"http://127.0.0.1:{port}/"))
        assert answered.status == status
        assert answered.headers["location"] == f"http://127.0.0.1:{inner}/"
        assert elsewhere == []

    asyncio.run(story())


@pytest.mark.parametrize(
    "header",
    [
        {"X": "a\r\nY: b"},
        {"X": "a\0"},
        {"X y": "a"},
        {"": "a"},
        {"Host": "a"},
        {"transfer-encoding": "chunked"},
    ],
)
def test_a_header_that_says_something_else_is_refused(header):
    outgoing = Outgoing(method="POST", url="https://a.example/", headers=header, body=b"")
    assert asyncio.run(refusal(outgoing)).code == "malformed"


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


async def stay_silent(reader, writer):
    await asyncio.sleep(4 * IN_TIME_S)


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

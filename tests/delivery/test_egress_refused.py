"""The way out to where nothing may go: refused before anything is connected; the network is watched by the interpreter."""

from __future__ import annotations

import asyncio

import pytest

from tests.delivery.outgoing import CLOSING, OK, ONE_ADDRESS, OPEN, connected, names, post, refusal, sent
from tests.delivery.refused import ANSWERS, LITERALS
from tests.support.receiving import answering, receiver
from tests.support.watching import watched_network
from tracker.delivery.egress.guard import Egress
from tracker.delivery.egress.outgoing import Outgoing
from tracker.delivery.egress.policy import EgressRefused


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

"""Receivers that answer in every wrong way, all at once: each ends as the schedule says, and nobody else notices.

Every one of them answers its first ping well, as a receiver does that breaks later.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.acceptance.test_deliveries import EVENTS, SENDING, prediction
from tests.support.receiving import NO_CONTENT, Handler, answering, read_request, serving
from tests.support.running import RunningTracker, running_tracker, wait_until
from tracker.delivery.egress.guard import DEADLINE_S
from tracker.delivery.queue.schedule import BREAKER_FAILURES, CONGESTED_WAIT_MIN, WAITS

PREDICTIONS = 40
LATE_S = 8.0
"""Within which the healthy one has everything, whatever the others do."""

OVER_S = DEADLINE_S + 15.0
"""Within which the slowest of them has had its first attempt, and the others their second."""

SLACK_S = 3.0
LONG = 10_000_000
KEPT_BYTES_MAX = 16_384
AN_HOUR = timedelta(hours=1)
Misbehave = Callable[[asyncio.StreamWriter], Awaitable[None]]
Request = tuple[str, dict[str, str], bytes]


def test_each_broken_receiver_ends_as_specified_and_the_healthy_one_has_everything(tmp_path: Path) -> None:
    with ExitStack() as stack:
        instance = stack.enter_context(running_tracker(tmp_path / "tracker", **SENDING))
        healthy: list[Request] = []
        pouring = Pouring()
        ways = {
            "healthy": stack.enter_context(serving(answering(NO_CONTENT, healthy))),
            "drips headers": stack.enter_context(serving(broken(drip_headers))),
            "drips its body": stack.enter_context(serving(broken(drip_body))),
            "500": stack.enter_context(serving(broken(saying("500 Oh No", "Oh no")))),
            "429": stack.enter_context(serving(broken(saying("429 Wait", "Wait", "Retry-After: 3600")))),
            "410": stack.enter_context(serving(broken(saying("410 Gone", "Gone")))),
            "long": stack.enter_context(serving(broken(pouring.pour))),
            "cut": stack.enter_context(serving(broken(hang_up))),
        }
        elsewhere = f"Location: {ways['healthy']}"
        ways["301"] = stack.enter_context(serving(broken(saying("301 Moved", "", elsewhere))))
        with serving(answering(NO_CONTENT)) as nobody:
            subscribers = subscribe(instance, {**ways, "nobody": nobody})
        stack.enter_context(nobody_at(nobody))
        for n in range(PREDICTIONS):
            instance.post("/v1/predictions", prediction(f"It comes to {n}"))
        wait_until(lambda: len(healthy) > PREDICTIONS, seconds=LATE_S)
        told = {name: Told(instance, subscriber) for name, subscriber in subscribers.items()}
        wait_until(lambda: all(is_over(name, one) for name, one in told.items()), seconds=OVER_S)
        for one in told.values():
            one.read()

    assert_healthy(told["healthy"], healthy, instance.key)
    for name, error, status, answer in (
        ("nobody", "connect", None, None),
        ("500", "status_500", 500, "Oh no"),
        ("301", "status_301", 301, ""),
        ("cut", "closed", None, None),
    ):
        assert_tried_again_behind_the_breaker(told[name], error=error, status=status, answer=answer)
    for name in ("drips headers", "drips its body"):
        assert_cut_off_at_the_deadline(told[name])
    assert_left_alone_for_an_hour(told["429"])
    assert_stopped_at_once(told["410"])
    assert_taken_and_cut(told["long"], pouring)


# What each of them does


async def drip_headers(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nX: ")
    await drip(writer)


async def drip_body(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    await drip(writer)


async def drip(writer: asyncio.StreamWriter) -> None:
    for _ in range(90):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(1)


def saying(status: str, body: str, *headers: str) -> Misbehave:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", body]

    async def say(writer: asyncio.StreamWriter) -> None:
        writer.write("\r\n".join(lines).encode())
        await writer.drain()

    return say


async def hang_up(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf of")
    await writer.drain()
    writer.close()
    await writer.wait_closed()


@dataclass
class Pouring:
    """200 with ten megabytes, of two bytes a letter; `taken` says how much of each was."""

    taken: list[int] = field(default_factory=list)

    async def pour(self, writer: asyncio.StreamWriter) -> None:
        place = len(self.taken)
        self.taken.append(0)
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {LONG}\r\n\r\n".encode())
        part = "é".encode() * 50_000
        while self.taken[place] < LONG:
            writer.write(part)
            await writer.drain()
            self.taken[place] += len(part)


# What has to come of it


def assert_healthy(told: Told, got: list[Request], key: str) -> None:
    """Everything in its order, once, and nothing that was meant for another."""
    assert {line for line, _, _ in got} == {"POST /hook HTTP/1.1"}
    assert [one["message"] for one in told.deliveries] == [headers["webhook-id"] for _, headers, _ in got]
    assert {(one["state"], one["attempt"], one["error"]) for one in told.deliveries} == {
        ("delivered", 1, None)
    }
    assert told.subscriber["status"] == "active"
    assert all(key.encode() not in body for _, _, body in got)


def assert_tried_again_behind_the_breaker(
    told: Told, *, error: str, status: int | None, answer: str | None
) -> None:
    """Five messages once, then the oldest alone, five seconds later, and next in a minute."""
    assert_nothing_is_lost(told)
    assert at(told.subscriber["failing_since"]) == at(told.attempts[0]["started_at"])
    assert {(one["error"], one["status"], one["answer"], one["address"]) for one in told.attempts} == {
        (error, status, answer, "127.0.0.1")
    }
    oldest = told.deliveries[1]["message"]
    numbers = [(one["message"], one["number"]) for one in told.attempts]
    assert numbers[:BREAKER_FAILURES] == [
        (one["message"], 1) for one in told.deliveries[1 : BREAKER_FAILURES + 1]
    ]
    assert numbers[BREAKER_FAILURES:] == [(oldest, 2)]
    first, second = told.attempts[0], told.attempts[-1]
    assert WAITS[1] <= at(second["started_at"]) - at(first["started_at"])
    assert WAITS[2] <= at(told.deliveries[1]["next_at"]) - at(second["started_at"])


def assert_cut_off_at_the_deadline(told: Told) -> None:
    """One attempt takes the deadline and no longer, and is not repeated within a minute."""
    assert_nothing_is_lost(told)
    for one in told.attempts:
        assert (one["error"], one["status"], one["answer"]) == ("timeout", None, None)
        assert DEADLINE_S <= one["duration_ms"] / 1_000 < DEADLINE_S + SLACK_S
    first = told.attempts[0]
    assert first["message"] == told.deliveries[1]["message"]
    waits = at(told.deliveries[1]["next_at"]) - at(first["started_at"])
    assert waits >= timedelta(seconds=DEADLINE_S) + CONGESTED_WAIT_MIN


def assert_left_alone_for_an_hour(told: Told) -> None:
    """No message is sent again before the hour is over, and behind five that were refused none is begun."""
    assert_nothing_is_lost(told)
    assert [(one["error"], one["status"], one["number"]) for one in told.attempts] == [
        ("status_429", 429, 1)
    ] * BREAKER_FAILURES
    for attempt, delivery in zip(told.attempts, told.deliveries[1:], strict=False):
        assert attempt["message"] == delivery["message"]
        assert at(delivery["next_at"]) - at(attempt["started_at"]) >= AN_HOUR


def assert_stopped_at_once(told: Told) -> None:
    assert [(one["error"], one["answer"]) for one in told.attempts] == [("status_410", "Gone")]
    assert told.subscriber["status"] == "disabled"
    assert told.subscriber["stopped_at"] is not None
    assert_held(told)


def assert_taken_and_cut(told: Told, pouring: Pouring) -> None:
    """2xx is 2xx, however long the answer: 64 KiB of it are read and 16 KiB kept."""
    assert {(one["state"], one["attempt"]) for one in told.deliveries} == {("delivered", 1)}
    assert {(one["status"], one["error"]) for one in told.attempts} == {(200, None)}
    for one in told.attempts:
        assert one["answer"].startswith("éé")
        assert KEPT_BYTES_MAX - 4 <= len(one["answer"].encode()) <= KEPT_BYTES_MAX
    assert len(pouring.taken) == PREDICTIONS
    assert max(pouring.taken) < LONG


def assert_nothing_is_lost(told: Told) -> None:
    assert told.subscriber["status"] == "active"
    assert_held(told)


def assert_held(told: Told) -> None:
    assert [one["state"] for one in told.deliveries] == ["delivered"] + ["waiting"] * PREDICTIONS
    assert [one["sequence"] for one in told.deliveries] == list(range(1, PREDICTIONS + 2))


def is_over(name: str, told: Told) -> bool:
    """Whether there is as much to see of it as there will be within this minute."""
    told.read()
    match name:
        case "healthy" | "long":
            return all(one["state"] == "delivered" for one in told.deliveries)
        case "410" | "drips headers" | "drips its body":
            return len(told.attempts) >= 1
        case "429":
            return len(told.attempts) >= BREAKER_FAILURES
        case _:
            return len(told.attempts) > BREAKER_FAILURES


# How it is put up and looked at


@dataclass
class Told:
    """A subscriber as the API tells it, the oldest first; without the ping's attempt."""

    instance: RunningTracker
    id: str
    subscriber: dict[str, Any] = field(default_factory=dict)
    deliveries: list[dict[str, Any]] = field(default_factory=list)
    attempts: list[dict[str, Any]] = field(default_factory=list)

    def read(self) -> None:
        address = f"/v1/subscribers/{self.id}"
        self.subscriber = self.instance.get(address)
        self.deliveries = self.instance.get(f"{address}/deliveries", limit=100)["items"][::-1]
        self.attempts = self.instance.get(f"{address}/attempts", limit=100)["items"][::-1][1:]


def subscribe(instance: RunningTracker, ways: dict[str, str]) -> dict[str, str]:
    """The subscribers' ids, once all of them have answered their pings."""
    made = {
        name: str(instance.post("/v1/subscribers", {"url": url, "name": name, "types": EVENTS[:1]})["id"])
        for name, url in ways.items()
    }
    for one in made.values():
        wait_until(
            lambda address=one: instance.get(f"/v1/subscribers/{address}")["status"] == "active", seconds=20
        )
    return made


def broken(misbehave: Misbehave) -> Handler:
    """Answers a ping, and after that misbehaves."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            _, _, body = await read_request(reader)
            if b'"endpoint.ping"' in body:
                writer.write(NO_CONTENT)
                await writer.drain()
            else:
                await misbehave(writer)

    return handle


@contextmanager
def nobody_at(url: str) -> Iterator[None]:
    """Keeps the port from being given to somebody else, and listens not."""
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", urlsplit(url).port or 0))
        yield


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)

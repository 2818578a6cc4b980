"""One attempt to bring one message over: the request, the verdict, and when to try again."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import msgspec

from tracker.delivery.connectors.catalogue import CONNECTORS
from tracker.delivery.connectors.connector import Connector, Parcel, Target
from tracker.delivery.egress.guard import Answered, Egress, EgressFailed, EgressRefused
from tracker.delivery.queue.deliveries import Outcome
from tracker.delivery.queue.schedule import CONGESTED, wait_after
from tracker.store.databases.database import Row

MILLISECONDS = 1_000

KEPT_BYTES_MAX = 16_384
"""Of an answer."""

DIGITS_MAX = 9
"""Of a number of seconds: more are for ever."""


class Try(msgspec.Struct, frozen=True, kw_only=True):
    """What is tried: a parcel for a target, for the `number`-th time in this round."""

    connector: Connector
    parcel: Parcel
    target: Target
    number: int

    @classmethod
    def of(cls, row: Row, connector: str, target: Target) -> Try:
        """The next try of a delivery's row."""
        parcel = Parcel(message=row["message"], type=row["type"], body=row["body"].encode())
        return cls(connector=CONNECTORS[connector], parcel=parcel, target=target, number=row["attempt"] + 1)


async def attempt(
    egress: Egress, trying: Try, *, clock: Callable[[], datetime], jitter: Callable[[], float]
) -> Outcome:
    """How it went; nothing is raised, since whatever goes wrong out there is an outcome."""
    started_at, began = clock(), time.monotonic()
    answered: Answered | None = None
    error: str | None
    address: str | None = None
    remote_id: str | None = None
    try:
        answered, remote_id = await _bring_over(egress, trying, now=started_at)
        error, address = trying.connector.classify(answered), answered.address
    except EgressRefused as refused:
        error = refused.code
    except EgressFailed as failed:
        error, address = failed.code, failed.address
    told: dict[str, Any] = {
        "message": trying.parcel.message,
        "number": trying.number,
        "started_at": started_at,
        "duration_ms": round((time.monotonic() - began) * MILLISECONDS),
        "address": address,
        "status": None if answered is None else answered.status,
        "answer": None if answered is None else readable(answered.body, trying.target),
    }
    if error is None:
        return Outcome(**told, remote_id=remote_id)
    wait = wait_after(
        trying.number,
        is_congested=error == "timeout" or (answered is not None and answered.status in CONGESTED),
        retry_after=None if answered is None else retry_after(answered.headers, now=clock()),
        jitter=jitter(),
    )
    return Outcome(**told, error=error, next_at=None if wait is None else clock() + wait)


async def _bring_over(egress: Egress, trying: Try, *, now: datetime) -> tuple[Answered, str | None]:
    """The last answer, and what the receiver calls what it made of the parcel.

    Where a repetition would make a second thing, the receiver is asked first whether the first is there: an attempt
    that nobody could write down any more may have made it.
    """
    connector, parcel, target = trying.connector, trying.parcel, trying.target
    question = connector.look_up(parcel, target, now=now)
    if question is not None:
        answered = await egress.send(question)
        standing = connector.found(answered, parcel)
        if standing is not None or connector.classify(answered) is not None:
            return answered, standing
    answered = await egress.send(connector.render(parcel, target, now=now))
    return answered, connector.remote_id(answered)


def retry_after(headers: Mapping[str, str], *, now: datetime) -> timedelta | None:
    """How long the receiver asks to be left alone, in seconds or until a date; None where it does not say."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=int(text) if len(text) <= DIGITS_MAX else 10**DIGITS_MAX)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    return max((until if until.tzinfo else until.replace(tzinfo=UTC)) - now, timedelta(0))


def readable(body: bytes, target: Target) -> str:
    """What is kept of an answer: text that every database keeps (PostgreSQL knows no NUL), without what is secret.

    Many servers repeat the path that they do not know, and some the headers.
    """
    text = body.decode("utf-8", errors="replace").replace("\0", "\ufffd")
    for word in target.secret_words() if text else ():
        text = text.replace(word, "***")
    return text.encode()[:KEPT_BYTES_MAX].decode(errors="ignore")

"""One attempt to deliver one message: the request, the result, and when to try again."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import msgspec

from tracker.delivery.connectors.catalogue import CONNECTORS
from tracker.delivery.connectors.connector import Connector, OutgoingMessage, Target
from tracker.delivery.egress.outgoing import Answered, EgressFailed
from tracker.delivery.egress.policy import EgressRefused
from tracker.delivery.queue.deliveries import Outcome
from tracker.delivery.queue.schedule import CONGESTED, wait_after
from tracker.store.databases.database import Row

if TYPE_CHECKING:
    from tracker.delivery.egress.guard import Egress

MILLISECONDS = 1_000

KEPT_BYTES_MAX = 16_384
"""Of a response."""

DIGITS_MAX = 9
"""A longer number of seconds means forever."""


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """A message for a target, at its `number`-th attempt in this round."""

    connector: Connector
    message: OutgoingMessage
    target: Target
    number: int

    @classmethod
    def of(cls, row: Row, connector: str, target: Target) -> Attempt:
        """The next attempt for a row of table `delivery`."""
        message = OutgoingMessage(id=row["message"], type=row["type"], body=row["body"].encode())
        return cls(connector=CONNECTORS[connector], message=message, target=target, number=row["attempt"] + 1)


async def carry_out(
    egress: Egress, planned: Attempt, *, clock: Callable[[], datetime], jitter: Callable[[], float]
) -> Outcome:
    """The outcome of the attempt; raises nothing, since any failure outside is an outcome."""
    started_at, began = clock(), time.monotonic()
    answered: Answered | None = None
    error: str | None
    address: str | None = None
    remote_id: str | None = None
    try:
        answered, remote_id = await _deliver(egress, planned, now=started_at)
        error, address = planned.connector.classify(answered), answered.address
    except EgressRefused as refused:
        error = refused.code
    except EgressFailed as failed:
        error, address = failed.code, failed.address
    known: dict[str, Any] = {
        "message": planned.message.id,
        "number": planned.number,
        "started_at": started_at,
        "duration_ms": round((time.monotonic() - began) * MILLISECONDS),
        "address": address,
        "status": None if answered is None else answered.status,
        "answer": None if answered is None else readable(answered.body, planned.target),
    }
    if error is None:
        return Outcome(**known, remote_id=remote_id)
    wait = wait_after(
        planned.number,
        is_congested=error == "timeout" or (answered is not None and answered.status in CONGESTED),
        retry_after=None if answered is None else retry_after(answered.headers, now=clock()),
        jitter=jitter(),
    )
    return Outcome(**known, error=error, next_at=None if wait is None else clock() + wait)


async def _deliver(egress: Egress, planned: Attempt, *, now: datetime) -> tuple[Answered, str | None]:
    """The last response, and the receiver's own id for the message.

    Where a repetition would create a second draft, it first asks the receiver whether the draft exists: an
    earlier attempt may have created it without being recorded.
    """
    connector, message, target = planned.connector, planned.message, planned.target
    question = connector.look_up(message, target, now=now)
    if question is not None:
        answered = await egress.send(question)
        found = connector.found(answered, message)
        if found is not None or connector.classify(answered) is not None:
            return answered, found
    answered = await egress.send(connector.render(message, target, now=now))
    return answered, connector.remote_id(answered)


def retry_after(headers: Mapping[str, str], *, now: datetime) -> timedelta | None:
    """How long the receiver asks us to wait, in seconds or until a date; None if it does not say."""
    text = headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=int(text) if len(text) <= DIGITS_MAX else 10**DIGITS_MAX)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    return max((until if until.tzinfo else until.replace(tzinfo=UTC)) - now, timedelta(0))


def readable(body: bytes, target: Target) -> str:
    """The part of a response to store: text without secrets and without NUL.

    PostgreSQL cannot store NUL.

    Many servers echo the unknown path, and some the headers.
    """
    text = body.decode("utf-8", errors="replace").replace("\0", "\ufffd")
    for word in target.secret_words() if text else ():
        text = text.replace(word, "***")
    return text.encode()[:KEPT_BYTES_MAX].decode(errors="ignore")

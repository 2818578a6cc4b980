"""Deliveries: messages in a subscriber's queue, which of them are due, and the result of each.

These rows are facts, not projections: they do not follow from the log and are never rebuilt.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from tracker.delivery.messages.kinds import EVENT, PING, RECORDED, RESOLVED, Message, body_of
from tracker.delivery.queue.schedule import BREAKER_FAILURES
from tracker.domain.instants import instant_text
from tracker.store.databases.database import Row, Transaction, places

DUE_MAX = 100


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The result of one attempt.

    `error` None: delivered. `next_at` None with an error: it was the last attempt.
    """

    message: str
    number: int
    started_at: datetime
    duration_ms: int
    address: str | None = None
    status: int | None = None
    error: str | None = None
    answer: str | None = None
    next_at: datetime | None = None
    remote_id: str | None = None

    @property
    def state(self) -> str:
        if self.error is None:
            return "delivered"
        return "dead" if self.next_at is None else "waiting"


def enqueue(
    tx: Transaction, endpoint: str, message: Message, *, epoch: int, now: datetime, is_test: bool = False
) -> bool:
    """Append `message` to the endpoint's queue with the next sequence number.

    False if it is there already.
    """
    known = {"endpoint": endpoint, "message": message.id}
    sql = "SELECT 1 FROM delivery WHERE endpoint = :endpoint AND message = :message"
    if tx.value(sql, known) is not None:
        return False
    # The update locks the row, so two writers to the same queue wait for each other.
    tx.execute("UPDATE lane SET sequence = sequence + 1 WHERE endpoint = :endpoint", known)
    sequence = int(tx.value("SELECT sequence FROM lane WHERE endpoint = :endpoint", known))
    tx.execute(
        """
        INSERT INTO delivery (endpoint, message, sequence, type, order_key, position, body, state, attempt, next_at,
            made_at, is_replay)
        VALUES (:endpoint, :message, :sequence, :type, :order_key, :position, :body, 'waiting', 0, :now, :now, 0)""",
        {
            **known,
            "sequence": sequence,
            "type": message.type,
            "order_key": message.order_key,
            "position": message.position,
            "body": body_of(message, sequence=sequence, epoch=epoch, is_test=is_test),
            "now": instant_text(now),
        },
    )
    return True


def due_deliveries(
    tx: Transaction, endpoint: str, *, now: datetime, after: int = 0, limit: int = DUE_MAX
) -> list[Row]:
    """The messages to send to the endpoint now, oldest first, numbered above `after`."""
    return tx.rows(
        f"""
        SELECT delivery.message, delivery.sequence, delivery.type, delivery.order_key, delivery.body, delivery.attempt,
            delivery.is_replay
        FROM delivery {WITH_QUEUE}
        WHERE delivery.endpoint = :endpoint AND delivery.sequence > :after AND {IS_DUE}
        ORDER BY delivery.sequence LIMIT :limit""",  # noqa: S608
        {"endpoint": endpoint, "now": instant_text(now), "after": after, "limit": limit},
    )


WITH_QUEUE = "JOIN lane ON lane.endpoint = delivery.endpoint JOIN endpoint ON endpoint.id = delivery.endpoint"

_MAY_GO = f"(endpoint.is_verified = 1 OR {{}}.type = '{PING}')"
"""Until the endpoint has answered a ping, only pings may be sent."""

IS_DUE = f"""delivery.state = 'waiting' AND delivery.next_at <= :now AND endpoint.stopped IS NULL
    AND endpoint.is_removed = 0 AND {_MAY_GO.format("delivery")}
    AND coalesce((
        SELECT max(ahead.next_at) FROM delivery AS ahead
        WHERE ahead.endpoint = delivery.endpoint AND ahead.order_key = delivery.order_key AND ahead.state = 'waiting'
            AND ahead.sequence < delivery.sequence), '') <= :now
    AND (lane.failures < {BREAKER_FAILURES} OR delivery.sequence = (
        SELECT min(oldest.sequence) FROM delivery AS oldest
        WHERE oldest.endpoint = delivery.endpoint AND oldest.state = 'waiting' AND {_MAY_GO.format("oldest")}))"""  # noqa: S608 - our own words
"""Whether a delivery, WITH_QUEUE, may be sent at `:now`.

It must not wait behind an earlier message of the same order key. While the breaker is open, only the oldest
is tried.
"""


def write_outcomes(tx: Transaction, endpoint: str, outcomes: list[Outcome], *, now: datetime) -> None:
    """Write the attempts and their results.

    Nearly all are delivered at the first attempt, so one statement writes these.
    """
    plain = [one for one in outcomes if one.error is None and one.remote_id is None]
    if plain:
        bracket, named = places("message", (one.message for one in plain))
        tx.execute(
            f"""
            UPDATE delivery SET state = 'delivered', attempt = attempt + 1, error = NULL, settled_at = :now
            WHERE endpoint = :endpoint AND message IN {bracket} AND {_STILL_WAITS}""",  # noqa: S608 - our own names
            {"endpoint": endpoint, "now": instant_text(now), **named},
        )
    for one in outcomes:
        if one.error is not None or one.remote_id is not None:
            tx.execute(_SETTLE, _settled(endpoint, one, now=now))
    _write_attempts(tx, endpoint, outcomes)


_STILL_WAITS = "state || '' = 'waiting'"
"""An expression, so that databases look up the named messages and do not scan all waiting ones."""

_SETTLE = f"""
UPDATE delivery SET state = :state, attempt = :attempt, next_at = coalesce(:next_at, next_at), error = :error,
    settled_at = :settled_at, remote_id = coalesce(:remote_id, remote_id)
WHERE endpoint = :endpoint AND message = :message AND {_STILL_WAITS}"""  # noqa: S608 - our own words


def _settled(endpoint: str, one: Outcome, *, now: datetime) -> dict[str, object]:
    return {
        "endpoint": endpoint,
        "message": one.message,
        "state": one.state,
        "attempt": one.number,
        "next_at": None if one.next_at is None else instant_text(one.next_at),
        "error": one.error,
        "settled_at": None if one.state == "waiting" else instant_text(now),
        "remote_id": one.remote_id,
    }


_ATTEMPT = ("message", "number", "started_at", "duration_ms", "address", "status", "error", "answer")


def _write_attempts(tx: Transaction, endpoint: str, outcomes: list[Outcome]) -> None:
    """All in one statement: a round trip each would be most of the work on PostgreSQL."""
    named: dict[str, object] = {"endpoint": endpoint}
    for n, one in enumerate(outcomes):
        named |= {f"{name}_{n}": getattr(one, name) for name in _ATTEMPT}
        named[f"started_at_{n}"] = instant_text(one.started_at)
    rows = ", ".join(
        f"(:endpoint, {', '.join(f':{name}_{n}' for name in _ATTEMPT)})" for n in range(len(outcomes))
    )
    tx.execute(f"INSERT INTO attempt (endpoint, {', '.join(_ATTEMPT)}) VALUES {rows}", named)  # noqa: S608


def find_delivery(tx: Transaction, endpoint: str, message: str) -> Row | None:
    """The delivery of one message to a subscriber, or None."""
    return tx.row(
        "SELECT * FROM delivery WHERE endpoint = :endpoint AND message = :message",
        {"endpoint": endpoint, "message": message},
    )


def list_deliveries(
    tx: Transaction, endpoint: str, *, state: str | None, before: int | None, limit: int
) -> list[Row]:
    """A subscriber's messages, newest first, with sequence numbers below `before`."""
    of_state = "" if state is None else "AND state = :state"
    behind = "" if before is None else "AND sequence < :before"
    return tx.rows(
        f"""
        SELECT message, sequence, type, order_key, position, state, attempt, next_at, made_at, settled_at, error, is_replay,
            remote_id
        FROM delivery WHERE endpoint = :endpoint {of_state} {behind} ORDER BY sequence DESC LIMIT :limit""",  # noqa: S608
        {"endpoint": endpoint, "state": state, "before": before, "limit": limit},
    )


def list_attempts(
    tx: Transaction, endpoint: str, *, message: str | None, before: int | None, limit: int
) -> list[Row]:
    """The attempts for a subscriber, or for one of its messages, newest first."""
    of_message = "" if message is None else "AND attempt.message = :message"
    behind = "" if before is None else "AND id < :before"
    return tx.rows(
        f"""
        SELECT id, attempt.message, type, sequence, number, started_at, duration_ms, address, status, attempt.error, answer
        FROM attempt LEFT JOIN delivery ON delivery.endpoint = attempt.endpoint AND delivery.message = attempt.message
        WHERE attempt.endpoint = :endpoint {of_message} {behind} ORDER BY id DESC LIMIT :limit""",  # noqa: S608
        {"endpoint": endpoint, "message": message, "before": before, "limit": limit},
    )


def send_again(tx: Transaction, endpoint: str, where: str, named: dict[str, object], *, now: datetime) -> int:
    """Queue the settled messages that match `where` again, under their old ids and numbers.

    Returns how many.
    """
    return tx.execute(
        f"""
        UPDATE delivery SET state = 'waiting', attempt = 0, next_at = :now, settled_at = NULL, error = NULL, is_replay = 1
        WHERE endpoint = :endpoint AND state <> 'waiting' AND body <> '' AND {where}""",  # noqa: S608 - conditions of our own
        {"endpoint": endpoint, "now": instant_text(now), **named},
    )


def hasten(tx: Transaction, endpoint: str, *, order_key: str | None = None, now: datetime) -> None:
    """Make waiting messages due now and restart their schedule, all or those with one order key."""
    of_order = "" if order_key is None else "AND order_key = :order_key"
    tx.execute(
        f"UPDATE delivery SET attempt = 0, next_at = :now WHERE endpoint = :endpoint AND state = 'waiting' {of_order}",  # noqa: S608
        {"endpoint": endpoint, "order_key": order_key, "now": instant_text(now)},
    )


def forget_deliveries(tx: Transaction, endpoint: str) -> None:
    """Delete what a removed subscriber did not receive; what it received stays."""
    tx.execute(
        "DELETE FROM delivery WHERE endpoint = :endpoint AND state <> 'delivered'", {"endpoint": endpoint}
    )


def prune_attempts(tx: Transaction, *, before: datetime, dead_before: datetime, limit: int) -> int:
    """Delete up to `limit` attempts from before those instants, those of dead messages later.

    Returns how many.
    """
    return tx.execute(
        """
        DELETE FROM attempt WHERE id IN (
            SELECT id FROM attempt WHERE started_at < :before AND (started_at < :dead_before OR NOT EXISTS (
                SELECT 1 FROM delivery
                WHERE delivery.endpoint = attempt.endpoint AND delivery.message = attempt.message
                    AND delivery.state = 'dead'))
            ORDER BY id LIMIT :limit)""",
        {"before": instant_text(before), "dead_before": instant_text(dead_before), "limit": limit},
    )


def forget_bodies(tx: Transaction, *, before: datetime, limit: int) -> int:
    """Delete the bodies of up to `limit` messages that the log can make again; returns how many.

    Only messages delivered before that instant. The rows stay, so that ids and numbers are never used twice.
    """
    return tx.execute(
        """
        UPDATE delivery SET body = '' WHERE (endpoint, message) IN (
            SELECT endpoint, message FROM delivery
            WHERE state = 'delivered' AND settled_at < :before AND body <> ''
                AND (type IN (:recorded, :resolved) OR type LIKE :events) LIMIT :limit)""",
        {
            "before": instant_text(before),
            "recorded": RECORDED,
            "resolved": RESOLVED,
            "events": f"{EVENT}%",
            "limit": limit,
        },
    )


def send_anew(tx: Transaction, endpoint: str, message: Message, *, epoch: int, now: datetime) -> bool:
    """Queue a message whose body was deleted again, with the body of `message`.

    Its id and number stay.

    False where the body was not deleted because of its age.
    """
    row = find_delivery(tx, endpoint, message.id)
    if row is None or not is_forgotten(row):
        return False
    tx.execute(
        """
        UPDATE delivery SET body = :body, state = 'waiting', attempt = 0, next_at = :now, settled_at = NULL, is_replay = 1
        WHERE endpoint = :endpoint AND message = :message""",
        {
            "endpoint": endpoint,
            "message": message.id,
            "body": body_of(message, sequence=row["sequence"], epoch=epoch),
            "now": instant_text(now),
        },
    )
    return True


def is_forgotten(row: Row) -> bool:
    """Whether the body was deleted because of its age; a redacted message has an error."""
    return row["state"] == "delivered" and not row["body"] and row["error"] is None

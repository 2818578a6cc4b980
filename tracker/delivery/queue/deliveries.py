"""Deliveries: messages put in a subscriber's order, what is due of them, and what became of each.

Facts, not projections: nothing here follows from the log, and nothing here is ever rebuilt.
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
    """How one attempt went. `error` None: it was brought over. `next_at` None on an error: it was the last attempt."""

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
    """Give `message` the endpoint's next sequence number; False where it has it already, sent or not."""
    known = {"endpoint": endpoint, "message": message.id}
    sql = "SELECT 1 FROM delivery WHERE endpoint = :endpoint AND message = :message"
    if tx.value(sql, known) is not None:
        return False
    # Reading it locks it: two that write to the same lane wait for each other.
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
    """What may be sent to that endpoint now, oldest first, of what has numbers above `after`."""
    return tx.rows(
        f"""
        SELECT delivery.message, delivery.sequence, delivery.type, delivery.order_key, delivery.body, delivery.attempt,
            delivery.is_replay
        FROM delivery {WITH_LANE}
        WHERE delivery.endpoint = :endpoint AND delivery.sequence > :after AND {IS_DUE}
        ORDER BY delivery.sequence LIMIT :limit""",  # noqa: S608
        {"endpoint": endpoint, "now": instant_text(now), "after": after, "limit": limit},
    )


WITH_LANE = "JOIN lane ON lane.endpoint = delivery.endpoint JOIN endpoint ON endpoint.id = delivery.endpoint"

_MAY_GO = f"(endpoint.is_verified = 1 OR {{}}.type = '{PING}')"
"""Before the endpoint has answered a ping, only pings."""

IS_DUE = f"""delivery.state = 'waiting' AND delivery.next_at <= :now AND endpoint.stopped IS NULL
    AND endpoint.is_removed = 0 AND {_MAY_GO.format("delivery")}
    AND coalesce((
        SELECT max(ahead.next_at) FROM delivery AS ahead
        WHERE ahead.endpoint = delivery.endpoint AND ahead.order_key = delivery.order_key AND ahead.state = 'waiting'
            AND ahead.sequence < delivery.sequence), '') <= :now
    AND (lane.failures < {BREAKER_FAILURES} OR delivery.sequence = (
        SELECT min(oldest.sequence) FROM delivery AS oldest
        WHERE oldest.endpoint = delivery.endpoint AND oldest.state = 'waiting' AND {_MAY_GO.format("oldest")}))"""  # noqa: S608 - our own words
"""Whether a delivery, WITH_LANE, may be sent at `:now`: it waits behind none of its order that is not due yet, and
behind an open breaker only the oldest is tried."""


def write_outcomes(tx: Transaction, endpoint: str, outcomes: list[Outcome], *, now: datetime) -> None:
    """What became of some attempts, with the attempts themselves.

    Nearly all are delivered at the first try, so these are written by one statement.
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
"""An expression, so that no database goes through all that waits instead of looking up the messages that are named."""

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
    """One message on its way to a subscriber, or None."""
    return tx.row(
        "SELECT * FROM delivery WHERE endpoint = :endpoint AND message = :message",
        {"endpoint": endpoint, "message": message},
    )


def list_deliveries(
    tx: Transaction, endpoint: str, *, state: str | None, before: int | None, limit: int
) -> list[Row]:
    """A subscriber's messages, newest first, those with a sequence below `before`."""
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
    """What was tried for a subscriber, or for one message of it, newest first."""
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
    """Let the settled messages that `where` picks wait once more, under their old ids and numbers; how many."""
    return tx.execute(
        f"""
        UPDATE delivery SET state = 'waiting', attempt = 0, next_at = :now, settled_at = NULL, error = NULL, is_replay = 1
        WHERE endpoint = :endpoint AND state <> 'waiting' AND body <> '' AND {where}""",  # noqa: S608 - conditions of our own
        {"endpoint": endpoint, "now": instant_text(now), **named},
    )


def hasten(tx: Transaction, endpoint: str, *, order_key: str | None = None, now: datetime) -> None:
    """Let what waits, all of it or that of one order, be tried now, as if for the first time."""
    of_order = "" if order_key is None else "AND order_key = :order_key"
    tx.execute(
        f"UPDATE delivery SET attempt = 0, next_at = :now WHERE endpoint = :endpoint AND state = 'waiting' {of_order}",  # noqa: S608
        {"endpoint": endpoint, "order_key": order_key, "now": instant_text(now)},
    )


def forget_deliveries(tx: Transaction, endpoint: str) -> None:
    """Nothing waits any more for a subscriber that was removed, and nothing is given up; what it was sent is kept."""
    tx.execute(
        "DELETE FROM delivery WHERE endpoint = :endpoint AND state <> 'delivered'", {"endpoint": endpoint}
    )


def prune_attempts(tx: Transaction, *, before: datetime, dead_before: datetime, limit: int) -> int:
    """Forget up to `limit` attempts from before those instants, those of dead messages later; how many."""
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
    """Forget the words of up to `limit` messages that were delivered before that instant and that the log can make again.

    How many. The rows stay: what was told under which id and number is not forgotten.
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
    """Let a message whose words were forgotten wait once more, under its id and number, in the words of `message`.

    False where it is not one of those.
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
    """Whether its words are kept no more because of its age; those that were taken down carry an error."""
    return row["state"] == "delivered" and not row["body"] and row["error"] is None

"""Events that this version of tracker cannot read: they wait beside the log and are followed after the upgrade.

A later event of the same stream waits behind them, since what follows a stream must see it in order; every other
stream goes on. So whoever works the waiting off, in the order of the log, does to each stream what it would have seen
had every event been known from the beginning.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from tracker.domain.event import RecordedEvent
from tracker.store.databases.database import Row, Transaction
from tracker.store.log.codec import UnknownEvent
from tracker.store.log.log import OF_LOG, WHOLE, recorded
from tracker.store.log.remains import with_remains

HELD = "it waits behind an earlier event of its stream"


def follow_or_park(
    tx: Transaction, rows: list[Row], follow: Callable[[RecordedEvent], None], *, consumer: str
) -> None:
    """Give each of `rows`, which come in log order, to `follow`, or park it for `consumer`."""
    is_any_parked = _is_any_parked(tx, consumer)
    for row in rows:
        if is_any_parked and _waits_behind(tx, row, consumer):
            _park(tx, row["position"], HELD, consumer=consumer)
            continue
        try:
            event = recorded(row)
        except UnknownEvent as unknown:
            _park(tx, row["position"], str(unknown), consumer=consumer)
            is_any_parked = True
        else:
            follow(event)


class Pass(msgspec.Struct):
    """One way through what is parked: how far it has come, and the streams that stay where they are."""

    position: int = 0
    stuck: set[str] = msgspec.field(default_factory=set)


def follow_parked(
    tx: Transaction, follow: Callable[[RecordedEvent], None], *, consumer: str, going: Pass, limit: int
) -> int:
    """Give up to `limit` parked events on from `going` to `follow`, where they can be read by now; how many were seen.

    Those that were followed are parked no longer.
    """
    rows = tx.rows(_PARKED, {"consumer": consumer, "after": going.position, "limit": limit})
    for row in with_remains(tx, rows):
        going.position = row["position"]
        if row["stream"] in going.stuck:
            continue
        try:
            event = recorded(row)
        except UnknownEvent:
            going.stuck.add(row["stream"])
        else:
            follow(event)
            _unpark(tx, row["position"], consumer=consumer)
    return len(rows)


def _is_any_parked(tx: Transaction, consumer: str) -> bool:
    sql = "SELECT 1 FROM parked WHERE consumer = :consumer LIMIT 1"
    return tx.row(sql, {"consumer": consumer}) is not None


def _waits_behind(tx: Transaction, row: Row, consumer: str) -> bool:
    """Whether the event before it in its stream is parked: all behind a parked one are, so one look is enough."""
    found = tx.row(
        """
        SELECT 1 FROM event
        JOIN log ON log.inserted = event.inserted
        JOIN parked ON parked.position = log.position AND parked.consumer = :consumer
        WHERE event.stream = :stream AND event.version = :before""",
        {"consumer": consumer, "stream": row["stream"], "before": row["version"] - 1},
    )
    return found is not None


def _park(tx: Transaction, position: int, reason: str, *, consumer: str) -> None:
    tx.execute(
        """
        INSERT INTO parked (consumer, position, reason) VALUES (:consumer, :position, :reason)
        ON CONFLICT (consumer, position) DO NOTHING""",
        {"consumer": consumer, "position": position, "reason": reason},
    )


def _unpark(tx: Transaction, position: int, *, consumer: str) -> None:
    tx.execute(
        "DELETE FROM parked WHERE consumer = :consumer AND position = :position",
        {"consumer": consumer, "position": position},
    )


_PARKED = f"""
{WHOLE} {OF_LOG} JOIN parked ON parked.position = log.position
WHERE parked.consumer = :consumer AND parked.position > :after
ORDER BY parked.position LIMIT :limit"""

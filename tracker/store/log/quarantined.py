"""Events that were put aside: their positions in the log, for each consumer that could not read them."""

from __future__ import annotations

from tracker.store.databases.database import Row, Transaction
from tracker.store.log.log import OF_LOG, WHOLE
from tracker.store.log.remains import with_remains


def has_quarantined(tx: Transaction, consumer: str) -> bool:
    """Whether anything is parked for `consumer`."""
    sql = "SELECT 1 FROM parked WHERE consumer = :consumer LIMIT 1"
    return tx.row(sql, {"consumer": consumer}) is not None


def is_behind_quarantined(tx: Transaction, stream: str, version: int, *, consumer: str) -> bool:
    """Whether the event before `version` is parked: all behind a parked one are, so one look is enough."""
    found = tx.row(
        """
        SELECT 1 FROM event
        JOIN log ON log.inserted = event.inserted
        JOIN parked ON parked.position = log.position AND parked.consumer = :consumer
        WHERE event.stream = :stream AND event.version = :before""",
        {"consumer": consumer, "stream": stream, "before": version - 1},
    )
    return found is not None


def quarantine(tx: Transaction, position: int, reason: str, *, consumer: str) -> None:
    """Put the event at `position` aside for `consumer`, with the reason; nothing where it is parked already."""
    tx.execute(
        """
        INSERT INTO parked (consumer, position, reason) VALUES (:consumer, :position, :reason)
        ON CONFLICT (consumer, position) DO NOTHING""",
        {"consumer": consumer, "position": position, "reason": reason},
    )


def release(tx: Transaction, position: int, *, consumer: str) -> None:
    """Forget that the event at `position` was put aside."""
    tx.execute(
        "DELETE FROM parked WHERE consumer = :consumer AND position = :position",
        {"consumer": consumer, "position": position},
    )


def quarantined_rows(tx: Transaction, *, consumer: str, after: int, limit: int) -> list[Row]:
    """The undecoded rows of up to `limit` parked events behind the position `after`, in log order."""
    rows = tx.rows(
        f"""
        {WHOLE} {OF_LOG} JOIN parked ON parked.position = log.position
        WHERE parked.consumer = :consumer AND parked.position > :after
        ORDER BY parked.position LIMIT :limit""",
        {"consumer": consumer, "after": after, "limit": limit},
    )
    return with_remains(tx, rows)


def parked_between(tx: Transaction, consumer: str, *, first: int, last: int) -> set[int]:
    """The positions from `first` to `last` that are parked for `consumer`."""
    found = tx.rows(
        "SELECT position FROM parked WHERE consumer = :consumer AND position BETWEEN :first AND :last",
        {"consumer": consumer, "first": first, "last": last},
    )
    return {row["position"] for row in found}

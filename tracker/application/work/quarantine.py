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
from tracker.store.log.log import recorded
from tracker.store.log.parked import has_parked, is_behind_parked, park, parked_rows, unpark

HELD = "it waits behind an earlier event of its stream"


def follow_or_park(
    tx: Transaction, rows: list[Row], follow: Callable[[RecordedEvent], None], *, consumer: str
) -> None:
    """Give each of `rows`, which come in log order, to `follow`, or park it for `consumer`."""
    is_any_parked = has_parked(tx, consumer)
    for row in rows:
        if is_any_parked and is_behind_parked(tx, row["stream"], row["version"], consumer=consumer):
            park(tx, row["position"], HELD, consumer=consumer)
            continue
        try:
            event = recorded(row)
        except UnknownEvent as unknown:
            park(tx, row["position"], str(unknown), consumer=consumer)
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
    rows = parked_rows(tx, consumer=consumer, after=going.position, limit=limit)
    for row in rows:
        going.position = row["position"]
        if row["stream"] in going.stuck:
            continue
        try:
            event = recorded(row)
        except UnknownEvent:
            going.stuck.add(row["stream"])
        else:
            follow(event)
            unpark(tx, row["position"], consumer=consumer)
    return len(rows)

"""Quarantines events that this version cannot decode, and follows them after an upgrade.

Later events of the same stream are quarantined too, because a consumer must see a stream in order; other
streams go on. Following the quarantined events in log order therefore gives each stream the result it would
have had if every event had been known from the start.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from tracker.domain.event import RecordedEvent
from tracker.store.databases.database import Row, Transaction
from tracker.store.log.codec import UnknownEvent
from tracker.store.log.log import recorded
from tracker.store.log.quarantined import (
    has_quarantined,
    is_behind_quarantined,
    quarantine,
    quarantined_rows,
    release,
)

HELD = "it waits behind an earlier event of its stream"


def follow_or_quarantine(
    tx: Transaction, rows: list[Row], follow: Callable[[RecordedEvent], None], *, consumer: str
) -> None:
    """Give each of `rows`, which come in log order, to `follow`, or park it for `consumer`."""
    is_any_quarantined = has_quarantined(tx, consumer)
    for row in rows:
        if is_any_quarantined and is_behind_quarantined(tx, row["stream"], row["version"], consumer=consumer):
            quarantine(tx, row["position"], HELD, consumer=consumer)
            continue
        try:
            event = recorded(row)
        except UnknownEvent as unknown:
            quarantine(tx, row["position"], str(unknown), consumer=consumer)
            is_any_quarantined = True
        else:
            follow(event)


class Pass(msgspec.Struct):
    """One pass over the quarantined events: the position reached, and the streams still stuck."""

    position: int = 0
    stuck: set[str] = msgspec.field(default_factory=set)


def follow_quarantined(
    tx: Transaction, follow: Callable[[RecordedEvent], None], *, consumer: str, going: Pass, limit: int
) -> int:
    """Pass up to `limit` quarantined events after `going` to `follow` if they can be decoded.

    Returns the number seen.

    Events that were followed leave the quarantine.
    """
    rows = quarantined_rows(tx, consumer=consumer, after=going.position, limit=limit)
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
            release(tx, row["position"], consumer=consumer)
    return len(rows)

"""The relay's work on the log: positions, then async projections and the agenda, with the checkpoint, in one transaction."""

from __future__ import annotations

import time

import msgspec

from tracker.application import agenda
from tracker.application.application import Application
from tracker.projections.registry import ASYNC, RELAY, project_all
from tracker.store.checkpoints import lock_checkpoint, move_checkpoint, read_checkpoint
from tracker.store.codec import UnknownEvent
from tracker.store.database import Row, Transaction
from tracker.store.log import log_rows, read_head, recorded

BATCH = 100
BATCH_S = 0.03
"""Small, since SQLite's one writer waits meanwhile: no transaction over 50 ms. A prediction's words take about 1 ms."""


class Fed(msgspec.Struct, frozen=True):
    """How far the projections have come, and the end of the log."""

    position: int
    end: int

    @property
    def is_behind(self) -> bool:
        return self.position < self.end


def feed(application: Application) -> Fed:
    """Give positions to what has none, and bring projections and agenda one batch further.

    Nothing happens where another relay was faster.
    """
    application.database.sequence()
    with application.database.reading() as tx:
        if read_checkpoint(tx, RELAY) == read_head(tx).position:
            return Fed(read_head(tx).position, read_head(tx).position)
    with application.database.writing() as tx:
        after = lock_checkpoint(tx, RELAY)
        rows = log_rows(tx, after=after, limit=BATCH)
        if not rows:
            return Fed(after, after)
        began, position = time.monotonic(), after
        for row in rows:
            _take(tx, row)
            position = row["position"]
            if time.monotonic() - began > BATCH_S:
                break
        move_checkpoint(tx, RELAY, position=position)
        return Fed(position, read_head(tx).position)


def _take(tx: Transaction, row: Row) -> None:
    try:
        event = recorded(row)
    except UnknownEvent as unknown:
        _park(tx, row["position"], str(unknown))
    else:
        project_all(tx, ASYNC, [event])
        agenda.follow(tx, event)


def _park(tx: Transaction, position: int, reason: str) -> None:
    """A newer version of tracker wrote this: known events go on, and this one waits to be read after the upgrade."""
    tx.execute(
        """
        INSERT INTO parked (consumer, position, reason) VALUES (:consumer, :position, :reason)
        ON CONFLICT (consumer, position) DO NOTHING""",
        {"consumer": RELAY, "position": position, "reason": reason},
    )

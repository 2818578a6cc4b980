"""The relay's work: assigns log positions, then updates projections and required work."""

from __future__ import annotations

import time
from functools import partial

import msgspec

from tracker.application.context import AppContext
from tracker.application.work import work_rules
from tracker.application.work.quarantine import Pass, follow_or_quarantine, follow_quarantined
from tracker.domain.event import RecordedEvent
from tracker.domain.findings import Terms
from tracker.projections.registry import ASYNC, RELAY, project_all
from tracker.projections.views import Views
from tracker.store.databases.database import Row, Transaction
from tracker.store.log.checkpoints import holds_lease, lock_checkpoint, move_checkpoint, read_checkpoint
from tracker.store.log.log import log_rows, read_head

BATCH = 100
PIECE = 10
BATCH_S = 0.03
"""Small, since SQLite's single writer waits meanwhile: no transaction over 50 ms.

Indexing a prediction's words takes about 1 ms.
"""


class Fed(msgspec.Struct, frozen=True):
    """The position that the projections have reached, and the end of the log."""

    position: int
    end: int

    @property
    def is_behind(self) -> bool:
        return self.position < self.end


class NotLeading(Exception):
    """Another relay is the leader now; this one must write nothing."""


def feed(application: AppContext, *, leader: str | None = None) -> Fed:
    """Sequence new events, and follow the log one batch further.

    Projections, required work and the checkpoint change in one transaction.

    Does nothing if another relay was faster. With `leader`, it works only while that owner holds the lease,
    even if this process was suspended in between; otherwise it raises `NotLeading`.
    """
    application.database.sequence()
    with application.database.reading() as tx:
        end = read_head(tx).position
        if read_checkpoint(tx, RELAY) == end:
            return Fed(end, end)
    with application.database.writing() as tx:
        after = _lock(application, tx, leader)
        rows = log_rows(tx, after=after, limit=BATCH)
        if not rows:
            return Fed(after, after)
        position = _follow_some(application, tx, rows)
        move_checkpoint(tx, RELAY, position=position)
        return Fed(position, read_head(tx).position)


def feed_quarantined(application: AppContext, *, leader: str | None = None) -> None:
    """Follow quarantined events that an older version could not decode and this one can.

    A new leader runs this once; events it cannot decode stay quarantined.
    """
    going, seen = Pass(), BATCH
    while seen == BATCH:
        with application.database.writing() as tx:
            _lock(application, tx, leader)
            seen = follow_quarantined(
                tx, partial(_follow, application, tx, Views()), consumer=RELAY, going=going, limit=BATCH
            )


def _lock(application: AppContext, tx: Transaction, leader: str | None) -> int:
    """The relay's checkpoint, locked, so that the next leader waits for what is written under it."""
    position = lock_checkpoint(tx, RELAY)
    if leader is not None and not holds_lease(tx, RELAY, owner=leader, now=application.clock()):
        raise NotLeading(leader)
    return position


def _follow_some(application: AppContext, tx: Transaction, rows: list[Row]) -> int:
    """Follow as many of `rows` as fit the time limit, a few at a time.

    Returns the position of the last.
    """
    began, position = time.monotonic(), rows[0]["position"]
    for start in range(0, len(rows), PIECE):
        piece = rows[start : start + PIECE]
        follow_or_quarantine(tx, piece, partial(_follow, application, tx, Views()), consumer=RELAY)
        position = piece[-1]["position"]
        if time.monotonic() - began > BATCH_S:
            break
    return int(position)


def _follow(application: AppContext, tx: Transaction, views: Views, event: RecordedEvent) -> None:
    project_all(tx, ASYNC, [event], views=views)
    terms = Terms(application.challenge_window, application.lapse_after)
    work_rules.follow(tx, event, now=application.clock(), terms=terms)

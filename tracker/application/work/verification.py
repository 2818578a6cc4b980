"""The nightly verification of the log: new events every night, the whole log once a week.

The row in table `verified` says how far it came. A long log takes several runs. After a fault, each run
starts again at the first position, until a complete pass finds none.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime, timedelta

import msgspec

from tracker.application.context import AppContext
from tracker.domain.instants import instant_from_text, instant_text
from tracker.store.databases.database import Transaction
from tracker.store.log.log import head_at
from tracker.store.log.verified import Verified, read_verified, write_verified
from tracker.store.log.verify import Verification, verify

LOGGER = logging.getLogger(__name__)

WHOLE_EVERY = timedelta(days=7)
STEP = 5_000
"""Positions per reading transaction: a long one keeps SQLite's write-ahead log from reuse."""
RUN_SECONDS = 30.0
"""Half of the queue's job timeout; the next run does the rest."""


def is_log_sound(tx: Transaction) -> bool:
    """Whether the last verification left no open fault."""
    found = read_verified(tx)
    return found is None or found.fault is None


def verify_log(application: AppContext, *, now: datetime, run_seconds: float = RUN_SECONDS) -> Verified:
    """Verify what is due at `now`, for about `run_seconds`; returns what is known afterwards."""
    ends = time.monotonic() + run_seconds
    known = _beginning(application, now=now)
    while True:
        with application.database.reading() as tx:
            found = verify(tx, after=(known.position, known.head), limit=STEP)
        is_at_end = not found.is_clean or found.events - found.after < STEP
        known = _following(known, found, is_at_end=is_at_end, now=now)
        with application.database.writing() as tx:
            write_verified(tx, known)
        if known.fault is not None and not found.is_clean:
            LOGGER.error("the log was altered at position %s: %s", known.fault_position, known.fault)
        if is_at_end or time.monotonic() >= ends:
            return known


def _beginning(application: AppContext, *, now: datetime) -> Verified:
    """Where to continue: after the verified part; at the start once a week and after a fault."""
    with application.database.reading() as tx:
        known = read_verified(tx)
        first = head_at(tx, 0)
    assert first is not None  # noqa: S101 - programmer error: position 0 has a head in every log
    if known is None:
        return Verified(position=0, head=first, at=instant_text(now), whole_at=instant_text(now))
    if known.whole_at is None or instant_from_text(known.whole_at) + WHOLE_EVERY <= now:
        return msgspec.structs.replace(known, position=0, head=first, whole_at=instant_text(now))
    return known


def _following(known: Verified, found: Verification, *, is_at_end: bool, now: datetime) -> Verified:
    """The state after one step; only a complete pass that began after a fault clears it."""
    following = msgspec.structs.replace(known, position=found.events, head=found.head, at=instant_text(now))
    if not found.is_clean:
        return msgspec.structs.replace(
            following, whole_at=None, fault_position=found.position, fault=found.fault
        )
    if is_at_end:
        return msgspec.structs.replace(following, fault_position=None, fault=None)
    return following

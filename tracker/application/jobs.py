"""Job bodies: drain the work that is due, one leased piece at a time, for at most some seconds."""

from __future__ import annotations

import logging
import time
import uuid
from datetime import datetime

from tracker.application.application import Application
from tracker.application.score import score_prediction
from tracker.application.settle import settle_prediction
from tracker.application.work import Claimed, Job, LeaseLost, claim

LOGGER = logging.getLogger(__name__)

DRAIN_SECONDS = 20.0
"""Well under the queue's job timeout; what is left is rung for again."""


def drain(application: Application, job: Job, *, run: str | None, now: datetime) -> int:
    """Do the work of `job` that is due at `now`, of one import run or of all the rest; the number of pieces done."""
    owner = uuid.uuid4().hex
    ends = time.monotonic() + DRAIN_SECONDS
    done = 0
    while time.monotonic() < ends:
        with application.database.writing() as tx:
            pieces = claim(tx, job, run=run, now=now, clock=application.clock(), owner=owner)
        if not pieces:
            break
        for claimed in pieces:
            done += _do(application, claimed, run=run, now=now)
    return done


def _do(application: Application, claimed: Claimed, *, run: str | None, now: datetime) -> int:
    try:
        if claimed.job == "settle":
            settle_prediction(application, claimed, run=run, now=now)
        else:
            score_prediction(application, claimed, run=run)
    except LeaseLost:
        return 0
    except Exception:
        # One piece that cannot be done must not keep the others waiting: its lease runs out and it is tried again last.
        LOGGER.exception("%s of %s failed", claimed.job, claimed.subject)
        return 0
    return 1

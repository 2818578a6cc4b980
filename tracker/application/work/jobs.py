"""Job bodies: do the due work, one leased piece at a time, for a limited time."""

from __future__ import annotations

import logging
import time
import uuid
from datetime import datetime

from structlog.contextvars import bound_contextvars

from tracker.application.context import AppContext
from tracker.application.work.score import score_prediction, score_together
from tracker.application.work.settle import settle_prediction
from tracker.store.log.history import correlation_of
from tracker.store.work import Claimed, Job, LeaseLost, claim

LOGGER = logging.getLogger(__name__)

JOB_SECONDS = 20.0
"""Well under the queue's job timeout; the rest is enqueued again."""


def do_due_work(application: AppContext, job: Job, *, run: str | None, now: datetime) -> int:
    """Do the due work of `job`, for one import run or for everything else.

    Returns the number of pieces done.
    """
    owner = uuid.uuid4().hex
    began = time.monotonic()
    done = 0
    while time.monotonic() < began + JOB_SECONDS:
        with application.database.writing() as tx:
            pieces = claim(tx, job, run=run, now=now, clock=application.clock(), owner=owner)
        if not pieces:
            break
        asked_by = _correlations(application, pieces)
        scored = score_together(application, pieces, run=run) if job == "score" else set()
        for claimed in pieces:
            with bound_contextvars(correlation_id=asked_by.get(claimed.wanted)):
                done += _do(application, claimed, run=run, now=now, is_done=claimed.subject in scored)
    fields = {"job": job, "scope": run or "live", "done": done, "duration_ms": elapsed_ms(began)}
    LOGGER.info("job", extra=fields)
    return done


def elapsed_ms(began: float) -> float:
    """Milliseconds since `began`, a reading of the monotonic clock."""
    return round((time.monotonic() - began) * 1000, 1)


def _correlations(application: AppContext, pieces: list[Claimed]) -> dict[int, str]:
    """Position -> the correlation id of the request that asked for that piece, for the log."""
    with application.database.reading() as tx:
        found = {piece.wanted: correlation_of(tx, piece.wanted) for piece in pieces}
    return {position: correlation for position, correlation in found.items() if correlation is not None}


def _do(application: AppContext, claimed: Claimed, *, run: str | None, now: datetime, is_done: bool) -> int:
    """1 where the piece is done, by this call or before it, else 0."""
    try:
        if is_done:
            pass
        elif claimed.job == "settle":
            settle_prediction(application, claimed, run=run, now=now)
        else:
            score_prediction(application, claimed, run=run)
    except LeaseLost:
        return 0
    except Exception:
        # A failing piece must not delay the others: its lease expires, and it is tried again last.
        LOGGER.exception("%s of %s failed", claimed.job, claimed.subject)
        return 0
    LOGGER.debug("piece", extra={"job": claimed.job, "subject": claimed.subject, "position": claimed.wanted})
    return 1

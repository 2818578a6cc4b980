"""The jobs, under the stable names used in the queue.

They take ids and a `now`, never payloads.
"""

from __future__ import annotations

import atexit
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from rq import get_current_job
from structlog.contextvars import bound_contextvars

from tracker.application.context import AppContext
from tracker.application.transact import forget_answers
from tracker.application.work.jobs import do_due_work, elapsed_ms
from tracker.application.work.verification import verify_log as verify
from tracker.bootstrap import open_context
from tracker.delivery.inbound.watched_feeds import WatchedFeeds
from tracker.delivery.queue import digests, retention
from tracker.delivery.sending.sender import Sender
from tracker.domain.instants import instant_from_text
from tracker.settings import read_settings

LOGGER = logging.getLogger(__name__)


def settle(*, now: str, run: str | None = None) -> int:
    """Settle what is due at `now`, for one import run or for everything else.

    Returns the number of pieces.
    """
    with _named_in_the_log():
        return do_due_work(_application(), "settle", run=run, now=instant_from_text(now))


def score(*, now: str, run: str | None = None) -> int:
    """Score what is due at `now`; returns the number of pieces."""
    with _named_in_the_log():
        return do_due_work(_application(), "score", run=run, now=instant_from_text(now))


def deliver(*, now: str) -> None:  # noqa: ARG001 - every job takes a `now`
    """Wake this process's sender, which continues in the background, so no job waits for it."""
    _sender().notify()


def publish_digests(*, now: str) -> int:  # noqa: ARG001 - each subscriber's schedule is in SQL
    """Enqueue the digests that are due; returns how many."""
    with _named_in_the_log():
        return digests.publish_digests(_application())


def read_feeds(*, now: str) -> int:  # noqa: ARG001 - essays are new if their address is unknown
    """Record the new essays in the configured feeds; returns how many."""
    with _named_in_the_log():
        return _feeds().look(_application())


def prune_deliveries(*, now: str) -> int:
    """Delete old attempts and the content of old delivered messages; returns of how many."""
    with _named_in_the_log():
        return retention.prune(_application(), now=instant_from_text(now))


def forget_idempotency(*, now: str) -> int:
    """Delete stored answers that are older than 7 days at `now`; returns how many."""
    with _named_in_the_log():
        began = time.monotonic()
        forgotten = forget_answers(_application(), now=instant_from_text(now))
        summary = {"job": "forget_idempotency", "done": forgotten, "duration_ms": elapsed_ms(began)}
        LOGGER.info("job", extra=summary)
        return forgotten


def refresh_statistics(*, now: str) -> None:  # noqa: ARG001 - statistics are of the current tables
    """Update the statistics of the database's query planner."""
    with _named_in_the_log():
        _application().database.refresh_statistics()


def verify_log(*, now: str) -> int:
    """Verify the log; returns the position up to which it is as it was written."""
    with _named_in_the_log():
        return verify(_application(), now=instant_from_text(now)).position


@contextmanager
def _named_in_the_log() -> Iterator[None]:
    """Bind the queue job's id to every log line inside."""
    job = get_current_job()
    with bound_contextvars(job_id=job.id if job is not None else None):
        yield


@cache
def _sender() -> Sender:
    """Opened once.

    At exit it releases its subscriber queues, so that others need not wait for the leases.
    """
    sender = Sender(_application())
    atexit.register(sender.close)
    return sender


@cache
def _feeds() -> WatchedFeeds:
    """Kept between jobs, since it remembers the last content of each feed."""
    return WatchedFeeds(read_settings().feeds)


@cache
def _application() -> AppContext:
    """Opened once, at the first job: a worker runs its jobs in its own process."""
    return open_context(read_settings())

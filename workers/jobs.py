"""The job bodies under the stable names that stand in the queue: ids and a `now` come in, never payloads."""

from __future__ import annotations

import atexit
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from rq import get_current_job
from structlog.contextvars import bound_contextvars

from tracker.application.context import Application
from tracker.application.transact import forget_answers
from tracker.application.work.jobs import drain, elapsed_ms
from tracker.application.work.verification import verify_log as verify
from tracker.bootstrap import open_house
from tracker.delivery.inbound.watched_feeds import WatchedFeeds
from tracker.delivery.queue import digests, retention
from tracker.delivery.sending.sender import Sender
from tracker.domain.instants import instant_from_text
from tracker.settings import read_settings

LOGGER = logging.getLogger(__name__)


def settle(*, now: str, run: str | None = None) -> int:
    """Settle what is due at the instant `now`, of one import run or of all the rest; the number of pieces done."""
    with _named_in_the_log():
        return drain(_application(), "settle", run=run, now=instant_from_text(now))


def score(*, now: str, run: str | None = None) -> int:
    """Score what is due at the instant `now`; the number of pieces done."""
    with _named_in_the_log():
        return drain(_application(), "score", run=run, now=instant_from_text(now))


def deliver(*, now: str) -> None:  # noqa: ARG001 - every job says when it was rung for
    """Wake this process's sender, which goes on by itself until nothing is due: a slow receiver holds up no other job."""
    _sender().ring()


def publish_digests(*, now: str) -> int:  # noqa: ARG001 - a subscriber's turn stands in SQL
    """Put the digests whose time has come on their way; how many."""
    with _named_in_the_log():
        return digests.publish_digests(_application())


def read_feeds(*, now: str) -> int:  # noqa: ARG001 - what is new is seen by the essays' addresses
    """Record the essays that are new in the feeds of the settings; how many."""
    with _named_in_the_log():
        return _feeds().look(_application())


def prune_deliveries(*, now: str) -> int:
    """Forget attempts, and the words of delivered messages, that are old enough; of how many."""
    with _named_in_the_log():
        return retention.prune(_application(), now=instant_from_text(now))


def forget_idempotency(*, now: str) -> int:
    """Drop stored answers that are older than 7 days at `now`; how many."""
    with _named_in_the_log():
        began = time.monotonic()
        forgotten = forget_answers(_application(), now=instant_from_text(now))
        told = {"job": "forget_idempotency", "done": forgotten, "duration_ms": elapsed_ms(began)}
        LOGGER.info("job", extra=told)
        return forgotten


def refresh_statistics(*, now: str) -> None:  # noqa: ARG001 - of the tables as they are
    """Tell the database's planner what the tables hold by now."""
    with _named_in_the_log():
        _application().database.refresh_statistics()


def verify_log(*, now: str) -> int:
    """Look whether the log is as it was written; the position up to which it is."""
    with _named_in_the_log():
        return verify(_application(), now=instant_from_text(now)).position


@contextmanager
def _named_in_the_log() -> Iterator[None]:
    """The id of the queue's job on every line in between."""
    job = get_current_job()
    with bound_contextvars(job_id=job.id if job is not None else None):
        yield


@cache
def _sender() -> Sender:
    """Its lanes are given back when the process ends, so that others need not wait for the leases' end."""
    sender = Sender(_application())
    atexit.register(sender.close)
    return sender


@cache
def _feeds() -> WatchedFeeds:
    """Kept, since it remembers what each said last."""
    return WatchedFeeds(read_settings().feeds)


@cache
def _application() -> Application:
    """Opened at the first job, and once: a worker runs its jobs in its own process."""
    return open_house(read_settings())

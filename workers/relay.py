"""The relay: follows the log, updates async projections, notifies, enqueues due work.

Several relays may run; the one that holds the lease leads. A job that is lost (a wiped Redis, a dead worker) is found
due again by the sweep, so no job has to arrive. A leader that was paused for longer than its lease (a stopped process,
a machine that slept) has lost its database sessions to the next leader and notices this when it resumes.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from redis import Redis, RedisError

from tracker.application.context import AppContext
from tracker.application.imports.runs import end_clock_if_done, running_clocks
from tracker.application.work.feed import NotLeading, feed, feed_quarantined
from tracker.application.work.outbound import is_outbound_on
from tracker.delivery.queue.planner import PLANNER, plan, plan_quarantined
from tracker.delivery.queue.subscriber_queues import queues_due
from tracker.domain.instants import instant_text
from tracker.projections.registry import RELAY
from tracker.store.log.checkpoints import give_back_lease, read_checkpoint, read_lease, take_lease
from tracker.store.work import JOBS, Job, due
from workers.queues import enqueue, queue_named
from workers.schedule import close_slot, open_slots

LOGGER = logging.getLogger(__name__)

POLL_SECONDS = 0.02
SWEEP_SECONDS = 2.0
LEADERSHIP = timedelta(seconds=3)
RENEW_SECONDS = 1.0
STANDBY_SECONDS = 0.25
RETRY_SECONDS = 1.0
"""How long a relay waits after a database failure before it tries again."""
JOBS_WAITING_MAX = 2
"""More would find nothing to do: a job processes everything that is due when it starts."""


class Relay:
    """One relay; `run` returns once `is_stopping` returns True."""

    def __init__(self, application: AppContext, connection: Redis) -> None:
        self._application = application
        self._connection = connection
        self._owner = application.database.name
        self._is_leading = False
        self._renewed = 0.0
        self._swept = 0.0
        self._is_queue_down = False
        self._is_clock_running = False
        self._has_failed = False

    def run(self, is_stopping: Callable[[], bool]) -> None:
        """Lead while it holds the lease, else stand by.

        Retry while the database is unreachable or full.
        """
        while not is_stopping():
            try:
                self._follow(is_stopping)
            except NotLeading:
                self._stand_by()
            except Exception:
                if not self._has_failed:
                    LOGGER.exception("the relay was interrupted and retries until it can continue")
                self._has_failed = True
                self._is_leading = False
                time.sleep(RETRY_SECONDS)

    def _follow(self, is_stopping: Callable[[], bool]) -> None:
        with self._application.database.watching() as changes:
            seen = -1
            while not is_stopping():
                if not self._leads():
                    time.sleep(STANDBY_SECONDS)
                    continue
                current = changes()
                if (
                    self._is_clock_running
                    or current != seen
                    or time.monotonic() - self._swept >= SWEEP_SECONDS
                ):
                    seen = current
                    self.step()
                time.sleep(POLL_SECONDS)
        with self._application.database.writing() as tx:
            give_back_lease(tx, RELAY, owner=self._owner)

    def step(self) -> None:
        """Project everything up to the end of the log and enqueue what became due.

        Raises `NotLeading`.
        """
        while feed(self._application, leader=self._owner).is_behind:
            if not self._leads():
                return
        while plan(self._application):
            if not self._leads():
                return
        try:
            self._enqueue_all()
        except RedisError as failure:
            self._note_queue(is_down=True, reason=str(failure))
        else:
            self._note_queue(is_down=False)

    def _enqueue_all(self) -> None:
        now = self._application.clock()
        is_sweep = time.monotonic() - self._swept >= SWEEP_SECONDS
        for job in JOBS:
            self._enqueue_due(job, run=None, now=now, is_sweep=is_sweep)
        clocks = running_clocks(self._application)
        self._is_clock_running = bool(clocks)
        for run, at in clocks:
            if not end_clock_if_done(self._application, run, at=at):
                for job in JOBS:
                    self._enqueue_due(job, run=run, now=at, is_sweep=is_sweep)
        self._enqueue_deliveries(now, is_sweep=is_sweep)
        if is_sweep:
            self._enqueue_slots(now)
            self._swept = time.monotonic()

    def _enqueue_due(self, job: Job, *, run: str | None, now: datetime, is_sweep: bool) -> None:
        """Enqueue once per log position; a sweep enqueues lost work again under a new id."""
        clock = self._application.clock()
        with self._application.database.reading() as tx:
            rows = due(tx, job, run=run, now=now, clock=clock, limit=1)
            position = read_checkpoint(tx, RELAY)
        if not rows:
            return
        queue = queue_named(self._connection, job)
        if queue.count >= JOBS_WAITING_MAX:
            return
        tick = f"s{int(clock.timestamp() / SWEEP_SECONDS)}" if is_sweep else str(position)
        job_id = f"{job}-{run or 'live'}-{tick}-{rows[0]['attempt']}"
        if enqueue(queue, f"workers.jobs.{job}", job_id=job_id, now=instant_text(now), run=run):
            LOGGER.debug("enqueued", extra={"job_id": job_id, "position": position})

    def _enqueue_deliveries(self, now: datetime, *, is_sweep: bool) -> None:
        """Enqueue one job for all due deliveries; its worker finds the subscriber queues in SQL."""
        with self._application.database.reading() as tx:
            is_due = is_outbound_on(self._application, tx) and bool(queues_due(tx, now=now, limit=1))
            position = read_checkpoint(tx, PLANNER)
        if not is_due:
            return
        queue = queue_named(self._connection, "deliver")
        tick = f"s{int(now.timestamp() / SWEEP_SECONDS)}" if is_sweep else str(position)
        if queue.count < JOBS_WAITING_MAX:
            enqueue(queue, "workers.jobs.deliver", job_id=f"deliver-live-{tick}-0", now=instant_text(now))

    def _enqueue_slots(self, now: datetime) -> None:
        for periodic, slot in open_slots(self._application.database, now=now):
            queue = queue_named(self._connection, periodic.queue)
            job_id = f"{periodic.name}-{slot}-0"
            if enqueue(queue, periodic.func, job_id=job_id, now=instant_text(now)):
                LOGGER.debug("enqueued", extra={"job_id": job_id, "slot": slot})
            close_slot(self._application.database, periodic, slot)

    def _leads(self) -> bool:
        if self._is_leading and time.monotonic() - self._renewed < RENEW_SECONDS:
            return True
        asked = time.monotonic()
        if not self._take_lease():
            self._stand_by()
            return False
        self._renewed = asked
        if not self._is_leading:
            self._application.database.end_other_sequencers()
            feed_quarantined(self._application, leader=self._owner)
            plan_quarantined(self._application)
            self._is_leading = True
            self._log_leadership()
        return True

    def _take_lease(self) -> bool:
        """Take or renew the lease. Taking over an expired one also terminates its owner's sessions.

        The owner may be paused in the middle of a transaction whose locks would block the new leader.
        """
        now = self._application.clock()
        with self._application.database.reading() as tx:
            held = read_lease(tx, RELAY)
        if held is not None and held.owner != self._owner:
            if not held.is_over(now=now):
                return False
            self._application.database.end_sessions(held.owner)
        with self._application.database.writing() as tx:
            return take_lease(tx, RELAY, owner=self._owner, now=now, until=now + LEADERSHIP)

    def _stand_by(self) -> None:
        """Stop leading, and release the sequencer's lock for the leader."""
        self._is_leading = False
        self._application.database.stop_sequencing()

    def _log_leadership(self) -> None:
        LOGGER.info("this relay continues" if self._has_failed else "this relay leads")
        self._has_failed = False

    def _note_queue(self, *, is_down: bool, reason: str = "") -> None:
        if is_down and not self._is_queue_down:
            LOGGER.warning("the queue is unreachable; recording continues: %s", reason)
        if not is_down and self._is_queue_down:
            LOGGER.info("the queue is reachable again")
        self._is_queue_down = is_down
        if is_down:
            self._swept = time.monotonic()

"""The relay: follows the log, feeds the async projections, tells subscribers, and rings for work that SQL says is due.

Several may run; the one that holds the lease leads. What is rung for and lost (a wiped Redis, a dead worker) is found
due again by the sweep, so nothing here has to be delivered. A leader that stood still for longer than its lease (a
stopped process, a machine that slept) has lost its sessions to the next one and finds so when it goes on.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from redis import Redis, RedisError

from tracker.application.context import Application
from tracker.application.imports.runs import end_clock_if_done, running_clocks
from tracker.application.work.feed import NotLeading, feed, feed_parked
from tracker.application.work.outbound import is_outbound_on
from tracker.delivery.queue.planner import PLANNER, plan, plan_parked
from tracker.delivery.queue.subscriber_queues import lanes_due
from tracker.domain.instants import instant_text
from tracker.projections.registry import RELAY
from tracker.store.log.checkpoints import give_back_lease, read_checkpoint, read_lease, take_lease
from tracker.store.work import JOBS, Job, due
from workers.queues import queue_named, ring
from workers.schedule import close_slot, open_slots

LOGGER = logging.getLogger(__name__)

POLL_SECONDS = 0.02
SWEEP_SECONDS = 2.0
LEADERSHIP = timedelta(seconds=3)
RENEW_SECONDS = 1.0
STANDBY_SECONDS = 0.25
RETRY_SECONDS = 1.0
"""Until a relay tries again whose database failed it."""
RINGS_WAITING_MAX = 2
"""More would find nothing left: a job drains everything that is due when it starts."""


class Relay:
    """One relay; `run` returns after `is_stopping` says so."""

    def __init__(self, application: Application, connection: Redis) -> None:
        self._application = application
        self._connection = connection
        self._owner = application.database.name
        self._is_leading = False
        self._renewed = 0.0
        self._swept = 0.0
        self._is_queue_away = False
        self._is_clock_running = False
        self._has_failed = False

    def run(self, is_stopping: Callable[[], bool]) -> None:
        """Lead while the lease can be had, else stand by; a database that is away or full is waited for."""
        while not is_stopping():
            try:
                self._follow(is_stopping)
            except NotLeading:
                self._stand_by()
            except Exception:
                if not self._has_failed:
                    LOGGER.exception("the relay was interrupted; it tries again until it can go on")
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
                present = changes()
                if (
                    self._is_clock_running
                    or present != seen
                    or time.monotonic() - self._swept >= SWEEP_SECONDS
                ):
                    seen = present
                    self.step()
                time.sleep(POLL_SECONDS)
        with self._application.database.writing() as tx:
            give_back_lease(tx, RELAY, owner=self._owner)

    def step(self) -> None:
        """Bring everything up to the end of the log and ring for what became due. Raises `NotLeading`."""
        while feed(self._application, leader=self._owner).is_behind:
            if not self._leads():
                return
        while plan(self._application):
            if not self._leads():
                return
        try:
            self._ring_all()
        except RedisError as away:
            self._note_queue(is_away=True, reason=str(away))
        else:
            self._note_queue(is_away=False)

    def _ring_all(self) -> None:
        now = self._application.clock()
        is_sweep = time.monotonic() - self._swept >= SWEEP_SECONDS
        for job in JOBS:
            self._ring_due(job, run=None, now=now, is_sweep=is_sweep)
        clocks = running_clocks(self._application)
        self._is_clock_running = bool(clocks)
        for run, at in clocks:
            if not end_clock_if_done(self._application, run, at=at):
                for job in JOBS:
                    self._ring_due(job, run=run, now=at, is_sweep=is_sweep)
        self._ring_deliveries(now, is_sweep=is_sweep)
        if is_sweep:
            self._ring_slots(now)
            self._swept = time.monotonic()

    def _ring_due(self, job: Job, *, run: str | None, now: datetime, is_sweep: bool) -> None:
        """Ring once per position; a sweep rings again for what was lost, under a new id."""
        clock = self._application.clock()
        with self._application.database.reading() as tx:
            rows = due(tx, job, run=run, now=now, clock=clock, limit=1)
            position = read_checkpoint(tx, RELAY)
        if not rows:
            return
        queue = queue_named(self._connection, job)
        if queue.count >= RINGS_WAITING_MAX:
            return
        tick = f"s{int(clock.timestamp() / SWEEP_SECONDS)}" if is_sweep else str(position)
        job_id = f"{job}-{run or 'live'}-{tick}-{rows[0]['attempt']}"
        if ring(queue, f"workers.jobs.{job}", job_id=job_id, now=instant_text(now), run=run):
            LOGGER.debug("rang", extra={"job_id": job_id, "position": position})

    def _ring_deliveries(self, now: datetime, *, is_sweep: bool) -> None:
        """Ring once for all that is due: the worker that hears it finds every lane by itself."""
        with self._application.database.reading() as tx:
            lanes = lanes_due(tx, now=now, limit=1) if is_outbound_on(self._application, tx) else []
            position = read_checkpoint(tx, PLANNER)
        if not lanes:
            return
        queue = queue_named(self._connection, "deliver")
        tick = f"s{int(now.timestamp() / SWEEP_SECONDS)}" if is_sweep else str(position)
        if queue.count < RINGS_WAITING_MAX:
            ring(queue, "workers.jobs.deliver", job_id=f"deliver-live-{tick}-0", now=instant_text(now))

    def _ring_slots(self, now: datetime) -> None:
        for periodic, slot in open_slots(self._application.database, now=now):
            queue = queue_named(self._connection, periodic.queue)
            job_id = f"{periodic.name}-{slot}-0"
            if ring(queue, periodic.func, job_id=job_id, now=instant_text(now)):
                LOGGER.debug("rang", extra={"job_id": job_id, "slot": slot})
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
            feed_parked(self._application, leader=self._owner)
            plan_parked(self._application)
            self._is_leading = True
            self._say_that_it_leads()
        return True

    def _take_lease(self) -> bool:
        """Take or renew the lease. One that ran out is taken with everything that its owner has left open.

        Its owner may have been stopped in the middle of a transaction, whose locks would keep the next one waiting.
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
        """Lead no more, and leave the sequencer's lock to whoever does."""
        self._is_leading = False
        self._application.database.stop_sequencing()

    def _say_that_it_leads(self) -> None:
        LOGGER.info("this relay goes on" if self._has_failed else "this relay leads")
        self._has_failed = False

    def _note_queue(self, *, is_away: bool, reason: str = "") -> None:
        if is_away and not self._is_queue_away:
            LOGGER.warning("the queue is away, recording goes on: %s", reason)
        if not is_away and self._is_queue_away:
            LOGGER.info("the queue is back")
        self._is_queue_away = is_away
        if is_away:
            self._swept = time.monotonic()

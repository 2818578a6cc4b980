"""The sender: delivers due messages to many subscribers at a time, each queue in order.

A job only notifies: it wakes the loop of this process, which then runs until nothing is due. So a receiver
that answers one byte a second holds up neither other subscribers nor the worker's other jobs, and connections
are reused between notifications. After a crash, messages sent but not yet recorded are sent again under the
same ids: at most 50 for each subscriber.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
import uuid
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from tracker.application.context import AppContext
from tracker.application.work.outbound import is_outbound_on
from tracker.delivery.connectors.connector import Target
from tracker.delivery.queue.endpoints import policy_of, target_of
from tracker.delivery.queue.subscriber_queues import (
    QueueLost,
    SubscriberQueue,
    lease_queue,
    queues_due,
    release_queue,
)
from tracker.delivery.sending.queue_worker import QueueWorker

if TYPE_CHECKING:
    from tracker.delivery.egress.guard import Egress

LOGGER = logging.getLogger(__name__)

QUEUES_MAX = 100
"""Subscribers served at a time by one process."""

REST_S = 5.0
"""The wait after an internal error on a queue, for which no schedule exists."""

CLOSING_S = 5.0


class Sender:
    """One per process; its thread starts with the first notification."""

    def __init__(self, application: AppContext) -> None:
        self._application = application
        self._owner = uuid.uuid4().hex
        self._queues: dict[str, asyncio.Task[None]] = {}
        self._resting: dict[str, float] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._notified: asyncio.Event
        self._notifications = self._handled = 0
        self._is_looking = False
        self._is_closing = False
        self._thread: threading.Thread | None = None
        self._start_lock = threading.Lock()

    def notify(self) -> None:
        """Say that something is due; returns at once. Restarts a thread that has crashed."""
        with self._start_lock:
            self._notifications += 1
            if self._thread is None or not (self._thread.is_alive() or self._is_closing):
                is_up = threading.Event()
                self._thread = threading.Thread(
                    target=lambda: asyncio.run(self._run(is_up)), name="sender", daemon=True
                )
                self._thread.start()
                is_up.wait()
        assert self._loop is not None  # noqa: S101 - the thread has said that it is up
        with suppress(RuntimeError):  # the loop is just ending; the next sweep notifies again
            self._loop.call_soon_threadsafe(self._notified.set)

    def close(self) -> None:
        """Start nothing more, release all queues, and wait some seconds for that."""
        self._is_closing = True
        if self._thread is not None:
            self.notify()
            self._thread.join(CLOSING_S)

    def is_idle(self) -> bool:
        """Whether this process has nothing to send."""
        is_woken = self._handled < self._notifications or self._is_looking or self._notified.is_set()
        return self._thread is None or not (self._queues or is_woken)

    async def _run(self, is_up: threading.Event) -> None:
        self._loop, self._notified = asyncio.get_running_loop(), asyncio.Event()
        is_up.set()
        from tracker.delivery.egress.guard import Egress  # its HTTP client takes long to import

        async with Egress(policy_of(self._application)) as egress:
            while not self._is_closing:
                await self._notified.wait()
                self._is_looking, self._handled = True, self._notifications
                self._notified.clear()
                try:
                    await self._serve_due(egress)
                except Exception:
                    LOGGER.exception(
                        "the sender could not find due messages; it tries again at the next notification"
                    )
                self._is_looking = False
            for task in self._queues.values():
                task.cancel()
            await asyncio.gather(*self._queues.values(), return_exceptions=True)

    async def _serve_due(self, egress: Egress) -> None:
        """Start serving queues that have due messages and no sender, up to the limit."""
        free = QUEUES_MAX - len(self._queues)
        if free <= 0 or self._is_closing:
            return
        for subscriber in await asyncio.to_thread(self._due, free):
            if subscriber not in self._queues and time.monotonic() >= self._resting.get(subscriber, 0.0):
                task = asyncio.create_task(self._serve(egress, subscriber))
                self._queues[subscriber] = task
                task.add_done_callback(partial(self._leave, subscriber))

    def _leave(self, subscriber: str, _: asyncio.Task[None]) -> None:
        """Look again: a notification that came while the queue was being released had no effect."""
        del self._queues[subscriber]
        self._notified.set()

    def _due(self, limit: int) -> list[str]:
        with self._application.database.reading() as tx:
            if not is_outbound_on(self._application, tx):
                return []
            return queues_due(tx, now=self._application.clock(), limit=limit)

    async def _serve(self, egress: Egress, subscriber: str) -> None:
        """Serve one queue for a time slice; after an error, leave it alone for some seconds."""
        try:
            await self._send_for_a_slice(egress, subscriber)
        except QueueLost:
            LOGGER.info("another sender has taken over", extra={"subscriber": subscriber})
        except Exception:
            self._resting[subscriber] = time.monotonic() + REST_S
            LOGGER.exception("sending to %s failed", subscriber)
        else:
            self._resting.pop(subscriber, None)

    async def _send_for_a_slice(self, egress: Egress, subscriber: str) -> None:
        leased = await asyncio.to_thread(self._lease, subscriber)
        if leased is None:
            return
        worker = QueueWorker(self._application, egress, *leased)
        try:
            await worker.run()
        finally:
            await asyncio.shield(asyncio.to_thread(self._release, worker.queue))

    def _lease(self, subscriber: str) -> tuple[SubscriberQueue, Target] | None:
        now = self._application.clock()
        with self._application.database.writing() as tx:
            queue = lease_queue(tx, subscriber, owner=self._owner, now=now)
            return None if queue is None else (queue, target_of(self._application, tx, subscriber, now=now))

    def _release(self, queue: SubscriberQueue) -> None:
        with self._application.database.writing() as tx:
            release_queue(tx, queue, now=self._application.clock())

"""The sender: brings over what is due, many subscribers at a time, each in its own order.

A job is no more than a bell: it wakes the loop of this process, which goes on by itself until nothing is due. So a
receiver that answers a byte a second holds up neither other subscribers nor the worker's other jobs, and connections
are kept from one bell to the next. What a killed process had sent and not yet written is sent again: at most 50
messages a subscriber, under the same ids.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
import uuid
from contextlib import suppress
from functools import partial

from tracker.application.context import Application
from tracker.application.work.outbound import is_outbound_on
from tracker.delivery.connectors.connector import Target
from tracker.delivery.egress.guard import Egress
from tracker.delivery.queue.endpoints import policy_of, target_of
from tracker.delivery.queue.subscriber_queues import (
    Lane,
    LaneLost,
    give_back_lane,
    lanes_due,
    lease_lane,
)
from tracker.delivery.sending.queue_worker import Drain

LOGGER = logging.getLogger(__name__)

LANES_MAX = 100
"""Subscribers that one process sends to at a time."""

REST_S = 5.0
"""Until a lane is looked at again on which our own side failed: nothing there says when it is due again."""

CLOSING_S = 5.0


class Sender:
    """One a process; its thread begins with the first bell."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._owner = uuid.uuid4().hex
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._resting: dict[str, float] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._rung: asyncio.Event
        self._rings = self._heard = 0
        self._is_looking = False
        self._is_closing = False
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def ring(self) -> None:
        """Say that something is due; returns at once. A thread that came to grief is begun anew."""
        with self._starting:
            self._rings += 1
            if self._thread is None or not (self._thread.is_alive() or self._is_closing):
                is_up = threading.Event()
                self._thread = threading.Thread(
                    target=lambda: asyncio.run(self._tend(is_up)), name="sender", daemon=True
                )
                self._thread.start()
                is_up.wait()
        assert self._loop is not None  # noqa: S101 - the thread has said that it is up
        with suppress(RuntimeError):  # it ends just now: the next sweep rings again
            self._loop.call_soon_threadsafe(self._rung.set)

    def close(self) -> None:
        """Begin nothing more, give back every lane, and wait some seconds for that."""
        self._is_closing = True
        if self._thread is not None:
            self.ring()
            self._thread.join(CLOSING_S)

    def is_idle(self) -> bool:
        """Whether nothing is on its way from here."""
        is_woken = self._heard < self._rings or self._is_looking or self._rung.is_set()
        return self._thread is None or not (self._lanes or is_woken)

    async def _tend(self, is_up: threading.Event) -> None:
        self._loop, self._rung = asyncio.get_running_loop(), asyncio.Event()
        is_up.set()
        async with Egress(policy_of(self._application)) as egress:
            while not self._is_closing:
                await self._rung.wait()
                self._is_looking, self._heard = True, self._rings
                self._rung.clear()
                try:
                    await self._take_up(egress)
                except Exception:
                    LOGGER.exception("the sender could not look for what is due; it is rung for again")
                self._is_looking = False
            for task in self._lanes.values():
                task.cancel()
            await asyncio.gather(*self._lanes.values(), return_exceptions=True)

    async def _take_up(self, egress: Egress) -> None:
        """Begin with every lane on which something is due and nobody sends, as far as there is room."""
        free = LANES_MAX - len(self._lanes)
        if free <= 0 or self._is_closing:
            return
        for subscriber in await asyncio.to_thread(self._due, free):
            if subscriber not in self._lanes and time.monotonic() >= self._resting.get(subscriber, 0.0):
                task = asyncio.create_task(self._serve(egress, subscriber))
                self._lanes[subscriber] = task
                task.add_done_callback(partial(self._leave, subscriber))

    def _leave(self, subscriber: str, _: asyncio.Task[None]) -> None:
        """Look once more: what became due while the lane was being given back was rung for in vain."""
        del self._lanes[subscriber]
        self._rung.set()

    def _due(self, limit: int) -> list[str]:
        with self._application.database.reading() as tx:
            if not is_outbound_on(self._application, tx):
                return []
            return lanes_due(tx, now=self._application.clock(), limit=limit)

    async def _serve(self, egress: Egress, subscriber: str) -> None:
        """Send on one lane for a turn; where that cannot be done, leave it alone for some seconds."""
        try:
            await self._send_a_turn(egress, subscriber)
        except LaneLost:
            LOGGER.info("another sender has taken over", extra={"subscriber": subscriber})
        except Exception:
            self._resting[subscriber] = time.monotonic() + REST_S
            LOGGER.exception("sending to %s failed", subscriber)
        else:
            self._resting.pop(subscriber, None)

    async def _send_a_turn(self, egress: Egress, subscriber: str) -> None:
        leased = await asyncio.to_thread(self._lease, subscriber)
        if leased is None:
            return
        drain = Drain(self._application, egress, *leased)
        try:
            await drain.run()
        finally:
            await asyncio.shield(asyncio.to_thread(self._give_back, drain.lane))

    def _lease(self, subscriber: str) -> tuple[Lane, Target] | None:
        now = self._application.clock()
        with self._application.database.writing() as tx:
            lane = lease_lane(tx, subscriber, owner=self._owner, now=now)
            return None if lane is None else (lane, target_of(self._application, tx, subscriber, now=now))

    def _give_back(self, lane: Lane) -> None:
        with self._application.database.writing() as tx:
            give_back_lane(tx, lane, now=self._application.clock())

"""Sends one subscriber queue for a time slice, oldest due message first.

At most 50 results are unwritten at any time, so a killed process sends at most 50 messages again.
"""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from tracker.application.context import AppContext
from tracker.application.event_ids import FreshIds
from tracker.application.transact import UnitOfWork, write_once
from tracker.application.work.outbound import is_outbound_on
from tracker.delivery.connectors.connector import Target
from tracker.delivery.messages.kinds import PING
from tracker.delivery.queue.deliveries import Outcome, due_deliveries, write_outcomes
from tracker.delivery.queue.health import GONE, Judged, judge
from tracker.delivery.queue.schedule import BREAKER_FAILURES, DISABLED_AFTER
from tracker.delivery.queue.subscriber_queues import QueueLost, SubscriberQueue, note_health, renew_queue
from tracker.delivery.sending.attempts import Attempt, carry_out
from tracker.domain import endpoint
from tracker.domain.endpoint import (
    DeliveryExhausted,
    DisableEndpoint,
    EndpointFailing,
    NoteExhausted,
    NoteFailing,
    VerifyEndpoint,
)
from tracker.domain.ids import stream_of
from tracker.domain.instants import instant_from_text
from tracker.store.databases.database import Row
from tracker.store.log.log import Origin

if TYPE_CHECKING:
    from tracker.delivery.egress.guard import Egress

SLICE_S = 20.0
"""After it the worker releases the queue, so that other processes and subscribers are served."""

PIECE = 25
"""Results written together: one batch is written while the next is sent."""

WRITTEN_EVERY_S = 1.0
"""The longest that results wait to be written while attempts go on."""

RENEWED_EVERY_S = 3.0
DELIVERY = Origin(recorded_by="delivery", correlation_id="delivery")


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of an attempt, and the message it was for."""

    type: str
    is_replay: bool
    outcome: Outcome


class QueueWorker:
    """Works one queue; `queue` is its state after the last written results."""

    def __init__(
        self, application: AppContext, egress: Egress, queue: SubscriberQueue, target: Target
    ) -> None:
        self.queue = queue
        self._application = application
        self._egress = egress
        self._target = target
        self._ends = time.monotonic() + SLICE_S
        self._pending: list[Result] = []
        self._failed: set[str] = set()
        self._written = time.monotonic()
        self._writing: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Send until nothing is due or the time slice is over.

        Raises `QueueLost` if another sender has leased it.
        """
        keeping = asyncio.create_task(self._keep_lease())
        try:
            while time.monotonic() < self._ends and await self._send_some():
                pass
        finally:
            keeping.cancel()
            await self._write_rest()

    async def _send_some(self) -> bool:
        """Send what is due now and write the results; returns whether anything was due.

        All pages are for the same instant: messages due meanwhile must not overtake those behind them.
        """
        now, after, is_any = self._application.clock(), 0, False
        while rows := await asyncio.to_thread(self._due, after, now):
            is_any, after = True, rows[-1]["sequence"]
            if not await self._send(rows):
                break
        await self._write()
        await self._await_writing()
        self._failed.clear()
        return is_any

    async def _send(self, rows: list[Row]) -> bool:
        """Send `rows` one after the other, skipping those behind a failed one.

        Returns whether to continue.
        """
        for row in rows:
            if row["order_key"] in self._failed:
                continue
            planned = Attempt.of(row, self.queue.connector, self._target)
            outcome = await carry_out(
                self._egress, planned, clock=self._application.clock, jitter=random.random
            )
            self._pending.append(Result(type=row["type"], is_replay=row["is_replay"] == 1, outcome=outcome))
            if outcome.error is not None:
                self._failed.add(row["order_key"])
            if self._is_enough(outcome):
                return False
            if len(self._pending) >= PIECE or time.monotonic() - self._written >= WRITTEN_EVERY_S:
                await self._write()
        return True

    def _is_enough(self, outcome: Outcome) -> bool:
        is_broken = len(self._failed) + self.queue.failures >= BREAKER_FAILURES
        return is_broken or outcome.error == GONE or time.monotonic() >= self._ends

    async def _write(self) -> None:
        """Start writing the results of the attempts, once the previous batch is written."""
        await self._await_writing()
        results, self._pending, self._written = self._pending, [], time.monotonic()
        if results:
            self._writing = asyncio.create_task(self._settle(results))

    async def _await_writing(self) -> None:
        uow, self._writing = self._writing, None
        if uow is not None:
            await uow

    async def _write_rest(self) -> None:
        """Writes what was sent even if the slice ended early, so that it is not sent again."""
        if self._writing is not None:
            await asyncio.gather(self._writing, return_exceptions=True)
        if self._pending:
            await self._settle(self._pending)

    async def _settle(self, results: list[Result]) -> None:
        settling = partial(_settle, queue=self.queue, results=results)
        self.queue = await asyncio.to_thread(
            write_once, self._application, settling, origin=DELIVERY, ids=FreshIds
        )

    async def _keep_lease(self) -> None:
        """Renew the lease while attempts go on; a lost lease shows when writing."""
        with suppress(QueueLost):
            while True:
                await asyncio.sleep(RENEWED_EVERY_S)
                await asyncio.to_thread(self._renew)

    def _renew(self) -> None:
        with self._application.database.writing() as tx:
            renew_queue(tx, self.queue, now=self._application.clock())

    def _due(self, after: int, now: datetime) -> list[Row]:
        with self._application.database.reading() as tx:
            if not is_outbound_on(self._application, tx):
                return []
            return due_deliveries(tx, self.queue.endpoint, now=now, after=after)


def _settle(uow: UnitOfWork, *, queue: SubscriberQueue, results: list[Result]) -> SubscriberQueue:
    """Write the results and what follows from them in one transaction. Raises `QueueLost`."""
    renew_queue(uow.tx, queue, now=uow.now)
    write_outcomes(uow.tx, queue.endpoint, [one.outcome for one in results], now=uow.now)
    judged = judge(queue, [one.outcome for one in results if not one.is_replay], now=uow.now)
    note_health(uow.tx, judged.queue, now=uow.now, has_succeeded=judged.has_succeeded)
    for command in _commands(judged, results):
        uow.decide(endpoint, stream_of("endpoint", queue.endpoint), command)
    return judged.queue


def _commands(
    judged: Judged, results: list[Result]
) -> list[VerifyEndpoint | NoteFailing | DisableEndpoint | NoteExhausted]:
    """The commands that follow from the attempts."""
    queue, subscriber = judged.queue, judged.queue.endpoint
    commands: list[VerifyEndpoint | NoteFailing | DisableEndpoint | NoteExhausted] = []
    for one in results:
        if one.outcome.state == "delivered" and one.type == PING:
            commands.append(VerifyEndpoint(endpoint=subscriber, address=queue.addresses))
        if one.outcome.state == "dead":
            exhausted = DeliveryExhausted(
                endpoint=subscriber,
                message=one.outcome.message,
                message_type=one.type,
                attempts=one.outcome.number,
            )
            commands.append(NoteExhausted(proposed=exhausted))
    if judged.warning is not None and queue.failing_since is not None:
        since = instant_from_text(queue.failing_since)
        failing = EndpointFailing(
            endpoint=subscriber,
            failures=queue.failures,
            since=since,
            disabled_at=since + DISABLED_AFTER,
            error=judged.warning,
        )
        commands.append(NoteFailing(proposed=failing))
    if judged.stop is not None:
        commands.append(DisableEndpoint(endpoint=subscriber, because=judged.stop))
    return commands

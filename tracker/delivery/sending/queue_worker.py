"""One lane for a turn: sends what is due, oldest first, and writes what came of it while it goes on sending.

At most 50 outcomes are not written at any moment, so a killed process sends at most 50 messages again.
"""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import suppress
from datetime import datetime
from functools import partial

import msgspec

from tracker.application.context import Application
from tracker.application.event_ids import FreshIds
from tracker.application.transact import Writing, write_once
from tracker.application.work.outbound import is_outbound_on
from tracker.delivery.connectors.connector import Target
from tracker.delivery.egress.guard import Egress
from tracker.delivery.messages.kinds import PING
from tracker.delivery.queue.deliveries import Outcome, due_deliveries, write_outcomes
from tracker.delivery.queue.health import GONE, Judged, judge
from tracker.delivery.queue.schedule import BREAKER_FAILURES, DISABLED_AFTER
from tracker.delivery.queue.subscriber_queues import Lane, LaneLost, note_health, renew_lane
from tracker.delivery.sending.attempts import Try, attempt
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

TURN_S = 20.0
"""Then the lane is given back, so that other processes and other subscribers have their turn."""

PIECE = 25
"""Outcomes that are written together: one piece is being written while the next is sent."""

WRITTEN_EVERY_S = 1.0
"""The most that outcomes wait to be written while further attempts go on."""

RENEWED_EVERY_S = 3.0
DELIVERY = Origin(recorded_by="delivery", correlation_id="delivery")


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt that was made: what it was of, and what came of it."""

    type: str
    is_replay: bool
    outcome: Outcome


class Drain:
    """The turn; `lane` is as it stands by the last outcomes that were written."""

    def __init__(self, application: Application, egress: Egress, lane: Lane, target: Target) -> None:
        self.lane = lane
        self._application = application
        self._egress = egress
        self._target = target
        self._ends = time.monotonic() + TURN_S
        self._pending: list[Done] = []
        self._failed: set[str] = set()
        self._written = time.monotonic()
        self._writing: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Send until nothing is due or the turn is over. Raises `LaneLost` where another sender has taken over."""
        kept = asyncio.create_task(self._keep())
        try:
            while time.monotonic() < self._ends and await self._send_some():
                pass
        finally:
            kept.cancel()
            await self._write_rest()

    async def _send_some(self) -> bool:
        """Send what is due now; whether there was anything. All of it is written afterwards.

        Every page is of the same moment: what became due meanwhile would be overtaken by what waits behind it.
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
        """Try `rows` one after the other, and none that would overtake one that failed; whether to go on behind them."""
        for row in rows:
            if row["order_key"] in self._failed:
                continue
            trying = Try.of(row, self.lane.connector, self._target)
            outcome = await attempt(self._egress, trying, clock=self._application.clock, jitter=random.random)
            self._pending.append(Done(type=row["type"], is_replay=row["is_replay"] == 1, outcome=outcome))
            if outcome.error is not None:
                self._failed.add(row["order_key"])
            if self._is_enough(outcome):
                return False
            if len(self._pending) >= PIECE or time.monotonic() - self._written >= WRITTEN_EVERY_S:
                await self._write()
        return True

    def _is_enough(self, outcome: Outcome) -> bool:
        is_broken = len(self._failed) + self.lane.failures >= BREAKER_FAILURES
        return is_broken or outcome.error == GONE or time.monotonic() >= self._ends

    async def _write(self) -> None:
        """Begin to write what has come of the attempts, once the piece before is written."""
        await self._await_writing()
        done, self._pending, self._written = self._pending, [], time.monotonic()
        if done:
            self._writing = asyncio.create_task(self._settle(done))

    async def _await_writing(self) -> None:
        writing, self._writing = self._writing, None
        if writing is not None:
            await writing

    async def _write_rest(self) -> None:
        """Whatever ended the turn in the middle: what was sent is written, so that it is not sent again."""
        if self._writing is not None:
            await asyncio.gather(self._writing, return_exceptions=True)
        if self._pending:
            await self._settle(self._pending)

    async def _settle(self, done: list[Done]) -> None:
        settling = partial(_settle, lane=self.lane, done=done)
        self.lane = await asyncio.to_thread(
            write_once, self._application, settling, origin=DELIVERY, ids=FreshIds
        )

    async def _keep(self) -> None:
        """Renew the lease while attempts go on, however long they take; one that was lost is found lost when writing."""
        with suppress(LaneLost):
            while True:
                await asyncio.sleep(RENEWED_EVERY_S)
                await asyncio.to_thread(self._renew)

    def _renew(self) -> None:
        with self._application.database.writing() as tx:
            renew_lane(tx, self.lane, now=self._application.clock())

    def _due(self, after: int, now: datetime) -> list[Row]:
        with self._application.database.reading() as tx:
            if not is_outbound_on(self._application, tx):
                return []
            return due_deliveries(tx, self.lane.endpoint, now=now, after=after)


def _settle(writing: Writing, *, lane: Lane, done: list[Done]) -> Lane:
    """What became of the attempts, and what follows for the subscriber, in one transaction. Raises `LaneLost`."""
    renew_lane(writing.tx, lane, now=writing.now)
    write_outcomes(writing.tx, lane.endpoint, [one.outcome for one in done], now=writing.now)
    judged = judge(lane, [one.outcome for one in done if not one.is_replay], now=writing.now)
    note_health(writing.tx, judged.lane, now=writing.now, has_succeeded=judged.has_succeeded)
    for command in _commands(judged, done):
        writing.decide(endpoint, stream_of("endpoint", lane.endpoint), command)
    return judged.lane


def _commands(
    judged: Judged, done: list[Done]
) -> list[VerifyEndpoint | NoteFailing | DisableEndpoint | NoteExhausted]:
    """What the log is told of the attempts."""
    lane, subscriber = judged.lane, judged.lane.endpoint
    commands: list[VerifyEndpoint | NoteFailing | DisableEndpoint | NoteExhausted] = []
    for one in done:
        if one.outcome.state == "delivered" and one.type == PING:
            commands.append(VerifyEndpoint(endpoint=subscriber, address=lane.addresses))
        if one.outcome.state == "dead":
            exhausted = DeliveryExhausted(
                endpoint=subscriber,
                message=one.outcome.message,
                message_type=one.type,
                attempts=one.outcome.number,
            )
            commands.append(NoteExhausted(proposed=exhausted))
    if judged.warning is not None and lane.failing_since is not None:
        since = instant_from_text(lane.failing_since)
        failing = EndpointFailing(
            endpoint=subscriber,
            failures=lane.failures,
            since=since,
            disabled_at=since + DISABLED_AFTER,
            error=judged.warning,
        )
        commands.append(NoteFailing(proposed=failing))
    if judged.stop is not None:
        commands.append(DisableEndpoint(endpoint=subscriber, because=judged.stop))
    return commands

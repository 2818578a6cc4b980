"""The planner: turns log events into messages and queues them for subscribers.

The log is the outbox: a checkpoint marks how far it has been announced, and moves in the transaction of the
deliveries. It stays behind the present by the undo window, so that nothing is announced that can still be
undone.
"""

from __future__ import annotations

import time
from datetime import datetime
from functools import partial

import msgspec

from tracker.application.access.visibility import may_read
from tracker.application.context import AppContext
from tracker.application.words.notice import PredictionInWords
from tracker.application.words.notices import predictions_in_words
from tracker.application.work.quarantine import Pass, follow_or_quarantine, follow_quarantined
from tracker.delivery.messages.audience import Subscriber, subscribers
from tracker.delivery.messages.internal import internal_message
from tracker.delivery.messages.kinds import DUE, EVENT, OPENED, RECORDED, RESOLVED
from tracker.delivery.messages.notices import (
    Cause,
    Notified,
    Place,
    as_seen_by,
    facts_of,
    notice,
    notice_type,
)
from tracker.delivery.queue.deliveries import enqueue, send_anew
from tracker.delivery.queue.last_notified import read_last_notified, write_last_notified
from tracker.delivery.queue.replays import REPLAY
from tracker.domain.event import RecordedEvent
from tracker.domain.ids import category_of
from tracker.domain.imports import ImportFinished
from tracker.domain.instants import instant_from_text, instant_text
from tracker.domain.score import PredictionScored
from tracker.projections.endpoints import has_endpoints
from tracker.projections.periods import came_due, opened_by_the_clock
from tracker.projections.predictions import find_prediction
from tracker.projections.registry import RELAY
from tracker.store.databases.database import Row, Transaction
from tracker.store.log.checkpoints import (
    checkpoints_under,
    forget_checkpoint,
    lock_checkpoint,
    move_checkpoint,
    read_checkpoint,
)
from tracker.store.log.log import find_event_row, position_at, read_head, rows_between
from tracker.store.outbound import read_outbound

PLANNER = "deliver"
"""The consumer whose checkpoint marks how far the log has been announced."""

SPAN = 500
"""Positions per transaction."""

PIECE = 10
PIECE_S = 0.03
"""Small, since SQLite's single writer waits meanwhile."""

CLOCK_MAX = 50
BEYOND_IDS = "~"
"""Sorts after every id, so nothing of that instant is left to announce."""

NEWS_CATEGORIES = ("prediction", "score")
"""The categories whose events can be news about a prediction."""

CLOCKS = {DUE: came_due, OPENED: opened_by_the_clock}


class Plan(msgspec.Struct, kw_only=True):
    """The context of one planning transaction.

    `horizon` is the instant up to which news may be announced.
    """

    application: AppContext
    tx: Transaction
    now: datetime
    horizon: str
    epoch: int
    place: Place
    to: tuple[Subscriber, ...]
    is_replay: bool = False


def plan(application: AppContext) -> bool:
    """Announce the next part of the log and the clock; returns whether more is waiting."""
    with application.database.reading() as tx:
        if not has_endpoints(tx):
            return False
        if not _is_anything_new(application, tx):
            return False
    with application.database.writing() as tx:
        reached = lock_checkpoint(tx, PLANNER)
        planning = _plan(application, tx)
        if not planning.to:
            return False
        end = read_checkpoint(tx, RELAY)
        announced = _announce_log(planning, after=_skip(planning, reached), end=end)
        move_checkpoint(tx, PLANNER, position=announced)
        has_more = [_announce_clock(planning, kind) for kind in CLOCKS]
        replays = _replays(tx)
        has_more += [
            len(replays) > 1,
            *(_announce_again(planning, row, end=announced) for row in replays[:1]),
        ]
        return announced > reached or any(has_more)


def plan_quarantined(application: AppContext) -> None:
    """Announce events that an older version could not decode and this one can."""
    going, seen = Pass(), SPAN
    while seen == SPAN:
        with application.database.writing() as tx:
            lock_checkpoint(tx, PLANNER)
            announcing = partial(_announce, _plan(application, tx))
            seen = follow_quarantined(tx, announcing, consumer=PLANNER, going=going, limit=SPAN)


def _plan(application: AppContext, tx: Transaction) -> Plan:
    now, end = application.clock(), read_head(tx)
    return Plan(
        application=application,
        tx=tx,
        now=now,
        horizon=instant_text(now - application.undo_window),
        epoch=read_outbound(tx).epoch,
        place=Place(url=application.public_url, position=end.position, head=end.head.hex()),
        to=subscribers(tx, now=now),
    )


def _is_anything_new(application: AppContext, tx: Transaction) -> bool:
    """A check without locks, since it runs up to fifty times a second while the log grows."""
    horizon = instant_text(application.clock() - application.undo_window)
    reached, end = read_checkpoint(tx, PLANNER), read_checkpoint(tx, RELAY)
    if reached < end and position_at(tx, horizon, low=reached, high=reached + 1) > reached:
        return True
    if _replays(tx):
        return True
    clocks = {kind: _clock(tx, kind) for kind in CLOCKS}
    return any(
        clock is None or CLOCKS[kind](tx, **_behind(clock), until=horizon, limit=1)
        for kind, clock in clocks.items()
    )


def _skip(planning: Plan, reached: int) -> int:
    """The position from which to read: events older than the oldest subscription are skipped."""
    oldest = min(one.since for one in planning.to)
    end = read_checkpoint(planning.tx, RELAY)
    return max(reached, position_at(planning.tx, oldest, low=reached, high=end) - 1)


def _announce_log(planning: Plan, *, after: int, end: int) -> int:
    """Announce events after position `after`, up to `end` and the horizon.

    Returns the position reached.
    """
    tx = planning.tx
    until = position_at(tx, planning.horizon, low=after, high=min(end, after + SPAN))
    return _announce_rows(planning, after=after, until=until)


def _announce_rows(planning: Plan, *, after: int, until: int) -> int:
    """The position reached.

    Events that cannot be decoded are quarantined for the planner, also during a replay.
    """
    began, rows = time.monotonic(), rows_between(planning.tx, after=after, until=until)
    news = [row for row in rows if row["import_id"] is None or row["type"] == ImportFinished.TYPE]
    for start in range(0, len(news), PIECE):
        piece = news[start : start + PIECE]
        follow_or_quarantine(planning.tx, piece, partial(_announce, planning), consumer=PLANNER)
        if time.monotonic() - began > PIECE_S:
            return int(piece[-1]["position"]) if start + PIECE < len(news) else until
    return until


def _announce_again(planning: Plan, row: Row, *, end: int) -> bool:
    """Queue earlier messages that one subscriber does not have; returns whether there are more."""
    tx, subscriber = planning.tx, row["consumer"].removeprefix(REPLAY)
    again = [msgspec.structs.replace(one, since="") for one in planning.to if one.id == subscriber]
    alone = msgspec.structs.replace(planning, to=tuple(again), is_replay=True)
    until = min(end, row["position"] + SPAN)
    reached = _announce_rows(alone, after=row["position"], until=until) if again else end
    if reached >= end:
        forget_checkpoint(tx, row["consumer"])
        return False
    move_checkpoint(tx, row["consumer"], position=reached)
    return True


def _replays(tx: Transaction) -> list[Row]:
    return checkpoints_under(tx, REPLAY)


def _announce(planning: Plan, event: RecordedEvent) -> None:
    """Queue the messages that `event` means for each subscriber."""
    _send_internal(planning, event)
    if event.import_id is not None or category_of(event.stream) not in NEWS_CATEGORIES:
        return
    if isinstance(event.event, PredictionScored) and event.event.chunk < event.event.chunks:
        return
    cause = Cause(
        id=event.event_id,
        type=event.type,
        at=event.recorded_at,
        reason=getattr(event.event, "reason", None),
    )
    _notify_about(planning, event.stream.partition("-")[2], cause)


def _send_internal(planning: Plan, event: RecordedEvent) -> None:
    name, recorded_at = f"{EVENT}{event.type}", instant_text(event.recorded_at)
    listening = [one for one in planning.to if one.receives(name) and one.since <= recorded_at]
    row = find_event_row(planning.tx, event.event_id) if listening else None
    for subscriber in listening:
        assert row is not None  # noqa: S101 - it was read from there
        message = internal_message(planning.tx, row, subscriber, place=planning.place, now=planning.now)
        is_new = enqueue(planning.tx, subscriber.id, message, epoch=planning.epoch, now=planning.now)
        if planning.is_replay and not is_new:
            send_anew(planning.tx, subscriber.id, message, epoch=planning.epoch, now=planning.now)


def _notify_about(planning: Plan, prediction: str, cause: Cause) -> None:
    """Notify the subscribers that follow the prediction and may read it, if it is news to them."""
    row = find_prediction(planning.tx, prediction)
    if row is None or row["state"] == "undone":
        return
    at = instant_text(cause.at)
    following = [
        one
        for one in planning.to
        if one.since <= at and one.follows(row) and may_read(row, one.reader, now=planning.now)
    ]
    if not following:
        return
    (words,) = predictions_in_words(
        planning.tx, [row], now=planning.now, delay=planning.application.undo_window
    )
    for subscriber in following:
        before = read_last_notified(planning.tx, subscriber.id, prediction)
        seen = as_seen_by(words, subscriber.wants, before)
        if planning.is_replay and _send_anew(planning, subscriber, cause, seen):
            continue
        kind = notice_type(cause, seen, before, receives=subscriber.receives)
        if kind is None:
            continue
        message = notice(kind, cause, seen, before=before, place=planning.place)
        if enqueue(planning.tx, subscriber.id, message, epoch=planning.epoch, now=planning.now):
            facts = (before.facts if before else {}) | facts_of(seen)
            write_last_notified(
                planning.tx, subscriber.id, prediction, Notified(message=message.id, facts=facts)
            )


def _send_anew(planning: Plan, subscriber: Subscriber, cause: Cause, seen: PredictionInWords) -> bool:
    """Queue the messages of that cause again whose bodies were deleted.

    Returns whether there was one.
    """
    kinds = [RECORDED] if seen.outcome is None else [RECORDED, RESOLVED]
    return any(
        send_anew(
            planning.tx,
            subscriber.id,
            notice(kind, cause, seen, before=None, place=planning.place),
            epoch=planning.epoch,
            now=planning.now,
        )
        for kind in kinds
    )


def _announce_clock(planning: Plan, kind: str) -> bool:
    """Announce deadlines or embargoes passed since the oldest subscription.

    Returns whether there are more.
    """
    tx, horizon, clock = planning.tx, planning.horizon, _clock(planning.tx, kind)
    begins = {"at": min(one.since for one in planning.to), "after": ""} if clock is None else _behind(clock)
    rows = CLOCKS[kind](tx, **begins, until=horizon, limit=CLOCK_MAX)
    for row in rows:
        passed_at = instant_from_text(row["passed_at"])
        _notify_about(planning, row["id"], Cause(id=f"{kind} {row['passed_at']}", type=kind, at=passed_at))
    is_all = len(rows) < CLOCK_MAX
    if rows or clock is None:
        at, after = (horizon, BEYOND_IDS) if is_all else (rows[-1]["passed_at"], rows[-1]["id"])
        tx.execute(
            """
            INSERT INTO news_clock (type, at, after) VALUES (:type, :at, :after)
            ON CONFLICT (type) DO UPDATE SET at = excluded.at, after = excluded.after""",
            {"type": kind, "at": at, "after": after},
        )
    return not is_all


def _clock(tx: Transaction, kind: str) -> Row | None:
    return tx.row("SELECT at, after FROM news_clock WHERE type = :type", {"type": kind})


def _behind(clock: Row) -> dict[str, str]:
    return {"at": clock["at"], "after": clock["after"]}

"""What attempts say about a subscriber's health: when it is warned, when it is stopped, when it has answered. Pure."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tracker.delivery.queue.deliveries import Outcome
from tracker.delivery.queue.schedule import DISABLED_AFTER, warnings_due
from tracker.delivery.queue.subscriber_queues import Lane
from tracker.domain.endpoint import DisabledBecause
from tracker.domain.instants import instant_from_text, instant_text

GONE = "status_410"


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """The lane as it stands after the attempts, and what has to be said of it."""

    lane: Lane
    has_succeeded: bool = False
    warning: str | None = None
    stop: DisabledBecause | None = None


def judge(lane: Lane, outcomes: list[Outcome], *, now: datetime) -> Judged:
    """Go through the attempts in order; whatever was sent again by wish is not among them.

    `warning` is the word for the failure that made one more warning due.
    """
    judged = Judged(lane=lane)
    for outcome in outcomes:
        judged = _succeeded(judged) if outcome.error is None else _failed(judged, outcome, now=now)
    return judged


def _succeeded(judged: Judged) -> Judged:
    lane = msgspec.structs.replace(judged.lane, failures=0, failing_since=None, warned=0)
    return Judged(lane=lane, has_succeeded=True)


def _failed(judged: Judged, outcome: Outcome, *, now: datetime) -> Judged:
    before = judged.lane
    since = before.failing_since or instant_text(outcome.started_at)
    failing_for = now - instant_from_text(since)
    failures = before.failures + 1
    warned = max(before.warned, warnings_due(failures=failures, failing_for=failing_for))
    lane = msgspec.structs.replace(before, failures=failures, failing_since=since, warned=warned)
    stop: DisabledBecause | None = "failing" if failing_for >= DISABLED_AFTER else None
    return msgspec.structs.replace(
        judged,
        lane=lane,
        warning=outcome.error if warned > before.warned else judged.warning,
        stop="gone" if outcome.error == GONE else stop,
    )

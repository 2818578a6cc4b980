"""A subscriber's health after its attempts: when to warn, to disable, or to reset it. Pure."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tracker.delivery.queue.deliveries import Outcome
from tracker.delivery.queue.schedule import DISABLED_AFTER, warnings_due
from tracker.delivery.queue.subscriber_queues import SubscriberQueue
from tracker.domain.endpoint import DisabledBecause
from tracker.domain.instants import instant_from_text, instant_text

GONE = "status_410"


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """The queue's state after the attempts, and what follows from it."""

    queue: SubscriberQueue
    has_succeeded: bool = False
    warning: str | None = None
    stop: DisabledBecause | None = None


def judge(queue: SubscriberQueue, outcomes: list[Outcome], *, now: datetime) -> Judged:
    """Judge the attempts in order, without those of resent messages.

    `warning` is the code of the failure that made a warning due.
    """
    judged = Judged(queue=queue)
    for outcome in outcomes:
        judged = _succeeded(judged) if outcome.error is None else _failed(judged, outcome, now=now)
    return judged


def _succeeded(judged: Judged) -> Judged:
    queue = msgspec.structs.replace(judged.queue, failures=0, failing_since=None, warned=0)
    return Judged(queue=queue, has_succeeded=True)


def _failed(judged: Judged, outcome: Outcome, *, now: datetime) -> Judged:
    before = judged.queue
    since = before.failing_since or instant_text(outcome.started_at)
    failing_for = now - instant_from_text(since)
    failures = before.failures + 1
    warned = max(before.warned, warnings_due(failures=failures, failing_for=failing_for))
    queue = msgspec.structs.replace(before, failures=failures, failing_since=since, warned=warned)
    stop: DisabledBecause | None = "failing" if failing_for >= DISABLED_AFTER else None
    return msgspec.structs.replace(
        judged,
        queue=queue,
        warning=outcome.error if warned > before.warned else judged.warning,
        stop="gone" if outcome.error == GONE else stop,
    )

"""How long it takes from a development to the outcome that it settles, among very many predictions that wait for others."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from benchmarks.commands import answered, new_caller
from benchmarks.figures import Pace
from benchmarks.many_predictions import NOW
from tracker.application.context import AppContext
from tracker.application.recording.developments import record_development
from tracker.application.recording.predictions import LogPrediction, log_prediction
from tracker.application.work.feed import feed
from tracker.application.work.jobs import do_due_work
from tracker.domain.development import RecordDevelopment
from tracker.domain.prediction.commands import RecordPrediction

DEADLINE = (NOW + timedelta(days=300)).date().isoformat()


def follow_ms(instance: AppContext, pace: Pace) -> dict[str, tuple[float, ...]]:
    """Milliseconds of the relay that follows one development, and of the settle job that it makes necessary."""
    rounds = [_follow_one(instance) for _ in range(pace.rounds)]
    relay, settle = zip(*rounds, strict=True)
    return {"relay": relay, "settle": settle}


def _follow_one(instance: AppContext) -> tuple[float, float]:
    caller, label = new_caller(instance), f"benchmark.{uuid4().hex}"
    waits = RecordPrediction(
        statement=f"It comes to {label}",
        deadline=DEADLINE,
        rule={"event_type": label},
        settlement="at_once",
        author=caller.forecaster,
    )
    asked = LogPrediction(prediction=waits)
    answered(instance, caller, lambda uow: log_prediction(instance, uow, asked, caller=caller))
    _feed(instance)
    do_due_work(instance, "settle", run=None, now=NOW)
    _feed(instance)
    comes = RecordDevelopment(headline="It comes", event_type=label, occurred_on=NOW.date().isoformat())
    answered(instance, caller, lambda uow: record_development(instance, uow, comes, caller=caller))
    relay_ms = _took_ms(lambda: _feed(instance))
    settle_ms = _took_ms(lambda: _settle_one(instance))
    _feed(instance)
    return relay_ms, settle_ms


def _settle_one(instance: AppContext) -> None:
    if do_due_work(instance, "settle", run=None, now=NOW) != 1:
        raise RuntimeError("the development settles nothing")


def _feed(instance: AppContext) -> None:
    while feed(instance).is_behind:
        pass


def _took_ms(handler: Callable[[], None]) -> float:
    began = time.perf_counter()
    handler()
    return (time.perf_counter() - began) * 1_000

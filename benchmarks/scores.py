"""How fast predictions with one forecast each are scored, by one worker, from recorded outcome to recorded score."""

from __future__ import annotations

import time
from collections.abc import Iterator

from benchmarks.asked import SCORED_PREDICTIONS, SCORES
from benchmarks.commands import answered, new_caller
from benchmarks.databases import Place
from benchmarks.figures import Figure, Pace
from tracker.application.access.access import Caller
from tracker.application.context import AppContext
from tracker.application.recording.outcomes import ResolutionInput, resolve
from tracker.application.recording.predictions import LogPrediction, log_prediction
from tracker.application.work.feed import feed
from tracker.application.work.jobs import do_due_work
from tracker.domain.forecast import ForecastInput
from tracker.domain.prediction.commands import RecordPrediction


def measure(place: Place, pace: Pace) -> Iterator[Figure]:
    """One figure: forecasts a second over everything that is to be scored."""
    instance, caller = place.instance, new_caller(place.instance)
    wanted = max(int(SCORED_PREDICTIONS * pace.rows_share), 20)
    for n in range(wanted):
        _settled(instance, caller, n)
    _feed(instance)
    began = time.perf_counter()
    done = 0
    while done < wanted:
        done += do_due_work(instance, "score", run=None, now=instance.clock())
    took = time.perf_counter() - began
    for asked in SCORES:
        if asked.database == place.name:
            yield Figure(asked=asked, ours=(wanted / took,))


def _settled(instance: AppContext, caller: Caller, n: int) -> None:
    """A prediction with one number, and its outcome."""
    stated = RecordPrediction(statement=f"It comes to {n}", deadline="2099-12-31")
    asked = LogPrediction(prediction=stated, said=ForecastInput(probability=0.4))
    made = answered(instance, caller, lambda uow: log_prediction(instance, uow, asked, caller=caller))
    prediction = str(made.content["id"])
    came = ResolutionInput(outcome="no", happened_at=instance.clock().isoformat(), note="It did not.")
    answered(
        instance,
        caller,
        lambda uow: resolve(instance, uow, prediction, came, caller=caller, seen_version=None),
    )


def _feed(instance: AppContext) -> None:
    while feed(instance).is_behind:
        pass

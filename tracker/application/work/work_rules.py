"""Which work an event makes necessary; followed in log order, in the transaction of the async projections."""

from __future__ import annotations

from datetime import datetime

from tracker.application.work.work import look_at, look_by, want
from tracker.domain.development import DevelopmentCorrected, DevelopmentRecorded, DevelopmentRetracted
from tracker.domain.event import RecordedEvent
from tracker.domain.forecast import ForecastStated, ForecastUndone
from tracker.domain.forecaster import ForecasterMerged, ForecasterUnmerged
from tracker.domain.prediction.events import (
    AntecedentMet,
    PredictionAnnulled,
    PredictionDisputed,
    PredictionFinalized,
    PredictionGraded,
    PredictionRecorded,
    PredictionReResolved,
    PredictionResolved,
    PredictionUndone,
    PredictionUpheld,
)
from tracker.projections.developments import Label, labels, labels_of, labels_of_run
from tracker.projections.forecasts import settled_with_forecasts_by
from tracker.projections.predictions import find_prediction
from tracker.projections.triggers import woken_by
from tracker.store.databases.database import Transaction


def follow(tx: Transaction, recorded: RecordedEvent) -> None:  # noqa: C901 - one line for each event
    """Note the work that `recorded` makes necessary."""
    match recorded.event:
        case PredictionRecorded() as event:
            want(tx, "settle", event.prediction, run=recorded.import_id, position=recorded.position)
        case PredictionGraded() | AntecedentMet() as event:
            run = _run_of(tx, event.prediction)
            want(tx, "settle", event.prediction, run=run, position=recorded.position)
        case PredictionUpheld() as event:
            run = _run_of(tx, event.prediction)
            want(tx, "settle", event.prediction, run=run, position=recorded.position)
            _wake(tx, [("prediction", event.prediction)], recorded)
        case PredictionDisputed() as event:
            look_at(tx, "settle", event.prediction, run=_run_of(tx, event.prediction), at=None)
            _wake(tx, [("prediction", event.prediction)], recorded)
        case PredictionResolved() | PredictionReResolved() | PredictionAnnulled() as event:
            _follow_settled(tx, event, recorded)
        case PredictionFinalized() | PredictionUndone() as event:
            look_at(tx, "settle", event.prediction, run=_run_of(tx, event.prediction), at=None)
        case ForecastStated() | ForecastUndone() as event:
            _follow_forecast(tx, event, recorded)
        case ForecasterMerged() | ForecasterUnmerged() as event:
            _follow_merger(tx, event, recorded)
        case DevelopmentRecorded() as event:
            _wake(tx, labels(event), recorded)
        case DevelopmentCorrected() | DevelopmentRetracted() as event:
            _wake(tx, labels_of(tx, event.development), recorded)
        case _:
            pass


def wake_for_run(tx: Transaction, run: str, *, now: datetime) -> None:
    """Owe a look to every prediction that waits for a development of the import `run`, which was just finished.

    Until then others did not see its developments. What the relay has not read yet needs no waking: it will be
    settled for the first time, or woken by the development, after this.
    """
    for prediction, owner in woken_by(tx, labels_of_run(tx, run)).items():
        look_by(tx, "settle", prediction, run=owner, at=now)


def _follow_merger(
    tx: Transaction, event: ForecasterMerged | ForecasterUnmerged, recorded: RecordedEvent
) -> None:
    """Whatever was scored under either name is scored again, as one series or as two."""
    names = [event.forecaster, *([event.into] if isinstance(event, ForecasterMerged) else [])]
    for row in settled_with_forecasts_by(tx, names):
        want(tx, "score", row["id"], run=row["run"], position=recorded.position)


def _follow_settled(
    tx: Transaction,
    event: PredictionResolved | PredictionReResolved | PredictionAnnulled,
    recorded: RecordedEvent,
) -> None:
    """Score it, look again at the end of its window, and wake whoever waits for this outcome."""
    run = _run_of(tx, event.prediction)
    look_at(tx, "settle", event.prediction, run=run, at=event.final_at)
    want(tx, "score", event.prediction, run=run, position=recorded.position)
    _wake(tx, [("prediction", event.prediction)], recorded)


def _follow_forecast(
    tx: Transaction, event: ForecastStated | ForecastUndone, recorded: RecordedEvent
) -> None:
    """A forecast that comes after the outcome is a reason to score again: what counts goes by time, not by arrival."""
    row = find_prediction(tx, event.prediction)
    if row is not None and row["resolution_number"] > 0:
        want(tx, "score", event.prediction, run=row["run"], position=recorded.position)


def _wake(tx: Transaction, found: list[Label], recorded: RecordedEvent) -> None:
    for prediction, run in woken_by(tx, found).items():
        want(tx, "settle", prediction, run=run, position=recorded.position)


def _run_of(tx: Transaction, prediction: str) -> str | None:
    row = find_prediction(tx, prediction)
    return None if row is None else row["run"]

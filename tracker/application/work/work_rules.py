"""Which work each event requires.

Runs in log order, in the transaction of the async projections.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from tracker.domain.development import (
    DevelopmentCorrected,
    DevelopmentEvent,
    DevelopmentRecorded,
    DevelopmentRetracted,
)
from tracker.domain.event import RecordedEvent
from tracker.domain.findings import Terms
from tracker.domain.forecast import ForecastEvent, ForecastStated, ForecastUndone
from tracker.domain.forecaster import (
    ForecasterEvent,
    ForecasterMerged,
    ForecasterRecorded,
    ForecasterRenamed,
    ForecasterUnmerged,
)
from tracker.domain.prediction import events
from tracker.domain.prediction import state as predictions
from tracker.domain.prediction.events import (
    AntecedentMet,
    PredictionAnnulled,
    PredictionDisputed,
    PredictionEvent,
    PredictionFinalized,
    PredictionGraded,
    PredictionRecorded,
    PredictionReResolved,
    PredictionResolved,
    PredictionUndone,
    PredictionUpheld,
)
from tracker.domain.redaction import (
    DevelopmentRedacted,
    ForecasterRedacted,
    ForecastRedacted,
    PredictionRedacted,
)
from tracker.domain.settlement import rests_until
from tracker.projections.developments import Label, labels, labels_of, labels_of_run, seen_labels
from tracker.projections.forecasts import with_mixed_series
from tracker.projections.predictions import find_prediction
from tracker.projections.triggers import triggers, woken_by
from tracker.store.databases.database import Transaction
from tracker.store.log.log import read_head
from tracker.store.work import note_answered, require, schedule, schedule_by

Followed = PredictionEvent | ForecastEvent | ForecasterEvent | DevelopmentEvent
"""The categories whose events can make work necessary: what is settled or scored, and what that rests on."""


def follow(  # noqa: C901, PLR0912 - one line for each event
    tx: Transaction, recorded: RecordedEvent, *, now: datetime, terms: Terms
) -> None:
    """Note the work that `recorded` makes necessary; `now` and `terms` are those a settle job would have."""
    event = recorded.event
    if not isinstance(event, Followed):
        return
    match event:
        case PredictionRecorded():
            _follow_new(tx, event, recorded, now=now, terms=terms)
        case PredictionGraded() | AntecedentMet() | events.AntecedentUnmet():
            run = _run_of(tx, event.prediction)
            require(tx, "settle", event.prediction, run=run, position=recorded.position)
        case PredictionUpheld():
            run = _run_of(tx, event.prediction)
            require(tx, "settle", event.prediction, run=run, position=recorded.position)
            _wake(tx, [("prediction", event.prediction)], recorded)
        case PredictionDisputed():
            schedule(tx, "settle", event.prediction, run=_run_of(tx, event.prediction), at=None)
            _wake(tx, [("prediction", event.prediction)], recorded)
        case PredictionResolved() | PredictionReResolved() | PredictionAnnulled():
            _follow_settled(tx, event, recorded)
        case PredictionFinalized() | PredictionUndone():
            schedule(tx, "settle", event.prediction, run=_run_of(tx, event.prediction), at=None)
        case ForecastStated() | ForecastUndone():
            _follow_forecast(tx, event, recorded)
        case DevelopmentRecorded():
            _wake(tx, labels(event), recorded)
        case DevelopmentCorrected() | DevelopmentRetracted():
            _wake(tx, labels_of(tx, event.development), recorded)
        case (
            events.PredictionAmended()
            | events.PredictionWithdrawn()
            | events.PredictionOpenedUp()
            | events.EvidenceLinked()
            | events.EvidenceUnlinked()
            | ForecasterRecorded()
            | ForecasterRenamed()
            | ForecasterMerged()
            | ForecasterUnmerged()
        ):
            pass  # nothing that an outcome or a score rests on
        case events.OutcomeProposed() | events.ProposalDropped() | events.PredictionLapsed():
            pass  # what a worker found at its last look
        case PredictionRedacted() | ForecastRedacted() | ForecasterRedacted() | DevelopmentRedacted():
            pass  # numbers, dates and outcomes go on counting
        case _:
            assert_never(event)


def require_scoring_of_mixed_series(tx: Transaction) -> None:
    """Require scoring where earlier versions joined several series into one.

    After an upgrade this scores them apart; a scoring that is there already finds nothing to record.
    """
    position = read_head(tx).position
    for row in with_mixed_series(tx):
        require(tx, "score", row["id"], run=row["run"], position=position)


def wake_for_run(tx: Transaction, run: str, *, now: datetime) -> None:
    """Schedule a look at each prediction that waits for a development of the finished `run`.

    Until then, other predictions did not see its developments. Predictions that the relay has not read yet
    need no look: they will be settled for the first time after this.
    """
    for prediction, owner in woken_by(tx, labels_of_run(tx, run)).items():
        schedule_by(tx, "settle", prediction, run=owner, at=now)


def _follow_new(
    tx: Transaction, event: PredictionRecorded, recorded: RecordedEvent, *, now: datetime, terms: Terms
) -> None:
    """Require the first settle job of a new prediction, unless it would find nothing.

    Then its result is written at once.

    Most predictions wait for a future day; a job for each would be three of four commits of a busy tracker.
    """
    subject, position = event.prediction, recorded.position
    rest = None
    if recorded.import_id is None and not _may_matter(tx, event):
        rest = rests_until(predictions.evolve(predictions.INITIAL, event), now=now, terms=terms)
    if rest is None or not note_answered(tx, "settle", subject, position=position, next_look=rest.until):
        require(tx, "settle", subject, run=recorded.import_id, position=position)


def _may_matter(tx: Transaction, event: PredictionRecorded) -> bool:
    """Whether something recorded earlier can bear on it; later events wake it.

    A correction keeps a development's labels, so this also finds developments that no longer count; then a
    job decides. Outcomes of predictions have no label, so a rule that names one always gets its job. Imported
    predictions always get one too, since the clock of an open import is not the relay's.
    """
    waited = triggers(event)
    return any(kind == "prediction" for kind, _ in waited) or bool(seen_labels(tx, waited))


def _follow_settled(
    tx: Transaction,
    event: PredictionResolved | PredictionReResolved | PredictionAnnulled,
    recorded: RecordedEvent,
) -> None:
    """Score it, schedule the end of its window, and wake predictions that wait for its outcome."""
    run = _run_of(tx, event.prediction)
    schedule(tx, "settle", event.prediction, run=run, at=event.final_at)
    require(tx, "score", event.prediction, run=run, position=recorded.position)
    _wake(tx, [("prediction", event.prediction)], recorded)


def _follow_forecast(
    tx: Transaction, event: ForecastStated | ForecastUndone, recorded: RecordedEvent
) -> None:
    """Score again after a forecast that arrives late: its stated time decides if it counts."""
    row = find_prediction(tx, event.prediction)
    if row is not None and row["resolution_number"] > 0:
        require(tx, "score", event.prediction, run=row["run"], position=recorded.position)


def _wake(tx: Transaction, found: list[Label], recorded: RecordedEvent) -> None:
    for prediction, run in woken_by(tx, found).items():
        require(tx, "settle", prediction, run=run, position=recorded.position)


def _run_of(tx: Transaction, prediction: str) -> str | None:
    row = find_prediction(tx, prediction)
    return None if row is None else row["run"]

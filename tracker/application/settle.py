"""The settle job's body: what developments say of a prediction, and the command that follows from it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tracker.application.application import Application
from tracker.application.event_ids import DerivedIds, FreshIds
from tracker.application.transact import Writing, write_once
from tracker.application.work import Claimed, mark_done
from tracker.domain import prediction as predictions
from tracker.domain import settlement
from tracker.domain.ids import digest_of, stream_of
from tracker.domain.instants import day_begins, day_ends, instant_from_text, instant_text, parse_date
from tracker.domain.prediction.decisions import (
    FinalizeOutcome,
    PredictionCommand,
    ProposeOutcome,
    ResolvePrediction,
)
from tracker.domain.prediction.events import PredictionRecorded
from tracker.domain.prediction.state import Prediction
from tracker.domain.rules import Happening, fold_label, fold_labels
from tracker.domain.settlement import Ended, Evidence, next_look
from tracker.projections.developments import developments_with
from tracker.projections.triggers import triggers
from tracker.store.database import Row, Transaction
from tracker.store.log import Origin

SETTLEMENT_VERSION = 1


def settle_prediction(application: Application, claimed: Claimed, *, run: str | None, now: datetime) -> None:
    """Settle one prediction as far as is known at `now`; effect and done-mark are one transaction."""

    def closure(writing: Writing) -> None:
        stream = stream_of("prediction", claimed.subject)
        past = writing.past(predictions, stream)
        evidence = find_evidence(writing.tx, past.state, now=now, run=run)
        command = settlement.settle(past.state, evidence, now=now)
        state = past.state
        if command is not None:
            writing.ids = _ids(stream, past.state, command)
            for event in writing.decide(predictions, stream, command, past=past):
                state = predictions.evolve(state, event)  # type: ignore[arg-type]
        mark_done(writing.tx, claimed, next_look=next_look(state, now=now))

    origin = Origin(
        recorded_by="worker:settle",
        correlation_id=f"settle-{claimed.subject}-{claimed.wanted}",
        import_id=run,
    )
    write_once(application, closure, origin=origin, ids=FreshIds(), effective_at=now)


def find_evidence(tx: Transaction, state: Prediction, *, now: datetime, run: str | None) -> Evidence:
    """Everything recorded by `now` that bears on how the prediction came out."""
    recorded = state.recorded
    if recorded is None or state.resolution is not None:
        return Evidence()
    rows = developments_with(tx, triggers(recorded), now=instant_text(now), run=run)
    return Evidence(
        happenings=[_happening(row, recorded) for row in rows],
        claimed=[
            settlement.Claimed(row["id"], _happened_at(row, recorded), row["resolves_outcome"])
            for row in rows
            if row["resolves_prediction"] == recorded.prediction and row["resolves_outcome"] in {"yes", "no"}
        ],
        ended=[
            Ended(row["id"], _happened_at(row, recorded))
            for row in rows
            if row["ends_actor"]
            and recorded.actor
            and fold_label(row["ends_actor"]) == fold_label(recorded.actor)
        ],
    )


def _happening(row: Row, recorded: PredictionRecorded) -> Happening:
    return Happening(
        development=row["id"],
        at=_happened_at(row, recorded),
        ends=_day_ends(row, recorded),
        event_type=fold_label(row["event_type"]) if row["event_type"] else None,
        actors=fold_labels(msgspec.json.decode(row["actors"], type=list[str])),
        tags=fold_labels(msgspec.json.decode(row["tags"], type=list[str])),
    )


def _happened_at(row: Row, recorded: PredictionRecorded) -> datetime:
    """A bare day begins in the prediction's zone, not in the one it was reported from."""
    if row["occurred_on"]:
        return day_begins(parse_date(row["occurred_on"], pointer="/occurred_on"), recorded.timezone)
    return instant_from_text(row["happened_at"])


def _day_ends(row: Row, recorded: PredictionRecorded) -> datetime | None:
    if not row["occurred_on"]:
        return None
    return day_ends(parse_date(row["occurred_on"], pointer="/occurred_on"), recorded.timezone)


def _ids(stream: str, state: Prediction, command: PredictionCommand) -> DerivedIds:
    """The same finding has the same ids, whichever worker makes it and however often."""
    rule = digest_of(state.recorded.rule) if state.recorded and state.recorded.rule else None
    closes = instant_text(state.recorded.closes) if state.recorded else None
    match command:
        case ProposeOutcome():
            parts = (
                "prediction.outcome_proposed",
                rule,
                1,
                digest_of(command.cites, command.outcome),
                closes,
            )
        case ResolvePrediction():
            parts = ("prediction.resolved", rule, 1, digest_of(command.cites, command.outcome), closes)
        case FinalizeOutcome():
            parts = ("prediction.finalized", rule, command.resolution_number, digest_of(()), closes)
        case _:
            msg = f"a worker does not issue {command!r}"
            raise TypeError(msg)
    return DerivedIds("settle", SETTLEMENT_VERSION, stream, *parts)

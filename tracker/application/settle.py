"""The settle job's body: what developments say of a prediction, and the command that follows from it."""

from __future__ import annotations

from collections.abc import Sequence
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
        concerning = find_developments(writing.tx, past.state, run=run)
        known = [row for row in concerning if _counts_from(row, past.state) <= now]
        evidence = weigh(past.state, known)
        command = settlement.settle(past.state, evidence, now=now)
        state = past.state
        if command is not None:
            writing.ids = _ids(stream, past.state, command)
            writing.caused_by = _cause(command, known)
            for event in writing.decide(predictions, stream, command, past=past):
                state = predictions.evolve(state, event)  # type: ignore[arg-type]
        mark_done(writing.tx, claimed, next_look=_next_look(state, concerning, now=now))

    origin = Origin(
        recorded_by="worker:settle",
        correlation_id=f"settle-{claimed.subject}-{claimed.wanted}",
        import_id=run,
    )
    write_once(application, closure, origin=origin, ids=FreshIds, effective_at=now)


def find_developments(tx: Transaction, state: Prediction, *, run: str | None) -> list[Row]:
    """Every development recorded so far that bears on how an open prediction came out."""
    if state.recorded is None or state.resolution is not None:
        return []
    return developments_with(tx, triggers(state.recorded), run=run)


def weigh(state: Prediction, rows: Sequence[Row]) -> Evidence:
    """What the developments in `rows` say of the prediction."""
    recorded = state.recorded
    if recorded is None:
        return Evidence()
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


def _next_look(state: Prediction, concerning: Sequence[Row], *, now: datetime) -> datetime | None:
    """When to look again: at an instant of the prediction's own, or when a development recorded already counts.

    A job may run later than the `now` it was rung with, and find developments that count only after it.
    """
    if state.resolution is not None:
        return next_look(state, now=now)
    coming = [at for row in concerning if (at := _counts_from(row, state)) > now]
    looks = [look for look in (next_look(state, now=now), *coming) if look is not None]
    return min(looks, default=None)


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


def _counts_from(row: Row, state: Prediction) -> datetime:
    """Not before it was recorded, nor before its day has begun in the prediction's zone."""
    effective_at = instant_from_text(row["effective_at"])
    return effective_at if state.recorded is None else max(effective_at, _happened_at(row, state.recorded))


def _day_ends(row: Row, recorded: PredictionRecorded) -> datetime | None:
    if not row["occurred_on"]:
        return None
    return day_ends(parse_date(row["occurred_on"], pointer="/occurred_on"), recorded.timezone)


def _cause(command: PredictionCommand, rows: Sequence[Row]) -> str | None:
    """The event of the development that a finding rests on; None for one that time alone brought."""
    cites = command.cites if isinstance(command, ProposeOutcome | ResolvePrediction) else ()
    return next((row["event_id"] for row in rows if row["id"] in cites), None)


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

"""What may be asked of a prediction, and the events that follow or the refusal."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from tracker.domain.errors import Conflict, Invalid, NotBuilt, NotFound
from tracker.domain.event import Command
from tracker.domain.prediction.events import (
    Basis,
    BinaryOutcome,
    EvidenceLinked,
    JudgedBy,
    OutcomeProposed,
    PredictionEvent,
    PredictionFinalized,
    PredictionRecorded,
    PredictionReResolved,
    PredictionResolved,
)
from tracker.domain.prediction.state import Prediction, evidence_key, rule_of

# Commands


class RecordPrediction(Command, frozen=True):
    """`now` is the live clock, None for old records, whose deadline may have passed."""

    proposed: PredictionRecorded
    now: datetime | None = None


class ProposeOutcome(Command, frozen=True):
    """A worker's finding, for a person to confirm."""

    outcome: BinaryOutcome
    known_at: datetime
    basis: Basis
    cites: tuple[str, ...] = ()
    reason: str | None = None


class ResolvePrediction(Command, frozen=True):
    """The first outcome. `final_at` None makes it final at once, else it is provisional until then."""

    outcome: str
    known_at: datetime
    effective_at: datetime
    basis: Basis
    judged_by: JudgedBy
    final_at: datetime | None = None
    cites: tuple[str, ...] = ()
    resolved_as_of: datetime | None = None
    reason: str | None = None
    note: str | None = None


class ReResolvePrediction(Command, frozen=True):
    """Another outcome, with the reason; `known_at` None keeps the old one."""

    outcome: str
    reason: str | None
    effective_at: datetime
    judged_by: JudgedBy
    known_at: datetime | None = None
    final_at: datetime | None = None
    cites: tuple[str, ...] = ()
    resolved_as_of: datetime | None = None
    note: str | None = None


class FinalizeOutcome(Command, frozen=True):
    """The window of `resolution_number` is over at `now`."""

    resolution_number: int
    now: datetime


class LinkEvidence(Command, frozen=True):
    proposed: EvidenceLinked


PredictionCommand = (
    RecordPrediction
    | ProposeOutcome
    | ResolvePrediction
    | ReResolvePrediction
    | FinalizeOutcome
    | LinkEvidence
)


def decide(command: PredictionCommand, state: Prediction) -> list[PredictionEvent]:
    """The events that follow from `command`; none where it says nothing new; or a refusal."""
    if isinstance(command, RecordPrediction):
        return _record(command, state)
    recorded = state.recorded
    if recorded is None:
        raise NotFound("there is no such prediction")
    match command:
        case ProposeOutcome():
            return _propose(command, state, recorded.prediction)
        case ResolvePrediction():
            return _resolve(command, state, recorded.prediction)
        case ReResolvePrediction():
            return _re_resolve(command, state, recorded.prediction)
        case FinalizeOutcome():
            return _finalize(command, state, recorded.prediction)
        case LinkEvidence():
            is_new = evidence_key(command.proposed) not in state.evidence
            return [command.proposed] if is_new else []
        case _:
            assert_never(command)


def binary_outcome(outcome: object, *, pointer: str = "/outcome") -> BinaryOutcome:
    """`yes` or `no`; outcomes of kinds that are not built yet are refused by name."""
    if outcome == "yes":
        return "yes"
    if outcome == "no":
        return "no"
    if outcome == "annulled" or isinstance(outcome, dict):
        word = "annulled" if outcome == "annulled" else "partial"
        raise NotBuilt.at(pointer, f"{word} outcomes are not supported by this version yet")
    raise Invalid.at(pointer, "the outcome of a yes/no prediction is yes or no", "not_an_outcome")


def _record(command: RecordPrediction, state: Prediction) -> list[PredictionEvent]:
    if state.recorded is not None:
        raise Conflict("this prediction is recorded already")
    proposed, now = command.proposed, command.now
    if now is not None and proposed.closes <= now:
        detail = "already past: use tracker import for old records"
        raise Invalid.at("/deadline", detail, "deadline_past")
    if now is not None and proposed.closes <= proposed.opens:
        raise Invalid.at("/deadline", "the deadline must lie after the opening", "closes_before_opening")
    rule_of(proposed)
    return [proposed]


def _propose(command: ProposeOutcome, state: Prediction, prediction: str) -> list[PredictionEvent]:
    if state.resolution is not None:
        return []
    proposal = OutcomeProposed(
        prediction=prediction,
        resolution_number=1,
        outcome=command.outcome,
        known_at=command.known_at,
        basis=command.basis,
        cites=command.cites,
        reason=command.reason,
    )
    return [] if proposal == state.proposal else [proposal]


def _resolve(command: ResolvePrediction, state: Prediction, prediction: str) -> list[PredictionEvent]:
    outcome = binary_outcome(command.outcome)
    _check_not_ahead(command.known_at, command.effective_at)
    if state.resolution is not None:
        if state.outcome == outcome and state.resolution.known_at == command.known_at:
            return []
        raise Conflict(
            f"it is resolved already ({state.outcome}); a change of the outcome is a re-resolution"
        )
    resolved = PredictionResolved(
        prediction=prediction,
        resolution_number=1,
        outcome=outcome,
        known_at=command.known_at,
        final_at=command.final_at or command.effective_at,
        basis=command.basis,
        judged_by=command.judged_by,
        cites=command.cites,
        resolved_as_of=command.resolved_as_of,
        reason=command.reason,
        note=command.note,
    )
    return _with_finality(resolved, is_final=command.final_at is None)


def _re_resolve(command: ReResolvePrediction, state: Prediction, prediction: str) -> list[PredictionEvent]:
    if state.resolution is None:
        raise Conflict("it has no outcome yet that could be changed")
    if not command.reason:
        raise Invalid.at("/reason", "a change of the outcome needs its reason", "required")
    outcome = binary_outcome(command.outcome)
    known_at = command.known_at or state.resolution.known_at
    _check_not_ahead(known_at, command.effective_at)
    if (outcome, known_at, command.reason) == (
        state.outcome,
        state.resolution.known_at,
        state.resolution.reason,
    ):
        return []
    re_resolved = PredictionReResolved(
        prediction=prediction,
        resolution_number=state.resolution_number + 1,
        outcome=outcome,
        known_at=known_at,
        final_at=command.final_at or command.effective_at,
        basis="person",
        judged_by=command.judged_by,
        reason=command.reason,
        cites=command.cites,
        resolved_as_of=command.resolved_as_of,
        note=command.note,
    )
    return _with_finality(re_resolved, is_final=command.final_at is None)


def _finalize(command: FinalizeOutcome, state: Prediction, prediction: str) -> list[PredictionEvent]:
    resolution = state.resolution
    if resolution is None or state.is_final or resolution.resolution_number != command.resolution_number:
        return []
    if command.now < resolution.final_at:
        return []
    return [PredictionFinalized(prediction=prediction, resolution_number=command.resolution_number)]


def _with_finality(
    event: PredictionResolved | PredictionReResolved, *, is_final: bool
) -> list[PredictionEvent]:
    if not is_final:
        return [event]
    number = event.resolution_number
    return [event, PredictionFinalized(prediction=event.prediction, resolution_number=number)]


def _check_not_ahead(known_at: datetime, effective_at: datetime) -> None:
    if known_at > effective_at:
        raise Invalid.at("/happened_on", "an outcome cannot be known before it happened", "in_the_future")

"""How a prediction is settled: proposed, resolved, disputed, upheld, changed, annulled, final."""

from __future__ import annotations

from datetime import datetime, timedelta

from tracker.domain.errors import Conflict, Invalid
from tracker.domain.prediction.commands import (
    AnnulPrediction,
    DisputeOutcome,
    DropProposal,
    FinalizeOutcome,
    LapsePrediction,
    MeetAntecedent,
    ProposeOutcome,
    ReResolvePrediction,
    ResolvePrediction,
    UnmeetAntecedent,
    UpholdOutcome,
)
from tracker.domain.prediction.events import (
    AntecedentMet,
    AntecedentUnmet,
    OutcomeProposed,
    PredictionAnnulled,
    PredictionDisputed,
    PredictionEvent,
    PredictionFinalized,
    PredictionLapsed,
    PredictionRecorded,
    PredictionReResolved,
    PredictionResolved,
    PredictionUpheld,
    ProposalDropped,
    Settled,
)
from tracker.domain.prediction.outcomes import ANNULLED, Outcome, outcome_text, read_outcome
from tracker.domain.prediction.state import Prediction, closes_of, judged_as


def outcome_of(recorded: PredictionRecorded, raw: object, *, pointer: str = "/outcome") -> Outcome:
    """The outcome that `raw` says for this prediction. Raises `Invalid` saying what would do."""
    return read_outcome(raw, kind=judged_as(recorded) or "thesis", options=recorded.options, pointer=pointer)


def meet(command: MeetAntecedent, state: Prediction, recorded: PredictionRecorded) -> list[PredictionEvent]:
    """The condition is met once, also of a prediction that was void without it; a deadline in days runs from there."""
    if recorded.antecedent is None:
        raise Conflict("it has no condition")
    if state.met is not None:
        return []
    _check_not_ahead(command.known_at, command.effective_at)
    if command.known_at > recorded.antecedent.by:
        raise Invalid.at("/happened_on", "the condition had to come about before that", "too_late")
    within = recorded.consequent.within_days if recorded.consequent else None
    closes = recorded.closes if within is None else command.known_at + timedelta(days=within)
    return [
        AntecedentMet(
            prediction=recorded.prediction,
            known_at=command.known_at,
            closes=closes,
            basis=command.basis,
            judged_by=command.judged_by,
            cites=command.cites,
            note=command.note,
        )
    ]


def unmeet(
    command: UnmeetAntecedent, state: Prediction, recorded: PredictionRecorded
) -> list[PredictionEvent]:
    """It waits for its condition again; one with an outcome is disputed instead."""
    if state.met is None or state.settled is not None:
        return []
    return [AntecedentUnmet(prediction=recorded.prediction, reason=command.reason)]


def propose(
    command: ProposeOutcome, state: Prediction, recorded: PredictionRecorded
) -> list[PredictionEvent]:
    """A proposal takes the place of an earlier one; where there is an outcome, none is needed."""
    if state.settled is not None:
        return []
    is_annulment = command.annulment is not None
    proposal = OutcomeProposed(
        prediction=recorded.prediction,
        resolution_number=1,
        outcome=ANNULLED if is_annulment else outcome_of(recorded, command.outcome),
        known_at=command.known_at,
        basis=command.basis,
        cites=command.cites,
        reason=command.reason,
        annulment=command.annulment,
    )
    return [] if proposal == state.proposal else [proposal]


def drop(command: DropProposal, state: Prediction, recorded: PredictionRecorded) -> list[PredictionEvent]:
    if state.proposal is None:
        return []
    return [ProposalDropped(prediction=recorded.prediction, reason=command.reason)]


def resolve(
    command: ResolvePrediction, state: Prediction, recorded: PredictionRecorded
) -> list[PredictionEvent]:
    outcome = outcome_of(recorded, command.outcome)
    _check_not_ahead(command.known_at, command.effective_at)
    _check_not_dormant(state)
    if state.settled is not None:
        if state.outcome == outcome and state.settled.known_at == command.known_at:
            return []
        raise Conflict(
            f"it is settled already ({_said(state.settled)}); a change of the outcome is a re-resolution"
        )
    resolved = PredictionResolved(
        prediction=recorded.prediction,
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


def re_resolve(
    command: ReResolvePrediction, state: Prediction, recorded: PredictionRecorded
) -> list[PredictionEvent]:
    """Another outcome: also for one that was void."""
    if state.settled is None:
        raise Conflict("it has no outcome yet that could be changed")
    _check_not_dormant(state)
    if not command.reason:
        raise Invalid.at("/reason", "a change of the outcome needs its reason", "required")
    outcome = outcome_of(recorded, command.outcome)
    known_at = command.known_at or state.settled.known_at
    _check_not_ahead(known_at, command.effective_at)
    if (outcome, known_at, command.reason) == (state.outcome, state.settled.known_at, state.settled.reason):
        return []
    re_resolved = PredictionReResolved(
        prediction=recorded.prediction,
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


def annul(command: AnnulPrediction, state: Prediction, recorded: PredictionRecorded) -> list[PredictionEvent]:
    """Void: with an outcome that had stood, its scores are superseded by none."""
    if isinstance(state.settled, PredictionAnnulled) and state.settled.reason == command.reason:
        return []
    if command.reason == "antecedent_false" and recorded.antecedent is None:
        raise Invalid.at("/reason", "it has no condition that could have failed", "not_of_this_kind")
    known_at = command.known_at or command.effective_at
    _check_not_ahead(known_at, command.effective_at)
    annulled = PredictionAnnulled(
        prediction=recorded.prediction,
        resolution_number=state.resolution_number + 1,
        reason=command.reason,
        known_at=known_at,
        final_at=command.final_at or command.effective_at,
        basis=command.basis,
        judged_by=command.judged_by,
        cites=command.cites,
        note=command.note,
    )
    return _with_finality(annulled, is_final=command.final_at is None)


def dispute(
    command: DisputeOutcome, state: Prediction, recorded: PredictionRecorded
) -> list[PredictionEvent]:
    if state.settled is None:
        raise Conflict("it has no outcome that could be disputed")
    if state.is_final or (command.now is not None and command.now >= state.settled.final_at):
        raise Conflict("its outcome is final; a change is a re-resolution with its reason")
    if state.dispute is not None:
        if state.dispute.reason == command.reason:
            return []
        raise Conflict("its outcome is disputed already")
    number = state.resolution_number
    return [
        PredictionDisputed(prediction=recorded.prediction, resolution_number=number, reason=command.reason)
    ]


def uphold(command: UpholdOutcome, state: Prediction, recorded: PredictionRecorded) -> list[PredictionEvent]:
    """The outcome stays; a window that ran out during the dispute ends with it."""
    if state.dispute is None or state.settled is None:
        raise Conflict("nobody disputes its outcome")
    number = state.resolution_number
    upheld = PredictionUpheld(prediction=recorded.prediction, resolution_number=number, reason=command.reason)
    if command.now < state.settled.final_at:
        return [upheld]
    return [upheld, PredictionFinalized(prediction=recorded.prediction, resolution_number=number)]


def finalize(
    command: FinalizeOutcome, state: Prediction, recorded: PredictionRecorded
) -> list[PredictionEvent]:
    """A disputed outcome waits, however long ago its window ended."""
    settled = state.settled
    if settled is None or state.is_final or settled.resolution_number != command.resolution_number:
        return []
    if state.dispute is not None or command.now < settled.final_at:
        return []
    return [PredictionFinalized(prediction=recorded.prediction, resolution_number=command.resolution_number)]


def lapse(command: LapsePrediction, state: Prediction, recorded: PredictionRecorded) -> list[PredictionEvent]:
    closes = closes_of(state)
    if state.has_lapsed or state.settled is not None or closes is None or command.now < closes:
        return []
    return [PredictionLapsed(prediction=recorded.prediction)]


def _with_finality(event: Settled, *, is_final: bool) -> list[PredictionEvent]:
    if not is_final:
        return [event]
    number = event.resolution_number
    return [event, PredictionFinalized(prediction=event.prediction, resolution_number=number)]


def _said(settled: Settled) -> str:
    return ANNULLED if isinstance(settled, PredictionAnnulled) else outcome_text(settled.outcome)


def _check_not_dormant(state: Prediction) -> None:
    if state.is_dormant:
        raise Conflict("its condition has not come about: say that first, or annul it as antecedent_false")


def _check_not_ahead(known_at: datetime, effective_at: datetime) -> None:
    if known_at > effective_at:
        raise Invalid.at("/happened_on", "an outcome cannot be known before it happened", "in_the_future")

"""The one decider of predictions: the events that follow from a command, or the refusal.

What may be asked stands in `commands`; how it is decided in `recording`, `wording`, `judging` and `grading`.
"""

from __future__ import annotations

from typing import assert_never

from tracker.domain.errors import NotFound
from tracker.domain.prediction import grading, judging, wording
from tracker.domain.prediction.commands import (
    AmendPrediction,
    AnnulPrediction,
    DisputeOutcome,
    DropProposal,
    FinalizeOutcome,
    GradePrediction,
    LapsePrediction,
    LinkEvidence,
    MeetAntecedent,
    OpenUpPrediction,
    PredictionCommand,
    ProposeOutcome,
    RecordPrediction,
    ReResolvePrediction,
    ResolvePrediction,
    UndoPrediction,
    UnlinkEvidence,
    UnmeetAntecedent,
    UpholdOutcome,
    WithdrawPrediction,
)
from tracker.domain.prediction.events import (
    EvidenceLinked,
    EvidenceUnlinked,
    PredictionEvent,
    PredictionRecorded,
)
from tracker.domain.prediction.recording import record
from tracker.domain.prediction.state import Prediction, evidence_key


def decide(command: PredictionCommand, state: Prediction) -> list[PredictionEvent]:
    """The events that follow from `command`; none where it says nothing new; or a refusal."""
    if isinstance(command, RecordPrediction):
        return record(command, state)
    recorded = state.recorded
    if recorded is None:
        raise NotFound("there is no such prediction")
    if state.is_undone:
        if isinstance(command, UndoPrediction):
            return []
        raise NotFound("there is no such prediction: it was taken back")
    return _decide(command, state, recorded)


def _decide(  # noqa: PLR0911, PLR0912, C901 - one line for each command
    command: PredictionCommand, state: Prediction, recorded: PredictionRecorded
) -> list[PredictionEvent]:
    match command:
        case RecordPrediction():
            return record(command, state)
        case UndoPrediction():
            return wording.undo(command, state, recorded)
        case AmendPrediction():
            return wording.amend(command, state, recorded)
        case WithdrawPrediction():
            return wording.withdraw(command, state, recorded)
        case OpenUpPrediction():
            return wording.open_up(command, recorded)
        case UnmeetAntecedent():
            return judging.unmeet(command, state, recorded)
        case MeetAntecedent():
            return judging.meet(command, state, recorded)
        case ProposeOutcome():
            return judging.propose(command, state, recorded)
        case DropProposal():
            return judging.drop(command, state, recorded)
        case ResolvePrediction():
            return judging.resolve(command, state, recorded)
        case ReResolvePrediction():
            return judging.re_resolve(command, state, recorded)
        case AnnulPrediction():
            return judging.annul(command, state, recorded)
        case DisputeOutcome():
            return judging.dispute(command, state, recorded)
        case UpholdOutcome():
            return judging.uphold(command, state, recorded)
        case FinalizeOutcome():
            return judging.finalize(command, state, recorded)
        case LapsePrediction():
            return judging.lapse(command, state, recorded)
        case GradePrediction():
            return grading.grade(command, state, recorded)
        case LinkEvidence():
            return _link(command, state, recorded)
        case UnlinkEvidence():
            return _unlink(command, state, recorded)
        case _:
            assert_never(command)


def _link(command: LinkEvidence, state: Prediction, recorded: PredictionRecorded) -> list[PredictionEvent]:
    linked = EvidenceLinked(
        prediction=recorded.prediction,
        development=command.development,
        bearing=command.bearing,
        strength=command.strength,
        group=command.group,
        note=command.note,
    )
    return [] if evidence_key(linked) in state.evidence else [linked]


def _unlink(
    command: UnlinkEvidence, state: Prediction, recorded: PredictionRecorded
) -> list[PredictionEvent]:
    if not any(key[0] == command.development for key in state.evidence):
        return []
    return [
        EvidenceUnlinked(
            prediction=recorded.prediction, development=command.development, reason=command.reason
        )
    ]

"""Changes that leave the judgement alone: taking back, clearer words, withdrawal, more readers."""

from __future__ import annotations

from datetime import datetime

from tracker.domain.errors import Conflict, Invalid
from tracker.domain.prediction.commands import (
    AmendPrediction,
    OpenUpPrediction,
    UndoPrediction,
    WithdrawPrediction,
)
from tracker.domain.prediction.events import (
    PredictionAmended,
    PredictionEvent,
    PredictionOpenedUp,
    PredictionRecorded,
    PredictionUndone,
    PredictionWithdrawn,
    Visibility,
)
from tracker.domain.prediction.state import Prediction, closes_of
from tracker.domain.text.words import refuse_disguise

OPENNESS: dict[Visibility, int] = {"private": 0, "clients": 1, "public": 2}


def undo(command: UndoPrediction, state: Prediction, recorded: PredictionRecorded) -> list[PredictionEvent]:
    """Only within minutes, by the key that recorded it, and before anything depends on it."""
    if not command.is_own:
        raise Conflict("only the key that recorded it can take it back")
    if command.now >= command.until:
        raise Conflict("it can no longer be taken back: withdraw it, or annul it as entered_by_mistake")
    if state.settled is not None or state.met is not None or state.evidence or state.grades:
        raise Conflict("something rests on it already: annul it as entered_by_mistake")
    return [PredictionUndone(prediction=recorded.prediction)]


def amend(command: AmendPrediction, state: Prediction, recorded: PredictionRecorded) -> list[PredictionEvent]:
    """Words may be made clearer until the deadline or the outcome; everything that decides it stays as it is."""
    if state.settled is not None:
        raise Conflict("it has an outcome: its words stay as they were")
    if state.proposal is not None:
        raise Conflict("an outcome is proposed, so it is known by now: its words stay as they were")
    closes = closes_of(state)
    if command.now is not None and closes is not None and command.now >= closes:
        raise Conflict("Its deadline has passed: its words stay as they were.")
    changes_statement = command.statement not in {None, recorded.statement}
    changes_criteria = command.criteria not in {None, recorded.criteria}
    refuse_disguise(command.statement, pointer="/statement")
    refuse_disguise(command.criteria, pointer="/criteria")
    if command.statement is None and command.criteria is None:
        raise Invalid.at("/statement", "give the new statement or criteria", "required")
    if not changes_statement and not changes_criteria:
        return []
    return [
        PredictionAmended(
            prediction=recorded.prediction,
            reason=command.reason,
            statement=command.statement if changes_statement else None,
            criteria=command.criteria if changes_criteria else None,
        )
    ]


def withdraw(
    command: WithdrawPrediction, state: Prediction, recorded: PredictionRecorded
) -> list[PredictionEvent]:
    """No further forecasts; the record and its last numbers stand."""
    if state.withdrawn is not None:
        return []
    if state.settled is not None:
        raise Conflict("it has an outcome: nothing is left to withdraw from")
    return [PredictionWithdrawn(prediction=recorded.prediction, reason=command.reason)]


def open_up(command: OpenUpPrediction, recorded: PredictionRecorded) -> list[PredictionEvent]:
    """Visibility only ever grows."""
    if (command.visibility, command.visible_from) == (recorded.visibility, recorded.visible_from):
        return []
    if OPENNESS[command.visibility] < OPENNESS[recorded.visibility]:
        raise Conflict(
            f"it is visible to more people already ({recorded.visibility}); that cannot be taken back"
        )
    is_private = (
        recorded.visibility == "private"
    )  # then its embargo keeps nobody out who could come in otherwise
    if not is_private and _opens_later(command.visible_from, recorded.visible_from, now=command.now):
        raise Conflict("an embargo can only end earlier")
    return [
        PredictionOpenedUp(
            prediction=recorded.prediction,
            visibility=command.visibility,
            visible_from=command.visible_from,
        )
    ]


def _opens_later(wanted: datetime | None, present: datetime | None, *, now: datetime) -> bool:
    """Whether words that are (or will be) readable at `present` would be withheld beyond that."""
    return wanted is not None and wanted > (present or now)

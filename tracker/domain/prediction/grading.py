"""Grades on a rubric: hidden votes, when they close, and the grade they come to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

from tracker.domain import limits
from tracker.domain.errors import Conflict
from tracker.domain.prediction.commands import GradePrediction
from tracker.domain.prediction.events import PredictionEvent, PredictionGraded, PredictionRecorded
from tracker.domain.prediction.state import Prediction, judged_as

GRADING_WINDOW = timedelta(hours=72)
GRADERS_MIN = 2


def grade(command: GradePrediction, state: Prediction, recorded: PredictionRecorded) -> list[PredictionEvent]:
    """A grader's vote; saying another takes the place of the first, until grading closes."""
    proposed = PredictionGraded(
        prediction=recorded.prediction,
        grader=command.grader,
        grade=command.grade,
        graded_at=command.graded_at,
        note=command.note,
    )
    if judged_as(recorded) != "graded":
        raise Conflict(f"a {recorded.kind} prediction is not graded")
    if any(_says_the_same(one, proposed) for one in state.grades):
        return []
    if state.settled is not None:
        raise Conflict("its grading is closed")
    closes = grading_closes(state.voted_at)
    if closes is not None and proposed.graded_at >= closes:
        raise Conflict("its grading is closed")
    graders = {one.grader for one in state.grades} | {proposed.grader}
    if len(graders) > limits.GRADERS_MAX:
        raise Conflict(f"at most {limits.GRADERS_MAX} graders vote on one prediction")
    return [proposed]


def grading_closes(voted_at: Sequence[datetime]) -> datetime | None:
    """72 hours after the second grader voted first; None while fewer than two have."""
    if len(voted_at) < GRADERS_MIN:
        return None
    return sorted(voted_at)[GRADERS_MIN - 1] + GRADING_WINDOW


def _says_the_same(one: PredictionGraded, other: PredictionGraded) -> bool:
    return (one.grader, one.grade, one.note) == (other.grader, other.grade, other.note)


def median_grade(grades: Sequence[PredictionGraded]) -> float:
    """The middle grade, of an even number the mean of the middle two."""
    return float(median(one.grade for one in grades))

"""Graders vote, may change their vote, and the second one sets the clock."""

from datetime import timedelta

import pytest

from tests.domain.given import given, state_after
from tests.domain.samples import CLOSES, NOW, conditional, graded, recorded, resolved, vote
from tracker.domain import limits, prediction
from tracker.domain.errors import Conflict
from tracker.domain.findings import Evidence, Finding
from tracker.domain.prediction.grading import GRADING_WINDOW, grading_closes, median_grade
from tracker.domain.settlement import find_outcome

ESSAY = recorded(kind="graded")
SECOND = NOW + timedelta(hours=5)
CLOSED = SECOND + GRADING_WINDOW
TWO = (graded("a", 4), graded("b", 3, at=SECOND))


def test_a_vote_is_recorded_once():
    assert given(prediction, ESSAY).when_twice(vote()) == ([graded()], [])


def test_the_same_vote_later_says_nothing_new():
    assert given(prediction, ESSAY, graded()).when(vote(at=SECOND)) == []


@pytest.mark.parametrize("change", [{"grade": 2}, {"note": "on second thoughts"}])
def test_a_changed_vote_takes_the_place_of_the_first(change):
    changed = graded(**{"at": SECOND} | change)
    assert given(prediction, ESSAY, graded()).when(vote(**{"at": SECOND} | change)) == [changed]
    assert state_after(ESSAY, graded(), changed).grades == (changed,)


def test_grading_closes_three_days_after_the_second_grader():
    assert grading_closes(state_after(ESSAY, graded()).voted_at) is None
    assert grading_closes(state_after(ESSAY, *TWO).voted_at) == CLOSED
    assert (
        grading_closes(state_after(ESSAY, *TWO, graded("c", at=CLOSED - timedelta(hours=1))).voted_at)
        == CLOSED
    )


def test_a_changed_vote_does_not_hold_grading_open():
    changed = graded("a", 5, at=SECOND + timedelta(hours=70))
    assert grading_closes(state_after(ESSAY, *TWO, changed).voted_at) == CLOSED


def test_nobody_votes_once_grading_is_closed():
    standing = given(prediction, ESSAY, *TWO)
    assert standing.when(vote("c", at=CLOSED - timedelta(microseconds=1))) != []
    with pytest.raises(Conflict, match="closed"):
        standing.when(vote("c", at=CLOSED))
    with pytest.raises(Conflict, match="closed"):
        given(prediction, ESSAY, resolved(outcome=4.0)).when(vote())


@pytest.mark.parametrize("standing", [recorded(), recorded(kind="thesis"), conditional()])
def test_only_a_graded_prediction_is_graded(standing):
    with pytest.raises(Conflict, match="not graded"):
        given(prediction, standing).when(vote())


def test_a_conditional_may_be_graded_too():
    assert given(prediction, conditional(judged_as="graded")).when(vote()) == [graded()]


def test_there_is_room_for_so_many_graders():
    many = [graded(f"g{n}") for n in range(limits.GRADERS_MAX)]
    standing = given(prediction, ESSAY, *many)
    assert standing.when(vote("g0", 1)) != []
    with pytest.raises(Conflict, match="at most"):
        standing.when(vote("one more"))


@pytest.mark.parametrize(("grades", "middle"), [((1, 5, 4), 4.0), ((2, 5), 3.5), ((3, 3, 4, 5), 3.5)])
def test_of_an_even_number_the_middle_two_count(grades, middle):
    assert median_grade([graded(f"g{n}", grade) for n, grade in enumerate(grades)]) == middle


def test_the_median_is_the_outcome_once_grading_closes():
    state = state_after(ESSAY, *TWO)
    assert find_outcome(state, Evidence(), now=CLOSED - timedelta(microseconds=1)) is None
    assert find_outcome(state, Evidence(), now=CLOSED) == Finding(3.5, CLOSED, "grades")


def test_grades_given_after_the_deadline_are_known_at_the_deadline():
    late = (graded("a", 4, at=CLOSES), graded("b", 3, at=CLOSES))
    found = find_outcome(state_after(ESSAY, *late), Evidence(), now=CLOSES + GRADING_WINDOW)
    assert found == Finding(3.5, CLOSES, "grades")

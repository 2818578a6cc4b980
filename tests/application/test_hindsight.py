"""Hindsight shows: a number logged when the outcome was known is marked, unless an essay proves that it was said before."""

import pytest

from tests.application.doing import ask, decide, log, table
from tests.support.instance import new_caller, work_off
from tracker.application.recording.claims import record_claim
from tracker.application.recording.essays import record_essay
from tracker.domain.claim import Quote, RecordClaim
from tracker.domain.essay import RecordEssay


def marks(application):
    (row,) = table(application, "scored")
    return row["marks"]


def write(application, caller, *, says="author_numeric"):
    """An essay with a quote that says how likely it is, recorded today; the claim's id."""
    entry = RecordEssay(title="On cabinets", text="It falls, I give it 40 %.")
    essay = ask(application, caller, lambda uow: record_essay(application, uow, entry, caller=caller))
    claim = RecordClaim(
        essay=essay.content["id"],
        quote=Quote(exact="I give it 40 %"),
        stance="asserts",
        probability_source=says,
    )
    return ask(application, caller, lambda uow: record_claim(uow, claim)).content["id"]


def log_and_settle(application, caller, clock, **entry):
    """Log a prediction now, and say a month later that it was decided today."""
    today = clock().date().isoformat()
    made = log(application, caller, probability=0.4, **entry)
    clock.forward(days=30)
    decide(application, caller, made, "no", happened_on=today)
    work_off(application)
    return made


def test_what_was_logged_on_the_day_it_was_decided_is_retrospective_and_late(application, caller, clock):
    clock.forward(hours=9)
    log_and_settle(application, caller, clock)
    assert "|retrospective|" in marks(application)
    assert "|late|" in marks(application)


@pytest.mark.parametrize(("says", "is_proven"), [("author_numeric", True), ("none", False)])
def test_an_essay_recorded_before_proves_what_its_quote_says(application, caller, clock, says, is_proven):
    claim = write(application, caller, says=says)
    clock.forward(days=3)
    log_and_settle(application, caller, clock, claim=claim)
    assert ("|retrospective|" not in marks(application)) is is_proven


def test_an_essay_proves_nothing_of_a_number_that_somebody_else_assigned(application, caller, clock):
    claim = write(application, caller)
    clock.forward(days=3)
    editor = new_caller(application, author="An Editor")
    log_and_settle(application, editor, clock, claim=claim, author="Ada Example")
    assert "|retrospective|" in marks(application)

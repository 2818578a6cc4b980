"""What comes back: a finding that a correction brings, takes away and brings again; outcomes that others wait for."""

import pytest

from tests.application.doing import ask, decide, develop, log, table, types
from tests.support.instance import work_off
from tracker.application.recording.changes import AntecedentMetInput, dispute, meet_antecedent, uphold
from tracker.application.recording.developments import correct_development
from tracker.domain.development import CorrectDevelopment
from tracker.domain.errors import Invalid
from tracker.domain.prediction.commands import Condition

FALLS = {"event_type": "cabinet.falls"}


@pytest.fixture
def correct(application, caller, clock):
    """Correct a development's type, a day later, and let the work be done."""

    def correct_to(development, event_type):
        clock.forward(days=1)
        said = CorrectDevelopment(
            reason="checked", headline="x", event_type=event_type, occurred_on="2026-01-01"
        )
        ask(
            application,
            caller,
            lambda uow: correct_development(
                application, uow, development, said, caller=caller, seen_version=None
            ),
        )
        work_off(application)

    return correct_to


def change(application, caller, handler):
    ask(application, caller, handler)
    work_off(application)


def row_of(application, prediction):
    return next(row for row in table(application, "prediction") if row["id"] == prediction)


def test_a_proposal_comes_and_goes_as_often_as_its_evidence(application, caller, correct):
    prediction = log(application, caller, rule=FALLS)
    seen = develop(application, caller, event_type="cabinet.falls")
    work_off(application)
    for _ in range(3):
        assert row_of(application, prediction)["state"] == "proposed"
        correct(seen, "cabinet.wobbles")
        assert row_of(application, prediction)["state"] == "open"
        correct(seen, "cabinet.falls")
    assert types(application).count("prediction.proposal_dropped") == 3
    assert types(application).count("prediction.outcome_proposed") == 4


def test_a_workers_outcome_is_contested_once_and_not_again_after_it_was_upheld(application, caller, correct):
    prediction = log(application, caller, rule=FALLS, settlement="window")
    seen = develop(application, caller, event_type="cabinet.falls")
    work_off(application)
    correct(seen, "cabinet.wobbles")
    assert row_of(application, prediction)["state"] == "disputed"
    change(application, caller, lambda uow: uphold(uow, prediction, reason="it did", seen_version=None))
    correct(seen, "cabinet.rests")
    assert row_of(application, prediction)["state"] == "resolved"
    assert types(application).count("prediction.disputed") == 1


def test_a_dropped_proposal_leaves_a_dormant_prediction_dormant(application, caller, clock, correct):
    condition = {
        "statement": "They meet",
        "by": "2026-01-10",
        "rule": {"event_type": "they.meet", "actors": ["ada"]},
    }
    prediction = log(application, caller, kind="conditional", antecedent=Condition(**condition))
    seen = develop(application, caller, event_type="they.meet")
    clock.forward(days=20)
    work_off(application)
    assert row_of(application, prediction)["proposed_outcome"] == "annulled"
    correct(seen, "cabinet.falls")
    assert row_of(application, prediction)["state"] == "dormant"
    assert [row["state"] for row in table(application, "prediction_history")][-1] == "dormant"


def test_whoever_waits_for_an_outcome_hears_that_it_was_contested_and_upheld(application, caller, clock):
    first = log(application, caller, statement="First")
    clock.forward(days=1)
    decide(application, caller, first, "yes", happened_on="2026-01-01")
    change(application, caller, lambda uow: dispute(uow, first, reason="no", seen_version=None))
    waiting = log(application, caller, statement="Second", rule={"prediction": first, "is": "yes"})
    work_off(application)
    assert row_of(application, waiting)["state"] == "open"
    change(application, caller, lambda uow: uphold(uow, first, reason="yes", seen_version=None))
    assert row_of(application, waiting)["proposed_outcome"] == "yes"


def test_an_outcome_that_is_contested_carries_no_proposal_of_others(application, caller, clock):
    first = log(application, caller, statement="First")
    waiting = log(application, caller, statement="Second", rule={"prediction": first, "is": "yes"})
    decide(application, caller, first, "yes", happened_on="2026-01-01")
    work_off(application)
    assert row_of(application, waiting)["state"] == "proposed"
    change(application, caller, lambda uow: dispute(uow, first, reason="no", seen_version=None))
    assert row_of(application, waiting)["state"] == "open"


@pytest.mark.parametrize("outcome", ["Yes", "yess", "annulled", "3"])
def test_a_rule_names_an_outcome_that_the_other_prediction_can_have(application, caller, outcome):
    first = log(application, caller, statement="First")
    with pytest.raises(Invalid) as refusal:
        log(application, caller, statement="Second", rule={"not": {"prediction": first, "is": outcome}})
    assert refusal.value.faults[0].pointer == "/rule"


def test_a_rule_names_an_option_as_it_is_written(application, caller):
    first = log(application, caller, statement="Who", kind="categorical", options=("Ada", "Bob"))
    log(application, caller, statement="Second", rule={"prediction": first, "is": "Ada"})
    with pytest.raises(Invalid, match="is written 'Ada'"):
        log(application, caller, statement="Third", rule={"prediction": first, "is": "ada"})


def test_a_condition_met_after_the_annulment_leaves_it_void_until_a_person_decides(
    application, caller, clock
):
    condition = Condition(statement="They meet", by="2026-01-10")
    prediction = log(
        application,
        caller,
        kind="conditional",
        antecedent=condition,
        default_outcome="no",
        settlement="at_once",
    )
    clock.forward(days=20)
    work_off(application)
    assert row_of(application, prediction)["state"] == "annulled"
    said = AntecedentMetInput(happened_on="2026-01-09")
    change(application, caller, lambda uow: meet_antecedent(uow, prediction, said, caller=caller))
    assert row_of(application, prediction)["state"] == "annulled"
    assert {row["state"] for row in table(application, "prediction_history")} == {"dormant", "annulled"}
    version = row_of(application, prediction)["version"]
    decide(application, caller, prediction, "no", reason="met", seen_version=version, source=None)
    assert row_of(application, prediction)["outcome"] == "no"

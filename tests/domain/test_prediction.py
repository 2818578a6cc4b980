"""What becomes of a prediction: recorded, proposed, resolved, resolved again, finalized, with evidence."""

from datetime import timedelta

import pytest
from hypothesis import given as property_given
from hypothesis import strategies as st

from tests.domain.given import given, state_after
from tests.domain.samples import (
    CLOSES,
    LATER,
    NOW,
    OPENS,
    PREDICTION,
    finalized,
    link,
    linked,
    re_resolve,
    recorded,
    resolve,
    resolved,
    stating,
)
from tracker.domain import prediction
from tracker.domain.errors import Conflict, Invalid, NotFound
from tracker.domain.prediction.commands import (
    FinalizeOutcome,
    ProposeOutcome,
)
from tracker.domain.prediction.events import OutcomeProposed, PredictionReResolved

PROPOSE = ProposeOutcome(outcome="yes", known_at=NOW, basis="rule", cites=("dev_0000000001",))


def proposed(**changes):
    fields = {
        "prediction": PREDICTION,
        "resolution_number": 1,
        "outcome": "yes",
        "known_at": NOW,
        "basis": "rule",
        "cites": ("dev_0000000001",),
    }
    return OutcomeProposed(**(fields | changes))


def test_a_prediction_is_recorded_as_proposed():
    assert given(prediction).when(stating(recorded(), now=OPENS)) == [recorded()]


def test_a_prediction_is_recorded_once():
    with pytest.raises(Conflict, match="recorded already"):
        given(prediction, recorded()).when(stating(recorded(), now=OPENS))


@pytest.mark.parametrize("now", [CLOSES, CLOSES + timedelta(seconds=1)])
def test_a_deadline_that_has_passed_is_refused_with_the_way_out(now):
    with pytest.raises(Invalid, match="already past: use tracker import for old records") as refusal:
        given(prediction).when(stating(recorded(), now=now))
    assert (refusal.value.faults[0].pointer, refusal.value.faults[0].code) == ("/deadline", "deadline_past")


def test_an_old_record_may_have_closed_long_ago():
    assert given(prediction).when(stating(recorded())) == [recorded()]


def test_a_live_prediction_closes_after_it_opens():
    with pytest.raises(Invalid, match="after the opening") as refusal:
        given(prediction).when(stating(recorded(opens=CLOSES), now=NOW))
    assert refusal.value.faults[0].code == "closes_before_opening"


def test_a_rule_that_cannot_be_read_is_refused_when_the_prediction_is_recorded():
    with pytest.raises(Invalid) as refusal:
        given(prediction).when(stating(recorded(rule={"any": []}), now=OPENS))
    assert refusal.value.faults[0].pointer == "/rule/any"


@pytest.mark.parametrize("command", [PROPOSE, resolve(), re_resolve(), link()])
def test_nothing_can_be_asked_of_a_prediction_that_does_not_exist(command):
    with pytest.raises(NotFound):
        given(prediction).when(command)


def test_a_finding_is_proposed_once():
    assert given(prediction, recorded()).when_twice(PROPOSE) == ([proposed()], [])


def test_another_finding_is_proposed_anew():
    other = ProposeOutcome(outcome="no", known_at=CLOSES, basis="deadline")
    events = given(prediction, recorded(), proposed()).when(other)
    assert events == [proposed(outcome="no", known_at=CLOSES, basis="deadline", cites=())]


def test_nothing_is_proposed_once_there_is_an_outcome():
    assert given(prediction, recorded(), resolved()).when(PROPOSE) == []


def test_an_outcome_clears_the_proposal():
    state = state_after(recorded(), proposed(), resolved())
    assert (state.proposal, state.outcome, state.resolution_number) == (None, "yes", 1)


def test_a_decision_without_a_window_is_final_at_once():
    assert given(prediction, recorded()).when(resolve()) == [resolved(), finalized()]


def test_a_decision_with_a_window_stays_provisional():
    assert given(prediction, recorded()).when(resolve(final_at=LATER)) == [resolved(final_at=LATER)]


@pytest.mark.parametrize("final_at", [None, LATER])
def test_resolving_twice_alike_records_nothing(final_at):
    assert given(prediction, recorded()).when_twice(resolve(final_at=final_at))[1] == []


def test_resolving_otherwise_is_a_conflict_that_names_the_outcome():
    with pytest.raises(Conflict, match=r"settled already \(yes\)"):
        given(prediction, recorded(), resolved()).when(resolve(outcome="no"))


def test_an_outcome_cannot_be_known_before_it_happened():
    with pytest.raises(Invalid) as refusal:
        given(prediction, recorded()).when(resolve(known_at=NOW + timedelta(microseconds=1)))
    assert refusal.value.faults[0].code == "in_the_future"


@pytest.mark.parametrize(
    ("outcome", "error", "words"),
    [
        ("annulled", Invalid, "yes, no or"),
        ({"partial": 1.25}, Invalid, "yes, no or"),
        ("maybe", Invalid, "yes, no or"),
        (True, Invalid, "yes, no or"),
        (None, Invalid, "yes, no or"),
    ],
)
def test_what_is_no_outcome_of_a_yes_or_no_prediction_is_refused(outcome, error, words):
    with pytest.raises(error, match=words):
        given(prediction, recorded()).when(resolve(outcome=outcome))


def test_a_re_resolution_counts_on_and_keeps_known_at():
    events = given(prediction, recorded(), resolved(), finalized()).when(re_resolve())
    assert events == [
        PredictionReResolved(
            prediction=PREDICTION,
            resolution_number=2,
            outcome="no",
            known_at=NOW,
            final_at=LATER,
            basis="person",
            judged_by="author",
            reason="the report was wrong",
        ),
        finalized(2),
    ]


def test_a_re_resolution_reopens_the_window():
    events = given(prediction, recorded(), resolved(), finalized()).when(
        re_resolve(final_at=LATER + timedelta(days=3))
    )
    state = state_after(recorded(), resolved(), finalized(), *events)
    assert (state.is_final, state.settled.final_at > LATER) == (False, True)


def test_re_resolving_twice_alike_records_nothing():
    assert given(prediction, recorded(), resolved()).when_twice(re_resolve())[1] == []


def test_re_resolving_needs_a_reason():
    with pytest.raises(Invalid) as refusal:
        given(prediction, recorded(), resolved()).when(re_resolve(reason=None))
    assert refusal.value.faults[0].pointer == "/reason"


def test_re_resolving_needs_an_outcome_to_change():
    with pytest.raises(Conflict, match="no outcome yet"):
        given(prediction, recorded()).when(re_resolve())


def test_a_re_resolution_cannot_be_known_ahead_of_time():
    with pytest.raises(Invalid):
        given(prediction, recorded(), resolved()).when(re_resolve(known_at=LATER + timedelta(seconds=1)))


def test_the_window_ends_at_its_instant():
    standing = given(prediction, recorded(), resolved(final_at=LATER))
    early = FinalizeOutcome(resolution_number=1, now=LATER - timedelta(microseconds=1))
    assert standing.when(early) == []
    assert standing.when_twice(FinalizeOutcome(resolution_number=1, now=LATER)) == ([finalized()], [])


def test_the_window_of_an_outcome_that_was_replaced_ends_nothing():
    again = PredictionReResolved(
        prediction=PREDICTION,
        resolution_number=2,
        outcome="no",
        known_at=NOW,
        final_at=LATER,
        basis="person",
        judged_by="other",
        reason="a correction",
    )
    standing = given(prediction, recorded(), resolved(), again)
    assert standing.when(FinalizeOutcome(resolution_number=1, now=LATER)) == []


def test_the_same_link_counts_once():
    assert given(prediction, recorded()).when_twice(link()) == ([linked()], [])


@pytest.mark.parametrize(
    "change", [{"bearing": "contradicts"}, {"strength": "slight"}, {"group": "g"}, {"development": "dev_2"}]
)
def test_a_link_that_says_something_else_is_recorded(change):
    events = given(prediction, recorded(), linked()).when(link(**change))
    assert events == [linked(**change)]


COMMANDS = st.sampled_from(
    [
        PROPOSE,
        ProposeOutcome(outcome="no", known_at=CLOSES, basis="deadline"),
        resolve(),
        resolve(outcome="no", final_at=LATER),
        re_resolve(),
        re_resolve(outcome="yes", final_at=LATER),
        FinalizeOutcome(resolution_number=1, now=LATER),
        FinalizeOutcome(resolution_number=2, now=OPENS),
        link(),
    ]
)


@property_given(st.lists(COMMANDS, max_size=8))
def test_a_command_repeated_at_once_records_nothing_or_is_refused(commands):
    past = [recorded()]
    for command in commands:
        try:
            past += prediction.decide(command, state_after(*past))
        except Conflict:
            continue
        assert prediction.decide(command, state_after(*past)) == []

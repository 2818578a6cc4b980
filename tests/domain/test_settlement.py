"""What a worker finds about a prediction, and when it should look again."""

from datetime import timedelta

import pytest

from tests.domain.given import NOTHING, found, state_after
from tests.domain.samples import CLOSES, LATER, NOW, OPENS, finalized, recorded, resolved
from tracker.domain import prediction
from tracker.domain.findings import Claimed, Ended, Evidence, Finding, Terms
from tracker.domain.prediction.commands import FinalizeOutcome, ProposeOutcome, ResolvePrediction
from tracker.domain.rules import Happening
from tracker.domain.settlement import next_look, settle

RULE = {"event_type": "cabinet.resigns"}
SEEN = Happening(development="dev_1", at=NOW, event_type="cabinet.resigns")


def test_a_rule_that_comes_true_before_the_deadline_is_a_yes_from_that_moment():
    finding = found(recorded(rule=RULE), Evidence(happenings=[SEEN]), now=LATER)
    assert finding == Finding("yes", NOW, "rule", ("dev_1",))


def test_the_deadline_brings_the_default():
    standing = recorded(rule=RULE, default_outcome="no")
    assert found(standing, NOTHING, now=CLOSES - timedelta(microseconds=1)) is None
    assert found(standing, NOTHING, now=CLOSES) == Finding("no", CLOSES, "deadline")


def test_a_default_needs_no_rule():
    assert found(recorded(default_outcome="yes"), NOTHING, now=CLOSES) == Finding("yes", CLOSES, "deadline")


@pytest.mark.parametrize("rule", [None, RULE])
def test_without_a_default_the_deadline_decides_nothing(rule):
    assert found(recorded(rule=rule), NOTHING, now=CLOSES + timedelta(days=900)) is None


def test_what_came_true_in_time_but_was_seen_late_beats_the_default():
    finding = found(recorded(rule=RULE, default_outcome="no"), Evidence(happenings=[SEEN]), now=CLOSES)
    assert finding.outcome == "yes"


def test_a_rule_that_waits_beyond_the_deadline_holds_the_default_back():
    standing = recorded(rule=RULE | {"window": ["2025-01-01", "2025-12-31"]}, default_outcome="no")
    assert found(standing, NOTHING, now=CLOSES) is None


def test_the_end_of_the_actor_brings_the_default_where_that_was_stated():
    ended = Evidence(ended=[Ended("dev_2", NOW)])
    standing = recorded(actor="Ishiba", actor_ended="resolve_default", default_outcome="no")
    assert found(standing, ended, now=LATER) == Finding("no", NOW, "actor_ended", ("dev_2",))
    assert found(recorded(actor="Ishiba", default_outcome="no"), ended, now=LATER) is None
    assert found(recorded(actor="Ishiba", actor_ended="resolve_default"), ended, now=LATER) is None


@pytest.mark.parametrize("actor_ended", ["annul", "resolve_default"])
def test_of_several_ends_of_the_actor_the_earliest_counts_in_whatever_order_they_are_read(actor_ended):
    ended = Evidence(ended=[Ended("dev_late", LATER), Ended("dev_early", NOW)])
    standing = recorded(actor="Ishiba", actor_ended=actor_ended, default_outcome="no")
    finding = found(standing, ended, now=LATER)
    assert (finding.known_at, finding.cites) == (NOW, ("dev_early",))


def test_a_development_that_says_so_outright_decides():
    finding = found(recorded(), Evidence(claimed=[Claimed("dev_3", NOW, "no")]), now=LATER)
    assert finding == Finding("no", NOW, "development", ("dev_3",))


def test_what_became_knowable_first_decides():
    evidence = Evidence(happenings=[SEEN], claimed=[Claimed("dev_3", NOW - timedelta(days=1), "no")])
    assert found(recorded(rule=RULE), evidence, now=LATER).basis == "development"
    evidence = Evidence(happenings=[SEEN], claimed=[Claimed("dev_3", NOW + timedelta(days=1), "no")])
    assert found(recorded(rule=RULE), evidence, now=LATER).basis == "rule"


def test_a_finding_is_proposed_where_a_person_confirms():
    command = settle(state_after(recorded(rule=RULE)), Evidence(happenings=[SEEN]), now=LATER)
    assert command == ProposeOutcome(
        outcome="yes", known_at=NOW, basis="rule", cites=("dev_1",), reason="the rule came true"
    )


def test_a_finding_is_the_outcome_where_it_settles_at_once():
    command = settle(
        state_after(recorded(rule=RULE, settlement="at_once")), Evidence(happenings=[SEEN]), now=LATER
    )
    assert command == ResolvePrediction(
        outcome="yes",
        known_at=NOW,
        effective_at=LATER,
        basis="rule",
        judged_by="rule",
        cites=("dev_1",),
        reason="the rule came true",
    )


def test_what_was_never_recorded_is_not_settled():
    assert settle(prediction.INITIAL, NOTHING, now=LATER) is None
    assert next_look(prediction.INITIAL, now=LATER) is None


def test_a_provisional_outcome_is_finalized_when_its_window_is_over():
    state = state_after(recorded(), resolved(final_at=LATER))
    assert settle(state, NOTHING, now=LATER - timedelta(microseconds=1)) is None
    assert settle(state, NOTHING, now=LATER) == FinalizeOutcome(resolution_number=1, now=LATER)
    assert next_look(state, now=NOW) == LATER


def test_a_final_outcome_leaves_nothing_to_do():
    state = state_after(recorded(rule=RULE, default_outcome="no"), resolved(), finalized())
    assert settle(state, Evidence(happenings=[SEEN]), now=CLOSES) is None
    assert next_look(state, now=OPENS) is None


def test_the_next_look_is_at_the_end_of_a_window_or_at_the_deadline():
    early = recorded(rule=RULE | {"window": ["2025-01-01", "2025-02-28"]}, default_outcome="no")
    assert next_look(state_after(early), now=OPENS) == NOW
    assert next_look(state_after(early), now=NOW) == CLOSES
    assert next_look(state_after(early), now=CLOSES) == CLOSES + Terms().lapse_after


def test_where_time_alone_decides_nothing_it_lapses_in_the_end():
    assert next_look(state_after(recorded()), now=OPENS) == CLOSES + Terms().lapse_after

"""What a worker does about each kind of prediction: settle, propose, void, contest, leave alone."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.domain.given import NOTHING, found, state_after
from tests.domain.samples import (
    BY,
    CLOSES,
    LATER,
    NOW,
    OPENS,
    annulled,
    conditional,
    disputed,
    met,
    proposed,
    recorded,
    resolved,
)
from tracker.domain.findings import Claimed, Ended, Evidence, Finding, Terms
from tracker.domain.prediction.commands import (
    AnnulPrediction,
    DisputeOutcome,
    DropProposal,
    FinalizeOutcome,
    LapsePrediction,
    MeetAntecedent,
    ProposeOutcome,
    ResolvePrediction,
)
from tracker.domain.prediction.events import PredictionLapsed, PredictionUpheld
from tracker.domain.rules import FactSeen, Happening, KnownOutcome
from tracker.domain.settlement import find_outcome, next_look, settle

TICK = timedelta(microseconds=1)
FELL = {"event_type": "cabinet.falls"}
CLAIM = Evidence(claimed=[Claimed("dev_1", NOW, "yes")])
ENDED = Evidence(ended=[Ended("dev_1", NOW)])


def seen(event_type="cabinet.falls", at=NOW, *facts):
    return Happening(development="dev_1", at=at, event_type=event_type, facts=tuple(facts))


# Dates


@pytest.mark.parametrize(
    ("timezone", "day"),
    [("UTC", "2025-03-01"), ("Asia/Tokyo", "2025-03-02"), ("America/New_York", "2025-03-01")],
)
def test_a_date_is_the_day_of_the_first_match_in_the_predictions_zone(timezone, day):
    standing = recorded(kind="date", rule=FELL, timezone=timezone)
    at = datetime(2025, 3, 1, 20, tzinfo=UTC)
    assert found(standing, Evidence(happenings=[seen(at=at)]), now=LATER) == Finding(
        day, at, "rule", ("dev_1",)
    )


def test_a_date_that_did_not_come_is_never_where_the_author_said_so():
    standing = recorded(kind="date", rule=FELL, default_outcome="never")
    assert found(standing, now=CLOSES - TICK) is None
    assert found(standing, now=CLOSES) == Finding("never", CLOSES, "deadline")


def test_a_date_that_nobody_looked_for_is_asked_about():
    assert found(recorded(kind="date", rule=FELL), now=CLOSES) is None
    assert found(recorded(kind="date"), now=CLOSES) is None


def test_a_date_that_somebody_looked_for_is_never():
    wanted = FELL | {"actors": ["Ishiba"]}
    others = Evidence(happenings=[seen()])
    assert found(recorded(kind="date", rule=wanted), others, now=CLOSES) == Finding(
        "never", CLOSES, "deadline"
    )


def test_what_the_last_instant_decides_came_about_on_the_last_day():
    rule = {"metric": "x", "agg": "last", "op": "ge", "value": 1}
    fact = FactSeen("x", Decimal(1))
    evidence = Evidence(happenings=[seen(None, NOW, fact)])
    assert found(recorded(kind="date", rule=rule), evidence, now=CLOSES).outcome == "2025-06-30"


# Numbers and options

RATE = {"metric": "boj.rate", "unit": "%"}


def rates(*values, unit="%"):
    return Evidence(
        happenings=[
            Happening(
                development=f"dev_{n}",
                at=NOW + timedelta(days=n),
                facts=(FactSeen("boj.rate", Decimal(value), unit),),
            )
            for n, value in enumerate(values)
        ]
    )


def test_a_number_is_the_metrics_last_value_at_the_windows_end():
    standing = recorded(kind="numeric", unit="%", rule=RATE)
    assert found(standing, rates("0.5", "0.75"), now=CLOSES - TICK) is None
    assert found(standing, rates("0.5", "0.75"), now=CLOSES) == Finding(0.75, CLOSES, "rule", ("dev_1",))


def test_the_first_value_settles_at_once():
    standing = recorded(kind="numeric", rule=RATE | {"agg": "first"})
    assert found(standing, rates("0.5", "0.75"), now=CLOSES - TICK) == Finding(0.5, NOW, "rule", ("dev_0",))


def test_a_number_without_a_value_is_asked_about_unless_a_default_was_stated():
    assert found(recorded(kind="numeric", rule=RATE), rates("1", unit="bp"), now=CLOSES) is None
    standing = recorded(kind="numeric", rule=RATE, default_outcome=0.5)
    assert found(standing, now=CLOSES) == Finding(0.5, CLOSES, "deadline")


@pytest.mark.parametrize(
    ("kind", "options", "expected"),
    [
        ("ordered", ("0.25 %", "0.50 %", "0.75 %"), "0.50 %"),
        ("categorical", ("0.5", "other"), "0.5"),
        ("categorical", ("sNaN", "half"), None),
    ],
)
def test_an_option_is_the_one_that_reads_as_the_value(kind, options, expected):
    finding = found(recorded(kind=kind, options=options, rule=RATE), rates("0.5"), now=CLOSES)
    assert (finding and finding.outcome) == expected


# Conditions

MET = Evidence(happenings=[seen("they.meet")])


def test_a_condition_that_came_about_is_met_before_anything_else():
    command = settle(state_after(conditional()), MET, now=LATER)
    assert command == MeetAntecedent(
        known_at=NOW, effective_at=LATER, basis="rule", judged_by="rule", cites=("dev_1",)
    )


def test_after_the_condition_the_rule_looks_from_there_on():
    waiting = conditional()
    fell = recorded(
        kind="conditional", antecedent=waiting.antecedent, consequent=waiting.consequent, rule=FELL
    )
    state = state_after(fell, met(known_at=NOW))
    assert find_outcome(state, Evidence(happenings=[seen(at=NOW - TICK)]), now=LATER) is None
    assert find_outcome(state, Evidence(happenings=[seen(at=NOW)]), now=LATER).outcome == "yes"


def test_a_condition_in_days_moves_the_deadline_of_the_default():
    state = state_after(
        conditional(within_days=10, default_outcome="no"), met(closes=NOW + timedelta(days=10))
    )
    assert find_outcome(state, NOTHING, now=NOW + timedelta(days=10)) == Finding(
        "no", NOW + timedelta(days=10), "deadline"
    )


def test_a_condition_that_nobody_looked_for_is_asked_about():
    assert found(conditional(), now=CLOSES) is None
    assert settle(state_after(conditional()), NOTHING, now=BY) is None


def test_silence_about_the_condition_counts_where_a_default_was_stated():
    void = Finding("annulled", BY, "antecedent", (), "antecedent_false")
    assert found(conditional(default_outcome="no"), now=BY - TICK) is None
    assert found(conditional(default_outcome="no"), now=BY) == void
    assert found(conditional(rule=None, default_outcome="no"), now=BY) == void
    assert found(conditional(rule=None), now=BY) is None


def test_a_condition_that_somebody_looked_for_has_failed_by_its_deadline():
    wanted = {"event_type": "they.meet", "actors": ["Ishiba"]}
    standing = conditional(rule=wanted)
    assert found(standing, MET, now=BY - TICK) is None
    assert found(standing, MET, now=BY).annulment == "antecedent_false"


def test_a_condition_that_came_about_after_its_deadline_is_not_met():
    late = conditional(rule={"event_type": "they.meet", "window": ["2025-01-01", "2025-06-30"]})
    evidence = Evidence(happenings=[seen("they.meet", BY + TICK)])
    assert settle(state_after(late), evidence, now=BY + timedelta(days=1)) is None


def test_while_the_condition_is_awaited_nothing_is_the_outcome():
    assert found(conditional(settlement="at_once"), CLAIM, now=LATER) is None
    standing = conditional(actor="Ishiba", actor_ended="resolve_default", default_outcome="no")
    assert found(standing, ENDED, now=LATER) is None


def test_an_ended_actor_voids_a_condition_that_is_awaited():
    assert (
        found(conditional(actor="Ishiba", actor_ended="annul"), ENDED, now=LATER).annulment == "actor_ended"
    )


# The actor ended


@pytest.mark.parametrize(
    ("policy", "default", "expected"),
    [
        ("resolve_default", "no", Finding("no", NOW, "actor_ended", ("dev_1",))),
        ("resolve_default", None, None),
        ("annul", "no", Finding("annulled", NOW, "actor_ended", ("dev_1",), "actor_ended")),
        (None, "no", None),
    ],
)
def test_the_end_of_the_actor_settles_as_the_author_said(policy, default, expected):
    assert found(recorded(actor_ended=policy, default_outcome=default), ENDED, now=LATER) == expected


def test_what_came_true_before_the_actor_ended_counts():
    standing = recorded(rule=FELL, actor_ended="annul")
    evidence = Evidence(happenings=[seen(at=NOW - TICK)], ended=ENDED.ended)
    assert found(standing, evidence, now=LATER).outcome == "yes"


# Theses


@pytest.mark.parametrize("evidence", [NOTHING, CLAIM, ENDED])
def test_a_thesis_is_never_settled_and_never_lapses(evidence):
    state = state_after(recorded(kind="thesis", actor_ended="annul"))
    assert settle(state, evidence, now=CLOSES + timedelta(days=900)) is None
    assert next_look(state, now=OPENS) is None


# What becomes of a finding


def test_in_a_window_it_is_the_outcome_until_somebody_objects():
    command = settle(state_after(recorded(settlement="window")), CLAIM, now=LATER)
    assert isinstance(command, ResolvePrediction)
    assert command.final_at == LATER + Terms().challenge_window


@pytest.mark.parametrize(
    ("settlement", "final_at"), [("window", LATER + Terms().challenge_window), ("at_once", None)]
)
def test_what_can_have_no_outcome_is_void(settlement, final_at):
    standing = recorded(settlement=settlement, actor_ended="annul")
    assert settle(state_after(standing), ENDED, now=LATER) == AnnulPrediction(
        reason="actor_ended",
        known_at=NOW,
        effective_at=LATER,
        final_at=final_at,
        basis="actor_ended",
        judged_by="rule",
        cites=("dev_1",),
    )


def test_where_a_person_confirms_an_annulment_is_proposed():
    command = settle(state_after(recorded(actor_ended="annul")), ENDED, now=LATER)
    assert isinstance(command, ProposeOutcome)
    assert command.annulment == "actor_ended"


def test_a_proposal_that_nothing_bears_out_any_more_is_dropped():
    assert settle(state_after(recorded(), proposed()), NOTHING, now=LATER) == DropProposal(
        reason="what it rested on is gone"
    )


def test_an_outcome_of_another_prediction_settles_this_one():
    standing = recorded(rule={"prediction": "prd_other", "is": "yes"})
    evidence = Evidence(outcomes={"prd_other": KnownOutcome("yes", NOW)})
    assert found(standing, evidence, now=LATER) == Finding("yes", NOW, "rule")


# A worker's own outcome, while its window is open

BY_WORKER = resolved(judged_by="worker", final_at=CLOSES)


def test_a_workers_outcome_is_contested_once_its_evidence_is_gone():
    state = state_after(recorded(), BY_WORKER)
    assert settle(state, CLAIM, now=LATER) is None
    assert isinstance(settle(state, NOTHING, now=LATER), DisputeOutcome)
    other = Evidence(claimed=[Claimed("dev_2", NOW, "no")])
    assert isinstance(settle(state, other, now=CLOSES), DisputeOutcome)


def test_a_workers_annulment_is_contested_once_the_condition_came_about_after_all():
    state = state_after(
        conditional(), annulled(judged_by="worker", reason="antecedent_false", final_at=CLOSES)
    )
    assert isinstance(settle(state, MET, now=LATER), DisputeOutcome)


def test_what_a_person_upheld_is_contested_no_more_and_becomes_final():
    upheld = PredictionUpheld(prediction=BY_WORKER.prediction, resolution_number=1, reason="it was so")
    state = state_after(recorded(), BY_WORKER, disputed(), upheld)
    assert settle(state, NOTHING, now=LATER) is None
    assert settle(state, NOTHING, now=CLOSES) == FinalizeOutcome(resolution_number=1, now=CLOSES)


def test_what_a_person_decided_is_never_contested_by_a_worker():
    assert settle(state_after(recorded(), resolved(final_at=CLOSES)), NOTHING, now=LATER) is None


def test_a_dispute_is_left_to_people():
    state = state_after(recorded(), BY_WORKER, disputed())
    assert settle(state, NOTHING, now=CLOSES) is None
    assert next_look(state, now=NOW) is None


# Lapsing

LONG_AFTER = CLOSES + Terms().lapse_after


def test_it_lapses_when_nobody_said_what_happened_and_says_so_once():
    assert settle(state_after(recorded()), NOTHING, now=LONG_AFTER - TICK) is None
    assert settle(state_after(recorded()), NOTHING, now=LONG_AFTER) == LapsePrediction(now=LONG_AFTER)
    lapsed = state_after(recorded(), PredictionLapsed(prediction=recorded().prediction))
    assert settle(lapsed, NOTHING, now=LONG_AFTER) is None


def test_a_proposal_keeps_it_from_lapsing():
    assert next_look(state_after(recorded()), now=CLOSES) == LONG_AFTER
    assert next_look(state_after(recorded(), proposed()), now=CLOSES) is None

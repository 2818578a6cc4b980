"""What each kind of prediction needs when it is recorded, and what makes one that nobody could ever judge."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.domain.given import given
from tests.domain.samples import BY, CLOSES, NOW, OPENS, conditional, recorded, stating
from tracker.domain import prediction
from tracker.domain.errors import Invalid
from tracker.domain.prediction.commands import Condition, RecordPrediction
from tracker.domain.prediction.events import Antecedent, Consequent
from tracker.domain.prediction.outcomes import Partial

RATE = {"metric": "boj.policy_rate", "unit": "%"}
OPTIONS = ("A", "B")


def record(proposed, *, now=OPENS):
    return given(prediction).when(stating(proposed, now=now))


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "binary", "rule": {"event_type": "cabinet.resigns"}, "default_outcome": "no"},
        {"kind": "categorical", "options": OPTIONS, "default_outcome": "B"},
        {"kind": "ordered", "options": ("0.5", "0.75"), "rule": {"metric": "boj.policy_rate"}},
        {"kind": "numeric", "unit": "%", "rule": RATE, "default_outcome": 0.5},
        {"kind": "numeric"},
        {"kind": "date", "rule": {"event_type": "election.called"}, "default_outcome": "never"},
        {"kind": "graded"},
        {"kind": "thesis"},
    ],
    ids=lambda changes: changes["kind"],
)
def test_every_kind_is_recorded_as_proposed(changes):
    assert record(recorded(**changes)) == [recorded(**changes)]


@pytest.mark.parametrize("judged_as", ["binary", "numeric", "date", "graded"])
def test_a_conditional_is_recorded_with_a_consequent_of_any_kind(judged_as):
    assert record(conditional(judged_as=judged_as)) == [conditional(judged_as=judged_as)]


def test_a_conditional_may_be_a_choice():
    standing = conditional(judged_as="categorical", options=OPTIONS)
    assert record(standing) == [standing]


@dataclass
class Wrong:
    pointer: str
    code: str
    changes: dict = field(default_factory=dict)


MARKED = "abc\u202edef"

WRONG = [
    Wrong("/options", "not_of_this_kind", {"options": OPTIONS}),
    Wrong("/options", "required", {"kind": "categorical"}),
    Wrong("/options", "required", {"kind": "ordered", "options": ("A",)}),
    Wrong("/options", "not_unique", {"kind": "categorical", "options": ("A", " a ")}),
    Wrong("/options/2", "blank", {"kind": "categorical", "options": ("A", "B", "\u200b")}),
    Wrong("/unit", "not_of_this_kind", {"unit": "%"}),
    Wrong("/unit", "not_of_this_kind", {"kind": "conditional", "antecedent": Antecedent(statement="If", by=BY), "unit": "%"}),
    Wrong("/antecedent", "not_of_this_kind", {"antecedent": Antecedent(statement="If", by=BY)}),
    Wrong("/consequent", "not_of_this_kind", {"consequent": Consequent()}),
    Wrong("/antecedent", "required", {"kind": "conditional", "consequent": Consequent()}),
    Wrong("/rule", "not_of_this_kind", {"kind": "thesis", "rule": {"event_type": "x"}}),
    Wrong("/default_outcome", "not_of_this_kind", {"kind": "thesis", "default_outcome": "no"}),
    Wrong("/rule", "not_of_this_kind", {"kind": "graded", "rule": {"event_type": "x"}}),
    Wrong("/default_outcome", "not_of_this_kind", {"kind": "graded", "default_outcome": 3.0}),
    Wrong("/default_outcome", "not_an_outcome", {"default_outcome": "maybe"}),
    Wrong("/default_outcome", "required", {"actor": "Ishiba cabinet", "actor_ended": "resolve_default"}),
    Wrong("/default_outcome", "not_an_outcome", {"kind": "categorical", "options": OPTIONS, "default_outcome": "C"}),
    Wrong("/default_outcome", "not_an_outcome", {"kind": "numeric", "default_outcome": "many"}),
    Wrong("/default_outcome", "not_a_date", {"kind": "date", "default_outcome": "soon"}),
    Wrong("/rule", "not_a_measure", {"kind": "numeric", "rule": {"event_type": "x"}}),
    Wrong("/rule/op", "unknown_field", {"kind": "numeric", "rule": RATE | {"op": "lt", "value": 1}}),
    Wrong("/rule/agg", "not_a_choice", {"kind": "numeric", "rule": RATE | {"agg": "any"}}),
    Wrong("/rule/unit", "required", {"kind": "numeric", "unit": "%", "rule": {"metric": "boj.policy_rate"}}),
    Wrong("/rule/unit", "another_unit", {"kind": "numeric", "unit": "bp", "rule": RATE}),
    Wrong("/statement", "direction_mark", {"statement": MARKED}),
    Wrong("/criteria", "direction_mark", {"criteria": MARKED}),
    Wrong("/options/1", "direction_mark", {"kind": "categorical", "options": ("A", MARKED)}),
    Wrong("/topics/1", "direction_mark", {"topics": ("a", MARKED)}),
    Wrong("/topics", "not_a_word", {"topics": ("a|b",)}),
    Wrong("/type", "not_a_choice", {"kind": "guess"}),
    Wrong("/settlement", "not_a_choice", {"settlement": "soon"}),
    Wrong("/visibility", "not_a_choice", {"visibility": "secret"}),
    Wrong("/actor_ended", "not_a_choice", {"actor_ended": "guess"}),
    Wrong("/consequent/type", "not_a_choice", {"kind": "conditional", "consequent": Consequent(kind="thesis")}),
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: f"{wrong.pointer}_{wrong.code}")
def test_what_nobody_could_judge_is_refused_with_its_place(wrong):
    with pytest.raises(Invalid) as refusal:
        record(recorded(**wrong.changes))
    assert (refusal.value.faults[0].pointer, refusal.value.faults[0].code) == (wrong.pointer, wrong.code)


@pytest.mark.parametrize(
    "mark", ["\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2069"]
)
def test_a_condition_cannot_be_disguised_either(mark):
    disguised = Antecedent(statement=f"They {mark}meet", by=BY)
    with pytest.raises(Invalid, match=f"U\\+{ord(mark):04X}"):
        record(conditional(antecedent=disguised))


def test_right_to_left_letters_and_their_plain_marks_are_words_like_others():
    standing = recorded(statement="الحكومة \u200fتسقط")
    assert record(standing) == [standing]


def test_a_unit_is_the_same_in_any_case():
    standing = recorded(kind="numeric", unit="JPY", rule={"metric": "wage", "unit": "jpy"})
    assert record(standing) == [standing]


def test_a_condition_whose_time_has_passed_is_refused_when_it_is_live():
    with pytest.raises(Invalid) as refusal:
        record(conditional(), now=BY)
    assert (refusal.value.faults[0].pointer, refusal.value.faults[0].code) == (
        "/antecedent/by",
        "deadline_past",
    )
    in_time = BY - timedelta(microseconds=1)
    assert record(conditional(opens=in_time), now=in_time) == [conditional(opens=in_time)]


def test_a_conditions_rule_that_cannot_be_read_names_its_place():
    with pytest.raises(Invalid) as refusal:
        record(conditional(rule={"any": []}))
    assert refusal.value.faults[0].pointer == "/antecedent/rule/any"


@pytest.mark.parametrize(
    ("changes", "raw", "kept"),
    [
        ({"kind": "categorical", "options": OPTIONS}, " b ", "B"),
        ({"kind": "numeric"}, "42.50", 42.5),
        ({}, '{"partial": 0.25}', Partial(partial=0.25)),
    ],
)
def test_a_default_outcome_is_kept_in_the_form_its_kind_has(changes, raw, kept):
    (event,) = record(recorded(**changes, default_outcome=raw))
    assert event.default_outcome == kept


def test_a_prediction_that_closes_with_its_clock_is_past():
    with pytest.raises(Invalid):
        record(recorded(), now=CLOSES)


def stated(**changes):
    return RecordPrediction(**{"statement": "It rains", "deadline": "2025-06-30", "now": NOW} | changes)


def test_days_are_read_in_the_zone_of_the_prediction():
    command = stated(
        kind="conditional",
        timezone="Asia/Tokyo",
        antecedent=Condition(statement="They meet"),
        visible_from="2025-06-01",
    )
    (event,) = given(prediction).when(command)
    ends = datetime(2025, 6, 30, 15, tzinfo=UTC)
    assert (event.opens, event.closes, event.closes_on) == (NOW, ends, date(2025, 6, 30))
    assert (event.antecedent.by, event.antecedent.by_on) == (ends, date(2025, 6, 30))
    assert event.visible_from == datetime(2025, 5, 31, 15, tzinfo=UTC)
    assert event.consequent == Consequent()


def test_topics_and_options_are_kept_as_they_are_compared():
    options = {"kind": "categorical", "options": (" A ", "B")}
    (event,) = given(prediction).when(stated(topics=(" Japan", "japan", "Über"), **options))
    assert (event.topics, event.options) == (("japan", "über"), ("A", "B"))


@pytest.mark.parametrize(
    ("pointer", "changes"),
    [
        ("/deadline", {"deadline": "soon"}),
        ("/opens", {"opens": "soon"}),
        ("/visible_from", {"visible_from": "soon"}),
        ("/antecedent/by", {"kind": "conditional", "antecedent": Condition(statement="If", by="soon")}),
        ("/opens", {"now": None}),
    ],
)
def test_an_instant_that_cannot_be_read_is_refused_at_its_place(pointer, changes):
    with pytest.raises(Invalid) as refusal:
        given(prediction).when(stated(**changes))
    assert refusal.value.faults[0].pointer == pointer

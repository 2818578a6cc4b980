"""Metrics in rules: every aggregate with every comparison, early and at the end, against a reading of its own."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.samples import CLOSES, OPENS
from tracker.domain.errors import Invalid
from tracker.domain.rules import (
    FactSeen,
    Happening,
    KnownOutcome,
    Verdict,
    Window,
    evaluate,
    measure,
    parse_measure,
    parse_rule,
)

SCHEDULE = Window(OPENS, CLOSES)
END = 10
OPS = ("lt", "le", "eq", "ne", "ge", "gt", "between")
AGGS = ("any", "all", "first", "last", "min", "max", "sum", "count")
EARLY = {
    "any": (OPS, ()),
    "all": ((), OPS),
    "first": (OPS, OPS),
    "count": (("ge", "gt"), ("lt", "le")),
    "max": (("ge", "gt"), ("lt", "le")),
    "min": (("le", "lt"), ("ge", "gt")),
    "last": ((), ()),
    "sum": ((), ()),
}
"""Aggregate -> the comparisons that can be true, and those that can be false, before the window ends."""


def day(n):
    return OPENS + timedelta(days=n)


def raw(agg="any", op="lt", value=40, **more):
    window = [day(0).isoformat(), day(END).isoformat()]
    return {"metric": "nhk.approval", "agg": agg, "op": op, "value": value, "window": window} | more


def poll(n, *values, unit=None, name=None, metric="nhk.approval"):
    facts = tuple(FactSeen(metric, Decimal(str(value)), unit) for value in values)
    return Happening(development=name or f"dev_{n}", at=day(n), facts=facts)


def says(rule, *polls, now, has_default=False):
    parsed = parse_rule(rule, schedule=SCHEDULE, timezone="UTC")
    return evaluate(parsed, polls, now=day(now), has_default=has_default)


def compare(op, value, bound):
    """A reading of the comparisons of its own."""
    if op == "between":
        return bound[0] <= value <= bound[1]
    sign = (value > bound) - (value < bound)
    return sign in {"lt": (-1,), "le": (-1, 0), "eq": (0,), "ne": (-1, 1), "ge": (0, 1), "gt": (1,)}[op]


def holds(agg, op, values, bound):
    if agg in {"any", "all"}:
        return (any if agg == "any" else all)(compare(op, value, bound) for value in values)
    aggregate = {
        "first": values[0],
        "last": values[-1],
        "min": min(values),
        "max": max(values),
        "sum": sum(values),
        "count": len(values),
    }[agg]
    return compare(op, aggregate, bound)


VALUES = st.lists(st.integers(0, 4), min_size=1, max_size=5)


@given(st.sampled_from(AGGS), st.sampled_from(OPS), VALUES, st.integers(0, 5), st.integers(0, 3))
def test_at_the_windows_end_every_aggregate_is_compared_as_it_says(agg, op, values, low, width):
    bound = [low, low + width] if op == "between" else low
    found = says(raw(agg, op, bound), *(poll(n, value) for n, value in enumerate(values)), now=END)
    assert found.value is holds(agg, op, values, bound)


@given(st.sampled_from(AGGS), st.sampled_from(OPS), VALUES, st.integers(0, 5))
def test_before_the_end_only_that_is_said_which_no_later_value_changes(agg, op, values, low):
    bound = [low, low + 1] if op == "between" else low
    polls = [poll(n, value) for n, value in enumerate(values)]
    found = says(raw(agg, op, bound), *polls, now=END - 1)
    if found.value is not None:
        assert op in EARLY[agg][0 if found.value else 1]
    for later in (0, 2, 5):
        assert found.value in {None, says(raw(agg, op, bound), *polls, poll(END - 1, later), now=END).value}


@pytest.mark.parametrize(
    ("agg", "op", "value", "values", "expected"),
    [
        ("any", "lt", 40, (45, 39), True),
        ("all", "ge", 40, (45, 39), False),
        ("first", "gt", 40, (45, 39), True),
        ("first", "lt", 40, (45, 39), False),
        ("count", "ge", 2, (1, 1), True),
        ("count", "le", 1, (1, 1), False),
        ("count", "eq", 2, (1, 1), None),
        ("max", "ge", 45, (45, 39), True),
        ("max", "lt", 45, (45, 39), False),
        ("max", "eq", 45, (39, 45), None),
        ("max", "between", [40, 50], (39, 45), None),
        ("min", "le", 39, (45, 39), True),
        ("min", "gt", 39, (45, 39), False),
        ("min", "eq", 39, (45, 39), None),
        ("last", "lt", 40, (45, 39), None),
        ("sum", "gt", 40, (45, 39), None),
        ("any", "lt", 30, (45, 39), None),
    ],
)
def test_what_is_decided_early(agg, op, value, values, expected):
    polls = [poll(n + 1, one) for n, one in enumerate(values)]
    assert says(raw(agg, op, value), *polls, now=5).value is expected


def test_an_early_verdict_is_known_and_cited_from_the_value_that_decided():
    polls = (poll(1, 45), poll(3, 39), poll(4, 30))
    assert says(raw("any"), *polls, now=5) == Verdict(True, day(3), ("dev_3",))
    assert says(raw("count", "ge", 2), *polls, now=5) == Verdict(True, day(3), ("dev_1", "dev_3"))
    assert says(raw("last"), *polls, now=END) == Verdict(True, day(END), ("dev_1", "dev_3", "dev_4"))


def test_values_are_decimals_and_not_floats():
    polls = (poll(1, "0.1"), poll(2, "0.2"))
    assert says(raw("sum", "eq", 0.3), *polls, now=END).value is True
    assert says(raw("any", "between", [0.1, 0.1]), poll(1, "0.1"), now=5).value is True


def test_another_unit_and_another_metric_say_nothing():
    assert says(raw(unit="%"), poll(1, 39, unit="seats"), now=END).value is None
    assert says(raw(unit="%"), poll(1, 39), now=END).value is None
    assert says(raw(unit="%"), poll(1, 39, unit="%"), now=5).value is True
    assert says(raw(), poll(1, 39, metric="nhk.disapproval"), now=END).value is None
    assert says(raw(), poll(1, 39, unit="%"), now=5).value is True


@pytest.mark.parametrize("agg", AGGS)
def test_silence_is_unknown_without_a_default_and_no_with_one(agg):
    assert says(raw(agg), now=END) == Verdict(None)
    assert says(raw(agg), now=END - 1, has_default=True) == Verdict(None)
    expected = agg == "count"  # no poll is fewer than forty
    assert says(raw(agg), now=END, has_default=True) == Verdict(expected, day(END))


def test_a_value_outside_the_window_does_not_count():
    assert says(raw(), poll(END, 39), now=END + 1).value is None
    assert says(raw(), poll(-1, 39), now=END).value is None


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"op": "below"}, "/rule/op"),
        ({"op": None}, "/rule/op"),
        ({"value": "40"}, "/rule/value"),
        ({"value": True}, "/rule/value"),
        ({"value": [1, 2]}, "/rule/value"),
        ({"op": "between"}, "/rule/value"),
        ({"op": "between", "value": [1]}, "/rule/value"),
        ({"op": "between", "value": [2, 1]}, "/rule/value"),
        ({"op": "between", "value": [1, "2"]}, "/rule/value/1"),
        ({"agg": "mean"}, "/rule/agg"),
        ({"metric": 7}, "/rule/metric"),
        ({"unit": ""}, "/rule/unit"),
        ({"threshold": 1}, "/rule/threshold"),
    ],
)
def test_a_comparison_that_cannot_be_read_names_the_place(changes, pointer):
    with pytest.raises(Invalid) as refusal:
        parse_rule(
            raw(**changes) if set(changes) & {"threshold", "unit"} else raw() | changes,
            schedule=SCHEDULE,
            timezone="UTC",
        )
    assert refusal.value.faults[0].pointer == pointer


# The value itself, as an outcome


@pytest.mark.parametrize(
    ("agg", "expected", "at", "cites"),
    [
        ("first", "45", 1, ("dev_1",)),
        ("last", "41", END, ("dev_4",)),
        ("min", "39", END, ("dev_3",)),
        ("max", "45", END, ("dev_1",)),
        ("sum", "125", END, ("dev_1", "dev_3", "dev_4")),
        ("count", "3", END, ("dev_1", "dev_3", "dev_4")),
    ],
)
def test_a_measure_is_the_value_once_nothing_can_change_it(agg, expected, at, cites):
    leaf = parse_measure(
        {"metric": "nhk.approval", "agg": agg, "window": raw()["window"]}, schedule=SCHEDULE, timezone="UTC"
    )
    polls = [poll(1, 45), poll(3, 39), poll(4, 41)]
    found = measure(leaf, polls, now=day(END))
    assert (found.value, found.at, found.cites) == (Decimal(expected), day(at), cites)
    assert (measure(leaf, polls, now=day(END - 1)) is None) == (agg != "first")
    assert measure(leaf, [], now=day(END)) is None


# How another prediction settled

OTHER = {"prediction": "prd_other", "is": "yes"}


@pytest.mark.parametrize(("outcome", "expected"), [("yes", True), ("no", False), ("3", False)])
def test_a_leaf_about_a_prediction_says_how_that_settled(outcome, expected):
    rule = parse_rule(OTHER, schedule=SCHEDULE, timezone="UTC")
    known = {"prd_other": KnownOutcome(outcome, day(2))}
    assert evaluate(rule, [], now=day(3), has_default=False, outcomes=known) == Verdict(expected, day(2))


@pytest.mark.parametrize("has_default", [True, False])
def test_a_prediction_without_an_outcome_says_nothing_even_with_a_default(has_default):
    rule = parse_rule({"not": OTHER}, schedule=SCHEDULE, timezone="UTC")
    assert evaluate(rule, [], now=CLOSES, has_default=has_default) == Verdict(None)


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"is": ""}, "/rule/is"),
        ({"is": 1}, "/rule/is"),
        ({"prediction": 7}, "/rule/prediction"),
        ({"op": "lt"}, "/rule/op"),
    ],
)
def test_a_leaf_about_a_prediction_that_cannot_be_read_names_the_place(changes, pointer):
    with pytest.raises(Invalid) as refusal:
        parse_rule(OTHER | changes, schedule=SCHEDULE, timezone="UTC")
    assert refusal.value.faults[0].pointer == pointer

"""Rules: read strictly, evaluated with three values, and never false for want of anybody looking."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.samples import CLOSES, OPENS
from tracker.domain.errors import Invalid
from tracker.domain.rules import (
    All,
    AnyOf,
    EventLeaf,
    Happening,
    Not,
    Verdict,
    Window,
    evaluate,
    leaves,
    next_change,
    parse_rule,
)

SCHEDULE = Window(OPENS, CLOSES)
RESIGNS = {"event_type": "cabinet.resigns"}


def day(n):
    return OPENS + timedelta(days=n)


def parse(raw, timezone="UTC"):
    return parse_rule(raw, schedule=SCHEDULE, timezone=timezone)


def leaf(first=0, last=10, **labels):
    fields = {"event_type": "cabinet.resigns"} | labels
    return EventLeaf(window=Window(day(first), day(last)), **fields)


def happening(n, name="dev_1", **labels):
    return Happening(development=name, at=day(n), **({"event_type": "cabinet.resigns"} | labels))


def verdict(rule, *happenings, now, has_default=False):
    return evaluate(rule, happenings, now=day(now), has_default=has_default)


@pytest.mark.parametrize(
    ("raw", "pointer"),
    [
        ([], "/rule"),
        ({}, "/rule"),
        ("cabinet.resigns", "/rule"),
        (None, "/rule"),
        ({"all": []}, "/rule/all"),
        ({"all": RESIGNS}, "/rule/all"),
        ({"any": [RESIGNS, 7]}, "/rule/any/1"),
        ({"not": []}, "/rule/not"),
        ({"all": [RESIGNS], "any": [RESIGNS]}, "/rule/any"),
        ({"not": RESIGNS, "event_type": "x"}, "/rule/event_type"),
        ({"actors": ["Ishiba"]}, "/rule"),
        ({"event_type": 7}, "/rule/event_type"),
        ({"event_type": " "}, "/rule/event_type"),
        ({"tags": "japan"}, "/rule/tags"),
        ({"tags": [" "]}, "/rule/tags"),
        ({"event_type": "x", "actors": [7]}, "/rule/actors"),
        ({"event_type": "x", "python": "exit()"}, "/rule/python"),
        ({"all": [{"not": {"event_type": "x", "window": ["2025-01-01"]}}]}, "/rule/all/0/not/window"),
        ({"event_type": "x", "window": ["2025-01-02", "2025-01-01"]}, "/rule/window"),
        ({"event_type": "x", "window": ["2025-01-02T00:00:00Z", "2025-01-02T00:00:00Z"]}, "/rule/window"),
        ({"event_type": "x", "window": ["soon", "2025-01-01"]}, "/rule/window/0"),
        ({"event_type": "x", "window": ["2025-01-01", "2025-02-30"]}, "/rule/window/1"),
        ({"event_type": "x", "window": [1, 2]}, "/rule/window"),
    ],
)
def test_a_rule_that_cannot_be_read_names_the_place(raw, pointer):
    with pytest.raises(Invalid) as refusal:
        parse(raw)
    assert refusal.value.faults[0].pointer == pointer


def nested(depth):
    return RESIGNS if depth == 1 else {"not": nested(depth - 1)}


def test_a_rule_is_five_levels_deep_at_most():
    assert len(list(leaves(parse(nested(5))))) == 1
    with pytest.raises(Invalid) as refusal:
        parse(nested(6))
    assert (refusal.value.faults[0].code, refusal.value.faults[0].pointer) == (
        "too_deep",
        "/rule/not/not/not/not/not",
    )


def test_a_rule_has_fifty_leaves_at_most():
    assert len(list(leaves(parse({"any": [RESIGNS] * 50})))) == 50
    with pytest.raises(Invalid) as refusal:
        parse({"any": [RESIGNS] * 51})
    assert refusal.value.faults[0].code == "too_large"


def test_a_leaf_without_a_window_looks_at_the_whole_schedule():
    assert parse(RESIGNS).window == SCHEDULE


def test_bare_dates_of_a_window_are_days_of_the_predictions_zone():
    rule = parse(RESIGNS | {"window": ["2025-02-01", "2025-02-28"]}, timezone="Asia/Tokyo")
    assert rule.window == Window(datetime(2025, 1, 31, 15, tzinfo=UTC), datetime(2025, 2, 28, 15, tzinfo=UTC))


@pytest.mark.parametrize(("n", "expected"), [(-1, None), (0, True), (9, True), (10, None)])
def test_a_window_holds_its_start_and_not_its_end(n, expected):
    assert verdict(leaf(), happening(n), now=5).value is expected


@pytest.mark.parametrize(
    ("begins", "expected"), [(-1, None), (-0.5, True), (0, True), (9.5, True), (10, None)]
)
def test_a_bare_day_counts_where_some_part_of_it_lies_in_the_window(begins, expected):
    whole_day = happening(begins, ends=day(begins + 1))
    assert verdict(leaf(), whole_day, now=9).value is expected


def test_labels_are_compared_without_case_and_all_of_them_must_be_there():
    rule = parse({"event_type": " Cabinet.Resigns ", "actors": ["ISHIBA"], "tags": ["Japan"]})
    assert rule.actors == frozenset({"ishiba"})
    whole = happening(1, actors=frozenset({"ishiba", "other"}), tags=frozenset({"japan"}))
    assert evaluate(rule, [whole], now=day(2), has_default=False).value is True
    assert (
        evaluate(rule, [happening(1, tags=frozenset({"japan"}))], now=day(2), has_default=False).value is None
    )


def test_a_leaf_is_true_from_the_first_match_which_it_cites():
    found = verdict(leaf(), happening(4, "dev_b"), happening(2, "dev_c"), happening(2, "dev_a"), now=5)
    assert found == Verdict(True, day(2), ("dev_a",))


def test_silence_is_never_turned_into_a_no():
    assert verdict(leaf(), now=11) == Verdict(None)


def test_a_stated_default_makes_silence_a_no_once_the_window_is_over():
    assert verdict(leaf(), now=10, has_default=True) == Verdict(False, day(10))
    assert verdict(leaf(), now=9, has_default=True).value is None


def test_something_akin_in_the_window_shows_that_somebody_looked():
    wanted = leaf(actors=frozenset({"ishiba"}))
    assert verdict(wanted, happening(3, actors=frozenset({"kishida"})), now=10) == Verdict(False, day(10))
    assert verdict(wanted, happening(11, actors=frozenset({"kishida"})), now=12).value is None
    assert verdict(wanted, happening(3, event_type="cabinet.formed"), now=10).value is None


def test_for_a_leaf_of_tags_one_shared_tag_is_akin():
    wanted = leaf(event_type=None, tags=frozenset({"japan", "ukraine"}))
    assert verdict(wanted, happening(3, tags=frozenset({"japan"})), now=10).value is False
    assert verdict(wanted, happening(3, tags=frozenset({"peru"})), now=10).value is None


def test_not_around_unknown_is_unknown():
    assert verdict(Not(leaf()), now=11) == Verdict(None)


def test_not_keeps_the_instant_and_what_is_cited():
    assert verdict(Not(leaf()), happening(2), now=5) == Verdict(False, day(2), ("dev_1",))
    assert verdict(Not(leaf()), now=10, has_default=True) == Verdict(True, day(10))


def test_any_is_decided_by_the_earliest_and_all_by_the_last():
    early, late = leaf(0, 5), leaf(5, 10)
    seen = (happening(6, "dev_late"), happening(1, "dev_early"))
    assert verdict(AnyOf((late, early)), *seen, now=7) == Verdict(True, day(1), ("dev_early",))
    assert verdict(All((late, early)), *seen, now=7) == Verdict(True, day(6), ("dev_late", "dev_early"))


def test_all_is_false_from_the_first_part_that_fails():
    assert verdict(All((leaf(0, 8), leaf(0, 4))), now=9, has_default=True) == Verdict(False, day(4))


def test_time_alone_changes_a_verdict_at_the_ends_of_windows():
    rule = All((leaf(0, 5), Not(leaf(2, 9))))
    assert [next_change(rule, now=day(n)) for n in (0, 5, 8, 9)] == [day(5), day(9), day(9), None]


# A tiny evaluator of its own: numbers for the three values, min for all, max for any, 1 - x for not.

HALF = 0.5
TICK = timedelta(microseconds=1)
TYPES = ("a", "b", "c")


def kleene(rule, happenings, *, now, has_default):
    match rule:
        case Not():
            return 1 - kleene(rule.rule, happenings, now=now, has_default=has_default)
        case All():
            return min(kleene(one, happenings, now=now, has_default=has_default) for one in rule.rules)
        case AnyOf():
            return max(kleene(one, happenings, now=now, has_default=has_default) for one in rule.rules)
    start, end = rule.window.start, rule.window.end
    same = [one for one in happenings if one.at < end and (one.ends or one.at + TICK) > start]
    same = [one for one in same if one.event_type == rule.event_type]
    if any(rule.actors <= one.actors for one in same):
        return 1
    return 0 if now >= end and (has_default or same) else HALF


ACTORS = st.frozensets(st.sampled_from(("x", "y")), max_size=2)
LEAVES = st.builds(
    lambda name, actors, first, length: leaf(first, first + length, event_type=name, actors=actors),
    st.sampled_from(TYPES),
    ACTORS,
    st.integers(0, 8),
    st.integers(1, 8),
)
RULES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
    ),
    max_leaves=8,
)
HAPPENINGS = st.lists(
    st.builds(
        lambda n, at, name, actors, is_day: happening(
            at, f"dev_{n}", event_type=name, actors=actors, ends=day(at + 1) if is_day else None
        ),
        st.integers(0, 99),
        st.integers(-1, 32).map(lambda half: half / 2),
        st.sampled_from(TYPES),
        ACTORS,
        st.booleans(),
    ),
    max_size=6,
)
VALUES = {1: True, 0: False, HALF: None}


@given(RULES, HAPPENINGS, st.integers(0, 18), st.booleans())
def test_every_rule_agrees_with_kleenes_tables(rule, happenings, now, has_default):
    found = evaluate(rule, happenings, now=day(now), has_default=has_default)
    assert found.value is VALUES[kleene(rule, happenings, now=day(now), has_default=has_default)]
    assert (found.decided_at is None) == (found.value is None)


@given(RULES, HAPPENINGS, st.integers(0, 18), st.booleans())
def test_the_order_in_which_developments_are_seen_changes_nothing(rule, happenings, now, has_default):
    found = evaluate(rule, happenings, now=day(now), has_default=has_default)
    assert found == evaluate(rule, happenings[::-1], now=day(now), has_default=has_default)


@given(RULES, HAPPENINGS, st.integers(0, 17), st.booleans())
def test_between_two_changes_time_alone_decides_nothing(rule, happenings, now, has_default):
    change = next_change(rule, now=day(now))
    until = day(40) if change is None else change - timedelta(microseconds=1)
    before = evaluate(rule, happenings, now=day(now), has_default=has_default)
    assert evaluate(rule, happenings, now=until, has_default=has_default) == before


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(("all", "any", "not", "event_type", "actors", "tags", "window", "x")),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=10,
)


@given(JSON)
def test_any_json_is_a_rule_or_a_refusal(raw):
    try:
        assert list(leaves(parse(raw)))
    except Invalid as refusal:
        assert refusal.faults[0].pointer.startswith("/rule")  # noqa: PT017 - either answer will do

"""A rule in words, so that its author sees what it will wait for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from tracker.domain.rules import All, AnyOf, EventLeaf, MetricLeaf, Not, PredictionLeaf, Rule, Window


def rule_in_words(rule: Rule, *, schedule: Window) -> str:
    """What must happen for the rule to come true; a leaf that looks at the whole `schedule` names no window."""
    match rule:
        case EventLeaf():
            return _event(rule, schedule)
        case MetricLeaf():
            return _metric(rule, schedule)
        case PredictionLeaf():
            return f"the prediction {rule.prediction} settles to {rule.outcome}"
        case Not():
            return f"it is not the case that ({rule_in_words(rule.rule, schedule=schedule)})"
        case All():
            return _joined(" and ", (rule_in_words(part, schedule=schedule) for part in rule.rules))
        case AnyOf():
            return _joined(" or ", (rule_in_words(part, schedule=schedule) for part in rule.rules))
        case _:
            assert_never(rule)


_COMPARED = {
    "lt": "below",
    "le": "at most",
    "eq": "exactly",
    "ne": "other than",
    "ge": "at least",
    "gt": "above",
    "between": "between",
}
_TAKEN = {
    "any": "any value of",
    "all": "every value of",
    "first": "the first value of",
    "last": "the last value of",
    "min": "the lowest value of",
    "max": "the highest value of",
    "sum": "the sum of",
    "count": "the number of values of",
}


def _event(leaf: EventLeaf, schedule: Window) -> str:
    kind = f"a development of type {leaf.event_type}" if leaf.event_type is not None else "a development"
    named = f" that names {_listed(leaf.actors)}" if leaf.actors else ""
    tagged = f" tagged {_listed(leaf.tags)}" if leaf.tags else ""
    return f"{kind}{tagged}{named}{_within(leaf.window, schedule)}"


def _metric(leaf: MetricLeaf, schedule: Window) -> str:
    unit = f" {leaf.unit}" if leaf.unit else ""
    bounds = " and ".join(f"{bound}{unit}" for bound in leaf.bounds)
    compared = f" is {_COMPARED[leaf.op]} {bounds}" if leaf.op else ""
    return f"{_TAKEN[leaf.agg]} {leaf.metric}{_within(leaf.window, schedule)}{compared}"


def _within(window: Window, schedule: Window) -> str:
    if window == schedule:
        return ""
    return f" from {_instant(window.start)} until {_instant(window.end)}"


def _joined(word: str, parts: Iterable[str]) -> str:
    listed = list(parts)
    return listed[0] if len(listed) == 1 else word.join(f"({part})" for part in listed)


def _listed(labels: Iterable[str]) -> str:
    return " and ".join(sorted(labels))


def _instant(at: datetime) -> str:
    return f"{at.day} {at:%b %Y %H:%M} UTC"

"""Aggregates a metric's values in a window: early verdict, final verdict, and value.

Values are decimals, so that 0.1 + 0.2 is 0.3. Values in another unit are ignored. A verdict comes early where
no later value can change it (`any` once one value fits, `max ge` once the maximum is high enough), else at
the end of the window.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import accumulate
from typing import assert_never

from tracker.domain import limits
from tracker.domain.rules.shapes import (
    UNKNOWN,
    Aggregation,
    Comparison,
    Happening,
    MetricLeaf,
    Seen,
    Verdict,
)


@dataclass(frozen=True)
class Reading:
    """A value, the instant from which it was knowable, and the developments it comes from."""

    value: Decimal
    at: datetime
    cites: tuple[str, ...]


_COMPARE: dict[Comparison, Callable[[Decimal, tuple[Decimal, ...]], bool]] = {
    "lt": lambda value, bounds: value < bounds[0],
    "le": lambda value, bounds: value <= bounds[0],
    "eq": lambda value, bounds: value == bounds[0],
    "ne": lambda value, bounds: value != bounds[0],
    "ge": lambda value, bounds: value >= bounds[0],
    "gt": lambda value, bounds: value > bounds[0],
    "between": lambda value, bounds: bounds[0] <= value <= bounds[1],
}

_TRUE_EARLY: dict[Aggregation, frozenset[Comparison]] = {
    "count": frozenset({"ge", "gt"}),
    "max": frozenset({"ge", "gt"}),
    "min": frozenset({"le", "lt"}),
}
"""Aggregates that only rise (count, max) or only fall (min): a reached bound stays reached."""

_FALSE_EARLY: dict[Aggregation, frozenset[Comparison]] = {
    "count": frozenset({"lt", "le"}),
    "max": frozenset({"lt", "le"}),
    "min": frozenset({"gt", "ge"}),
}


def evaluate_metric(leaf: MetricLeaf, seen: Seen) -> Verdict:
    """The verdict of a metric leaf at the instant of `seen`."""
    assert leaf.op is not None, "a leaf that is compared has an op"  # noqa: S101 - programmer error
    found = readings(leaf, seen.happenings)
    early = _early(leaf, leaf.op, found)
    if early.value is not None or seen.now < leaf.window.end:
        return early
    if not found:
        return _silence(leaf, leaf.op, has_default=seen.has_default)
    if leaf.agg in {"any", "all"}:
        return Verdict(leaf.agg == "all", leaf.window.end, _cites(found))
    value = _aggregate(leaf.agg, [one.value for one in found])
    return Verdict(_COMPARE[leaf.op](value, leaf.bounds), leaf.window.end, _cites(found))


def readings(leaf: MetricLeaf, happenings: Sequence[Happening]) -> list[Reading]:
    """The metric's values in the window and unit, oldest first."""
    inside = [one for one in happenings if leaf.window.meets(one)]
    return [
        Reading(fact.value, one.at, (one.development,))
        for one in sorted(inside, key=lambda one: (one.at, one.development))
        for fact in one.facts
        if fact.metric == leaf.metric and (leaf.unit is None or fact.unit == leaf.unit)
    ]


def measured(leaf: MetricLeaf, found: Sequence[Reading], *, now: datetime) -> Reading | None:
    """The aggregate of `found`: `first` at once, others at the end of the window.

    None without a value.
    """
    if not found:
        return None
    if leaf.agg == "first":
        return found[0]
    if now < leaf.window.end:
        return None
    value = _aggregate(leaf.agg, [one.value for one in found])
    cited = [one for one in found if one.value == value] if leaf.agg in {"min", "max"} else found
    cites = _cites(found[-1:] if leaf.agg == "last" else cited)
    return Reading(value, leaf.window.end, cites)


def _early(leaf: MetricLeaf, op: Comparison, found: Sequence[Reading]) -> Verdict:
    """A verdict that no later value can change, else unknown."""
    fits = _COMPARE[op]
    match leaf.agg:
        case "any" | "all":
            wanted = leaf.agg == "any"
            for one in found:
                if fits(one.value, leaf.bounds) is wanted:
                    return Verdict(wanted, one.at, one.cites)
        case "first":
            if found:
                return Verdict(fits(found[0].value, leaf.bounds), found[0].at, found[0].cites)
        case "min" | "max" | "count":
            return _early_running(leaf, op, found)
        case "last" | "sum":
            pass
        case _:
            assert_never(leaf.agg)
    return UNKNOWN


def _early_running(leaf: MetricLeaf, op: Comparison, found: Sequence[Reading]) -> Verdict:
    for n, value in enumerate(_running(leaf.agg, [one.value for one in found])):
        holds = _COMPARE[op](value, leaf.bounds)
        if (holds and op in _TRUE_EARLY[leaf.agg]) or (not holds and op in _FALSE_EARLY[leaf.agg]):
            cited = found[: n + 1] if leaf.agg == "count" else found[n : n + 1]
            return Verdict(holds, found[n].at, _cites(cited))
    return UNKNOWN


def _silence(leaf: MetricLeaf, op: Comparison, *, has_default: bool) -> Verdict:
    """The verdict for a window without values: "no" only with a default outcome; a count is 0."""
    if not has_default:
        return UNKNOWN
    holds = leaf.agg == "count" and _COMPARE[op](Decimal(0), leaf.bounds)
    return Verdict(holds, leaf.window.end)


def _running(agg: Aggregation, values: Sequence[Decimal]) -> Sequence[Decimal]:
    if agg == "count":
        return [Decimal(n) for n in range(1, len(values) + 1)]
    return list(accumulate(values, max if agg == "max" else min))


def _aggregate(agg: Aggregation, values: Sequence[Decimal]) -> Decimal:
    match agg:
        case "first":
            return values[0]
        case "last":
            return values[-1]
        case "min":
            return min(values)
        case "max":
            return max(values)
        case "sum":
            return sum(values, Decimal(0))
        case "count":
            return Decimal(len(values))
        case "any" | "all":
            msg = f"{agg} gives a verdict, not a value"
            raise ValueError(msg)
        case _:
            assert_never(agg)


def _cites(found: Sequence[Reading]) -> tuple[str, ...]:
    """The newest ones only: a year of polls is too long a list."""
    cites = list(dict.fromkeys(cite for one in found for cite in one.cites))
    return tuple(cites[-limits.CITES_MAX :])

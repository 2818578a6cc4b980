"""Assigns each pair to one column: the main figure, a separate count, or none.

A pair belongs to one column only. The first of retrospective, assigned and imported that applies keeps it out
of the main figure; a pair whose only obstacle is that its prediction was settled early goes to
`settled_early`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, assert_never

from tracker.domain.instants import instant_from_text, last_day, local
from tracker.reports.query import MARKS
from tracker.reports.reading import Measured, Numbers, Pair, Prediction
from tracker.reports.scope import Scope

Column = Literal["main", "settled_early", "imported", "assigned", "retrospective"]
APART: tuple[Column, ...] = ("settled_early", "imported", "assigned", "retrospective")

WAITING = frozenset({"due", "proposed", "disputed", "lapsed"})
"""The bounds count pairs in these states: leaving outcomes open cannot improve a record."""


@dataclass(frozen=True)
class Placed:
    """A pair, its prediction, and its scores."""

    prediction: Prediction
    pair: Pair
    numbers: Numbers | Measured


@dataclass
class Contents:
    """The pairs of a column: scored ones, and ones whose outcome should be known but is not."""

    scored: list[Placed] = field(default_factory=list)
    waiting: list[tuple[Prediction, Pair]] = field(default_factory=list)


def assign_columns(predictions: Iterable[Prediction], scope: Scope) -> dict[Column, Contents]:
    """All columns with their pairs, in the order of `predictions`."""
    columns: dict[Column, Contents] = {column: Contents() for column in ("main", *APART)}
    for prediction in predictions:
        for pair in prediction.pairs if _is_asked_for(prediction, scope) else ():
            contents = columns[_column(prediction, pair, scope)]
            if pair.numbers is not None:
                contents.scored.append(Placed(prediction, pair, pair.numbers))
            elif prediction.status in WAITING or _escaped(prediction, pair):
                contents.waiting.append((prediction, pair))
    return columns


def numbers_of(placed: Sequence[Placed]) -> list[Numbers]:
    """The scores of the pairs on yes/no predictions."""
    return [one.numbers for one in placed if isinstance(one.numbers, Numbers)]


def measured_of(placed: Sequence[Placed]) -> list[Measured]:
    """The scores of the pairs on predictions of all other kinds."""
    return [one.numbers for one in placed if isinstance(one.numbers, Measured)]


def _escaped(prediction: Prediction, pair: Pair) -> bool:
    """Whether its loss was avoided by a decision after the fact; the bounds count it."""
    return prediction.is_annulled_after_outcome or (prediction.is_dated_before and pair.late > 0)


def is_settled_early(prediction: Prediction, scope: Scope) -> bool:
    """Whether it has an outcome although its deadline lies after the report's as_of."""
    return prediction.resolved_at is not None and prediction.closes > scope.as_of


def _is_asked_for(prediction: Prediction, scope: Scope) -> bool:
    """Whether the query covers the prediction, even if its deadline has not passed yet."""
    match scope.query.cohort:
        case "due":
            is_passed = prediction.closes <= scope.as_of
            return _falls_due_within(prediction, scope) and (is_passed or is_settled_early(prediction, scope))
        case "settled":
            return prediction.resolved_at is not None and _lies_within(
                prediction, prediction.resolved_at, scope
            )
        case "made":
            return _lies_within(prediction, prediction.made_at, scope)
        case _:
            assert_never(scope.query.cohort)


def _falls_due_within(prediction: Prediction, scope: Scope) -> bool:
    """A deadline is exclusive: the first instant after the allowed time, so midnight belongs to the day before.

    Days are those of the prediction's own zone.
    """
    day = last_day(instant_from_text(prediction.closes), prediction.timezone)
    is_after = _is_from(day, scope, scope.begins is None or prediction.closes > scope.begins)
    return is_after and _is_until(day, scope, scope.ends is None or prediction.closes <= scope.ends)


def _lies_within(prediction: Prediction, at: str, scope: Scope) -> bool:
    day = local(instant_from_text(at), prediction.timezone).date()
    is_after = _is_from(day, scope, scope.begins is None or at >= scope.begins)
    return is_after and _is_until(day, scope, scope.ends is None or at < scope.ends)


def _is_from(day: date, scope: Scope, by_instant: bool) -> bool:  # noqa: FBT001 - the other way of asking
    return by_instant if scope.first_day is None else day >= scope.first_day


def _is_until(day: date, scope: Scope, by_instant: bool) -> bool:  # noqa: FBT001
    return by_instant if scope.last_day is None else day <= scope.last_day


def _column(prediction: Prediction, pair: Pair, scope: Scope) -> Column:
    for mark in MARKS:
        if mark in pair.marks and mark not in scope.query.include:
            return mark
    is_early = scope.query.cohort == "due" and is_settled_early(prediction, scope)
    return "settled_early" if is_early else "main"

"""The scores of one forecaster's updates on one prediction: each measure, counted each way."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from tracker.scoring.counting import Way, count
from tracker.scoring.measures import ENDS, Measure
from tracker.scoring.series import Holding, Stated

F = TypeVar("F")


@dataclass(frozen=True, kw_only=True)
class SeriesScore:
    """The scores of one series of forecasts.

    values: by name, see measures.py and question.py; None if undefined or infinite.  ranges: by the same names, the
    (best, worst) Brier values where a word that means a range took part.  infinite: names of infinite values.
    clipped: names of log values with a clipped probability.  coverage: open time with a forecast in force, as a share
    of the scheduled time; None without open time.  n_updates: the number of forecasts that count.  inputs: their ids,
    in order of (at, order).
    """

    values: Mapping[str, float | None]
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    infinite: tuple[str, ...] = ()
    clipped: tuple[str, ...] = ()
    coverage: float | None
    n_updates: int
    inputs: tuple[str, ...]


def score_series(
    counted: Sequence[Stated[F]],
    *,
    holding: Holding | None,
    measures: Sequence[Measure[F]],
    comparisons: Mapping[str, float | None],
) -> SeriesScore:
    """The values of `counted` ((n,), n >= 1, sorted by `in_force`), plus those of `comparisons`.

    >>> from datetime import UTC, datetime
    >>> from tracker.scoring.forecasts import Binary
    >>> from tracker.scoring.measures import graded_measures
    >>> said = [Stated(Binary(0.5), datetime(2025, 1, 1, tzinfo=UTC), 1, "a")]
    >>> score_series(said, holding=None, measures=graded_measures(1.0, reference_loss=0.25), comparisons={}).values
    {'p_first': 0.5, 'p_last': 0.5, 'brier_first': 0.25, 'brier_last': 0.25, 'brier_time_weighted': None, \
'brier_daily': None, 'brier_mean_update': 0.25}
    """
    values: dict[str, float | None] = {}
    ranges: dict[str, tuple[float, float]] = {}
    clipped: list[str] = []
    for measure in measures:
        losses = _losses(measure, counted)
        for way in measure.ways:
            values[measure.names[way]] = _count(measure, losses, way, holding)
        ranges |= _ranges(measure, counted, holding)
        clipped += _clipped(measure, counted)
    values |= comparisons
    infinite = tuple(name for name, value in values.items() if value is not None and math.isinf(value))
    return SeriesScore(
        values=values | dict.fromkeys(infinite),
        ranges=ranges,
        infinite=infinite,
        clipped=tuple(clipped),
        coverage=None if holding is None else holding.coverage,
        n_updates=len(counted),
        inputs=tuple(one.id for one in counted),
    )


def _losses(measure: Measure[F], counted: Sequence[Stated[F]]) -> list[float | None]:
    """The losses; only the first and the last where nothing else is counted."""
    is_of_ends = set(measure.ways) <= set(ENDS)
    needed = (counted[0], counted[-1]) if is_of_ends else counted
    return [measure.loss(one.forecast) for one in needed]


def _count(
    measure: Measure[F], losses: Sequence[float | None], way: Way, holding: Holding | None
) -> float | None:
    """The counted value.

    First and last need only their own loss: an earlier forecast may lack a level.
    """
    if way == "first":
        return losses[0]
    if way == "last":
        return losses[-1]
    known = [loss for loss in losses if loss is not None]
    if len(known) < len(losses):
        return None
    return count(known, way, holding=holding, reference_loss=measure.reference_loss)


def _ranges(
    measure: Measure[F], counted: Sequence[Stated[F]], holding: Holding | None
) -> dict[str, tuple[float, float]]:
    """The (best, worst) values.

    All ways of counting rise with each loss, so the best losses give the best value.
    """
    if measure.bounds is None:
        return {}
    best, worst = zip(*(measure.bounds(one.forecast) for one in counted), strict=True)
    if best == worst:
        return {}  # most series have only numbers, without a range
    ranges = {
        measure.names[way]: (_count(measure, best, way, holding), _count(measure, worst, way, holding))
        for way in measure.ways
    }
    return {
        name: (low, high)
        for name, (low, high) in ranges.items()
        if low is not None and high is not None and low < high
    }


def _clipped(measure: Measure[F], counted: Sequence[Stated[F]]) -> list[str]:
    if measure.is_clipped is None:
        return []
    ends = {"first": counted[0], "last": counted[-1]}
    return [
        measure.names[way] for way in measure.ways if way in ends and measure.is_clipped(ends[way].forecast)
    ]

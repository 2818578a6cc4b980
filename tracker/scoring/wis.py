"""The weighted interval score of quantiles: distance, width and direction."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.scoring.forecasts import Quantiles


@dataclass(frozen=True)
class Wis:
    """A loss, 0 or more, in the prediction's unit, and the three parts that add up to it.

    over: for forecasts above the outcome.  under: for those below it.  dispersion: for the width of the intervals.
    """

    total: float
    over: float
    under: float
    dispersion: float


def wis(quantiles: Quantiles, y: float) -> Wis:
    """[|y - m|/2 + sum_k (alpha_k/2) IS_k] / (K + 1/2), for K central intervals and median m.

    Interval k, [l, u], leaves alpha_k outside; IS_k = (u - l) + (2/alpha_k) (l - y) below it and
    (2/alpha_k) (y - u) above it. The total is twice the mean pinball loss over all levels. Its parts are the widths,
    what lies above y, and what lies below it. Source: Bracher, Ray, Gneiting, Reich (2021), "Evaluating epidemic forecasts
    in an interval format". Raises ValueError unless `y` is finite.

    >>> wis(Quantiles((0.1, 0.5, 0.9), (10, 20, 40)), 45)  # (25/2 + .1 * 30 + 5) / 1.5
    Wis(total=13.666666666666666, over=0.0, under=11.666666666666666, dispersion=2.0)
    """
    if not math.isfinite(y):
        raise ValueError(f"{y!r} is not a finite number.")
    median = _median(quantiles)
    over, under, width = [max(median - y, 0.0) / 2], [max(y - median, 0.0) / 2], [0.0]
    for alpha, low, high in _intervals(quantiles):
        over.append(max(low - y, 0.0))
        under.append(max(y - high, 0.0))
        width.append(alpha / 2 * (high - low))
    parts = [math.fsum(part) / (len(width) - 0.5) for part in (over, under, width)]
    total = math.fsum([*over, *under, *width]) / (len(width) - 0.5)
    return Wis(total, *parts)


def coverage(quantiles: Quantiles, y: float, *, level: float) -> float | None:
    """Whether `y` is in the central interval of `level` (.5, .9): 1.0 or 0.0.

    None if it was not stated. The interval includes its ends.

    >>> coverage(Quantiles((0.05, 0.1, 0.5, 0.9, 0.95), (8, 10, 20, 40, 45)), 45, level=0.9)
    1.0
    >>> coverage(Quantiles((0.1, 0.5, 0.9), (10, 20, 40)), 45, level=0.9)
    """
    low, high = quantiles.at((1 - level) / 2), quantiles.at((1 + level) / 2)
    return None if low is None or high is None else float(low <= y <= high)


def absolute_error(quantiles: Quantiles, y: float) -> float:
    """|y - m|, a loss in the prediction's unit: the distance of the median.

    >>> absolute_error(Quantiles((0.1, 0.5, 0.9), (10, 20, 40)), 45)
    25.0
    """
    return float(abs(y - _median(quantiles)))


def _median(quantiles: Quantiles) -> float:
    # The levels are symmetric and include .5, so it is the middle one.
    return quantiles.values[len(quantiles.values) // 2]


def _intervals(quantiles: Quantiles) -> Iterator[tuple[float, float, float]]:
    """(alpha, low, high) of each central interval, the widest first."""
    for n in range(len(quantiles.levels) // 2):
        yield 2 * quantiles.levels[n], quantiles.values[n], quantiles.values[-1 - n]

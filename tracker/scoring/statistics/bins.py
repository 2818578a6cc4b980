"""The reliability diagram: ten bins of a tenth, how often it happened in each, and the calibration error over them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

import numpy as np

from tracker.scoring.statistics.calls import perfect_calls
from tracker.scoring.statistics.cells import Groups, Ints
from tracker.scoring.summary import wilson

BINS = 10


@dataclass(frozen=True, kw_only=True)
class Bin:
    """Forecasts from `low` up to but not including `high`; the last bin includes 1.

    observed: the share that happened. wilson: its 95% interval. band: where the share of a perfect forecaster with these
    probabilities lies 19 times out of 20.
    """

    low: float
    high: float
    n: int
    mean_p: float
    observed: float
    wilson: tuple[float, float]
    band: tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Reliability:
    """The bins that hold a forecast; `ece` is the mean of |mean p - observed|, `ece_expected` a perfect forecaster's."""

    bins: tuple[Bin, ...]
    ece: float
    ece_expected: float


@cache
def bin_of(p: float) -> int:
    """The bin of a probability, by its shortest decimal text: 0.29 * 100 is below 29 in floating point.

    >>> [bin_of(p) for p in (0.0, 0.29, 0.57, 0.58, 0.7, 1.0)]
    [0, 2, 5, 5, 7, 9]
    """
    return min(int(Decimal(repr(p)) * BINS), BINS - 1)


def reliability(groups: Groups) -> Reliability:
    """The diagram of at least one forecast.

    Sources: Wilson (1927) for the interval; Bröcker and Smith (2007), "Increasing the reliability of reliability
    diagrams", for the band; Naeini et al. (2015) for the calibration error.
    """
    places: Ints = np.array([bin_of(float(p)) for p in groups.p], dtype=np.int64)
    bins, gaps, expected = [], 0.0, 0.0
    for place in range(BINS):
        part = groups.part(places == place)
        if not len(part.p):
            continue
        perfect = perfect_calls(part.p, part.n)
        n, happened = part.total, float(part.y.sum())
        bins.append(
            Bin(
                low=place / BINS,
                high=(place + 1) / BINS,
                n=int(n),
                mean_p=float(np.dot(part.p, part.n) / n),
                observed=happened / n,
                wilson=wilson(happened, int(n)),
                band=(perfect.low / n, perfect.high / n),
            )
        )
        gaps += abs(float(np.dot(part.p, part.n)) - happened)
        expected += perfect.deviation
    total = groups.total
    return Reliability(bins=tuple(bins), ece=gaps / total, ece_expected=expected / total)

"""The forms of a forecast as immutable values: probability, options, quantiles, date CDF.

Each value checks its rules when it is created and raises ValueError, so the losses need not check again.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from tracker.scoring.binary import require_probability
from tracker.scoring.instants import require_utc

TOLERANCE = 1e-9
"""The rounding error allowed where probabilities or two levels must add up to 1."""


@dataclass(frozen=True)
class Binary:
    """The probability `p` of yes, 0..1; `low`..`high` is the range of the word, if it was one.

    For a graded prediction `p` is the expected grade, from 0 (broken) to 1 (kept).
    """

    p: float
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        require_probability(self.p)
        if (self.low is None) is not (self.high is None):
            raise ValueError("A range needs both ends.")
        if self.low is not None and self.high is not None and not 0 <= self.low <= self.p <= self.high <= 1:
            raise ValueError(f"{self.p!r} is not in the range {self.low!r}..{self.high!r} within 0..1.")


@dataclass(frozen=True)
class Options:
    """One probability per option, in the prediction's order: (options,), 0..1, summing to 1."""

    probabilities: tuple[float, ...]

    def __post_init__(self) -> None:
        for p in self.probabilities:
            require_probability(p)
        if len(self.probabilities) < 2:
            raise ValueError("At least two probabilities are needed, one for each option.")
        if abs(math.fsum(self.probabilities) - 1) > TOLERANCE:
            raise ValueError(f"The probabilities add up to {math.fsum(self.probabilities)!r}, not to 1.")


@dataclass(frozen=True)
class Quantiles:
    """The values below which the outcome lies with the probabilities `levels`: (levels,) each.

    levels: strictly rising in 0..1 exclusive, symmetric about .5, including .1, .5 and .9.  values: finite, in the
    prediction's unit, never falling.
    """

    levels: tuple[float, ...]
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.levels) != len(self.values):
            raise ValueError("Each level needs one value.")
        _require_levels(self.levels)
        if not all(math.isfinite(value) for value in self.values):
            raise ValueError("A quantile must be a finite number.")
        if any(one > other for one, other in pairwise(self.values)):
            raise ValueError("A quantile is below that of a lower level.")

    def at(self, level: float) -> float | None:
        """The value at `level`; None if it was not stated."""
        return next(
            (
                value
                for known, value in zip(self.levels, self.values, strict=True)
                if abs(known - level) <= TOLERANCE
            ),
            None,
        )


@dataclass(frozen=True)
class DateCdf:
    """The probability that it has happened by each of the `knots`: (UTC instant, p), rising.

    It is linear between two knots, 0 before the first and constant after the last.
    """

    knots: tuple[tuple[datetime, float], ...]

    def __post_init__(self) -> None:
        if not self.knots:
            raise ValueError("A distribution over dates needs at least one knot.")
        for at, p in self.knots:
            require_utc(at)
            require_probability(p)
        for (before, less), (after, more) in pairwise(self.knots):
            if before >= after or less > more:
                raise ValueError("The knots must rise in time, and their probabilities must not fall.")


Forecast = Binary | Options | Quantiles | DateCdf


def _require_levels(levels: Sequence[float]) -> None:
    if not all(0 < level < 1 for level in levels) or any(one >= other for one, other in pairwise(levels)):
        raise ValueError("Levels must rise strictly, between 0 and 1 exclusive.")
    if any(abs(one + other - 1) > TOLERANCE for one, other in zip(levels, reversed(levels), strict=True)):
        raise ValueError("Levels must be symmetric about 0.5: add the complement of each level.")
    for needed in (0.1, 0.5, 0.9):
        if all(abs(level - needed) > TOLERANCE for level in levels):
            raise ValueError(f"Quantile {needed} is missing.")

"""What can be said of a prediction, one frozen value per form: a probability, probabilities, quantiles, a CDF.

Whatever breaks a form's rules is refused by a ValueError where the value is made, so the losses need not ask again.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from tracker.scoring.binary import require_probability
from tracker.scoring.instants import require_utc

TOLERANCE = 1e-9
"""How far probabilities may be from adding up to 1, and two levels from adding up to 1: decimals are not binary."""


@dataclass(frozen=True)
class Binary:
    """The probability `p` of yes, 0..1 as stated; `low`..`high` is the range of the word it was, where it was one.

    Of a graded prediction `p` is read as the expected grade, 0 (broken) to 1 (kept).
    """

    p: float
    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        require_probability(self.p)
        if (self.low is None) is not (self.high is None):
            raise ValueError("a range has two ends")
        if self.low is not None and self.high is not None and not 0 <= self.low <= self.p <= self.high <= 1:
            raise ValueError(f"{self.p!r} does not lie in a range {self.low!r}..{self.high!r} within 0..1")


@dataclass(frozen=True)
class Options:
    """One probability per option, in the order of the prediction's options: (options,), 0..1, adding up to 1."""

    probabilities: tuple[float, ...]

    def __post_init__(self) -> None:
        for p in self.probabilities:
            require_probability(p)
        if len(self.probabilities) < 2:
            raise ValueError("probabilities are spread over two options at least")
        if abs(math.fsum(self.probabilities) - 1) > TOLERANCE:
            raise ValueError(f"the probabilities add up to {math.fsum(self.probabilities)!r}, not to 1")


@dataclass(frozen=True)
class Quantiles:
    """The values below which the outcome lies with the probabilities `levels`: (levels,) each, both rising.

    levels: strictly rising within 0..1 exclusive, symmetric about .5, with .1, .5 and .9 at least.  values: finite, in
    the prediction's unit, never falling.
    """

    levels: tuple[float, ...]
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.levels) != len(self.values):
            raise ValueError("there is one value for each level")
        _require_levels(self.levels)
        if not all(math.isfinite(value) for value in self.values):
            raise ValueError("a quantile is a finite number")
        if any(one > other for one, other in pairwise(self.values)):
            raise ValueError("a quantile lies below one of a lower level")

    def at(self, level: float) -> float | None:
        """The value at `level`, None where it was not stated."""
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
    """The probability that it has happened by each of the `knots`: instants in UTC, rising; probabilities 0..1.

    Between two knots it rises in a straight line; before the first it is 0 and after the last it stays.
    """

    knots: tuple[tuple[datetime, float], ...]

    def __post_init__(self) -> None:
        if not self.knots:
            raise ValueError("a distribution over dates has one knot at least")
        for at, p in self.knots:
            require_utc(at)
            require_probability(p)
        for (before, less), (after, more) in pairwise(self.knots):
            if before >= after or less > more:
                raise ValueError("the knots rise in time, and their probabilities never fall")


Forecast = Binary | Options | Quantiles | DateCdf


def _require_levels(levels: Sequence[float]) -> None:
    if not all(0 < level < 1 for level in levels) or any(one >= other for one, other in pairwise(levels)):
        raise ValueError("levels rise strictly, between 0 and 1 exclusive")
    if any(abs(one + other - 1) > TOLERANCE for one, other in zip(levels, reversed(levels), strict=True)):
        raise ValueError("levels are symmetric about .5: with each level its complement")
    for needed in (0.1, 0.5, 0.9):
        if all(abs(level - needed) > TOLERANCE for level in levels):
            raise ValueError(f"the level {needed} is missing")

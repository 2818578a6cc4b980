"""Aggregates for reports: an exact mean, published digits, and the interval of a share."""

import math
from collections.abc import Iterable

SIGNIFICANT_DIGITS = 12
"""A double holds 15 to 17 digits. Math libraries differ in the last few, but published numbers must not."""


def exact_mean(values: Iterable[float]) -> float:
    """The mean of `values`, identical for any order; math.inf if one of them is.

    The sum is exact and rounded once. Source: Shewchuk (1997), "Adaptive precision floating-point arithmetic".
    Raises ValueError if there are no values.

    >>> exact_mean([0.1] * 10)
    0.1
    >>> sum([0.1] * 10) / 10
    0.09999999999999999
    """
    known = tuple(values)
    if not known:
        raise ValueError("There are no values to take the mean of.")
    return math.fsum(known) / len(known)


def published(x: float) -> float:
    """`x` rounded to 12 significant digits, as reports print it; math.inf stays.

    ValueError for NaN.

    >>> published(0.02987341772151899)
    0.0298734177215
    >>> published(0.1 + 0.2)
    0.3
    """
    if math.isnan(x):
        raise ValueError("NaN is not a number to publish.")
    return float(f"{x:.{SIGNIFICANT_DIGITS}g}")


def wilson(successes: float, n: int, *, z: float = 1.959963984540054) -> tuple[float, float]:
    """The score interval (low, high) of the share `successes` / `n`, within 0..1; partial successes count as such.

    `z` is the standard normal quantile of the level; the default gives 95%. With s = successes:
    (s + z^2/2 -+ z sqrt(s (n - s)/n + z^2/4)) / (n + z^2). Source: Wilson (1927), "Probable inference, the law
    of succession, and statistical inference". Raises ValueError unless 0 <= successes <= n and 1 <= n.

    >>> [round(bound, 4) for bound in wilson(81, 263)]
    [0.2553, 0.3662]
    >>> wilson(0, 20)[0], wilson(20, 20)[1]
    (0.0, 1.0)
    """
    if n < 1 or not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is not a share.")
    centre = successes + z * z / 2
    half_width = z * math.sqrt(successes * (n - successes) / n + z * z / 4)
    low = (centre - half_width) / (n + z * z)
    # For no successes the two terms cancel to exactly 0; for all they add up to 1, but for rounding (n = 15).
    high = 1.0 if successes == n else (centre + half_width) / (n + z * z)
    return low, high

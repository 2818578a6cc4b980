"""The Brier score of a yes-or-no forecast: squared distance of probability and outcome."""

from tracker.scoring.binary import require_binary


def brier(p: float, y: float) -> float:
    """(p - y)^2, a loss in 0..1. `p`: the probability of yes. `y`: 1 yes, 0 no.

    For a partial or graded outcome `y` lies in between, and `p` is read as the expected share. Source:
    Brier (1950), "Verification of forecasts expressed in terms of probability", in its one-outcome form; his own sum
    over both outcomes is `brier2`. Always saying 50% costs .25. Raises ValueError for a `p` or a `y` outside 0..1.

    >>> brier(0.7, 1)
    0.09000000000000002
    >>> brier(0.5, 0), brier(1, 0), brier(1, 1), brier(0.5, 0.25)
    (0.25, 1.0, 0.0, 0.0625)
    """
    require_binary(p, y)
    return (float(p) - y) ** 2


def brier2(p: float, y: float) -> float:
    """2 (p - y)^2, a loss in 0..2: Brier's own form (1950), summed over both outcomes.

    The arguments are those of `brier`.

    >>> brier2(0.9, 1) == 2 * brier(0.9, 1), brier2(0, 1)
    (True, 2.0)
    """
    return 2 * brier(p, y)


def brier_range(low: float, high: float, y: float) -> tuple[float, float]:
    """The smallest and largest `brier` of any p in `low`..`high`, for a word that means a range.

    The largest is at one of the ends; so is the smallest, unless `y` lies in the range: then it is 0.

    >>> [round(loss, 12) for loss in brier_range(0.55, 0.80, 1)]  # "likely", and it came true
    [0.04, 0.2025]
    >>> brier_range(0.25, 0.75, 0.5)
    (0.0, 0.0625)
    """
    return brier(min(max(y, low), high), y), max(brier(low, y), brier(high, y))

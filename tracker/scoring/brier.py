"""The Brier score of one yes-or-no forecast: the squared distance between what was said and what happened."""

from tracker.scoring.binary import require_binary


def brier(p: float, y: float) -> float:
    """(p - y)^2, a loss in 0..1, where `p` is the stated probability of yes and `y` is 1 for yes, 0 for no.

    Where something came true in part, or was graded, `y` lies in between and `p` is read as the expected part. Source:
    Brier (1950), "Verification of forecasts expressed in terms of probability", in its one-outcome form; his own sum
    over both outcomes is `brier2`. Always saying .5 costs .25. Raises ValueError for a `p` or a `y` outside 0..1.

    >>> brier(0.7, 1)
    0.09000000000000002
    >>> brier(0.5, 0), brier(1, 0), brier(1, 1), brier(0.5, 0.25)
    (0.25, 1.0, 0.0, 0.0625)
    """
    require_binary(p, y)
    return (float(p) - y) ** 2


def brier2(p: float, y: float) -> float:
    """2 (p - y)^2, a loss in 0..2: Brier's own form (1950), summed over both outcomes. Arguments as for `brier`.

    >>> brier2(0.9, 1) == 2 * brier(0.9, 1), brier2(0, 1)
    (True, 2.0)
    """
    return 2 * brier(p, y)


def brier_range(low: float, high: float, y: float) -> tuple[float, float]:
    """The least and the greatest `brier` of any p in `low`..`high`: of a word that stands for a range.

    The greatest is at one of its ends; so is the least, except where `y` itself lies in the range: then it is 0.

    >>> [round(loss, 12) for loss in brier_range(0.55, 0.80, 1)]  # "likely", and it came true
    [0.04, 0.2025]
    >>> brier_range(0.25, 0.75, 0.5)
    (0.0, 0.0625)
    """
    return brier(min(max(y, low), high), y), max(brier(low, y), brier(high, y))

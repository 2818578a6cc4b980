"""The Brier score of one yes-or-no forecast: the squared distance between what was said and what happened."""

from tracker.scoring.binary import require_binary


def brier(p: float, y: int) -> float:
    """(p - y)^2, a loss in 0..1, where `p` is the stated probability of yes and `y` is 1 for yes, 0 for no.

    Source: Brier (1950), "Verification of forecasts expressed in terms of probability", in its one-outcome
    form; his own sum over both outcomes is twice this. Always saying .5 costs .25. Raises ValueError for a
    `p` outside 0..1 and for any other `y`.

    >>> brier(0.7, 1)
    0.09000000000000002
    >>> brier(0.5, 0), brier(1, 0), brier(1, 1)
    (0.25, 1.0, 0.0)
    """
    require_binary(p, y)
    return (float(p) - y) ** 2

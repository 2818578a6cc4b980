"""How much better than a reference: 1 - mean loss / mean loss of the reference, higher is better."""

from __future__ import annotations

import numpy as np

from tracker.scoring.statistics.cells import Groups


def skill(loss: float, reference: float) -> float | None:
    """1 for a perfect forecaster, 0 for one like the reference, below 0 for a worse one; None where the reference is perfect.

    >>> skill(0.1, 0.25), skill(0.1, 0.0)
    (0.6, None)
    """
    return None if reference == 0 else 1 - loss / reference


def leave_one_out_loss(groups: Groups) -> float | None:
    """The mean Brier score of forecasting each outcome by the mean of all others; None with fewer than two forecasts.

    With s = sum of y and N forecasts, the others' mean is (s - y) / (N - 1), so the error is (s - N y) / (N - 1).
    """
    n, s = groups.total, float(groups.y.sum())
    if n < 2:
        return None
    squares = n * s**2 - 2 * n * s * s + n**2 * float(groups.y2.sum())
    return squares / (n - 1) ** 2 / n


def in_the_large(groups: Groups) -> float:
    """Calibration in the large: mean outcome - mean probability; above 0 where it happened more often than said."""
    return float((groups.y.sum() - np.dot(groups.p, groups.n)) / groups.total)

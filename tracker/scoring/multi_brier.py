"""The Brier score over several options: squared distance of probabilities and outcome."""

import math
from collections.abc import Sequence


def multi_brier(probabilities: Sequence[float], outcome: int) -> float:
    """sum_j (p_j - o_j)^2, a loss in 0..2. `probabilities`: (K,).

    `outcome`: index of the true option. o_j is 1 for that option, else 0. Half of it is in 0..1 and equals the
    binary `brier` for two options. Source: Brier (1950), "Verification of forecasts expressed in terms of
    probability". Equal probabilities cost 1 - 1/K.

    >>> round(multi_brier((0.1, 0.3, 0.25, 0.15, 0.2), 2), 12)
    0.725
    >>> multi_brier((0.5, 0.5), 0), multi_brier((1, 0), 1)
    (0.5, 2.0)
    """
    return math.fsum((p - (n == outcome)) ** 2 for n, p in enumerate(probabilities))

"""The ranked probability score, for ordered options: near misses cost less."""

import math
from collections.abc import Sequence


def rps(probabilities: Sequence[float], outcome: int) -> float:
    """Sum over the K - 1 cuts of (P - O)^2, a loss in 0..K - 1. `probabilities`: (K,).

    `outcome`: an index. At each cut P is the total probability of the options below it, and O is 1 if the outcome
    is below it, else 0. Source: Epstein (1969), "A scoring system for probability forecasts of ranked
    categories".

    >>> round(rps((0.1, 0.3, 0.25, 0.15, 0.2), 2), 12)
    0.3325
    """
    cuts = range(1, len(probabilities))
    # Each sum is computed separately: a running sum would add a rounding error at every cut.
    return math.fsum((math.fsum(probabilities[:cut]) - (outcome < cut)) ** 2 for cut in cuts)


def rps_normalised(probabilities: Sequence[float], outcome: int) -> float:
    """`rps` / (K - 1), a loss in 0..1 that is comparable across numbers of options.

    Source: Murphy (1971), "A note on the ranked probability score". With two options it is the binary `brier`.

    >>> round(rps_normalised((0.1, 0.3, 0.25, 0.15, 0.2), 2), 12)
    0.083125
    """
    return rps(probabilities, outcome) / (len(probabilities) - 1)


def ordinal(probabilities: Sequence[float], outcome: int) -> float:
    """2 `rps_normalised`, a loss in 0..2: the mean over the cuts of the two-outcome Brier score.

    Source: Jose, Nau, Winkler (2009), "Sensitivity to distance and baseline distributions in forecast evaluation";
    so scored in the forecasting tournaments of Mellers et al. (2014).

    >>> round(ordinal((0.15, 0.45, 0.25, 0.15), 2), 12)
    0.27
    """
    return 2 * rps_normalised(probabilities, outcome)

"""The baseline score: the improvement over equal probabilities.

Higher is better, 0 is no improvement. Probabilities are clipped to [.01, .99], since a "never" could otherwise cost
infinity.
"""

import math
from collections.abc import Sequence

from tracker.scoring.binary import mix, require_binary
from tracker.scoring.logarithmic import clip


def baseline(p: float, y: float) -> float:
    """100 ln(2 p_outcome) / ln 2, -564.4..98.6, higher is better. `p`: of yes. `y`: 1 yes, 0 no.

    A `y` in between weighs both. Source: the baseline score of Metaculus (2023), with this clipping. Raises
    ValueError for a `p` or a `y` outside 0..1.

    >>> round(baseline(0.7, 1), 2), round(baseline(0.7, 0), 2), baseline(0.5, 1)
    (48.54, -73.7, 0.0)
    """
    require_binary(p, y)
    return mix(_above_even(clip(p), 2), _above_even(clip(1 - p), 2), y)


def baseline_options(probabilities: Sequence[float], outcome: int) -> float:
    """100 ln(K p_k) / ln K, higher is better. `probabilities`: (K,).

    `outcome`: index of the true option.

    >>> round(baseline_options((0.1, 0.3, 0.25, 0.15, 0.2), 2), 12)
    13.864688385321
    """
    return _above_even(clip(probabilities[outcome]), len(probabilities))


def _above_even(p: float, options: int) -> float:
    return 100 * math.log(options * p) / math.log(options)

"""The spherical score: the outcome's probability on the unit sphere. Higher is better, 0..1."""

import math
from collections.abc import Sequence

from tracker.scoring.binary import mix, require_binary


def spherical(p: float, y: float) -> float:
    """p_outcome / sqrt(p^2 + (1 - p)^2), 0..1, higher is better. `p`: of yes. `y`: 1 yes, 0 no.

    A `y` in between weighs both. Source: Roby (1965), "Belief states and the uses of evidence"; Good (1971).
    Always saying .5 gives sqrt(1/2). Raises ValueError for a `p` or a `y` outside 0..1.

    >>> round(spherical(0.4, 0), 12), spherical(1, 0), spherical(1, 1)
    (0.832050294338, 0.0, 1.0)
    """
    require_binary(p, y)
    both = (p, 1 - p)
    return mix(spherical_options(both, 0), spherical_options(both, 1), y)


def spherical_options(probabilities: Sequence[float], outcome: int) -> float:
    """p_k / ||p||, 0..1, higher is better. `probabilities`: (K,).

    `outcome`: index of the true option.

    >>> round(spherical_options((0.1, 0.3, 0.25, 0.15, 0.2), 2), 12)
    0.527046276695
    """
    return probabilities[outcome] / math.sqrt(math.fsum(p * p for p in probabilities))

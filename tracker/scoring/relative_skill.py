"""Relative skill: pairwise comparison of forecasters of numbers on common forecasts.

Lower is better.
"""

import math
from collections.abc import Mapping, Sequence
from typing import TypeVar

from tracker.scoring.summary import exact_mean

K = TypeVar("K")


def relative_skill(
    losses: Mapping[str, Mapping[K, float]], *, baseline: str | None = None
) -> dict[str, float | None]:
    """theta_i = geometric mean over all j, including i, of mean_i / mean_j on common forecasts.

    losses: by forecaster, by what was forecast (prediction, or prediction and time), in the same unit.  With
    `baseline`, each theta is divided by the baseline's. 1 is average. Pairs without common forecasts are left out; None
    where a mean is 0 or no pair is left. Source: Cramer et al. (2022), "Evaluation of individual and ensemble
    probabilistic forecasts of COVID-19 mortality in the United States".

    >>> skill = relative_skill({"a": {"x": 1, "y": 3}, "b": {"x": 2, "y": 6}}, baseline="b")
    >>> {name: round(theta, 12) for name, theta in skill.items()}
    {'a': 0.5, 'b': 1.0}
    """
    thetas = {name: _theta(own, list(losses.values())) for name, own in losses.items()}
    if baseline is None:
        return thetas
    par = thetas[baseline]
    return {name: None if theta is None or par is None else theta / par for name, theta in thetas.items()}


def _theta(own: Mapping[K, float], everybody: Sequence[Mapping[K, float]]) -> float | None:
    ratios = []
    for other in everybody:
        common = own.keys() & other.keys()
        if not common:
            continue
        mine, theirs = exact_mean(own[key] for key in common), exact_mean(other[key] for key in common)
        if mine <= 0 or theirs <= 0:
            return None
        ratios.append(math.log(mine / theirs))
    return math.exp(exact_mean(ratios)) if ratios else None

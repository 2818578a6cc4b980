"""Cox's calibration regression: logit of what happened = intercept + slope * logit of p."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tracker.scoring.logarithmic import CLIP
from tracker.scoring.statistics.cells import Floats, Groups

STEPS = 50
PERFECT = np.array([0.0, 1.0])


@dataclass(frozen=True, kw_only=True)
class Cox:
    """A perfect forecaster has intercept 0 and slope 1; a slope below 1 means too far from the base rate.

    se: standard errors. ridge: (intercept, slope) drawn towards (0, 1), for few forecasts. Intercept, slope and se are
    None where the outcomes are separated by p without error, so that no finite fit is best.
    """

    intercept: float | None
    slope: float | None
    se: tuple[float, float] | None
    ridge: tuple[float, float]


def cox(groups: Groups) -> Cox:
    """The regression over at least one forecast, p clipped to [0.01, 0.99].

    ridge minimises -log likelihood + (a^2 + (b - 1)^2) / 2. Sources: Cox (1958), "Two further applications of a model
    for binary regression"; Hoerl and Kennard (1970).
    """
    clipped = np.clip(groups.p, CLIP, 1 - CLIP)
    design = np.column_stack([np.ones(len(clipped)), np.log(clipped / (1 - clipped))])
    ridge = _fit(design, groups, penalty=1.0)
    assert ridge is not None, "the penalty makes it convex"  # noqa: S101 - programmer error
    plain = _fit(design, groups, penalty=0.0)
    shrunk = (float(ridge[0][0]), float(ridge[0][1]))
    if plain is None:
        return Cox(intercept=None, slope=None, se=None, ridge=shrunk)
    found, information = plain
    variances = np.diag(np.linalg.inv(information))
    se = (float(np.sqrt(variances[0])), float(np.sqrt(variances[1])))
    return Cox(intercept=float(found[0]), slope=float(found[1]), se=se, ridge=shrunk)


def _fit(design: Floats, groups: Groups, *, penalty: float) -> tuple[Floats, Floats] | None:
    """The parameters and the information at them, by Newton's method with halved steps; None without a finite fit."""
    found = PERFECT.copy()
    loss = _loss(design, groups, found, penalty)
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-(design @ found)))
        slope = design.T @ (groups.n * chance - groups.y) + penalty * (found - PERFECT)
        information = (design * (groups.n * chance * (1 - chance))[:, None]).T @ design
        information += penalty * np.eye(2)
        if np.linalg.cond(information) > 1e12 or float(np.abs(found).max()) > 50:
            return None
        step = np.linalg.solve(information, slope)
        share = 1.0
        while (tried := _loss(design, groups, found - share * step, penalty)) > loss + 1e-12 and share > 1e-6:
            share /= 2
        found, loss = found - share * step, tried
        if float(np.abs(step).max()) < 1e-11:
            return found, information
    return None


def _loss(design: Floats, groups: Groups, at: Floats, penalty: float) -> float:
    logit = design @ at
    likelihood = np.dot(groups.y, logit) - np.dot(groups.n, np.logaddexp(0, logit))
    return float(-likelihood + penalty * np.sum((at - PERFECT) ** 2) / 2)

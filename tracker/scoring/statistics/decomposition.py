"""What a mean score is made of: miscalibration, discrimination and uncertainty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tracker.scoring.logarithmic import CLIP
from tracker.scoring.statistics.cells import Floats, Groups


@dataclass(frozen=True, kw_only=True)
class Corp:
    """Mean score = mcb - dsc + unc. All are at least 0; a calibrated forecaster has mcb 0, one who knows nothing dsc 0."""

    mcb: float
    dsc: float
    unc: float


@dataclass(frozen=True, kw_only=True)
class Murphy:
    """Mean Brier score = rel - res + unc, by distinct probability."""

    rel: float
    res: float
    unc: float


def recalibrated(groups: Groups) -> Floats:
    """The best non-decreasing function of p ((k,), aligned with `groups.p`), by pooling adjacent violators.

    Source: Ayer et al. (1955).
    """
    levels: list[float] = []
    weights: list[float] = []
    sizes: list[int] = []
    for n, y in zip(groups.n.tolist(), groups.y.tolist(), strict=True):
        levels.append(y / n)
        weights.append(n)
        sizes.append(1)
        while len(levels) > 1 and levels[-2] >= levels[-1]:
            weight = weights[-2] + weights[-1]
            levels[-2] = (levels[-2] * weights[-2] + levels[-1] * weights[-1]) / weight
            weights[-2], sizes[-2] = weight, sizes[-2] + sizes[-1]
            del levels[-1], weights[-1], sizes[-1]
    return np.repeat(np.array(levels), sizes)


def corp(groups: Groups) -> Corp:
    """The decomposition of the mean Brier score. Source: Dimitriadis, Gneiting and Jordan (2021)."""
    return _split(
        groups.squared_loss(groups.p),
        groups.squared_loss(recalibrated(groups)),
        groups.squared_loss(np.full(len(groups.p), groups.base_rate)),
    )


def log_corp(groups: Groups) -> Corp:
    """The same of the mean log score in nats; forecast, recalibrated forecast and base rate are clipped to [0.01, 0.99]."""
    return _split(
        _log_loss(groups, groups.p),
        _log_loss(groups, recalibrated(groups)),
        _log_loss(groups, np.full(len(groups.p), groups.base_rate)),
    )


def murphy(groups: Groups) -> Murphy:
    """The decomposition by distinct probability, exact. Source: Murphy (1973)."""
    observed, base_rate, total = groups.y / groups.n, groups.base_rate, groups.total
    return Murphy(
        rel=float(np.sum(groups.n * (groups.p - observed) ** 2) / total),
        res=float(np.sum(groups.n * (observed - base_rate) ** 2) / total),
        unc=groups.squared_loss(np.full(len(groups.p), base_rate)),
    )


def _split(score: float, recalibrated_score: float, reference: float) -> Corp:
    return Corp(mcb=score - recalibrated_score, dsc=reference - recalibrated_score, unc=reference)


def _log_loss(groups: Groups, said: Floats) -> float:
    clipped = np.clip(said, CLIP, 1 - CLIP)
    losses = groups.y * np.log(clipped) + (groups.n - groups.y) * np.log(1 - clipped)
    return float(-losses.sum() / groups.total)

"""The interval of a mean whose values come in clusters."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tracker.scoring.statistics.cells import Cells, Floats, sums_by
from tracker.scoring.statistics.student import t_quantile

LEVEL = 0.95


@dataclass(frozen=True, kw_only=True)
class Mean:
    """A mean over `n` values in `clusters` clusters; `low` and `high` are None with fewer than two clusters."""

    n: int
    mean: float
    low: float | None
    high: float | None
    clusters: int


def mean_of(cells: Cells, values: Floats) -> Mean:
    """The mean over forecasts of `values`, one for each cell, with its interval.

    Forecasts of one cluster depend on each other. The variance is cluster-robust (CR1: G / (G - 1) times the sum of
    squared cluster residuals over n squared), the quantile that of t with G - 1 degrees of freedom. Sources: Liang and
    Zeger (1986); Cameron and Miller (2015), "A practitioner's guide to cluster-robust inference".
    """
    _, place = np.unique(cells.cluster, return_inverse=True)
    return mean_of_sums(sums_by(place, values * cells.n), sums_by(place, cells.n))


def mean_of_sums(sums: Floats, counts: Floats) -> Mean:
    """The same from each cluster's sum of values and number of values ((G,), G >= 1).

    >>> found = mean_of_sums(np.array([1.0, 0.0]), np.array([2.0, 2.0]))
    >>> found.mean, round(found.high - found.mean, 6)
    (0.25, 3.176551)
    """
    n = float(counts.sum())
    mean = float(sums.sum() / n)
    clusters = len(sums)
    if clusters < 2:
        return Mean(n=int(n), mean=mean, low=None, high=None, clusters=clusters)
    residuals = sums - counts * mean
    variance = clusters / (clusters - 1) * float(np.dot(residuals, residuals)) / n**2
    half = t_quantile((1 + LEVEL) / 2, clusters - 1) * math.sqrt(variance)
    return Mean(n=int(n), mean=mean, low=mean - half, high=mean + half, clusters=clusters)

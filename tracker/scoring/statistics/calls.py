"""How often it happens to a forecaster who is always right about the chances: the sum of independent yes/no draws."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from tracker.scoring.statistics.cells import Floats

EXACT_UNTIL = 2_000
"""Draws; above it the distribution is taken as normal with the skewness of the sum, off by less than 0.0005 in a share."""


@dataclass(frozen=True, kw_only=True)
class PerfectCalls:
    """Of `n` draws: the counts of yes that 95 of 100 perfect forecasters lie between, and E|count - expected count|."""

    low: float
    high: float
    deviation: float


def perfect_calls(p: Floats, n: Floats, *, level: float = 0.95) -> PerfectCalls:
    """The distribution of the count of yes among draws of which `n[i]` have the chance `p[i]`.

    Exact (Poisson binomial, by the discrete Fourier transform of its characteristic function) up to `EXACT_UNTIL` draws.
    Source: Hong (2013), "On computing the distribution function for the Poisson binomial distribution".

    >>> found = perfect_calls(np.array([0.5]), np.array([10.0]))
    >>> found.low, found.high, round(found.deviation, 6)
    (2.0, 8.0, 1.230469)
    """
    total, expected = int(n.sum()), float(np.dot(p, n))
    tail = (1 - level) / 2
    if total > EXACT_UNTIL:
        return _approximate(p, n, expected, tail)
    shares = _distribution(p, n, total)
    below = np.cumsum(shares)
    low = int(np.searchsorted(below, tail - 1e-12))
    high = int(np.searchsorted(below, 1 - tail - 1e-12))
    deviation = float(np.dot(shares, np.abs(np.arange(total + 1) - expected)))
    return PerfectCalls(low=float(low), high=float(min(high, total)), deviation=deviation)


def _distribution(p: Floats, n: Floats, total: int) -> Floats:
    """The chance of each count from 0 to `total`."""
    turns = np.exp(2j * math.pi * np.arange((total + 1) // 2 + 1) / (total + 1))
    transform = np.ones(len(turns), dtype=np.complex128)
    for chance, draws in zip(p, n, strict=True):
        transform *= (1 - chance + chance * turns) ** int(draws)
    shares = np.fft.irfft(np.conj(transform), total + 1)
    return np.clip(shares, 0, 1)


def _approximate(p: Floats, n: Floats, expected: float, tail: float) -> PerfectCalls:
    variance = float(np.dot(n, p * (1 - p)))
    if variance == 0:
        return PerfectCalls(low=expected, high=expected, deviation=0.0)
    deviation = math.sqrt(variance)
    skew = float(np.dot(n, p * (1 - p) * (1 - 2 * p))) / variance**1.5
    z = NormalDist().inv_cdf(1 - tail)
    bend = skew * (z * z - 1) / 6
    return PerfectCalls(
        low=max(round(expected + deviation * (bend - z)), 0),
        high=min(round(expected + deviation * (bend + z)), float(n.sum())),
        deviation=deviation * math.sqrt(2 / math.pi),
    )

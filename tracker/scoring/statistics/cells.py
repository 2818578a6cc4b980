"""Scored yes/no forecasts as a histogram: how often each probability met each outcome in each cluster."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Cells:
    """Four arrays of one length, in any order: `n` forecasts gave `p` on questions of `cluster` that came to `y`.

    p: probability as stated, 0..1. y: 1 yes, 0 no, a share in between. cluster: what depends on each other has the same
    number: the forecasts on one essay's predictions, or on one prediction. n: at least 1. Equal cells may repeat.
    Raises ValueError for arrays of different lengths, values outside their range and n < 1.
    """

    p: Floats
    y: Floats
    cluster: Ints
    n: Ints

    def __post_init__(self) -> None:
        if len({len(self.p), len(self.y), len(self.cluster), len(self.n)}) != 1:
            raise ValueError("The arrays have different lengths.")
        for values in (self.p, self.y):
            if not bool(np.all((values >= 0) & (values <= 1))):
                raise ValueError("A probability or outcome lies outside 0..1.")
        if not bool(np.all(self.n >= 1)):
            raise ValueError("A cell holds less than one forecast.")

    @cached_property
    def total(self) -> int:
        """The number of forecasts."""
        return int(self.n.sum())

    @cached_property
    def clusters(self) -> int:
        """The number of clusters."""
        return len(np.unique(self.cluster))

    @cached_property
    def groups(self) -> Groups:
        """The same by distinct probability, in ascending order."""
        p, place = np.unique(self.p, return_inverse=True)
        return Groups(
            p=p,
            n=sums_by(place, self.n),
            y=sums_by(place, self.n * self.y),
            y2=sums_by(place, self.n * self.y**2),
        )

    def mean(self, values: Floats) -> float:
        """The mean over forecasts of `values`, one for each cell."""
        return float(np.dot(values, self.n) / self.total)


@dataclass(frozen=True, eq=False)
class Groups:
    """Forecasts by distinct probability `p`, ascending: their number, and the sums of y and of y squared."""

    p: Floats
    n: Floats
    y: Floats
    y2: Floats

    @property
    def total(self) -> float:
        return float(self.n.sum())

    @property
    def base_rate(self) -> float:
        """The mean outcome."""
        return float(self.y.sum() / self.n.sum())

    def squared_loss(self, said: Floats) -> float:
        """The mean of (said - y)^2, where `said` replaces `p`."""
        return float(np.sum(self.n * said**2 - 2 * said * self.y + self.y2) / self.total)

    def part(self, chosen: NDArray[np.bool_]) -> Groups:
        """The groups at the places where `chosen` is true."""
        return Groups(self.p[chosen], self.n[chosen], self.y[chosen], self.y2[chosen])


def sums_by(place: ArrayLike, values: ArrayLike) -> Floats:
    """The sum of `values` at each place 0, 1, ..., all of which occur in `place`."""
    return np.bincount(np.asarray(place), np.asarray(values)).astype(np.float64)


def cells_of(
    p: ArrayLike, y: ArrayLike, cluster: ArrayLike | None = None, n: ArrayLike | None = None
) -> Cells:
    """Cells from plain sequences; without `cluster` each forecast is one of its own, without `n` each counts once."""
    stated = np.asarray(p, dtype=np.float64)
    return Cells(
        stated,
        np.asarray(y, dtype=np.float64),
        np.arange(len(stated)) if cluster is None else np.asarray(cluster, dtype=np.int64),
        np.ones(len(stated), dtype=np.int64) if n is None else np.asarray(n, dtype=np.int64),
    )

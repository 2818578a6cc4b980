"""Means as reports print them."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from tracker.scoring.summary import exact_mean, published


def median_or_none(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return published(statistics.median(known)) if known else None


def mean_or_none(values: Sequence[float]) -> float | None:
    return published(exact_mean(values)) if values else None

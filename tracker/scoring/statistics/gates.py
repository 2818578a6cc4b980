"""How much may be said of how many forecasts."""

from __future__ import annotations

LIST_BELOW = 10
"""Fewer are listed one by one: their mean is mostly chance."""

JUDGED_FROM = 30
"""Fewer have a mean and an interval, and the words "too few to judge"."""

CALIBRATION_CLUSTERS = 5
REGRESSION_FROM = 100
"""From here on Cox's regression and subgroups."""


def may_average(n: int) -> bool:
    return n >= LIST_BELOW


def may_calibrate(n: int, clusters: int) -> bool:
    """Whether bins, decompositions and the band of a perfect forecaster are shown."""
    return n >= JUDGED_FROM and clusters >= CALIBRATION_CLUSTERS


def may_regress(n: int, clusters: int) -> bool:
    return n >= REGRESSION_FROM and clusters >= CALIBRATION_CLUSTERS

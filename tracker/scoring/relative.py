"""The relative Brier score: one forecaster against the median of all, by day."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import accumulate, pairwise
from statistics import median

from tracker.scoring.brier import brier
from tracker.scoring.counting import daily
from tracker.scoring.series import Holding


def relative_briers(
    numbers: Mapping[str, Sequence[float]], *, holdings: Mapping[str, Holding], y: float, days: int
) -> dict[str, float | None]:
    """The mean difference of one's Brier score and the median's, over the days with a forecast.

    numbers: by forecaster, the p of each forecast, (updates,).  holdings: by forecaster, on how many days each was in
    force.  days: the number of 24-hour blocks in the open time.  y: 1 yes, 0 no, or a share.
    In -1..1, lower is better, 0 for a single forecaster; None without a whole day. The median is of all forecasts
    in force as the day begins, including one's own. Source: the relative Brier score of Good Judgment Open (2015).

    >>> from datetime import UTC, datetime
    >>> opens, closes = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 11, tzinfo=UTC)
    >>> always = Holding((opens,), (closes,), (1.0,), (10,), 0.0, 1.0)
    >>> scores = relative_briers({"a": [0.9], "b": [0.7], "c": [0.4]},
    ...                          holdings={"a": always, "b": always, "c": always}, y=1, days=10)
    >>> [round(score, 12) for score in scores.values()]
    [-0.08, 0.0, 0.27]
    """
    crowd = _median_losses(numbers, holdings, y=y, days=days)
    relative: dict[str, float | None] = {}
    for name, held in holdings.items():
        own = daily([brier(p, y) for p in numbers[name]], holding=held)
        covered = sum(held.days)
        relative[name] = None if own is None else own - (crowd[days] - crowd[days - covered]) / covered
    return relative


def _median_losses(
    numbers: Mapping[str, Sequence[float]], holdings: Mapping[str, Holding], *, y: float, days: int
) -> dict[int, float]:
    """The summed Brier scores of the median before each day with a change and before `days`."""
    changes = _changes(numbers, holdings, days=days)
    in_force: dict[str, float] = {}
    steps: list[float] = []
    for day, until in pairwise([*sorted(changes), days]):
        in_force |= changes[day]
        steps.append(brier(median(in_force.values()), y) * (until - day))
    sums = accumulate(steps, lambda total, step: math.fsum((total, step)), initial=0.0)
    return dict(zip([*sorted(changes), days], sums, strict=True))


def _changes(
    numbers: Mapping[str, Sequence[float]], holdings: Mapping[str, Holding], *, days: int
) -> dict[int, dict[str, float]]:
    """By day, counted from 0: the forecasters whose p changes as it begins, with the new p."""
    changes: dict[int, dict[str, float]] = defaultdict(dict)
    for name, held in holdings.items():
        day = days - sum(held.days)
        for p, length in zip(numbers[name], held.days, strict=True):
            if length > 0:
                changes[day][name] = p
            day += length
    return changes

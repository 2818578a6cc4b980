"""The combined forecast of all forecasters of a yes-or-no prediction at an instant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from tracker.scoring.forecasts import Binary
from tracker.scoring.series import Stated, in_force
from tracker.scoring.summary import exact_mean


@dataclass(frozen=True)
class Crowd:
    """The median and the mean, each 0..1, of the `n` forecasts in force, one per forecaster."""

    n: int
    median: float
    mean: float


def crowd_at(series: Mapping[str, Sequence[Stated[Binary]]], *, before: datetime) -> Crowd | None:
    """The crowd just before `before` (UTC, exclusive); None without any forecast.

    >>> from datetime import UTC
    >>> first, second = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 2, tzinfo=UTC)
    >>> crowd_at({"a": [Stated(Binary(0.25), first, 1, "1")], "b": [Stated(Binary(0.75), first, 2, "2")]},
    ...          before=second)
    Crowd(n=2, median=0.5, mean=0.5)
    >>> crowd_at({}, before=second)
    """
    current = [
        counted[-1].forecast.p for stated in series.values() if (counted := in_force(stated, before=before))
    ]
    return Crowd(len(current), median(current), exact_mean(current)) if current else None

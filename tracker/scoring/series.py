"""One forecaster's updates on one yes-or-no prediction, turned into one value per way of counting updates.

Start at `score_series`. Time is arithmetic on the instants given, all of them UTC; nothing here reads a clock.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from tracker.scoring.brier import brier
from tracker.scoring.logarithmic import is_clipped, log_loss, log_loss_clipped
from tracker.scoring.summary import exact_mean


@dataclass(frozen=True)
class Stated:
    """A probability of yes, stated at an instant. Raises ValueError unless `at` is in UTC.

    p: 0..1, as stated.  at: UTC.  order: the tie-breaker; among equal `at` the higher is in force.
    id: names the source of the number, for the receipt.
    """

    p: float
    at: datetime
    order: int
    id: str

    def __post_init__(self) -> None:
        _require_utc(self.at)


@dataclass(frozen=True)
class Schedule:
    """When a prediction was open, and when its outcome became knowable. Raises ValueError unless all are UTC.

    opens, closes: the scheduled time, [opens, closes).  known_at: may lie before, in or after it; forecasts at
    or after it are late and count in no score.
    """

    opens: datetime
    closes: datetime
    known_at: datetime

    def __post_init__(self) -> None:
        for at in (self.opens, self.closes, self.known_at):
            _require_utc(at)


@dataclass(frozen=True, kw_only=True)
class SeriesScore:
    """The values of one series. Losses: lower is better. Brier 0..1, log in nats.

    *_first, *_last: of the first forecast, and of the one in force just before known_at.
    brier_time_weighted, coverage: see `score_series`; None, both, where there was no time to weight by.
    brier_mean_update: the mean loss over every forecast before known_at, for comparison only.
    log_*: with p clipped; log_*_unclipped: as stated, math.inf where what happened was given 0.
    n_updates: how many forecasts count, the first included.  inputs: their ids, in order of (at, order).
    """

    p_first: float
    p_last: float
    brier_first: float
    brier_last: float
    brier_time_weighted: float | None
    brier_mean_update: float
    log_first: float
    log_last: float
    log_first_unclipped: float
    log_last_unclipped: float
    log_first_is_clipped: bool
    log_last_is_clipped: bool
    coverage: float | None
    n_updates: int
    inputs: tuple[str, ...]


def score_series(
    stated: Sequence[Stated], *, schedule: Schedule, y: int, reference_loss: float = 0.25
) -> SeriesScore | None:
    """Scores of one forecaster's `stated` updates, given in any order; None when every one of them is late.

    `y` is 1 for yes, 0 for no. The time-weighted value is sum(loss_i * dt_i) / (closes - opens) over the open
    time [opens, min(known_at, closes)): each forecast counts from its instant, or from opens where it was
    stated before, until the next; the time before the first costs `reference_loss` (0..1, Brier: .25 is always
    saying .5); the time after known_at costs 0, and the scheduled denominator stays. Coverage (0..1) is the
    open time with a forecast in force / (closes - opens). Both are None when closes <= opens (no scheduled
    time) and when known_at <= opens: then no moment was open, and 0 would read as a perfect score.
    First, last and the mean over updates take every forecast before known_at, also one at or after closes.
    Raises ValueError for a `p` outside 0..1 or a `y` that is neither 0 nor 1.

    Source: Brier (1950) and Good (1952) for the losses; averaging over the days a forecast holds as in
    Mellers et al. (2014), "Psychological strategies for winning a geopolitical forecasting tournament", here
    in continuous time and over the scheduled time.

    >>> from datetime import UTC
    >>> schedule = Schedule(datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 11, tzinfo=UTC),
    ...                     datetime(2025, 1, 9, tzinfo=UTC))
    >>> stated = [Stated(0.5, datetime(2025, 1, 3, tzinfo=UTC), 1, "a"),
    ...           Stated(0, datetime(2025, 1, 7, tzinfo=UTC), 2, "b")]
    >>> score = score_series(stated, schedule=schedule, y=0)
    >>> score.brier_first, score.brier_last, score.brier_mean_update
    (0.25, 0.0, 0.125)
    >>> round(score.brier_time_weighted, 12), score.coverage  # (2 * .25 + 4 * .25 + 2 * 0) / 10, (4 + 2) / 10
    (0.15, 0.6)
    """
    counted = in_force(stated, before=schedule.known_at)
    if not counted:
        return None
    losses = [brier(forecast.p, y) for forecast in counted]
    time_weighted, coverage = _weigh_by_time(
        counted, losses, schedule=schedule, reference_loss=reference_loss
    )
    first, last = counted[0].p, counted[-1].p
    return SeriesScore(
        p_first=first,
        p_last=last,
        brier_first=losses[0],
        brier_last=losses[-1],
        brier_time_weighted=time_weighted,
        brier_mean_update=exact_mean(losses),
        log_first=log_loss_clipped(first, y),
        log_last=log_loss_clipped(last, y),
        log_first_unclipped=log_loss(first, y),
        log_last_unclipped=log_loss(last, y),
        log_first_is_clipped=is_clipped(first),
        log_last_is_clipped=is_clipped(last),
        coverage=coverage,
        n_updates=len(counted),
        inputs=tuple(forecast.id for forecast in counted),
    )


def in_force(stated: Sequence[Stated], *, before: datetime) -> list[Stated]:
    """Forecasts stated before `before` (UTC, exclusive), by (at, order): the last one is in force then.

    Of two at one instant both are kept, though the lower order never holds for any time.

    >>> from datetime import UTC
    >>> noon = datetime(2025, 1, 1, 12, tzinfo=UTC)
    >>> [forecast.id for forecast in in_force([Stated(0.2, noon, 2, "b"), Stated(0.1, noon, 1, "a")],
    ...                                       before=noon + timedelta(seconds=1))]
    ['a', 'b']
    >>> in_force([Stated(0.2, noon, 2, "b")], before=noon)
    []
    """
    # The id last: should two records ever share an order, the answer still does not depend on how they were read.
    return sorted(
        (forecast for forecast in stated if forecast.at < before),
        key=lambda forecast: (forecast.at, forecast.order, forecast.id),
    )


def _weigh_by_time(
    counted: Sequence[Stated], losses: Sequence[float], *, schedule: Schedule, reference_loss: float
) -> tuple[float | None, float | None]:
    """(n,), (n,) -> the time-weighted loss and the coverage, or two Nones without any open time."""
    open_until = min(schedule.known_at, schedule.closes)
    if open_until <= schedule.opens:
        return None, None
    scheduled = schedule.closes - schedule.opens
    starts = [min(max(forecast.at, schedule.opens), open_until) for forecast in counted]
    # A ratio of two whole numbers of microseconds, rounded once: no float of seconds in between.
    shares = [(until - start) / scheduled for start, until in pairwise([*starts, open_until])]
    uncovered = (starts[0] - schedule.opens) / scheduled
    weighted = [loss * share for loss, share in zip(losses, shares, strict=True)]
    return math.fsum([reference_loss * uncovered, *weighted]), (open_until - starts[0]) / scheduled


def _require_utc(at: datetime) -> None:
    # Python subtracts two local times of one zone as wall clocks: across a change to summer time an hour goes astray.
    if at.utcoffset() != timedelta(0):
        raise ValueError(f"{at!r} is not in UTC")

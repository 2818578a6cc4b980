"""The threshold-weighted CRPS of a forecast of a date, up to a horizon."""

import math
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from tracker.scoring.forecasts import DateCdf
from tracker.scoring.series import DAY


def twcrps_days(cdf: DateCdf, happened_at: datetime | None, *, opens: datetime, horizon: datetime) -> float:
    """The integral of (F(t) - 1{t >= happened_at})^2 from `opens` to `horizon`, a loss in days.

    It is in 0..horizon - opens.

    F is linear between the knots of `cdf`, 0 before the first, constant after the last. `happened_at` None, or at or
    after the horizon: not by the horizon. The weight is 1 up to the horizon and 0 after it, so later times are not
    scored. Source: Matheson and Winkler (1976), "Scoring rules for continuous probability
    distributions"; Gneiting and Ranjan (2011), "Comparing density forecasts using threshold- and quantile-weighted
    scoring rules". Each piece is the integral of a parabola, so the result is exact.

    >>> from datetime import UTC
    >>> first, eleventh = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 11, tzinfo=UTC)
    >>> evenly = DateCdf(((first, 0.0), (eleventh, 1.0)))
    >>> round(twcrps_days(evenly, None, opens=first, horizon=eleventh), 12)  # 10 / 3
    3.333333333333
    """
    return math.fsum(
        (until - start) / DAY * _mean_square(before, after)
        for start, until, before, after in _pieces(cdf, happened_at, opens=opens, horizon=horizon)
    )


def twcrps(cdf: DateCdf, happened_at: datetime | None, *, opens: datetime, horizon: datetime) -> float:
    """`twcrps_days` divided by the days from `opens` to `horizon`: a loss in 0..1.

    Needs opens < horizon.

    >>> from datetime import UTC
    >>> first, eleventh = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 11, tzinfo=UTC)
    >>> never = DateCdf(((first, 0.0), (eleventh, 0.0)))
    >>> twcrps(never, datetime(2025, 1, 6, tzinfo=UTC), opens=first, horizon=eleventh)
    0.5
    """
    return twcrps_days(cdf, happened_at, opens=opens, horizon=horizon) / ((horizon - opens) / DAY)


def cdf_at(cdf: DateCdf, at: datetime) -> float:
    """F(`at`), 0..1.

    >>> from datetime import UTC
    >>> first, fifth = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 5, tzinfo=UTC)
    >>> cdf_at(DateCdf(((first, 0.0), (fifth, 0.8))), datetime(2025, 1, 3, tzinfo=UTC))
    0.4
    """
    if at < cdf.knots[0][0]:
        return 0.0
    for (start, before), (until, after) in pairwise(cdf.knots):
        if at < until:
            return before + (after - before) * ((at - start) / (until - start))
    return cdf.knots[-1][1]


def _pieces(
    cdf: DateCdf, happened_at: datetime | None, *, opens: datetime, horizon: datetime
) -> Iterator[tuple[datetime, datetime, float, float]]:
    """(start, until, difference at start, difference just before until), between the breaks."""
    breaks = _breaks(cdf, happened_at, opens=opens, horizon=horizon)
    for start, until in pairwise(breaks):
        happened = float(happened_at is not None and happened_at <= start)
        # Before the first knot F is 0 and jumps at the knot, so the value at the end is the limit from the left.
        after = 0.0 if until <= cdf.knots[0][0] else cdf_at(cdf, until)
        yield start, until, cdf_at(cdf, start) - happened, after - happened


def _breaks(
    cdf: DateCdf, happened_at: datetime | None, *, opens: datetime, horizon: datetime
) -> Sequence[datetime]:
    within = [at for at, _ in cdf.knots if opens < at < horizon]
    if happened_at is not None and opens < happened_at < horizon:
        within.append(happened_at)
    return sorted({opens, *within, horizon})


def _mean_square(before: float, after: float) -> float:
    """The mean of the square of a straight line from `before` to `after`."""
    return (before * before + before * after + after * after) / 3

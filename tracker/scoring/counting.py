"""Ways of counting one forecaster's updates: n losses become one value.

`losses` are (n,), n >= 1, in order of time, of any rule and in its unit. Scores where higher is better are counted in
the same way. The main figure is the last.
"""

import math
from collections.abc import Sequence
from typing import Literal, assert_never

from tracker.scoring.series import Holding
from tracker.scoring.summary import exact_mean

Way = Literal["first", "last", "time_weighted", "daily", "mean_update"]


def count(
    losses: Sequence[float], way: Way, *, holding: Holding | None, reference_loss: float | None = None
) -> float | None:
    """The value of `losses` counted `way`.

    None without open time or without a needed reference loss. first, last: of the first forecast, and of the one
    in force just before the outcome was known. mean_update: the mean over every forecast, for comparison only.

    >>> count([0.25, 0.0625], "last", holding=None), count([0.25, 0.0625], "mean_update", holding=None)
    (0.0625, 0.15625)
    >>> count([0.25, 0.0625], "daily", holding=None)
    """
    match way:
        case "first":
            return losses[0]
        case "last":
            return losses[-1]
        case "mean_update":
            return exact_mean(losses)
        case "daily":
            return None if holding is None else daily(losses, holding=holding)
        case "time_weighted":
            if holding is None or reference_loss is None:
                return None
            return time_weighted(losses, holding=holding, reference_loss=reference_loss)
        case _:
            assert_never(way)


def time_weighted(losses: Sequence[float], *, holding: Holding, reference_loss: float) -> float:
    """sum(loss_i * dt_i) / (closes - opens) over the open time: (n,) -> a value in their unit.

    The time before the first forecast costs `reference_loss`; the time after the outcome was known costs 0, and the
    scheduled denominator stays. Source: averaging over the days a forecast holds as in Mellers et al. (2014),
    "Psychological strategies for winning a geopolitical forecasting tournament", here in continuous time and over
    the scheduled time.

    >>> from datetime import UTC, datetime
    >>> day = [datetime(2025, 1, n, tzinfo=UTC) for n in range(1, 12)]
    >>> holding = Holding(starts=(day[2], day[6]), until=(day[6], day[8]), shares=(0.4, 0.2), days=(4, 2),
    ...                   uncovered=0.2, coverage=0.6)
    >>> round(time_weighted([0.25, 0.0], holding=holding, reference_loss=0.25), 12)  # .2 * .25 + .4 * .25 + .2 * 0
    0.15
    """
    weighted = [loss * share for loss, share in zip(losses, holding.shares, strict=True)]
    return math.fsum([reference_loss * holding.uncovered, *weighted])


def daily(losses: Sequence[float], *, holding: Holding) -> float | None:
    """The mean over the days in the open time, of the forecast in force as each begins.

    (n,) -> one value. Days before the first forecast are left out; None without a whole day. It is the convention
    of forecasting tournaments, given for comparison. It is improper, since an early "yes" ends the counting: with
    a true p of .30, spread evenly over 100 days, the best report on day 1 is .690. Source: Mellers et al. (2014).

    >>> from datetime import UTC, datetime
    >>> day = [datetime(2025, 1, n, tzinfo=UTC) for n in range(1, 9)]
    >>> week = Holding(starts=(day[0], day[3]), until=(day[3], day[7]), shares=(3 / 7, 4 / 7), days=(3, 4),
    ...                uncovered=0.0, coverage=1.0)
    >>> round(daily([0.02, 0.005], holding=week), 4)  # .9 for three days, .95 for four, and yes, in the 0..2 form
    0.0114
    """
    days = sum(holding.days)
    if days == 0:
        return None
    return math.fsum(loss * held for loss, held in zip(losses, holding.days, strict=True)) / days

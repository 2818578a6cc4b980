"""One forecaster's updates on one prediction, and how long each of them was in force.

All instants are given and in UTC; nothing here reads a clock. The values are in counting.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Generic, TypeVar

from tracker.scoring.instants import require_utc

DAY = timedelta(days=1)

F_co = TypeVar("F_co", covariant=True)
F = TypeVar("F")


@dataclass(frozen=True)
class Stated(Generic[F_co]):
    """A forecast, stated at an instant. Raises ValueError unless `at` is in UTC.

    forecast: a form of forecasts.py.  at: UTC.  order: breaks ties; among equal `at` the highest is in force.  id:
    identifies the forecast in the receipt.
    """

    forecast: F_co
    at: datetime
    order: int
    id: str

    def __post_init__(self) -> None:
        require_utc(self.at)


@dataclass(frozen=True)
class Schedule:
    """When a prediction was open, and when its outcome became knowable.

    Raises ValueError unless all are UTC.

    opens, closes: the scheduled time, [opens, closes).  known_at: before, in or after it; forecasts at or after it
    are late and count in no score.
    """

    opens: datetime
    closes: datetime
    known_at: datetime

    def __post_init__(self) -> None:
        for at in (self.opens, self.closes, self.known_at):
            require_utc(at)

    @property
    def open_until(self) -> datetime:
        """The end of the open time, exclusive: a known outcome closes the prediction."""
        return min(self.known_at, self.closes)

    @property
    def is_ever_open(self) -> bool:
        """Whether there is open time; without it no value can be weighted by time."""
        return self.opens < self.open_until

    @property
    def days(self) -> int:
        """The number of whole 24-hour blocks, counted from opens, in the open time."""
        return max(0, (self.open_until - self.opens) // DAY)

    def share(self, start: datetime, until: datetime) -> float:
        """The share of the scheduled time between two instants; needs `is_ever_open`."""
        # A ratio of whole microseconds is rounded only once; floats of seconds would be rounded before.
        return (until - start) / (self.closes - self.opens)


@dataclass(frozen=True)
class Holding:
    """How long each of the (n,) forecasts that count was in force.

    Needs a schedule with open time.

    starts, until: [start, until) in the open time, (n,) each; none starts before opens, and both are equal for a
    forecast that never held.  shares: of the scheduled time, (n,).  days: block starts at which each was in force,
    (n,).  uncovered: the open share of the scheduled time before the first.  coverage: open time with a forecast in
    force, as a share of the scheduled time.
    """

    starts: tuple[datetime, ...]
    until: tuple[datetime, ...]
    shares: tuple[float, ...]
    days: tuple[int, ...]
    uncovered: float
    coverage: float


def in_force(stated: Sequence[Stated[F]], *, before: datetime) -> list[Stated[F]]:
    """The forecasts stated before `before` (UTC, exclusive), sorted by (at, order).

    The last is in force. Both forecasts of one instant are kept, although the lower order never holds.

    >>> from datetime import UTC
    >>> noon = datetime(2025, 1, 1, 12, tzinfo=UTC)
    >>> [one.id for one in in_force([Stated(0.2, noon, 2, "b"), Stated(0.1, noon, 1, "a")],
    ...                             before=noon + timedelta(seconds=1))]
    ['a', 'b']
    >>> in_force([Stated(0.2, noon, 2, "b")], before=noon)
    []
    """
    # The id comes last: if two records share an order, the result still does not depend on how they were read.
    return sorted((one for one in stated if one.at < before), key=lambda one: (one.at, one.order, one.id))


def hold(counted: Sequence[Stated[F]], *, schedule: Schedule) -> Holding | None:
    """How long each of `counted` ((n,), n >= 1, sorted by `in_force`) held.

    None without open time. Each holds from its instant, at the earliest from opens, until the next one or the end
    of the open time.

    >>> from datetime import UTC
    >>> schedule = Schedule(datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 1, 11, tzinfo=UTC),
    ...                     datetime(2025, 1, 9, tzinfo=UTC))
    >>> held = hold([Stated(0.5, datetime(2025, 1, 3, tzinfo=UTC), 1, "a"),
    ...              Stated(0.1, datetime(2025, 1, 7, tzinfo=UTC), 2, "b")], schedule=schedule)
    >>> held.shares, held.days, held.uncovered, held.coverage
    ((0.4, 0.2), (4, 2), 0.2, 0.6)
    """
    if not schedule.is_ever_open:
        return None
    starts = [min(max(one.at, schedule.opens), schedule.open_until) for one in counted]
    ends = [*starts[1:], schedule.open_until]
    blocks = [_blocks_before(at, schedule) for at in [*starts, schedule.open_until]]
    return Holding(
        starts=tuple(starts),
        until=tuple(ends),
        shares=tuple(schedule.share(start, end) for start, end in zip(starts, ends, strict=True)),
        days=tuple(after - before for before, after in pairwise(blocks)),
        uncovered=schedule.share(schedule.opens, starts[0]),
        coverage=schedule.share(starts[0], schedule.open_until),
    )


def _blocks_before(at: datetime, schedule: Schedule) -> int:
    """The number of the schedule's days that begin before `at`.

    A forecast at a day's begin is in force in it.
    """
    return min(-((schedule.opens - at) // DAY), schedule.days)

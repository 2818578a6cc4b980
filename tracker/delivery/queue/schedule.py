"""When a message is tried again, when it is given up, and when a subscriber is warned and stopped. Pure."""

from __future__ import annotations

from datetime import timedelta

WAITS = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""The wait before each attempt: eleven in about 75 hours."""

JITTER = 0.2
WAIT_MAX = timedelta(hours=24)
CONGESTED_WAIT_MIN = timedelta(seconds=60)
CONGESTED = frozenset({429, 502, 504})

BREAKER_FAILURES = 5
"""So many failures in a row, and only the oldest message is tried, until one gets through."""

WARNED_AT_FAILURE = 4
WARNED_AFTER = (timedelta(0), timedelta(hours=6), timedelta(days=3))
DISABLED_AFTER = timedelta(days=5)


def wait_after(
    attempt: int, *, is_congested: bool, retry_after: timedelta | None, jitter: float
) -> timedelta | None:
    """How long to wait after the failure of the `attempt`-th try (from 1); None: that was the last one.

    `jitter`, from 0 to 1, only ever adds: up to a fifth of the schedule's wait.
    """
    if attempt >= len(WAITS):
        return None
    wait = WAITS[attempt] * (1 + JITTER * jitter)
    if is_congested:
        wait = max(wait, CONGESTED_WAIT_MIN)
    return min(max(wait, retry_after or timedelta(0)), WAIT_MAX)


def warnings_due(*, failures: int, failing_for: timedelta) -> int:
    """How many warnings a subscriber that fails must have had by now: at the fourth failure, after 6 hours, 3 days."""
    if failures < WARNED_AT_FAILURE:
        return 0
    return sum(failing_for >= after for after in WARNED_AFTER)

"""When a message is retried or given up, and when a subscriber is warned or disabled. Pure."""

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
"""The wait before each attempt: eleven attempts in about 75 hours."""

JITTER = 0.2
WAIT_MAX = timedelta(hours=24)
CONGESTED_WAIT_MIN = timedelta(seconds=60)
CONGESTED = frozenset({429, 502, 504})

BREAKER_FAILURES = 5
"""After this many failures in a row, only the oldest message is tried, until one succeeds."""

WARNED_AT_FAILURE = 4
WARNED_AFTER = (timedelta(0), timedelta(hours=6), timedelta(days=3))
DISABLED_AFTER = timedelta(days=5)


def wait_after(
    attempt: int, *, is_congested: bool, retry_after: timedelta | None, jitter: float
) -> timedelta | None:
    """The wait after the failure of attempt number `attempt` (from 1); None after the last one.

    `jitter`, from 0 to 1, adds up to a fifth of the schedule's wait.
    """
    if attempt >= len(WAITS):
        return None
    wait = WAITS[attempt] * (1 + JITTER * jitter)
    if is_congested:
        wait = max(wait, CONGESTED_WAIT_MIN)
    return min(max(wait, retry_after or timedelta(0)), WAIT_MAX)


def warnings_due(*, failures: int, failing_for: timedelta) -> int:
    """How many warnings are due by now: at the fourth failure, after 6 hours, and after 3 days."""
    if failures < WARNED_AT_FAILURE:
        return 0
    return sum(failing_for >= after for after in WARNED_AFTER)

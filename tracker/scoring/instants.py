"""What the numbers accept as an instant: an aware time in UTC, and no other."""

from datetime import datetime, timedelta


def require_utc(at: datetime) -> None:
    """Refuse, by a ValueError, an instant without a zone or with another offset than zero.

    Python subtracts two local times of one zone as wall clocks: across a change to summer time an hour goes astray.

    >>> from datetime import UTC
    >>> require_utc(datetime(2025, 1, 1, tzinfo=UTC))
    >>> require_utc(datetime(2025, 1, 1))
    Traceback (most recent call last):
    ValueError: datetime.datetime(2025, 1, 1, 0, 0) is not in UTC
    """
    if at.utcoffset() != timedelta(0):
        raise ValueError(f"{at!r} is not in UTC")

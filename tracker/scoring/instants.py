"""The check that an instant is an aware time in UTC."""

from datetime import datetime, timedelta


def require_utc(at: datetime) -> None:
    """Raise ValueError for an instant without a zone or with an offset other than zero.

    Python subtracts two local times of one zone as wall clocks, which is an hour off across a change to summer time.

    >>> from datetime import UTC
    >>> require_utc(datetime(2025, 1, 1, tzinfo=UTC))
    >>> require_utc(datetime(2025, 1, 1))
    Traceback (most recent call last):
    ValueError: datetime.datetime(2025, 1, 1, 0, 0) is not in UTC
    """
    if at.utcoffset() != timedelta(0):
        raise ValueError(f"{at!r} is not in UTC")

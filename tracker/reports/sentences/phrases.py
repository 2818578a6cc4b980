"""The phrases that sentences are built from: counts, days, periods and percentages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from tracker.domain.instants import instant_from_text, last_day, local
from tracker.domain.probability import percent

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Not from strftime, whose month names follow the machine's locale."""


def about(p: float) -> str:
    """A probability to the nearest percent.

    >>> about(0.7549)
    '75%'
    """
    return percent(round(p, 2))


def times(n: int) -> str:
    """How often something happened, for `n` >= 1.

    >>> times(1), times(1200)
    ('once', '1,200 times')
    """
    return "once" if n == 1 else f"{n:,} times"


def happened(n: int) -> str:
    """How often it happened, as a clause.

    >>> happened(0), happened(1), happened(4)
    ('it never happened', 'it happened once', 'it happened 4 times')
    """
    return f"it happened {times(n)}" if n else "it never happened"


def counted(n: int, one: str, many: str | None = None) -> str:
    """A number with its noun or verb, singular or plural.

    >>> counted(1, "prediction"), counted(1200, "prediction"), counted(2, "has", "have")
    ('1 prediction', '1,200 predictions', '2 have')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def listing(parts: Sequence[str]) -> str:
    """The parts joined by commas and "and".

    >>> listing(["a"]), listing(["a", "b"]), listing(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    return " and ".join([part for part in (", ".join(parts[:-1]), *parts[-1:]) if part])


def day(at: date) -> str:
    """The calendar day of `at`, as people write it.

    >>> day(datetime(2025, 12, 31))
    '31 Dec 2025'
    """
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"


def instant_in_words(instant: str, timezone: str) -> str:
    """A stored instant as day and time in `timezone`.

    >>> instant_in_words("2025-12-31T14:59:59.999999Z", "Asia/Tokyo")
    '31 Dec 2025, 23:59 (Asia/Tokyo)'
    """
    at = local(instant_from_text(instant), timezone)
    return f"{day(at)}, {at:%H:%M} ({timezone})"


def period(begins: str | None, ends: str | None, timezone: str) -> str:
    """The period between two stored instants, `ends` exclusive; empty where neither is given.

    >>> period("2025-01-01T00:00:00.000000Z", "2026-01-01T00:00:00.000000Z", "UTC")
    'in 2025'
    >>> period("2025-01-01T00:00:00.000000Z", "2025-04-01T00:00:00.000000Z", "UTC")
    'from 1 Jan 2025 to 31 Mar 2025'
    >>> period(None, "2026-01-01T00:00:00.000000Z", "UTC"), period("2025-01-01T00:00:00.000000Z", None, "UTC")
    ('until 31 Dec 2025', 'since 1 Jan 2025')
    """
    first = local(instant_from_text(begins), timezone) if begins else None
    over = local(instant_from_text(ends), timezone) if ends else None
    last = last_day(instant_from_text(ends), timezone) if ends else None
    if first and last and over:
        if _begins_year(first) and _begins_year(over) and first.year == last.year:
            return f"in {first.year}"
        return f"from {day(first)} to {day(last)}"
    if first:
        return f"since {day(first)}"
    return f"until {day(last)}" if last else ""


def _begins_year(at: datetime) -> bool:
    return (at.month, at.day, at.hour, at.minute, at.second, at.microsecond) == (1, 1, 0, 0, 0, 0)

"""Instants and days: one text form for instants, and where a calendar day begins and ends in a zone.

`parse_...` is the door: it refuses years outside `limits.YEAR_MIN` to `limits.YEAR_MAX`. Everything else reads what is
recorded already, of whatever year, and stops at the ends of the calendar instead of failing there.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.domain import limits
from tracker.domain.errors import Invalid
from tracker.zones import any_zone, zone_of_place

FIRST_INSTANT = datetime.min.replace(tzinfo=UTC)
LAST_INSTANT = datetime.max.replace(tzinfo=UTC)

DAY = timedelta(days=1)
MOMENT = timedelta(microseconds=1)


def instant_text(at: datetime) -> str:
    """The one stored form, `YYYY-MM-DDTHH:MM:SS.ffffffZ`: 27 characters, so that text order is time order."""
    if at.tzinfo is None:
        msg = f"{at!r} has no time zone"
        raise ValueError(msg)
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def instant_from_text(text: str) -> datetime:
    """The instant that `instant_text` wrote."""
    return datetime.fromisoformat(text)


def microseconds_of(at: datetime) -> int:
    """The instant as a number, for rows that are many: microseconds since 1970 began.

    >>> microseconds_of(datetime(1970, 1, 2, tzinfo=UTC))
    86400000000
    """
    return (at - _EPOCH) // timedelta(microseconds=1)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def parse_instant(text: str, *, pointer: str) -> datetime:
    """An aware UTC instant from RFC 3339 text; an offset is required. Raises `Invalid` naming `pointer`."""
    at = read_instant(text, pointer=pointer)
    if not _is_taken(at):
        raise Invalid.at(pointer, _beyond(text, "2030-12-31T15:00:00Z"), "not_an_instant")
    return at


def read_instant(text: str, *, pointer: str) -> datetime:
    """An instant that is recorded already, of whatever year. Raises `Invalid` naming `pointer` for what is none."""
    try:
        at = datetime.fromisoformat(text.upper())  # RFC 3339 allows t and z
    except ValueError:
        detail = f"{text!r} is not an RFC 3339 instant such as 2025-12-31T15:00:00Z"
        raise Invalid.at(pointer, detail, "not_an_instant") from None
    if at.tzinfo is None or "T" not in text.upper():
        raise Invalid.at(
            pointer, f"{text!r} needs a time and an offset, such as 2025-12-31T15:00:00Z", "not_an_instant"
        )
    return _in_utc(at)


def is_year_taken(year: int) -> bool:
    """Whether the tracker records anything of that year."""
    return limits.YEAR_MIN <= year <= limits.YEAR_MAX


def _is_taken(at: datetime) -> bool:
    """A day of the first or last year lies, in some zone, in the year beside it."""
    first, last = datetime(limits.YEAR_MIN, 1, 1, tzinfo=UTC), datetime(limits.YEAR_MAX, 12, 31, tzinfo=UTC)
    return first - DAY <= at <= last + 2 * DAY


def _beyond(text: str, instead: str) -> str:
    years = f"{limits.YEAR_MIN} to {limits.YEAR_MAX}"
    return f"{text!r} lies outside the years {years}: write a year between them, such as {instead}"


def is_bare_date(text: str) -> bool:
    """Whether `text` is a day (`2025-12-31`) and not an instant."""
    return len(text) == 10 and text[4] == text[7] == "-"


def bare_date(text: str, *, pointer: str) -> date | None:
    """The day that `text` is, or None for an instant. Raises `Invalid` naming `pointer`."""
    return parse_date(text, pointer=pointer) if is_bare_date(text) else None


def parse_date(text: str, *, pointer: str) -> date:
    """A calendar day from `YYYY-MM-DD`. Raises `Invalid` naming `pointer`."""
    day = read_date(text, pointer=pointer)
    if not is_year_taken(day.year):
        raise Invalid.at(pointer, _beyond(text, "2030-12-31"), "not_a_date")
    return day


def read_date(text: str, *, pointer: str) -> date:
    """A day that is recorded already, of whatever year. Raises `Invalid` naming `pointer` for what is none."""
    try:
        if is_bare_date(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Invalid.at(pointer, f"{text!r} is not a date such as 2025-12-31", "not_a_date")


def zone(name: str, *, pointer: str = "/timezone") -> ZoneInfo:
    """The zone that a request names: a place, or UTC. Raises `Invalid` naming `pointer` for any other name."""
    try:
        return zone_of_place(name)
    except ValueError as wrong:
        raise Invalid.at(pointer, str(wrong), "unknown_timezone") from None


def zone_named(name: str | None, *, pointer: str = "/timezone") -> str | None:
    """`name` where it is the name of a zone, or None where it is None. Raises `Invalid` naming `pointer`."""
    return None if name is None else zone(name, pointer=pointer).key


def recorded_zone(name: str) -> ZoneInfo:
    """The zone that an event names, also one that `zone` has refused since. Raises `Invalid` for an unknown name."""
    try:
        return any_zone(name)
    except ValueError as wrong:
        raise Invalid.at("/timezone", str(wrong), "unknown_timezone") from None


def day_begins(day: date, timezone: str) -> datetime:
    """The UTC instant at which `day` begins in `timezone`, or the calendar's end nearest to it."""
    return _in_utc(datetime(day.year, day.month, day.day, tzinfo=recorded_zone(timezone)))


def day_ends(day: date, timezone: str) -> datetime:
    """The UTC instant at which `day` is over in `timezone` (the next midnight, exclusive)."""
    return LAST_INSTANT if day == date.max else day_begins(day + DAY, timezone)


def local(at: datetime, timezone: str) -> datetime:
    """`at` as a clock in `timezone` shows it; in UTC where that clock would leave the calendar.

    >>> local(LAST_INSTANT, "Asia/Tokyo").isoformat()
    '9999-12-31T23:59:59.999999+00:00'
    """
    try:
        return at.astimezone(recorded_zone(timezone))
    except OverflowError:
        return at


def last_day(ends: datetime, timezone: str) -> date:
    """The last day that a time which ends at `ends` (exclusive) touches in `timezone`."""
    return local(max(ends, FIRST_INSTANT + MOMENT) - MOMENT, timezone).date()


def day_after(day: date) -> date:
    """The next day; the calendar's last has none and is its own."""
    return day if day == date.max else day + DAY


def _in_utc(at: datetime) -> datetime:
    try:
        return at.astimezone(UTC)
    except OverflowError:
        return FIRST_INSTANT if at.year == 1 else LAST_INSTANT


def parse_begin(text: str, timezone: str, *, pointer: str) -> datetime:
    """An instant as given, or the beginning of a bare date in `timezone`."""
    if is_bare_date(text):
        return day_begins(parse_date(text, pointer=pointer), timezone)
    return parse_instant(text, pointer=pointer)


def parse_end(text: str, timezone: str, *, pointer: str) -> datetime:
    """An instant as given, or the end of a bare date in `timezone`."""
    if is_bare_date(text):
        return day_ends(parse_date(text, pointer=pointer), timezone)
    return parse_instant(text, pointer=pointer)


def read_begin(text: str, timezone: str, *, pointer: str) -> datetime:
    """The same of what is recorded already, of whatever year."""
    return (
        day_begins(read_date(text, pointer=pointer), timezone)
        if is_bare_date(text)
        else read_instant(text, pointer=pointer)
    )


def read_end(text: str, timezone: str, *, pointer: str) -> datetime:
    """The same of what is recorded already, of whatever year."""
    return (
        day_ends(read_date(text, pointer=pointer), timezone)
        if is_bare_date(text)
        else read_instant(text, pointer=pointer)
    )

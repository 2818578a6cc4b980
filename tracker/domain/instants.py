"""Instants and days: one text form for instants, and where a calendar day begins and ends in a zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tracker.domain.errors import Invalid


def instant_text(at: datetime) -> str:
    """The one stored form, `YYYY-MM-DDTHH:MM:SS.ffffffZ`: 27 characters, so that text order is time order."""
    if at.tzinfo is None:
        msg = f"{at!r} has no time zone"
        raise ValueError(msg)
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def instant_from_text(text: str) -> datetime:
    """The instant that `instant_text` wrote."""
    return datetime.fromisoformat(text)


def parse_instant(text: str, *, pointer: str) -> datetime:
    """An aware UTC instant from RFC 3339 text; an offset is required. Raises `Invalid` naming `pointer`."""
    try:
        at = datetime.fromisoformat(text.upper())  # RFC 3339 allows t and z
    except ValueError:
        detail = f"{text!r} is not an RFC 3339 instant such as 2025-12-31T15:00:00Z"
        raise Invalid.at(pointer, detail, "not_an_instant") from None
    if at.tzinfo is None or "T" not in text.upper():
        raise Invalid.at(
            pointer, f"{text!r} needs a time and an offset, such as 2025-12-31T15:00:00Z", "not_an_instant"
        )
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise Invalid.at(pointer, f"{text!r} lies outside the years 1 to 9999", "not_an_instant") from None


def is_bare_date(text: str) -> bool:
    """Whether `text` is a day (`2025-12-31`) and not an instant."""
    return len(text) == 10 and text[4] == text[7] == "-"


def parse_date(text: str, *, pointer: str) -> date:
    """A calendar day from `YYYY-MM-DD`. Raises `Invalid` naming `pointer`."""
    try:
        if is_bare_date(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Invalid.at(pointer, f"{text!r} is not a date such as 2025-12-31", "not_a_date")


def zone(name: str, *, pointer: str = "/timezone") -> ZoneInfo:
    """The IANA zone of that name. Raises `Invalid` naming `pointer` for a name nobody knows."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid.at(
            pointer, f"{name!r} is not an IANA time zone such as Asia/Tokyo", "unknown_timezone"
        ) from None


def day_begins(day: date, timezone: str, *, pointer: str = "") -> datetime:
    """The UTC instant at which `day` begins in `timezone`. Raises `Invalid` naming `pointer` beyond the calendar."""
    try:
        return datetime(day.year, day.month, day.day, tzinfo=zone(timezone)).astimezone(UTC)
    except OverflowError:
        raise Invalid.at(pointer, f"{day} lies outside the years 1 to 9999", "not_a_date") from None


def day_ends(day: date, timezone: str, *, pointer: str = "") -> datetime:
    """The UTC instant at which `day` is over in `timezone` (the next midnight, exclusive)."""
    if day == date.max:
        raise Invalid.at(pointer, f"{day} lies outside the years 1 to 9999", "not_a_date")
    return day_begins(day + timedelta(days=1), timezone, pointer=pointer)


def parse_begin(text: str, timezone: str, *, pointer: str) -> datetime:
    """An instant as given, or the beginning of a bare date in `timezone`."""
    if is_bare_date(text):
        return day_begins(parse_date(text, pointer=pointer), timezone, pointer=pointer)
    return parse_instant(text, pointer=pointer)


def parse_end(text: str, timezone: str, *, pointer: str) -> datetime:
    """An instant as given, or the end of a bare date in `timezone`."""
    if is_bare_date(text):
        return day_ends(parse_date(text, pointer=pointer), timezone, pointer=pointer)
    return parse_instant(text, pointer=pointer)

"""Days and named periods: months, quarters, halves, seasons, years and fiscal years."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"), 1)
    for name in names.split()
}  # fmt: skip
WEEKDAYS = {
    name: number
    for number, name in enumerate(
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
}
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The month in which each season begins, by the meteorological definition for the northern hemisphere."""

Unit = Literal["day", "week", "month", "quarter", "year", "decade", "fiscal year"]
Part = Literal["early", "middle", "late"]


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class FiscalYears:
    """Years that begin with `month`, named after the calendar year in which they begin or end."""

    month: int
    is_called_by_its_end: bool

    def called(self, year: int) -> Period:
        """The fiscal year with that name."""
        return months(year - self.is_called_by_its_end, self.month, count=12)

    def holding(self, day: date) -> Period:
        """The fiscal year that contains `day`."""
        year = day.year if day.month >= self.month else day.year - 1
        return months(year, self.month, count=12)


_BY_ZONE = {
    "Asia/Tokyo": FiscalYears(4, is_called_by_its_end=False),
    "Asia/Kolkata": FiscalYears(4, is_called_by_its_end=False),
    "Europe/London": FiscalYears(4, is_called_by_its_end=False),
    **dict.fromkeys(
        ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
        FiscalYears(10, is_called_by_its_end=True),
    ),
}


def fiscal_years_of(timezone: str) -> FiscalYears | None:
    """The fiscal years of the government in that time zone; None where that would be a guess."""
    return _BY_ZONE.get(timezone)


def months(year: int, month: int, *, count: int = 1) -> Period:
    """`count` whole months, beginning with that month."""
    first = date(year, month, 1)
    return Period(first, months_later(first, count) - timedelta(days=1))


def year_of(year: int) -> Period:
    """A calendar year."""
    return months(year, 1, count=12)


def quarter(year: int, number: int) -> Period:
    """The first to fourth quarter of a calendar year."""
    return months(year, 3 * number - 2, count=3)


def season(year: int, name: str) -> Period:
    """The season that begins in that year."""
    return months(year, SEASONS[name], count=3)


def months_later(day: date, count: int) -> date:
    """The same day `count` months later, or that month's last day.

    Raises `ValueError` beyond the calendar.
    """
    total = day.year * 12 + day.month - 1 + count
    year, month = divmod(total, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def later(day: date, count: int, unit: Unit) -> date:
    """`count` units after `day`. Raises `ValueError` or `OverflowError` beyond the calendar."""
    if unit in {"day", "week"}:
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    return months_later(day, count * {"month": 1, "quarter": 3, "decade": 120}.get(unit, 12))


def holding(day: date, unit: Unit, fiscal: FiscalYears | None) -> Period | None:  # noqa: PLR0911 - one for each unit
    """The week (from Monday), month, quarter, year, decade or fiscal year that contains `day`."""
    match unit:
        case "day":
            return Period(day, day)
        case "week":
            first = day - timedelta(days=day.weekday())
            return Period(first, first + timedelta(days=6))
        case "month":
            return months(day.year, day.month)
        case "quarter":
            return quarter(day.year, (day.month + 2) // 3)
        case "year":
            return year_of(day.year)
        case "decade":
            return months(day.year - day.year % 10, 1, count=120)
        case "fiscal year":
            return fiscal.holding(day) if fiscal else None


def part_of(whole: Period, part: Part) -> Period:
    """The first, second or last third of a period: what `early`, `mid` and `late` mean here.

    A third of a year is four whole months.

    >>> part_of(year_of(2026), "early").last, part_of(months(2026, 3), "middle").last
    (datetime.date(2026, 4, 30), datetime.date(2026, 3, 20))
    """
    number = ("early", "middle", "late").index(part)
    if whole.days >= 365:
        count = round(whole.days / 30.44 / 3)
        first = months_later(whole.first, number * count)
        last = whole.last if number == 2 else months_later(first, count) - timedelta(days=1)
        return Period(first, last)
    first = whole.first + timedelta(days=whole.days * number // 3)
    return Period(first, whole.first + timedelta(days=whole.days * (number + 1) // 3 - 1))

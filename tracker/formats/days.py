"""Reads days as people write them in sheets.

The order of day and month is decided once for a sheet.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tracker.domain import limits
from tracker.domain.instants import is_year_taken
from tracker.reading.calendar import MONTHS

Order = Literal["day", "month"]
"""Whether the day or the month comes first in 5/3/2026."""

Edge = Literal["first", "last"]
"""Which day is meant where only a month or year is given."""

EXCEL_DAY_ZERO = date(1899, 12, 30)
"""Excel treats 1900 as a leap year, so from March 1900 on its day 1 is 1899-12-31 (Microsoft, KB214326)."""

EXCEL_SERIALS = range(20_000, 80_000)
"""1954 to 2119; other numbers are not taken for dates."""

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]\d{1,2}:\d\d\S*)?", re.ASCII)
_KANJI = re.compile(r"(\d{4})\s*\u5e74\s*(\d{1,2})\s*\u6708(?:\s*(\d{1,2})\s*\u65e5|\s*\u672b)?", re.ASCII)
_MONTH_ONLY = re.compile(r"(?:end\s+(?:of\s+)?)?(\d{4})[-/](\d{1,2})", re.ASCII | re.IGNORECASE)
_YEAR_END = re.compile(r"end\s+(?:of\s+)?(\d{4})|(\d{4})\s*\u5e74\s*\u672b", re.ASCII | re.IGNORECASE)
_NUMBERS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T]\d{1,2}:\d\d\S*)?", re.ASCII)
_DAY_NAME = re.compile(r"(\d{1,2})\.?\s+([A-Za-z]+)\.?,?\s+(\d{4})", re.ASCII)
_NAME_DAY = re.compile(r"([A-Za-z]+)\.?\s+(\d{1,2}),?\s+(\d{4})", re.ASCII)
_NAME_YEAR = re.compile(r"(?:end\s+(?:of\s+)?)?([A-Za-z]+)\.?,?\s+(\d{4})", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)", re.ASCII)


class NotADay(ValueError):
    """The cell is not a day; the message says how to write one."""


@dataclass(frozen=True)
class Orders:
    """What the cells say about the order: cells that decide it either way, and ambiguous ones."""

    day_first: tuple[str, ...] = ()
    month_first: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()

    @property
    def decided(self) -> Order | None:
        """The order; None where the cells contradict each other or do not decide it."""
        if self.day_first and not self.month_first:
            return "day"
        if self.month_first and not self.day_first:
            return "month"
        return None

    @property
    def is_open(self) -> bool:
        """Whether a person must choose the order."""
        return self.decided is None and bool(self.unsure or (self.day_first and self.month_first))


def find_order(cells: Iterable[str]) -> Orders:
    """The order of day and month according to `cells`, all the days of a sheet.

    >>> find_order(["5/3/2026", "31/3/2026"]).decided, find_order(["5/3/2026"]).is_open
    ('day', True)
    """
    kinds: dict[str, list[str]] = {"day": [], "month": [], "unsure": []}
    for cell in cells:
        found = _NUMBERS.fullmatch(plain(cell))
        if found is None:
            continue
        first, second = int(found[1]), int(found[2])
        kind = "day" if first > 12 else "month" if second > 12 else "unsure" if first != second else None
        if kind is not None:
            kinds[kind].append(cell.strip())
    return Orders(tuple(kinds["day"]), tuple(kinds["month"]), tuple(kinds["unsure"]))


def read_day(cell: str, *, order: Order | None, edge: Edge = "last") -> str:
    """The day in `cell` as YYYY-MM-DD; an instant with an offset is returned as it is.

    Raises `NotADay`.

    >>> [read_day(cell, order="day") for cell in ("2026-02", "end 2026", "5/3/2026", "46086", "5 March 2026")]
    ['2026-02-28', '2026-12-31', '2026-03-05', '2026-03-05', '2026-03-05']
    """
    words = plain(cell)
    if _INSTANT.fullmatch(words.upper()):
        return words
    try:
        found = _read(words, order=order, edge=edge)
    except (ValueError, OverflowError) as wrong:
        if isinstance(wrong, NotADay):
            raise
        raise NotADay(f"{cell.strip()!r} is not a day of the calendar.") from None
    if found is None:
        raise NotADay(f"{cell.strip()!r} is not a day. Write 2026-12-31, 2026-12 or end 2026.")
    if not is_year_taken(found.year):
        years = f"{limits.YEAR_MIN} to {limits.YEAR_MAX}"
        raise NotADay(f"{cell.strip()!r} is outside the years {years}. Write a day such as 2030-12-31.")
    return found.isoformat()


def plain(cell: str) -> str:
    """The cell with full-width characters made narrow and single spaces."""
    return " ".join(unicodedata.normalize("NFKC", cell).split())


def _read(words: str, *, order: Order | None, edge: Edge) -> date | None:  # noqa: PLR0911 - one for each way to write it
    if found := _YEAR_FIRST.fullmatch(words):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _KANJI.fullmatch(words):
        year, month = int(found[1]), int(found[2])
        return date(year, month, int(found[3])) if found[3] else _of_month(year, month, edge)
    if found := _MONTH_ONLY.fullmatch(words):
        return _of_month(int(found[1]), int(found[2]), edge)
    if found := _YEAR_END.fullmatch(words):
        return date(int(found[1] or found[2]), 12, 31)
    if found := _NUMBERS.fullmatch(words):
        return _ordered(int(found[1]), int(found[2]), int(found[3]), order=order)
    if (found := _SERIAL.fullmatch(words)) and int(found[1]) in EXCEL_SERIALS:
        return EXCEL_DAY_ZERO + timedelta(days=int(found[1]))
    return _named(words, edge)


def _named(words: str, edge: Edge) -> date | None:
    """A day whose month is a word; None otherwise."""
    if found := _DAY_NAME.fullmatch(words):
        return date(int(found[3]), _month(found[2]), int(found[1]))
    if found := _NAME_DAY.fullmatch(words):
        return date(int(found[3]), _month(found[1]), int(found[2]))
    if (found := _NAME_YEAR.fullmatch(words)) and found[1].casefold() in MONTHS:
        return _of_month(int(found[2]), _month(found[1]), edge)
    return None


def _ordered(first: int, second: int, year: int, *, order: Order | None) -> date:
    if order is None and first != second:
        order = "day" if first > 12 else "month" if second > 12 else None
        if order is None:
            raise NotADay(f"{first}/{second}/{year} is ambiguous. Add --day-first or --month-first.")
    day, month = (first, second) if order == "day" else (second, first)
    if month > 12:
        raise NotADay(f"{first}/{second}/{year} does not fit the sheet's order, {order} first.")
    return date(year, month, day)


def _month(name: str) -> int:
    if name.casefold() not in MONTHS:
        raise NotADay(f"{name!r} is not a month.")
    return MONTHS[name.casefold()]


def _of_month(year: int, month: int, edge: Edge) -> date:
    if not 1 <= month <= 12:
        raise ValueError("month out of range")
    return date(year, month, 1 if edge == "first" else calendar.monthrange(year, month)[1])

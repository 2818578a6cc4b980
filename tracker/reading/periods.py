"""Reads the name of a period or day: "the end of next year", "Q3 2025", "this summer".

Each reader takes the words and an index, and returns the period with the index after it, or None. A name without a year
means the next such period that is not over on the day of publication.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tracker.reading.calendar import (
    MONTHS,
    SEASONS,
    WEEKDAYS,
    FiscalYears,
    Part,
    Period,
    Unit,
    holding,
    later,
    months,
    part_of,
    season,
    year_of,
)
from tracker.reading.sentences import Token

YEAR_MIN, YEAR_MAX = 1900, 2200
ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "1st": 1,
    "2nd": 2,
    "3rd": 3,
    "4th": 4,
    "last": 4,
    "final": 4,
}
UNITS: dict[str, Unit] = {
    "week": "week", "month": "month", "quarter": "quarter", "year": "year", "decade": "decade",
}  # fmt: skip
_PARTS: dict[str, Part] = {
    "early": "early",
    "mid": "middle",
    "middle": "middle",
    "late": "late",
    "later": "late",
}
_DAY_ENDINGS = frozenset({"st", "nd", "rd", "th"})


@dataclass(frozen=True)
class Reference:
    """What relative dates refer to: the day of publication, if known, and the fiscal years."""

    published_on: date | None
    fiscal: FiscalYears | None = None


@dataclass(frozen=True)
class Named:
    """A named period; `period` is None where the name says too little.

    `end` is the index after it. `is_its_end`: only the end of the period was named.
    """

    period: Period | None
    end: int
    is_year_said: bool = True
    is_its_end: bool = False


def read_period(words: Sequence[Token], at: int, reference: Reference) -> Named | None:
    """The period named at `at`, including parts and ends of periods; None if there is none."""
    at = _skip(words, at, {"the", "about", "around", "roughly", "approximately"})
    try:
        return _edge(words, at, reference) or _part(words, at, reference) or _base(words, at, reference)
    except (ValueError, OverflowError):
        return None  # beyond the calendar


def low(words: Sequence[Token], at: int) -> str:
    """The word at `at` in lower case; "" beyond the end."""
    return words[at].low if at < len(words) else ""


def number_at(words: Sequence[Token], at: int) -> int | None:
    """The whole number at `at`, of at most four digits; None for anything else."""
    text = low(words, at)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def _skip(words: Sequence[Token], at: int, passed_over: set[str]) -> int:
    while low(words, at) in passed_over:
        at += 1
    return at


def _edge(words: Sequence[Token], at: int, reference: Reference) -> Named | None:  # noqa: PLR0911 - one for each way to say it
    """The end or beginning of a period: `end of P`, `end-P`, `the beginning of P`, `year-end`."""
    word = low(words, at)
    if word in {"year", "month", "quarter", "year's", "month's"}:
        after = _skip(words, at + 1, {"-"})
        if low(words, after) != "end":
            return None
        return replace(_present(UNITS[word.removesuffix("'s")], after + 1, reference), is_its_end=True)
    if word not in {"end", "close", "beginning", "start", "turn"}:
        return None
    after = _skip(words, at + 1, {"of", "-", "the"})
    if after == at + 1 and word != "end":
        return None
    named = (
        _the_present(words, after, reference)
        or _part(words, after, reference)
        or _base(words, after, reference)
    )
    if named is None or word in {"end", "close"}:
        return replace(named, is_its_end=True) if named else None
    if named.period is None:
        return named
    first = named.period.first
    return Named(Period(first, first), named.end, named.is_year_said)


def _the_present(words: Sequence[Token], at: int, reference: Reference) -> Named | None:
    """The current period for a bare `year` or `fiscal year` after `the end of the`."""
    if (
        low(words, at) in {"fiscal", "financial"}
        and low(words, at + 1) == "year"
        and number_at(words, at + 2) is None
    ):
        return _present("fiscal year", at + 2, reference)
    if low(words, at) == "calendar" and low(words, at + 1) == "year":
        return _present("year", at + 2, reference)
    unit = UNITS.get(low(words, at))
    return None if unit is None else _present(unit, at + 1, reference)


def _present(unit: Unit, end: int, reference: Reference) -> Named:
    published = reference.published_on
    return Named(holding(published, unit, reference.fiscal) if published else None, end, is_year_said=False)


def _part(words: Sequence[Token], at: int, reference: Reference) -> Named | None:
    """A part of a period: `early P`, `mid-P`, `the first half of P`, `Q3 P`."""
    word, after = low(words, at), at + 1
    if word in _PARTS:
        inside = _skip(words, after, {"-", "in", "of", "the"})
        inner = _base(words, inside, reference)
        if inner is None and inside > after:
            inner = _the_present(words, inside, reference)
        if inner is None or inner.period is None:
            return inner
        return Named(part_of(inner.period, _PARTS[word]), inner.end, inner.is_year_said)
    if word in ORDINALS and low(words, after) in {"half", "quarter"}:
        return _fraction(words, after + 1, ORDINALS[word], low(words, after), reference)
    if word in {"q", "h"} and words[at].text.isupper() and low(words, after) in {"1", "2", "3", "4"}:
        return _fraction(
            words, after + 1, int(low(words, after)), "quarter" if word == "q" else "half", reference
        )
    return None


def _fraction(words: Sequence[Token], at: int, number: int, kind: str, reference: Reference) -> Named | None:
    """That half or quarter of the year named at `at`, else of the next year that fits."""
    if kind == "half" and number > 2:
        return None
    named = _base(words, _skip(words, at, {"of", "in", "the", ","}), reference)
    if named is None or named.period is None or named.period.days < 365:
        return _next(lambda year: _cut(year_of(year), number, kind), at, reference)
    return Named(_cut(named.period, number, kind), named.end, named.is_year_said)


def _cut(year: Period, number: int, kind: str) -> Period:
    """A half or quarter of a year that begins on the first of any month."""
    count = 6 if kind == "half" else 3
    first = later(year.first, count * (number - 1), "month")
    return months(first.year, first.month, count=count)


def _base(words: Sequence[Token], at: int, reference: Reference) -> Named | None:
    if at >= len(words):
        return None
    for reader in (_iso, _dated, _month, _season, _fiscal, _relative, _year):
        named = reader(words, at, reference)
        if named is not None:
            return named
    return None


def _iso(words: Sequence[Token], at: int, reference: Reference) -> Named | None:
    """An ISO date or month: 2025-12-31 or 2025-12."""
    del reference
    text = low(words, at)
    if len(text) == 10 and text[4] == text[7] == "-":
        day = date.fromisoformat(text)
        return Named(Period(day, day), at + 1)
    if len(text) == 7 and text[4] == "-":
        return Named(months(int(text[:4]), int(text[5:])), at + 1)
    return None


def _dated(words: Sequence[Token], at: int, reference: Reference) -> Named | None:
    """A day with a month: `March 31, 2026`, `31st of March 2026`, `Mar. 31`, `Christmas`."""
    if low(words, at) == "christmas":
        return _next(lambda year: Period(date(year, 12, 25), date(year, 12, 25)), at + 1, reference)
    month, after = _month_name(words, at)
    if month is not None:
        day, after = _day_number(words, after)
    else:
        day, after = _day_number(words, at)
        month, after = _month_name(words, _skip(words, after, {"of"}))
    if day is None or month is None:
        return None
    year = _year_number(words, _skip(words, after, {","}))
    if year is not None:
        return Named(Period(date(year, month, day), date(year, month, day)), _skip(words, after, {","}) + 1)
    return _next(lambda year: Period(date(year, month, day), date(year, month, day)), after, reference)


def _month(words: Sequence[Token], at: int, reference: Reference) -> Named | None:
    """A month: `March`, `March 2026`, `this March`, `next March`."""
    is_year_open = low(words, at) in {"this", "next", "coming"}
    month, after = _month_name(words, at + is_year_open)
    if month is None:
        return None
    year = _year_number(words, _skip(words, after, {"of", ","}))
    if year is not None:
        return Named(months(year, month), _skip(words, after, {"of", ","}) + 1)
    return _in_next_year(words, lambda year: months(year, month), after, reference)


def _season(words: Sequence[Token], at: int, reference: Reference) -> Named | None:
    """A season: `this summer`, `the spring of 2026`, `next autumn`.

    A bare name counts only after a preposition.
    """
    start = at + (low(words, at) in {"this", "next", "coming"})
    name, after = low(words, start), start + 1
    if name not in SEASONS:
        return None
    year = _year_number(words, _skip(words, after, {"of"}))
    if year is not None:
        return Named(season(year, name), _skip(words, after, {"of"}) + 1)
    named = _in_next_year(words, lambda year: season(year, name), after, reference)
    if low(words, named.end) == "of":
        return None  # the fall of a government
    return named


def _fiscal(words: Sequence[Token], at: int, reference: Reference) -> Named | None:
    """A fiscal year: `fiscal 2025`, `FY2025`, `the 2025 fiscal year`."""
    year, after = None, at
    if low(words, at) in {"fiscal", "financial", "fy"}:
        after = _skip(words, at + 1, {"year"})
        year, after = _year_number(words, after), after + 1
    elif low(words, at + 1) in {"fiscal", "financial"} and low(words, at + 2) == "year":
        year, after = _year_number(words, at), at + 3
    if year is None:
        return None
    return Named(reference.fiscal.called(year) if reference.fiscal else None, after)


def _relative(words: Sequence[Token], at: int, reference: Reference) -> Named | None:
    """A relative period: `this year`, `next week`, `the coming fiscal year`, `next Tuesday`."""
    which, after = low(words, at), at + 1
    published = reference.published_on
    if which in WEEKDAYS or (which in {"this", "next", "coming"} and low(words, after) in WEEKDAYS):
        after += which not in WEEKDAYS
        return Named(_weekday(published, WEEKDAYS[low(words, after - 1)]), after, is_year_said=False)
    if which not in {"this", "next", "coming", "current"}:
        return None
    after = _skip(words, after, {"calendar"})
    unit: Unit
    if low(words, after) in {"fiscal", "financial"} and low(words, after + 1) == "year":
        unit, after = "fiscal year", after + 2
    elif low(words, after) in UNITS:
        unit, after = UNITS[low(words, after)], after + 1
    else:
        return None
    if published is None:
        return Named(None, after, is_year_said=False)
    present = holding(published, unit, reference.fiscal)
    if present is not None and which in {"next", "coming"}:
        present = holding(present.last + timedelta(days=1), unit, reference.fiscal)
    return Named(present, after, is_year_said=False)


def _year(words: Sequence[Token], at: int, reference: Reference) -> Named | None:
    del reference
    year = _year_number(words, at)
    return None if year is None else Named(year_of(year), at + 1)


def _next(named: Callable[[int], Period], end: int, reference: Reference) -> Named:
    """The first period from `named(year)` that is not over on the day of publication."""
    published = reference.published_on
    if published is None:
        return Named(None, end, is_year_said=False)
    years = (published.year - 1, published.year, published.year + 1)
    found = next((period for period in map(named, years) if period.last >= published), None)
    return Named(found, end, is_year_said=False)


def _in_next_year(
    words: Sequence[Token], named: Callable[[int], Period], end: int, reference: Reference
) -> Named:
    """The period in the year after publication if `of next year` follows, else the next one."""
    at = _skip(words, end, {"of", ","})
    if low(words, at) != "next" or low(words, at + 1) != "year":
        return _next(named, end, reference)
    published = reference.published_on
    return Named(named(published.year + 1) if published else None, at + 2)


def _weekday(published: date | None, weekday: int) -> Period | None:
    """The next such weekday after the day of publication."""
    if published is None:
        return None
    day = published + timedelta(days=(weekday - published.weekday() - 1) % 7 + 1)
    return Period(day, day)


def _month_name(words: Sequence[Token], at: int) -> tuple[int | None, int]:
    """The month named at `at` and the index after it; it needs a capital, as in March and May."""
    if at >= len(words) or not words[at].text[0].isupper() or words[at].low not in MONTHS:
        return None, at
    after = at + 1
    is_short = len(words[at].low) <= 4 and words[at].low not in {"may", "june", "july"}
    return MONTHS[words[at].low], after + (is_short and low(words, after) == ".")


def _day_number(words: Sequence[Token], at: int) -> tuple[int | None, int]:
    day = number_at(words, at)
    if day is None or not 1 <= day <= 31:
        return None, at
    return day, at + 1 + (low(words, at + 1) in _DAY_ENDINGS)


def _year_number(words: Sequence[Token], at: int) -> int | None:
    year = number_at(words, at)
    return year if year is not None and YEAR_MIN <= year <= YEAR_MAX else None

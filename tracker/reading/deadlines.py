"""Finds by when something is to happen: a day, a period, a span, or an event without a date.

A preposition introduces a deadline. `by`, `before`, `until` and `within` are firm, whatever else the sentence says;
`in`, `during`, `this` and `next` only give a time. `before P` ends the day before P begins, anything else on the last
day of P. A day before the day of publication is past and no deadline.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tracker.reading.calendar import WEEKDAYS, Unit, holding, later
from tracker.reading.periods import UNITS, Named, Reference, low, number_at, read_period
from tracker.reading.sentences import Token, has_phrase_at, word_set

Kind = Literal["day", "period", "span", "event"]

EVENT_WORDS_MAX = 7
NUMBER_MAX = 1_000

_FIRM = ("no later than", "not later than", "by the time of", "by no later than", "by", "before", "prior to", "ahead of", "until",
         "till")  # fmt: skip
_LOOSE = ("in", "during", "over", "at", "on", "come")
_BARE = frozenset({"this", "next", "later", "early", "late", "mid"})
_BEFORE = frozenset({"before", "prior to", "ahead of"})
_LEADS = sorted((tuple(lead.split()) for lead in _FIRM + _LOOSE), key=len, reverse=True)

_NUMBERS = {
    word: number
    for number, words in enumerate(
        ("", "a an one", "two couple", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"))
    for word in words.split()
}  # fmt: skip
_UNITS: dict[str, Unit] = {
    "day": "day",
    "days": "day",
    **UNITS,
    **{f"{name}s": unit for name, unit in UNITS.items()},
}

_EVENTS = word_set(
    """election elections vote ballot referendum summit meeting congress conference convention session budget
    inauguration midterms primary primaries runoff olympics games expo hearing trial verdict ruling visit
    talks negotiations expiry expiration deadline anniversary handover transition review recess shutdown
    ceasefire"""
)
_NOT_IN_EVENTS = word_set(
    """to that which who whom and or but will would may might could can is are was were has have had be been it
    they he she we i you if when while because by for from with at on in , ; : . ( ) – — ? !"""
)


@dataclass(frozen=True)
class Deadline:
    """`start` and `end` are code points.

    `on` is the last day, None for an event or too vague a text.
    """

    kind: Kind
    start: int
    end: int
    on: date | None
    is_firm: bool


def deadlines(words: Sequence[Token], reference: Reference) -> Iterator[Deadline]:
    """Every deadline of a sentence in order; a word belongs to at most one."""
    at = 0
    while at < len(words):
        found = _read(words, at, reference)
        if found is None:
            at += 1
            continue
        deadline, at = found
        if not _is_history(deadline, reference):
            yield deadline


def _read(words: Sequence[Token], at: int, reference: Reference) -> tuple[Deadline, int] | None:
    """The deadline that begins at word `at`, and the index after it; None if there is none."""
    span = _span(words, at, reference)
    if span is not None:
        return span
    lead = next((lead for lead in _LEADS if has_phrase_at(words, at, lead)), None)
    if lead is None:
        if low(words, at) not in _BARE or (at > 0 and low(words, at - 1) == "not"):
            return None
        return _period(words, at, at, "", reference)
    phrase = " ".join(lead)
    if at and low(words, at - 1) in {"not", "never"} and phrase in {"before", "until", "till"}:
        return None  # `not before`: when it begins, not when it ends
    return _period(words, at, at + len(lead), phrase, reference) or _event(words, at, at + len(lead), phrase)


def _period(
    words: Sequence[Token], begin: int, at: int, lead: str, reference: Reference
) -> tuple[Deadline, int] | None:
    named = read_period(words, at, reference)
    if named is None or low(words, named.end) in {"ago", "earlier"}:
        return None
    is_day = named.period is not None and named.period.days == 1
    if lead in {"on", "at"} and not is_day and low(words, at) not in {"the", "end", "year"}:
        return None
    if lead == "on" and low(words, at) in WEEKDAYS:
        return None  # `on Friday he said` means the Friday before
    if lead == "over" and named.is_year_said:
        return None  # `over 2025 points` is a number
    deadline = Deadline(
        kind="day" if is_day else "period",
        start=words[begin].start,
        end=words[named.end - 1].end,
        on=_last_day(named, lead),
        is_firm=lead in _FIRM,
    )
    return deadline, named.end


def _last_day(named: Named, lead: str) -> date | None:
    if named.period is None:
        return None
    if lead in _BEFORE and not named.is_its_end and named.period.first > date.min:
        return named.period.first - timedelta(days=1)
    return named.period.last


def _span(words: Sequence[Token], at: int, reference: Reference) -> tuple[Deadline, int] | None:
    """A span: `within 90 days`, `over the next two years`, `in the coming month`."""
    lead = low(words, at)
    if lead not in {"within", "in", "over", "during", "for"}:
        return None
    after, is_coming = at + 1, False
    while low(words, after) in {"the", "next", "coming", "following", "about", "another", "just"}:
        is_coming |= low(words, after) in {"next", "coming"}
        after += 1
    count, after = _number(words, after)
    unit = _UNITS.get(low(words, after))
    is_open = not (lead in {"within", "in"} or is_coming)  # `over two years`, `for a month` may be past
    if unit is None or is_open or low(words, after + 1) in {"ago", "of"}:
        return None
    if count is None:
        if lead == "within" and not is_coming:
            return _of_present(words, at, after, unit, reference)
        if not is_coming or low(words, after).endswith("s"):
            return None  # `in the coming months` does not say how many
        count = 1
    end = after + 1
    if low(words, end + (low(words, end) in {"'", "’"})) == "time":
        end += 1 + (low(words, end) != "time")
    deadline = Deadline(
        kind="span",
        start=words[at].start,
        end=words[end - 1].end,
        on=_after(reference.published_on, count, unit),
        is_firm=lead == "within",
    )
    return deadline, end


def _of_present(
    words: Sequence[Token], at: int, after: int, unit: Unit, reference: Reference
) -> tuple[Deadline, int] | None:
    """The current unit in `within the year`; None for a plural such as `within weeks`."""
    if low(words, after).endswith("s"):
        return None
    published = reference.published_on
    present = holding(published, unit, reference.fiscal) if published else None
    on = present.last if present else None
    return Deadline("span", words[at].start, words[after].end, on, is_firm=True), after + 1


def _number(words: Sequence[Token], at: int) -> tuple[int | None, int]:
    number = number_at(words, at)
    if number is not None:
        return (number if number <= NUMBER_MAX else None), at + 1
    if low(words, at) not in _NUMBERS:
        return None, at
    number, at = _NUMBERS[low(words, at)], at + 1
    if low(words, at) == "couple":
        number, at = 2, at + 1
    return number, at + (low(words, at) == "of")


def _after(published: date | None, count: int, unit: Unit) -> date | None:
    try:
        return later(published, count, unit) if published else None
    except (ValueError, OverflowError):
        return None


def _event(words: Sequence[Token], begin: int, at: int, lead: str) -> tuple[Deadline, int] | None:
    """An event without a date: `before the upper house election`."""
    if lead not in {"by", "by the time of", "before", "prior to", "ahead of", "until", "till"}:
        return None
    if low(words, at) not in {"the", "this", "next", "its", "their", "his", "her", "our", "any", "a", "an"}:
        return None
    last = None
    for place in range(at + 1, min(at + 1 + EVENT_WORDS_MAX, len(words))):
        if low(words, place) in _NOT_IN_EVENTS:
            break
        if low(words, place) in _EVENTS:
            last = place
    if last is None:
        return None
    return Deadline("event", words[begin].start, words[last].end, None, is_firm=True), last + 1


def _is_history(deadline: Deadline, reference: Reference) -> bool:
    published = reference.published_on
    return deadline.on is not None and published is not None and deadline.on < published

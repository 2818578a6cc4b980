"""What a report is asked: the parameters in their plain form, read strictly and without looking anything up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeVar, get_args

from tracker.domain.errors import Invalid
from tracker.domain.instants import parse_begin, parse_end
from tracker.domain.text.words import folded
from tracker.projections.as_of import is_position, known_until

Cohort = Literal["due", "settled", "made"]
Mark = Literal["retrospective", "assigned", "imported"]
Rule = Literal["last", "first", "time_weighted", "daily", "mean_update", "each_update"]
Grouping = Literal["forecaster", "topic", "essay", "prediction"]

COHORTS: tuple[Cohort, ...] = get_args(Cohort)
MARKS: tuple[Mark, ...] = get_args(Mark)
"""What keeps a pair out of the main figure unless it is included; a pair in several stands in the first."""
RULES: tuple[Rule, ...] = get_args(Rule)
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)
NAMES = ("forecaster", "topic", "essay", "as_of", "cohort", "from", "to", "include", "rule", "by")

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, kw_only=True)
class ReportQuery:
    """The parameters as they were asked; None: not asked.

    forecaster: an id, the unique beginning of one, an id of an import, or a name.  essay: an id, or an id of an import.
    begins, ends: an instant's text or a bare date, which is a day of the house (wire: from, to).  as_of: the same, or a
    log position.
    include: what else counts in the main figure.  rules: the ways of counting updates to publish, the main figure's
    first.
    """

    forecaster: str | None = None
    topic: str | None = None
    essay: str | None = None
    as_of: str | None = None
    cohort: Cohort = "due"
    begins: str | None = None
    ends: str | None = None
    include: frozenset[Mark] = frozenset()
    rules: tuple[Rule, ...] = RULES
    by: Grouping = "forecaster"


@dataclass(frozen=True, kw_only=True)
class Times:
    """The instants a query means: the period from `begins` to `ends` (None: open)."""

    begins: datetime | None
    ends: datetime | None


def parse_query(raw: Mapping[str, str | None]) -> ReportQuery:
    """The query of plain parameters; None counts as not given. Raises `Invalid` naming the parameter."""
    given = {name: text for name, text in raw.items() if text is not None}
    for name, text in given.items():
        if name not in NAMES:
            detail = f"{name!r} is not a parameter of this report; it takes {', '.join(NAMES)}"
            raise Invalid.at(f"/{name}", detail, "unknown_parameter")
        if not text.strip():
            raise Invalid.at(f"/{name}", f"{name} may not be empty; leave it out instead")
    query = ReportQuery(
        forecaster=given.get("forecaster"),
        topic=folded(given["topic"]) if "topic" in given else None,
        essay=given.get("essay"),
        as_of=_as_of(given.get("as_of")),
        cohort=_one_of(COHORTS, given.get("cohort", "due"), pointer="/cohort"),
        begins=given.get("from"),
        ends=given.get("to"),
        include=frozenset(
            _one_of(MARKS, word, pointer="/include") for word in given.get("include", "").split(",") if word
        ),
        rules=_rules(given.get("rule", "all")),
        by=_one_of(GROUPINGS, given.get("by", "forecaster"), pointer="/by"),
    )
    times_of(query, timezone="UTC")
    return query


def times_of(query: ReportQuery, *, timezone: str) -> Times:
    """The instants of `query`, bare dates being days in `timezone`. Raises `Invalid` for what is none."""
    begins = parse_begin(query.begins, timezone, pointer="/from") if query.begins else None
    ends = parse_end(query.ends, timezone, pointer="/to") if query.ends else None
    if begins is not None and ends is not None and ends <= begins:
        raise Invalid.at("/to", "the period must end after it begins", "empty_period")
    return Times(begins=begins, ends=ends)


def _as_of(text: str | None) -> str | None:
    """An instant, a day or a log position, in its plain form; which one is looked up later."""
    if text is not None and not is_position(text):
        known_until(text, "UTC", pointer="/as_of")
    return text


def _rules(word: str) -> tuple[Rule, ...]:
    if word == "all":
        return RULES
    return (_one_of(RULES, word, pointer="/rule", others=("all",)),)


def _one_of(words: tuple[Word, ...], word: str, *, pointer: str, others: tuple[str, ...] = ()) -> Word:
    for known in words:
        if word.strip() == known:
            return known
    raise Invalid.at(pointer, f"{word!r} is not one of {', '.join((*words, *others))}", "not_a_choice")

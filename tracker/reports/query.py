"""The parameters of a report, validated without reading the database."""

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
"""What keeps a pair out of the main figure unless included.

The first that applies decides its column.
"""
RULES: tuple[Rule, ...] = get_args(Rule)
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)
NAMES = ("forecaster", "topic", "essay", "source", "as_of", "cohort", "from", "to", "include", "rule", "by")

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, kw_only=True)
class ReportQuery:
    """The parameters as the caller sent them; None where the caller sent none.

    forecaster: an id, a unique prefix of one, an id from an import, or a name. source: the name of an import. essay: an id, or an id from an
    import. begins, ends (wire: from, to): an instant as text, or a bare date, which is a day in the tracker's
    time zone. as_of: the same, or a log position. include: marks that the main figure counts too. rules: the
    update rules to publish; the first is the main figure's.
    """

    forecaster: str | None = None
    topic: str | None = None
    essay: str | None = None
    source: str | None = None
    as_of: str | None = None
    cohort: Cohort = "due"
    begins: str | None = None
    ends: str | None = None
    include: frozenset[Mark] = frozenset()
    rules: tuple[Rule, ...] = RULES
    by: Grouping = "forecaster"


@dataclass(frozen=True, kw_only=True)
class Times:
    """The instants that a query means: the period from `begins` to `ends`.

    None leaves that end open.
    """

    begins: datetime | None
    ends: datetime | None


def parse_query(raw: Mapping[str, str | None]) -> ReportQuery:
    """The query for plain parameters, where None means not given.

    Raises `Invalid` naming the parameter.
    """
    given = {name: text for name, text in raw.items() if text is not None}
    for name, text in given.items():
        if name not in NAMES:
            detail = f"{name!r} is not a parameter of this report. Its parameters are {', '.join(NAMES)}."
            raise Invalid.at(f"/{name}", detail, "unknown_parameter")
        if not text.strip():
            raise Invalid.at(f"/{name}", f"{name} is empty. Leave it out instead.")
    query = ReportQuery(
        forecaster=given.get("forecaster"),
        topic=folded(given["topic"]) if "topic" in given else None,
        essay=given.get("essay"),
        source=given.get("source"),
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
    """The instants of `query`; bare dates are days in `timezone`.

    Raises `Invalid` for a text that is not a date.
    """
    begins = parse_begin(query.begins, timezone, pointer="/from") if query.begins else None
    ends = parse_end(query.ends, timezone, pointer="/to") if query.ends else None
    if begins is not None and ends is not None and ends <= begins:
        raise Invalid.at("/to", "The period ends before it begins.", "empty_period")
    return Times(begins=begins, ends=ends)


def _as_of(text: str | None) -> str | None:
    """Checks that `text` is an instant, a day or a log position; it is resolved later."""
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
    raise Invalid.at(
        pointer,
        f"{word!r} is not a valid choice. Write one of {', '.join((*words, *others))}.",
        "not_a_choice",
    )

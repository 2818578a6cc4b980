"""What the list of predictions may be asked: its parameters, and the query they mean."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, get_args

from marshmallow import fields, validate

from tracker.api.http.context import application, maybe_caller
from tracker.api.http.fields import Text
from tracker.api.http.pages import ListQuery
from tracker.application.access.visibility import readable
from tracker.application.recording.authors import find_author
from tracker.application.words.status import STATUSES
from tracker.domain import limits
from tracker.domain.instants import FIRST_INSTANT, instant_from_text, instant_text, is_bare_date, parse_begin
from tracker.domain.prediction.events import Kind
from tracker.domain.text.words import folded
from tracker.projections.as_of import Moment, find_moment
from tracker.projections.essays import find_essay_by_url
from tracker.projections.prediction_lists import Asked, Condition, Span, on_days
from tracker.projections.registry import RELAY
from tracker.projections.words import word_groups
from tracker.store.databases.database import Transaction
from tracker.store.log.checkpoints import read_checkpoint

ORDERS = {"recorded": "recorded_at", "deadline": "closes", "made": "effective_at"}
SORTS = tuple(sign + word for word in ORDERS for sign in ("", "-"))
INSTANT_CHARS_MAX = 40


def instant_or_day(description: str) -> Text:
    """A parameter that bounds instants; a bare date means the beginning of that day in the tracker's time zone."""
    return Text(chars_max=INSTANT_CHARS_MAX, metadata={"description": description})


class PredictionListQuery(ListQuery):
    status = fields.List(
        fields.String(validate=validate.OneOf(STATUSES)),
        validate=validate.Length(max=len(STATUSES)),
        metadata={"description": "Any of these; repeat it for several."},
    )
    author = Text(chars_max=limits.NAME_CHARS_MAX, metadata={"description": "Whose: an id or a name."})
    topic = fields.List(
        Text(chars_max=limits.SLUG_CHARS_MAX),
        validate=validate.Length(max=limits.TOPICS_MAX),
        metadata={"description": "About this; repeat it for predictions about all of several."},
    )
    essay = Text(
        chars_max=limits.URL_CHARS_MAX, metadata={"description": "Taken from it: its id or address."}
    )
    type = fields.String(validate=validate.OneOf(get_args(Kind)))
    made_after = instant_or_day("Made then or later; a day means its beginning.")
    made_before = instant_or_day("Made before then; a day means its beginning.")
    due_after = instant_or_day("Deadlines after then; a day's own deadline ends it.")
    due_before = instant_or_day("Deadlines until then; 2026-01-01 takes in those of 31 December.")
    q = Text(chars_max=limits.NAME_CHARS_MAX, metadata={"description": "Words of the prediction."})
    as_of = instant_or_day("How they stood then: an instant, a day (its end) or a position of the log.")
    sort = fields.String(
        validate=validate.OneOf(SORTS),
        metadata={
            "description": "`-` turns it round. Without it by deadline where status or deadlines are asked for, latest made "
            "first where made is, else latest recorded first."
        },
    )


def asked(tx: Transaction, query: dict[str, Any]) -> Asked:
    """What the parameters mean. Raises `Invalid` for an author whom nobody is."""
    context = application()
    now, moment = context.clock(), _moment(tx, query)
    if moment is not None:
        now = instant_from_text(moment.at)
    sort = query.get("sort") or _natural_sort(query)
    return Asked(
        statuses=tuple(dict.fromkeys(query.get("status", ()))),
        equal=_equal(tx, query),
        topics=tuple(dict.fromkeys(folded(word) for word in query.get("topic", ()))),
        made=_widened(query, "made", moment),
        due=_widened(query, "due", moment),
        words=word_groups(tx, query["q"]) if "q" in query else (),
        conditions=(*_conditions(query, now=context.clock()), *_day_conditions(query, moment)),
        order=ORDERS[sort.removeprefix("-")],
        is_descending=sort.startswith("-"),
        now=instant_text(now),
        lapsed_until=instant_text(now - min(context.lapse_after, now - FIRST_INSTANT)),
        moment=moment,
    )


def _natural_sort(query: dict[str, Any]) -> str:
    """The order that reads one index whatever is asked: what a range is about is what the list goes by."""
    if query.keys() & {"status", "due_after", "due_before"}:
        return "deadline"
    return "-made" if query.keys() & {"made_after", "made_before"} else "-recorded"


def _equal(tx: Transaction, query: dict[str, Any]) -> dict[str, str]:
    named = {"type": "kind", "source": "source", "external_id": "external_id", "essay": "essay"}
    equal = {column: query[name] for name, column in named.items() if name in query}
    if "author" in query:
        equal["author"] = find_author(tx, query["author"], own=None, pointer="/query/author")
    found = find_essay_by_url(tx, equal["essay"]) if "essay" in equal else None
    return equal | ({"essay": found["id"]} if found else {})


def span_of(query: dict[str, Any], about: str) -> Span:
    """What `about`_after and `about`_before mean; bare dates are days in the tracker's time zone."""
    return Span(begins=_instant(query, f"{about}_after"), ends=_instant(query, f"{about}_before"))


_OTHER_ZONES = timedelta(hours=27)
"""As far as a day in one zone can begin before or end after the same day in another."""


def _widened(query: dict[str, Any], about: str, moment: Moment | None) -> Span:
    """The span that holds the days asked for in every zone: an index reads it, `_day_conditions` says what fits."""
    span = span_of(query, about)
    if moment is not None:
        return span
    begins, ends = span.begins, span.ends
    if begins is not None and is_bare_date(query[f"{about}_after"]):
        begins = instant_text(instant_from_text(begins) - _OTHER_ZONES)
    if ends is not None and is_bare_date(query[f"{about}_before"]):
        ends = instant_text(instant_from_text(ends) + _OTHER_ZONES)
    return Span(begins=begins, ends=ends)


def _day_conditions(query: dict[str, Any], moment: Moment | None) -> list[Condition]:
    """Which days fit, where the period is given in days; a look back goes by the tracker's zone."""
    if moment is not None:
        return []
    asked = [
        (about, end, query.get(f"{about}_{end}")) for about in ("made", "due") for end in ("after", "before")
    ]
    return [
        on_days(about, end, text) for about, end, text in asked if text is not None and is_bare_date(text)
    ]


def _instant(query: dict[str, Any], name: str) -> str | None:
    if name not in query:
        return None
    return instant_text(parse_begin(query[name], application().timezone, pointer=f"/query/{name}"))


def _moment(tx: Transaction, query: dict[str, Any]) -> Moment | None:
    if "as_of" not in query:
        return None
    context = application()
    return find_moment(
        tx,
        query["as_of"],
        reached=read_checkpoint(tx, RELAY),
        now=context.clock(),
        timezone=context.timezone,
        pointer="/query/as_of",
    )


def _conditions(query: dict[str, Any], *, now: datetime) -> tuple[Condition, ...]:
    """What is withheld answers to nothing that would tell what it is about."""
    is_telling = query.keys() & {"topic", "essay", "q"}
    return (readable(maybe_caller(), now=now),) if is_telling else ()

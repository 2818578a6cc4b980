"""The week: what needs somebody, what falls due, what has gone stale, what came out, and the year so far."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from marshmallow import fields

from tracker.api.http.context import application, maybe_caller, reading
from tracker.api.http.fields import AnswerSchema, EntrySchema, Text
from tracker.api.http.operation import Resource, operation
from tracker.api.resources.prediction_answer import PredictionAnswer, present_all
from tracker.api.resources.reports import Plain
from tracker.application.access.visibility import may_read, readable
from tracker.application.recording.authors import find_author
from tracker.domain import limits
from tracker.domain.instants import instant_text, recorded_zone
from tracker.projections.weeks import due_between, settled_since, stale_since, waiting_for_a_person
from tracker.reports.query import ReportQuery
from tracker.store.databases.database import Transaction

if TYPE_CHECKING:
    from tracker.reports.sentences.summary import PlainWords

resource = Resource("week", description="What the record needs from its analyst, every morning.")

SOON = timedelta(days=7)
LAST = timedelta(days=7)
STALE = timedelta(days=90)


class WeekQuery(EntrySchema):
    author = Text(
        chars_max=limits.NAME_CHARS_MAX,
        metadata={
            "description": "Whose: an id or a name; by default the key's own author, without a key everybody's."
        },
    )


class WeekAnswer(AnswerSchema):
    what_happened = fields.List(
        fields.Nested(PredictionAnswer),
        required=True,
        metadata={"description": "Past the deadline, proposed by a worker, or disputed: a person says."},
    )
    due_soon = fields.List(fields.Nested(PredictionAnswer), required=True)
    stale = fields.List(
        fields.Nested(PredictionAnswer), required=True, metadata={"description": "No new number for 90 days."}
    )
    outcomes = fields.List(
        fields.Nested(PredictionAnswer), required=True, metadata={"description": "Of the last seven days."}
    )
    year = fields.Nested(Plain, required=True, metadata={"description": "The year so far, in words."})


@resource.get("/week")
@operation(summary="Read the week", query=WeekQuery, answers={200: WeekAnswer})
def get_week(query: dict[str, Any]) -> Any:
    """At most fifty of each: longest overdue first, soonest due first, longest silent first, latest outcome first."""
    now = application().clock()
    shown = readable(maybe_caller(), now=now)
    with reading() as tx:
        author = _author(tx, query.get("author"))
        then = instant_text(now)
        sections = {
            "what_happened": waiting_for_a_person(tx, author=author, now=then, shown=shown),
            "due_soon": due_between(tx, author=author, now=then, until=instant_text(now + SOON), shown=shown),
            "stale": stale_since(tx, author=author, now=then, since=instant_text(now - STALE), shown=shown),
            "outcomes": settled_since(tx, author=author, since=instant_text(now - LAST), shown=shown),
        }
        return {
            **{name: present_all(tx, rows) for name, rows in sections.items()},
            "year": _year(tx, author, now=now),
        }


def _author(tx: Transaction, wanted: str | None) -> str | None:
    who = maybe_caller()
    if wanted is None:
        return who.forecaster if who is not None else None
    return find_author(tx, wanted, own=None, pointer="/query/author")


def _year(tx: Transaction, author: str | None, *, now: datetime) -> PlainWords:
    from tracker.reports.sentences.summary import plain_words  # numpy takes a sixth of the start
    from tracker.reports.track_record import track_record

    context, reader = application(), maybe_caller()
    year = now.astimezone(recorded_zone(context.timezone)).year
    report = track_record(
        tx,
        ReportQuery(forecaster=author, begins=f"{year}-01-01", ends=f"{year}-12-31"),
        now=now,
        timezone=context.timezone,
        lapse_after=context.lapse_after,
        can_read=lambda row: may_read(row, reader, now=now),
    )
    return plain_words(report)

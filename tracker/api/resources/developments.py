"""Developments: what happened in the world, recorded as evidence."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import msgspec
from flask import g
from marshmallow import fields, validate
from msgspec import structs

from tracker.api.http.context import application, caller, maybe_caller, reading, write
from tracker.api.http.etags import unless_known
from tracker.api.http.fields import AnswerSchema, EntrySchema, Instant, QueryInteger, StrictFloat, Text
from tracker.api.http.operation import Resource, operation
from tracker.api.http.pages import bound_of, decode_key, keyed_page
from tracker.api.resources.development_query import DevelopmentListQuery, asked
from tracker.api.resources.outcomes import ReasonBody
from tracker.api.resources.prediction_body import OutcomeField
from tracker.application.access.visibility import may_read
from tracker.application.recording.developments import (
    correct_development,
    record_development,
    retract_development,
)
from tracker.application.recording.matches import MATCHES_DEFAULT, MATCHES_MAX, Match, match_development
from tracker.domain import limits
from tracker.domain.development import CorrectDevelopment, Fact, RecordDevelopment, Settles
from tracker.domain.errors import NotFound
from tracker.domain.ids import stream_of
from tracker.projections.development_lists import list_developments
from tracker.projections.developments import find_development, labels_of
from tracker.projections.predictions import find_prediction
from tracker.projections.triggers import woken_by
from tracker.store.databases.database import Row, Transaction

resource = Resource("developments", description="What happened in the world, dated and sourced.")

COULD_SETTLE_MAX = 20


class FactBody(EntrySchema):
    metric = Text(required=True, chars_max=limits.SLUG_CHARS_MAX)
    value = StrictFloat(required=True)
    unit = Text(chars_max=limits.SLUG_CHARS_MAX)
    as_of = Instant()


class SettlesBody(EntrySchema):
    prediction = Text(required=True, chars_max=40)
    outcome = OutcomeField(required=True)


class DevelopmentBody(EntrySchema):
    headline = Text(required=True, chars_max=limits.HEADLINE_CHARS_MAX)
    occurred_on = Text(chars_max=10, metadata={"description": "The day it happened, in `timezone`."})
    occurred_at = Text(chars_max=40)
    timezone = Text(chars_max=limits.NAME_CHARS_MAX)
    event_type = Text(chars_max=limits.SLUG_CHARS_MAX)
    actors = fields.List(
        Text(chars_max=limits.NAME_CHARS_MAX), validate=validate.Length(max=limits.ACTORS_MAX)
    )
    tags = fields.List(Text(chars_max=limits.SLUG_CHARS_MAX), validate=validate.Length(max=limits.TAGS_MAX))
    facts = fields.List(fields.Nested(FactBody), validate=validate.Length(max=limits.FACTS_MAX))
    about = fields.List(Text(chars_max=40), validate=validate.Length(max=limits.ABOUT_MAX))
    sources = fields.List(
        Text(chars_max=limits.URL_CHARS_MAX), validate=validate.Length(max=limits.SOURCES_MAX)
    )
    ends_actor = Text(chars_max=limits.NAME_CHARS_MAX)
    resolves = fields.Nested(SettlesBody, metadata={"description": "Needs the scope `resolve`."})
    note = Text(chars_max=limits.NOTE_CHARS_MAX)


class CorrectionBody(DevelopmentBody):
    reason = Text(required=True, chars_max=limits.NOTE_CHARS_MAX)


class FactAnswer(AnswerSchema):
    metric = fields.String(required=True)
    value = fields.Float(required=True)
    unit = fields.String(required=True, allow_none=True)
    as_of = Instant(required=True, allow_none=True)


class CouldSettle(AnswerSchema):
    id = fields.String(required=True)
    statement = fields.String(required=True)


class DevelopmentAnswer(AnswerSchema):
    id = fields.String(required=True)
    url = fields.String(required=True)
    headline = fields.String(required=True)
    occurred_on = fields.String(required=True, allow_none=True)
    occurred_at = Instant(required=True, allow_none=True)
    happened_at = Instant(required=True)
    timezone = fields.String(required=True)
    event_type = fields.String(required=True, allow_none=True)
    actors = fields.List(fields.String(), required=True)
    tags = fields.List(fields.String(), required=True)
    facts = fields.List(fields.Nested(FactAnswer), required=True)
    sources = fields.List(fields.String(), required=True)
    ends_actor = fields.String(required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)
    source = fields.String(required=True, allow_none=True)
    external_id = fields.String(required=True, allow_none=True)
    recorded_at = Instant(required=True)
    version = fields.Integer(required=True)
    corrections = fields.Integer(required=True)
    retracted = fields.String(
        required=True, allow_none=True, metadata={"description": "Why it was retracted."}
    )
    could_settle = fields.List(
        fields.Nested(CouldSettle),
        required=True,
        metadata={"description": "Open predictions that wait for it."},
    )


class MatchesQuery(EntrySchema):
    limit = QueryInteger(minimum=1, maximum=MATCHES_MAX, load_default=MATCHES_DEFAULT)


class MatchAnswer(AnswerSchema):
    id = fields.String(required=True)
    url = fields.String(required=True)
    statement = fields.String(required=True)
    closes = Instant(required=True)
    score = fields.Float(required=True, metadata={"description": "BM25; only its order means anything."})
    words = fields.List(
        fields.String(), required=True, metadata={"description": "What both speak of, the rarest first."}
    )


class MatchesAnswer(AnswerSchema):
    items = fields.List(fields.Nested(MatchAnswer), required=True)


class DevelopmentPage(AnswerSchema):
    items = fields.List(fields.Nested(DevelopmentAnswer), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


@resource.post("/developments")
@operation(
    summary="Record a development",
    body=DevelopmentBody,
    answers={201: DevelopmentAnswer},
    scope="record",
    is_idempotent=True,
    links={"getDevelopment": {"development_id": "$response.body#/id"}},
)
def record_a_development(body: dict[str, Any]) -> Any:
    """Record what happened. Predictions whose rule it fulfils settle by themselves, at once or after a person's yes."""
    command, app, who = RecordDevelopment(**_typed(body)), application(), caller()
    return write(
        lambda uow: record_development(app, uow, command, caller=who), present=_read_back, status=201
    )


@resource.post("/developments/<development_id>/correct")
@operation(
    summary="Correct a development",
    body=CorrectionBody,
    answers={200: DevelopmentAnswer},
    scope="record",
    is_idempotent=True,
    if_match="required",
)
def correct_a_development(body: dict[str, Any], development_id: str) -> Any:
    """Replace the whole report, with the reason; whatever was proposed because of it is looked at again."""
    command, app, who = CorrectDevelopment(**_typed(body)), application(), caller()
    return write(
        lambda uow: correct_development(
            app, uow, development_id, command, caller=who, seen_version=g.expected_version
        ),
        present=_read_back,
        status=200,
        about=stream_of("development", development_id),
    )


@resource.post("/developments/<development_id>/retract")
@operation(
    summary="Retract a development",
    body=ReasonBody,
    answers={200: DevelopmentAnswer},
    scope="record",
    is_idempotent=True,
    if_match="required",
)
def retract_a_development(body: dict[str, Any], development_id: str) -> Any:
    """It did not happen, or not so. Proposals that cite it are dropped, provisional outcomes contested."""
    return write(
        lambda uow: retract_development(
            uow, development_id, reason=body["reason"], seen_version=g.expected_version
        ),
        present=_read_back,
        status=200,
        about=stream_of("development", development_id),
    )


@resource.get("/developments")
@operation(summary="List developments", query=DevelopmentListQuery, answers={200: DevelopmentPage})
def list_all_developments(query: dict[str, Any]) -> Any:
    """Developments that fit everything asked, as they read now, in one of two orders."""
    bound = bound_of(query)
    after = decode_key(query.get("cursor"), bound=bound)
    with reading() as tx:
        means = asked(tx, query)
        rows = [] if means is None else list_developments(tx, means, after=after, limit=query["limit"] + 1)
        by = "recorded_at" if means is None else means.order
        return keyed_page(rows, query, bound=bound, by=by, present=partial(_present_all, tx))


@resource.get("/developments/<development_id>")
@operation(summary="Read a development", answers={200: DevelopmentAnswer, 304: None})
def get_development(development_id: str) -> Any:
    """The development as it reads now; its ETag names the version that a correction must name."""
    with reading() as tx:
        content = _read_back(tx, development_id)
    return unless_known(content)


@resource.get("/developments/<development_id>/matches")
@operation(summary="List a development's matches", query=MatchesQuery, answers={200: MatchesAnswer})
def list_matches(query: dict[str, Any], development_id: str) -> Any:
    """Open predictions that the development may concern, by the words both share, the best first."""
    with reading() as tx:
        row = _known(tx, development_id)
        matches = match_development(
            tx, row, caller=maybe_caller(), now=application().clock(), limit=query["limit"]
        )
        return {"items": [_present_match(one) for one in matches]}


def _typed(body: dict[str, Any]) -> dict[str, Any]:
    """The fields of the command that a body says."""
    lists = {name: tuple(body.get(name, ())) for name in ("actors", "tags", "about", "sources")}
    facts = tuple(Fact(**fact) for fact in body.get("facts", ()))
    resolves = Settles(**body["resolves"]) if "resolves" in body else None
    return {**body, **lists, "facts": facts, "resolves": resolves}


def _read_back(tx: Transaction, development: str) -> dict[str, Any]:
    return _present(tx, _known(tx, development))


def _known(tx: Transaction, development: str) -> Row:
    row = find_development(tx, development)
    if row is None:
        raise NotFound(f"there is no development {development}")
    return row


def _present_match(match: Match) -> dict[str, Any]:
    row = match.prediction
    return {
        **{name: row[name] for name in ("id", "statement", "closes")},
        "url": f"/v1/predictions/{row['id']}",
        "score": match.score,
        "words": list(match.words),
    }


def _present_all(tx: Transaction, rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [_present(tx, row) for row in rows]


def _present(tx: Transaction, row: Row) -> dict[str, Any]:
    kept = ("id", "headline", "occurred_on", "occurred_at", "happened_at", "timezone", "event_type", "ends_actor",
            "note", "source", "external_id", "recorded_at", "version", "corrections")  # fmt: skip
    return {
        **{name: row[name] for name in kept},
        "url": f"/v1/developments/{row['id']}",
        "actors": msgspec.json.decode(row["actors"]),
        "tags": msgspec.json.decode(row["tags"]),
        "facts": [structs.asdict(fact) for fact in msgspec.json.decode(row["facts"], type=list[Fact])],
        "retracted": row["retracted_reason"],
        "sources": msgspec.json.decode(row["source_urls"]),
        "could_settle": _could_settle(tx, row),
    }


def _could_settle(tx: Transaction, row: Row) -> list[dict[str, str]]:
    """Open predictions that wait for it, as far as the caller may read them."""
    woken = sorted(woken_by(tx, labels_of(tx, row["id"])))[:COULD_SETTLE_MAX]
    rows = [find_prediction(tx, prediction) for prediction in woken]
    now, reader = application().clock(), maybe_caller()
    return [
        {"id": one["id"], "statement": one["statement"]}
        for one in rows
        if one and not one["outcome"] and one["state"] != "undone" and may_read(one, reader, now=now)
    ]

"""Forecasters: who states probabilities, the authors of predictions among them."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from tracker.api.http.context import application, reading, write
from tracker.api.http.fields import AnswerSchema, EntrySchema, Text
from tracker.api.http.operation import Resource, operation
from tracker.api.http.pages import ListQuery, page
from tracker.api.resources.outcomes import ReasonBody
from tracker.application.recording.forecasters import merge, rename, unmerge
from tracker.domain import limits
from tracker.domain.errors import NotFound
from tracker.domain.instants import instant_text
from tracker.projections.forecasters import find_forecaster, list_forecasters
from tracker.projections.forecasts import words_of
from tracker.store.databases.database import Row, Transaction

resource = Resource("forecasters", description="Who states how likely things are.")


class ForecasterAnswer(AnswerSchema):
    id = fields.String(required=True)
    url = fields.String(required=True)
    name = fields.String(required=True)
    source = fields.String(
        required=True, allow_none=True, metadata={"description": "The import it came with."}
    )
    external_id = fields.String(required=True, allow_none=True)
    merged_into = fields.String(
        required=True, allow_none=True, metadata={"description": "Whose everything is that is said here."}
    )


class RenameBody(EntrySchema):
    name = Text(required=True, chars_max=limits.NAME_CHARS_MAX)
    reason = Text(chars_max=limits.NOTE_CHARS_MAX)


class MergeBody(EntrySchema):
    into = Text(required=True, chars_max=40, metadata={"description": "The forecaster's id."})
    reason = Text(required=True, chars_max=limits.NOTE_CHARS_MAX)


class WordAnswer(AnswerSchema):
    word = fields.String(required=True)
    scale = fields.String(required=True)
    low = fields.Float(
        required=True, allow_none=True, metadata={"description": "Null: it carries no number."}
    )
    high = fields.Float(required=True, allow_none=True)
    stated = fields.Integer(
        required=True, metadata={"description": "Predictions on which it was the last word."}
    )
    settled = fields.Integer(required=True)
    happened = fields.Integer(required=True)


class WordsAnswer(AnswerSchema):
    items = fields.List(fields.Nested(WordAnswer), required=True)


class ForecasterPage(AnswerSchema):
    items = fields.List(fields.Nested(ForecasterAnswer), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


@resource.get("/forecasters")
@operation(summary="List forecasters", query=ListQuery, answers={200: ForecasterPage})
def list_all_forecasters(query: dict[str, Any]) -> Any:
    """Forecasters in the order of their ids; those of an import are found by its source and their ids there."""
    with reading() as tx:
        return page(tx, query, list_forecasters, _present)


@resource.get("/forecasters/<forecaster_id>")
@operation(summary="Read a forecaster", answers={200: ForecasterAnswer})
def get_forecaster(forecaster_id: str) -> Any:
    """The forecaster's name; the record itself is GET /v1/reports/track-record?forecaster=."""
    with reading() as tx:
        return _read_back(tx, forecaster_id)


@resource.get("/forecasters/<forecaster_id>/words")
@operation(summary="Read a forecaster's words", answers={200: WordsAnswer})
def get_words(forecaster_id: str) -> Any:
    """What this forecaster's words were worth: how often it happened when one was the last word on a prediction."""
    now = instant_text(application().clock())
    with reading() as tx:
        _read_back(tx, forecaster_id)
        return {"items": [{**row, "word": row["term"]} for row in words_of(tx, forecaster_id, now=now)]}


@resource.post("/forecasters/<forecaster_id>/rename")
@operation(
    summary="Rename a forecaster",
    body=RenameBody,
    answers={200: ForecasterAnswer},
    scope="admin",
    is_idempotent=True,
)
def rename_forecaster(body: dict[str, Any], forecaster_id: str) -> Any:
    """Another name for the same one; everything said stays said."""
    return write(
        lambda uow: rename(uow, forecaster_id, name=body["name"], reason=body.get("reason")),
        present=_read_back,
        status=200,
    )


@resource.post("/forecasters/<forecaster_id>/merge")
@operation(
    summary="Merge a forecaster into another",
    body=MergeBody,
    answers={200: ForecasterAnswer},
    scope="admin",
    is_idempotent=True,
)
def merge_forecaster(body: dict[str, Any], forecaster_id: str) -> Any:
    """Two names are one person: from now on they are scored and reported as one. It can be undone."""
    return write(
        lambda uow: merge(uow, forecaster_id, into=body["into"], reason=body["reason"]),
        present=_read_back,
        status=200,
    )


@resource.post("/forecasters/<forecaster_id>/unmerge")
@operation(
    summary="Undo a merger",
    body=ReasonBody,
    answers={200: ForecasterAnswer},
    scope="admin",
    is_idempotent=True,
)
def unmerge_forecaster(body: dict[str, Any], forecaster_id: str) -> Any:
    """They were two after all, and are scored and reported as two again."""
    return write(
        lambda uow: unmerge(uow, forecaster_id, reason=body["reason"]),
        present=_read_back,
        status=200,
    )


def _read_back(tx: Transaction, forecaster: str) -> dict[str, Any]:
    row = find_forecaster(tx, forecaster)
    if row is None:
        raise NotFound(f"there is no forecaster {forecaster}")
    return _present(tx, row)


def _present(tx: Transaction, row: Row) -> dict[str, Any]:
    del tx
    shown = {name: row[name] for name in ("id", "name", "source", "external_id", "merged_into")}
    return {**shown, "url": f"/v1/forecasters/{row['id']}"}

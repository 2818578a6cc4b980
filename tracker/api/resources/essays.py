"""Essays: record one, read it back, revise it, read every text it had."""

from __future__ import annotations

from typing import Any

from flask import g
from marshmallow import fields

from tracker.api.http.context import application, caller, reading, write
from tracker.api.http.etags import unless_known
from tracker.api.http.fields import AnswerSchema, EntrySchema, Instant, Text
from tracker.api.http.operation import Resource, operation
from tracker.api.http.pages import ListQuery, page
from tracker.application.recording.essays import (
    known_essay,
    record_essay,
    revise_essay,
)
from tracker.domain import limits
from tracker.domain.errors import NotFound
from tracker.domain.essay import RecordEssay, ReviseEssay
from tracker.projections.essays import had_text, list_essays, texts_of
from tracker.projections.forecasters import find_forecaster, find_imported_forecaster
from tracker.store.databases.database import Row, Transaction
from tracker.store.essay_texts import read_text

resource = Resource("essays", description="The texts in which claims are made, in every version seen.")

SEARCH_CHARS_MAX = 200
DIGEST_CHARS = 64


class EssayFields(EntrySchema):
    title = Text(chars_max=limits.STATEMENT_CHARS_MAX)
    author = Text(
        chars_max=limits.NAME_CHARS_MAX,
        metadata={"description": "The byline. A known forecaster's id or name makes the essay his or hers."},
    )
    publication = Text(chars_max=limits.NAME_CHARS_MAX)
    published_at = Text(
        chars_max=40, metadata={"description": "An instant, or a day, which begins in `timezone`."}
    )
    timezone = Text(
        chars_max=limits.NAME_CHARS_MAX,
        metadata={"description": "Where the essay's days begin and end; by default the tracker's."},
    )
    text = Text(
        chars_max=limits.ESSAY_TEXT_CHARS_MAX,
        metadata={"description": "The whole text; kept in NFC by its SHA-256."},
    )
    note = Text(chars_max=limits.NOTE_CHARS_MAX)


class EssayBody(EssayFields):
    url = Text(
        chars_max=limits.URL_CHARS_MAX,
        metadata={"description": "Its address, http or https. Without one a title is needed."},
    )


class EssayRevisionBody(EssayFields):
    pass


class EssaysQuery(ListQuery):
    author = Text(
        chars_max=limits.NAME_CHARS_MAX,
        metadata={"description": "A byline, or a forecaster's id, name or id in the essay's import."},
    )
    q = Text(
        chars_max=SEARCH_CHARS_MAX,
        metadata={
            "description": "Words of title, byline, publication or address, of which all must stand there."
        },
    )


class BylineAnswer(AnswerSchema):
    name = fields.String(required=True, allow_none=True)
    forecaster = fields.String(
        required=True, allow_none=True, metadata={"description": "The forecaster of that name, if known."}
    )


class EssayAnswer(AnswerSchema):
    id = fields.String(required=True)
    address = fields.String(required=True, metadata={"description": "Where this answer stands."})
    url = fields.String(required=True, allow_none=True)
    title = fields.String(required=True, allow_none=True)
    author = fields.Nested(BylineAnswer, required=True)
    publication = fields.String(required=True, allow_none=True)
    published_at = Instant(required=True, allow_none=True)
    timezone = fields.String(required=True)
    text_sha256 = fields.String(
        required=True, allow_none=True, metadata={"description": "SHA-256 of the present text's NFC form."}
    )
    note = fields.String(required=True, allow_none=True)
    source = fields.String(required=True, allow_none=True)
    external_id = fields.String(required=True, allow_none=True)
    recorded_at = Instant(required=True)
    recorded_by = fields.String(required=True)
    version = fields.Integer(required=True)


class EssayPage(AnswerSchema):
    items = fields.List(fields.Nested(EssayAnswer), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class EssayVersion(AnswerSchema):
    text_sha256 = fields.String(required=True)
    chars = fields.Integer(
        required=True, allow_none=True, metadata={"description": "null where the text is not kept."}
    )
    version = fields.Integer(required=True, metadata={"description": "The essay's version that brought it."})
    is_present = fields.Boolean(required=True)
    note = fields.String(required=True, allow_none=True)
    recorded_at = Instant(required=True)
    recorded_by = fields.String(required=True)


class EssayVersions(AnswerSchema):
    items = fields.List(fields.Nested(EssayVersion), required=True)


class EssayText(AnswerSchema):
    essay = fields.String(required=True)
    text_sha256 = fields.String(required=True)
    text = fields.String(required=True)
    is_present = fields.Boolean(required=True)


@resource.post("/essays")
@operation(
    summary="Record an essay",
    body=EssayBody,
    answers={201: EssayAnswer},
    scope="record",
    is_idempotent=True,
    links={"getEssay": {"essay_id": "$response.body#/id"}},
)
def record_an_essay(body: dict[str, Any]) -> Any:
    """Record an essay, with its text where there is one. An address stands for one essay: a second is refused."""
    command, app, who = RecordEssay(**_with_byline(body)), application(), caller()
    return write(lambda uow: record_essay(app, uow, command, caller=who), present=read_back_essay, status=201)


@resource.get("/essays")
@operation(summary="List essays", query=EssaysQuery, answers={200: EssayPage})
def list_all_essays(query: dict[str, Any]) -> Any:
    """Essays in the order of their ids."""
    filters = ("author", "q", "external_id", "source")
    with reading() as tx:
        return page(tx, query, list_essays, _present, filters=filters)


@resource.get("/essays/<essay_id>")
@operation(summary="Read an essay", answers={200: EssayAnswer, 304: None})
def get_essay(essay_id: str) -> Any:
    """The essay as it stands now; its ETag names the version that a revision must name."""
    with reading() as tx:
        return unless_known(read_back_essay(tx, essay_id))


@resource.post("/essays/<essay_id>/revise")
@operation(
    summary="Revise an essay",
    body=EssayRevisionBody,
    answers={200: EssayAnswer},
    scope="record",
    is_idempotent=True,
    if_match="required",
)
def revise_an_essay(body: dict[str, Any], essay_id: str) -> Any:
    """Record another text of the essay, or what else is different about it.

    Earlier texts stay readable by their hash, and quotes are looked for in the new one.
    """
    command, app, seen = ReviseEssay(**_with_byline(body)), application(), g.expected_version
    return write(
        lambda uow: revise_essay(app, uow, essay_id, command, seen_version=seen),
        present=read_back_essay,
        status=200,
    )


@resource.get("/essays/<essay_id>/texts")
@operation(summary="List an essay's texts", answers={200: EssayVersions}, scope="read")
def list_essay_texts(essay_id: str) -> Any:
    """Every text that the essay had, oldest first, by hash."""
    with reading() as tx:
        present = known_essay(tx, essay_id)["text_sha256"]
        rows = texts_of(tx, essay_id, limit=limits.ESSAY_REVISIONS_MAX + 1)
        return {"items": [_present_version(row, present=present) for row in rows]}


@resource.get("/essays/<essay_id>/texts/<text_sha256>")
@operation(summary="Read an essay's text", answers={200: EssayText}, scope="read")
def get_essay_text(essay_id: str, text_sha256: str) -> Any:
    """One text of the essay, in NFC, as quotes count their characters in it.

    It needs a key, since what the record says about an essay is public, and the essay need not be.
    """
    with reading() as tx:
        present = known_essay(tx, essay_id)["text_sha256"]
        text = read_text(tx, text_sha256) if had_text(tx, essay_id, text_sha256) else None
    if text is None:
        raise NotFound(f"no text {text_sha256[:DIGEST_CHARS]} of the essay {essay_id} is kept")
    return {
        "essay": essay_id,
        "text_sha256": text_sha256,
        "text": text,
        "is_present": text_sha256 == present,
    }


def read_back_essay(tx: Transaction, essay: str) -> dict[str, Any]:
    return _present(tx, known_essay(tx, essay))


def _present(tx: Transaction, row: Row) -> dict[str, Any]:
    kept = ("id", "url", "title", "publication", "published_at", "text_sha256", "note", "source", "external_id",
            "recorded_at", "recorded_by", "version")  # fmt: skip
    return {
        **{name: row[name] for name in kept},
        "address": f"/v1/essays/{row['id']}",
        "timezone": row["timezone"] or application().timezone,
        "author": _author(tx, row),
    }


def _author(tx: Transaction, row: Row) -> dict[str, str | None]:
    """The byline; that of an import is the id of a forecaster there, who is looked up now."""
    known = find_forecaster(tx, row["author"]) if row["author"] else None
    if known is None and row["source"] and row["byline"]:
        known = find_imported_forecaster(tx, row["byline"], source=row["source"])
        if known is not None:
            return {"name": known["name"], "forecaster": known["id"]}
    return {"name": row["byline"], "forecaster": known["id"] if known else None}


def _present_version(row: Row, *, present: str | None) -> dict[str, Any]:
    kept = ("text_sha256", "chars", "version", "note", "recorded_at", "recorded_by")
    return {**{name: row[name] for name in kept}, "is_present": row["text_sha256"] == present}


def _with_byline(body: dict[str, Any]) -> dict[str, Any]:
    """The name over an essay is a byline: whose it is, the tracker looks up."""
    return {"byline" if name == "author" else name: value for name, value in body.items()}

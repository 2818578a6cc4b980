"""Imports: a story comes in pieces of lines, with its own clock, through one run per source."""

from __future__ import annotations

from typing import Any

from flask import request
from marshmallow import fields
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

from tracker.api.http.context import application, caller, reading
from tracker.api.http.fields import AnswerSchema, EntrySchema, Instant, QueryBoolean, Text
from tracker.api.http.media import NDJSON
from tracker.api.http.operation import Resource, operation
from tracker.api.http.requests import request_id
from tracker.api.resources.prediction_answer import ForecasterName
from tracker.application.access.visibility import refuse_unseen_run
from tracker.application.imports.runs import (
    LineOutcome,
    RunState,
    finish_run,
    open_run,
    read_run,
    record_lines,
    start_clock,
)
from tracker.domain import limits
from tracker.domain.errors import Fault, Invalid
from tracker.projections.forecasters import find_forecaster

resource = Resource(
    "imports", description="Old records and other tools' data, line by line, with a clock of their own."
)


class ImportBody(EntrySchema):
    source = Text(
        required=True, chars_max=limits.NAME_CHARS_MAX, metadata={"description": "The namespace of its ids."}
    )
    timezone = Text(
        chars_max=limits.NAME_CHARS_MAX, load_default="UTC", metadata={"description": "Of bare dates."}
    )
    title = Text(chars_max=limits.STATEMENT_CHARS_MAX)


class ClockBody(EntrySchema):
    at = Instant(required=True)


class LinesQuery(EntrySchema):
    atomic = QueryBoolean(load_default=False, metadata={"description": "All lines of this piece or none."})


class RunAnswer(AnswerSchema):
    run = fields.String(required=True)
    url = fields.String(required=True)
    source = fields.String(required=True)
    timezone = fields.String(required=True)
    state = fields.String(required=True, metadata={"enum": ["open", "finished"]})
    lines = fields.Integer(required=True)
    refused = fields.Integer(required=True)
    clock_at = Instant(required=True, allow_none=True)
    clock_done_at = Instant(required=True, allow_none=True)
    projected = fields.Boolean(required=True, metadata={"description": "Reports have seen its last event."})
    author = fields.Nested(
        ForecasterName, required=True, allow_none=True, metadata={"description": "The key's own author."}
    )
    visibility = fields.String(
        required=True, metadata={"description": "What a prediction logged here has that names none."}
    )
    now = Instant(required=True, metadata={"description": "The tracker's clock: no line can be later."})


class LineFault(AnswerSchema):
    pointer = fields.String(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True)


class LineAnswer(AnswerSchema):
    line = fields.Integer(required=True, metadata={"description": "Its number in this piece, from 1."})
    status = fields.String(required=True, metadata={"enum": ["recorded", "already", "refused"]})
    errors = fields.List(fields.Nested(LineFault), required=True)


class LinesAnswer(AnswerSchema):
    items = fields.List(fields.Nested(LineAnswer), required=True)


@resource.post("/imports")
@operation(
    summary="Open an import run",
    body=ImportBody,
    answers={200: RunAnswer},
    scope="record",
    refusals=[409],
    links={"getImport": {"run": "$response.body#/run"}},
)
def open_import(body: dict[str, Any]) -> Any:
    """Open the run of a source, or open it again. While it is open its streams follow the story's clock alone."""
    run = open_run(
        application(),
        source=body["source"],
        timezone=body["timezone"],
        title=body.get("title"),
        caller=caller(),
    )
    return _present(run)


@resource.get("/imports/<run>")
@operation(summary="Read an import run", answers={200: RunAnswer}, scope="read")
def get_import(run: str) -> Any:
    """How far the run is: its clock, its lines, and whether reports have caught up."""
    return _present(run)


@resource.post("/imports/<run>/lines")
@operation(
    summary="Send lines of a story",
    query=LinesQuery,
    answers={200: LinesAnswer},
    raw_body=NDJSON,
    scope="record",
    refusals=[409],
)
def send_lines(query: dict[str, Any], run: str) -> Any:
    """Record up to 1,000 story lines (`application/x-ndjson`), with a result per line.

    Lines that were recorded before are reported as such. A bad line is refused with its fields and the good ones are kept, or with
    `atomic` none.
    """
    outcomes = record_lines(
        application(),
        run,
        _lines(),
        caller=caller(),
        correlation_id=request_id(),
        is_atomic=query["atomic"],
    )
    return {"items": [_present_line(outcome) for outcome in outcomes]}


@resource.post("/imports/<run>/clock")
@operation(
    summary="Move the story's clock",
    body=ClockBody,
    answers={202: RunAnswer},
    scope="resolve",
    refusals=[409],
)
def move_clock(body: dict[str, Any], run: str) -> Any:
    """Have the work of the run's streams done as of `at`; wait for `clock_done_at` before the next step."""
    with reading() as tx:
        refuse_unseen_run(tx, run, caller(), now=application().clock())
    start_clock(application(), run, at=body["at"], caller=caller())
    return _present(run)


@resource.post("/imports/<run>/finish")
@operation(summary="Finish an import run", answers={200: RunAnswer}, scope="record", refusals=[409])
def finish_import(run: str) -> Any:
    """Hand the run's streams over to the real clock."""
    finish_run(application(), run, caller=caller(), correlation_id=request_id())
    return _present(run)


def _lines() -> list[bytes]:
    if request.mimetype != NDJSON:
        raise UnsupportedMediaType(f"The body must be lines of JSON, sent with Content-Type: {NDJSON}.")
    body = request.get_data()
    if len(body) > limits.IMPORT_BYTES_MAX:
        raise Invalid.at("", f"A piece may have at most {limits.IMPORT_BYTES_MAX:,} bytes.", "too_large")
    try:
        body.decode()
    except UnicodeDecodeError as error:
        raise BadRequest(f"The body is not UTF-8 (byte {error.start}).") from None
    return [line for line in body.split(b"\n") if line.strip()]


def _present(run: str) -> dict[str, Any]:
    state: RunState = read_run(application(), run)
    return {
        "run": state.run,
        "url": f"/v1/imports/{state.run}",
        "source": state.source,
        "timezone": state.timezone,
        "state": "open" if state.is_open else "finished",
        "lines": state.lines,
        "refused": state.refused,
        "clock_at": state.clock_at,
        "clock_done_at": state.clock_done_at,
        "projected": state.projected,
        "author": _author(),
        "visibility": application().visibility,
        "now": application().clock(),
    }


def _author() -> dict[str, Any] | None:
    own = caller().forecaster
    if own is None:
        return None
    with reading() as tx:
        row = find_forecaster(tx, own)
    return None if row is None else {"id": row["id"], "name": row["name"]}


def _present_line(outcome: LineOutcome) -> dict[str, Any]:
    faults = outcome.faults
    if outcome.status == "refused" and not faults:
        faults = (Fault("", outcome.detail or "", outcome.code or "refused"),)
    errors = [{"pointer": one.pointer, "detail": one.detail, "code": one.code} for one in faults]
    return {"line": outcome.line, "status": outcome.status, "errors": errors}

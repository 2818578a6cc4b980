"""A small app on the real glue: one resource, and one address that refuses in every way there is."""

from __future__ import annotations

import sqlite3
from typing import Any

from flask import Flask, Response, abort, g, jsonify, redirect, request
from marshmallow import ValidationError, fields, validate
from werkzeug.exceptions import TooManyRequests

from tracker.api.glue import install
from tracker.api.http.fields import (
    AnswerSchema,
    EntrySchema,
    Instant,
    QueryBoolean,
    QueryInteger,
    StrictBoolean,
    StrictFloat,
    StrictInteger,
    Text,
)
from tracker.api.http.operation import AUTHORIZE, Resource, operation
from tracker.api.resources.health import READINESS
from tracker.domain.errors import (
    AlreadyRecorded,
    Conflict,
    Forbidden,
    IdempotencyKeyReused,
    InProgress,
    Invalid,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
    StorageFull,
    TextAltered,
    TrackerError,
    Unauthorized,
    VersionConflict,
)
from tracker.domain.limits import NAME_CHARS_MAX

BODY_LIMIT = 5_000
ALL = {"Authorization": "Bearer all"}
ENTRY = {"statement": "It rains", "probability": 0.4, "deadline": "2025-12-31T15:00:00Z"}


class CiteEntry(EntrySchema):
    url = Text(chars_max=NAME_CHARS_MAX, required=True)


class PredictionEntry(EntrySchema):
    statement = Text(chars_max=NAME_CHARS_MAX, required=True)
    probability = StrictFloat(minimum=0, maximum=1, required=True)
    deadline = Instant(required=True)
    weight = StrictInteger(minimum=1)
    again = StrictBoolean()
    note = Text(chars_max=NAME_CHARS_MAX, chars_min=3)
    tags = fields.List(fields.String(), validate=validate.Length(max=2))
    cites = fields.List(fields.Nested(CiteEntry))
    facts = fields.Dict(data_key="facts/~")
    extra = fields.Raw(allow_none=True)


class PredictionAnswer(AnswerSchema):
    id = fields.String(required=True)
    statement = fields.String(required=True)
    deadline = Instant(required=True)


class SeenAnswer(AnswerSchema):
    caller = fields.String(required=True, allow_none=True)
    key = fields.String(required=True, allow_none=True)
    version = fields.Integer(required=True, allow_none=True)


class ListQuery(EntrySchema):
    limit = QueryInteger(minimum=1, maximum=200, load_default=50)
    is_open = QueryBoolean()
    tag = fields.List(fields.String())


class ListAnswer(AnswerSchema):
    limit = fields.Integer(required=True)
    tag = fields.List(fields.String(), required=True)


def make_app(readiness: dict[str, bool] | None = None, *, origins: frozenset[str] = frozenset()) -> Flask:
    app = Flask(__name__)
    api = install(app, version="0.1.0", body_limit=BODY_LIMIT, origins=origins)
    app.extensions[AUTHORIZE] = authorize
    app.extensions[READINESS] = lambda: readiness or {"sql": True, "migrations": True, "queue": True}
    api.register_blueprint(predictions())
    app.add_url_rule("/refused/<how>", "refused", refuse)
    app.add_url_rule("/slashed/", "slashed", lambda: "here")
    return app


def authorize(scope: str | None, *, may_recall: bool) -> str | None:
    """Knows two keys, `all` and `none`; names the caller. It remembers nobody."""
    key = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if key not in {"", "all", "none"}:
        raise Unauthorized("The key is not known.")
    if scope is None:
        return key or None
    if key == "":
        raise Unauthorized("Send a key.")
    if key == "none":
        raise Forbidden(f"The key lacks the scope {scope}.")
    return key


def predictions() -> Resource:
    resource = Resource("predictions", description="What commentators said would happen.")

    @resource.post("/predictions")
    @operation(
        summary="Log a prediction",
        body=PredictionEntry,
        answers={201: PredictionAnswer, 200: SeenAnswer},
        scope="record",
        is_idempotent=True,
        links={"getPrediction": {"prediction_id": "$response.body#/id"}},
    )
    def log_prediction(entry: dict[str, Any]) -> Any:
        """Records who said what, and when."""
        if entry.get("note") == "seen":
            return {"caller": g.caller, "key": g.idempotency_key, "version": 7}, 200, {"X-Seen": "yes"}
        return {"id": "prd_1", **entry}, 202 if entry.get("note") == "undeclared" else 201

    @resource.get("/predictions")
    @operation(
        summary="List predictions",
        query=ListQuery,
        answers={200: ListAnswer},
        media_types=["text/csv"],
        refusals=[406],
    )
    def list_predictions(query: dict[str, Any]) -> Any:
        if request.accept_mimetypes.best == "text/csv":
            return Response("limit\r\n50\r\n", mimetype="text/csv")
        return {"limit": query["limit"], "tag": query.get("tag", [])}

    @resource.get("/predictions/<prediction_id>")
    @operation(summary="Read a prediction", answers={200: PredictionAnswer})
    def get_prediction(prediction_id: str) -> Any:
        return {"id": prediction_id, "statement": "It rains", "deadline": "2025-12-31T15:00:00.120000Z"}

    @resource.post("/predictions/<prediction_id>/amend")
    @operation(
        summary="Amend it",
        query=ListQuery,
        body=CiteEntry,
        answers={200: SeenAnswer},
        scope="record",
        if_match="required",
    )
    def amend_prediction(query: dict[str, Any], entry: dict[str, Any], prediction_id: str) -> Any:
        return {"caller": f"{prediction_id} {entry['url']} {query['limit']}", "version": g.expected_version}

    @resource.post("/predictions/<prediction_id>/resolve")
    @operation(summary="Resolve it", answers={200: SeenAnswer}, scope="resolve", if_match="optional")
    def resolve_prediction(prediction_id: str) -> Any:
        return {"caller": prediction_id, "version": g.expected_version}

    @resource.post("/predictions/<prediction_id>/undo")
    @operation(summary="Undo it", answers={204: None}, scope="record")
    def undo_prediction(prediction_id: str) -> Any:
        del prediction_id

    return resource


class Unlisted(Conflict):
    """A refusal that the table of kinds does not know."""

    code = "unlisted"
    title = "Unlisted"


def unreachable() -> Exception:
    """What SQLite raises where there is no such folder."""
    try:
        sqlite3.connect("/nonexistent/tracker.db").execute("SELECT 1")
    except sqlite3.OperationalError as away:
        return away
    raise AssertionError


def refuse(how: str) -> Any:
    errors: dict[str, Exception] = {
        "plain": TrackerError("No."),
        "invalid": Invalid.at("/deadline", "Already past.", "past"),
        "reused": IdempotencyKeyReused("Used before."),
        "not-found": NotFound("Nothing here."),
        "conflict": Conflict("It is resolved."),
        "recorded": AlreadyRecorded("It stands.", address="/v1/predictions/prd_1"),
        "version": VersionConflict("Too late.", current=7),
        "in-progress": InProgress("Still running."),
        "precondition": PreconditionFailed("Another version."),
        "required": PreconditionRequired("Send If-Match."),
        "unauthorized": Unauthorized("Who?"),
        "forbidden": Forbidden("Lacks the scope resolve."),
        "unlisted": Unlisted("Not in the table."),
        "schema": ValidationError({"a": {"b/c": {0: ["Not a valid string."]}}}),
        "full": StorageFull("No room."),
        "altered": TextAltered("Another text."),
        "away": unreachable(),
        "bug": RuntimeError("the secret cause"),
        "rate": TooManyRequests("Slow down.", retry_after=7),
    }
    if how in errors:
        raise errors[how]
    if how == "redirect":
        return redirect("/elsewhere")
    abort(jsonify({"said": "so"}) if how == "response" else int(how))
    return None

"""Every refusal as an RFC 9457 problem document, and the page that explains each type of problem.

`KINDS` is the one table: code, status, title and meaning. A `TrackerError` finds its row by its code or that of the
nearest class above it, an HTTP error by its status, and anything else is "internal".
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, jsonify, request
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from tracker.api.parser import faults_from
from tracker.api.requests import request_id
from tracker.domain import errors
from tracker.domain.errors import Fault, TrackerError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 1

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kind:
    """One type of problem."""

    code: str
    status: int
    title: str
    meaning: str

    @property
    def slug(self) -> str:
        return self.code.replace("_", "-")


def _told(error: type[TrackerError], status: int, meaning: str) -> Kind:
    return Kind(error.code, status, error.title, meaning)


KINDS = (
    Kind("malformed", 400, "Malformed request", "The request cannot be read: the body is not JSON or not UTF-8, or a name stands twice."),
    _told(errors.Unauthorized, 401, "The request needs an API key that is known, not expired and not revoked."),
    _told(errors.Forbidden, 403, "The API key is good, but lacks the scope that the detail names."),
    _told(errors.NotFound, 404, "Nothing stands at this address, or nothing that this key may see."),
    Kind("method_not_allowed", 405, "Method not allowed", "The address exists; the Allow header names what it answers to."),
    Kind("not_acceptable", 406, "Not acceptable", "None of the media types in Accept is offered here."),
    _told(errors.Conflict, 409, "The request is valid, but the present state of the record refuses it."),
    _told(errors.AlreadyRecorded, 409, "The same thing was recorded before; `address` says where."),
    _told(errors.VersionConflict, 409, "Somebody wrote to the same record first; `current` is its version now."),
    _told(errors.InProgress, 409, "The same request is still running; try again after Retry-After seconds."),
    _told(errors.PreconditionFailed, 412, "If-Match names another version than the present one; read it again."),
    Kind("too_large", 413, "Body too large", "The body is larger than this tracker takes in one request."),
    Kind("unsupported_media_type", 415, "Unsupported media type", "The body is not in a format that this address reads."),
    _told(errors.Invalid, 422, "The request can be read but not accepted; `errors` names each place and why."),
    _told(errors.NotBuilt, 422, "The request is meaningful, but this version cannot honour it yet."),
    _told(errors.IdempotencyKeyReused, 422, "The idempotency key was used before with another request."),
    _told(TrackerError, 422, "The request was refused for the reason in the detail."),
    _told(errors.PreconditionRequired, 428, "This change needs If-Match with the ETag that was read."),
    Kind("rate_limited", 429, "Too many requests", "The key, or the address of a request without one, has used up what it may ask in a minute."),
    Kind("internal", 500, "Internal error", "A fault of the tracker; its keepers find the cause by the request id."),
    Kind("not_ready", 503, "Not ready", "The tracker cannot answer at present; try again shortly."),
)  # fmt: skip

BY_CODE: Mapping[str, Kind] = {kind.code: kind for kind in KINDS}
BY_STATUS: Mapping[int, Kind] = {kind.status: kind for kind in reversed(KINDS)}
"""The first row of each status, which is its most general one."""


def install_problems(app: Flask) -> None:
    """Registers the error handlers and GET /problems/{slug}; must come after the API's own extension."""
    app.register_error_handler(TrackerError, answer_refusal)
    app.register_error_handler(ValidationError, _answer_invalid)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_internal)
    app.add_url_rule("/problems/<slug>", "problem_type", explain)


def kind_of(error: TrackerError) -> Kind:
    """The row of the nearest class, so that a class without a row of its own is still answered."""
    codes = [base.code for base in type(error).__mro__ if issubclass(base, TrackerError)]
    return next(BY_CODE[code] for code in codes if code in BY_CODE)


def answer_refusal(error: TrackerError) -> Response:
    """The problem document of a deliberate refusal."""
    kind = kind_of(error)
    response = problem(kind, detail=error.detail, code=error.code, faults=error.faults, **_members(error))
    if isinstance(error, errors.InProgress):
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def problem(
    kind: Kind,
    *,
    detail: str,
    status: int | None = None,
    code: str | None = None,
    faults: tuple[Fault, ...] = (),
    **members: Any,
) -> Response:
    """The answer for one problem of the current request."""
    document = {
        "type": type_url(kind),
        "title": kind.title,
        "status": status or kind.status,
        "detail": detail,
        "instance": quote(request.root_path + request.path),
        "request_id": request_id(),
        "code": code or kind.code,
        "errors": [asdict(fault) for fault in faults],
        **members,
    }
    response = jsonify(document)
    response.status_code = status or kind.status
    response.mimetype = MEDIA_TYPE
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def type_url(kind: Kind) -> str:
    """Where this tracker explains the kind."""
    return f"{request.host_url}problems/{kind.slug}"


def explain(slug: str) -> Response:
    """The explanation of one type of problem."""
    kind = next((kind for kind in KINDS if kind.slug == slug), None)
    if kind is None:
        raise errors.NotFound("No problem type has this name.")
    return jsonify({"type": type_url(kind), **asdict(kind)})


def _members(error: TrackerError) -> dict[str, Any]:
    match error:
        case errors.AlreadyRecorded():
            return {"address": error.address}
        case errors.VersionConflict():
            return {"current": error.current}
        case _:
            return {}


def _answer_invalid(error: ValidationError) -> Response:
    faults = faults_from(error.messages)
    return problem(BY_CODE["invalid"], detail=faults[0].detail, faults=faults)


def _answer_http(error: HTTPException) -> Response:
    """Redirects and responses that a view aborts with never come here: Flask lets them through."""
    status = error.code or 500
    if status == 500:
        return _answer_internal(getattr(error, "original_exception", None) or error)
    kind = BY_STATUS.get(status, BY_CODE["not_ready"] if status > 500 else BY_CODE["refused"])
    response = problem(kind, detail=error.description or error.name, status=status)
    for name, value in error.get_headers():
        if name != "Content-Type":
            response.headers[name] = value
    return response


def _answer_internal(error: BaseException) -> Response:
    with_traceback = (type(error), error, error.__traceback__)
    logger.error("internal error, request %s", request_id(), exc_info=with_traceback)
    return problem(BY_CODE["internal"], detail="The tracker failed; its keepers can find this by request_id.")

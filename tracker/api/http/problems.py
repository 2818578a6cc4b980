"""Every refusal as an RFC 9457 problem document, and the page that explains each type of problem.

`KINDS` is the one table: code, status, title, meaning and remedy. A `TrackerError` finds its row by its code or that
of the nearest class above it, an HTTP error by its status, and anything else is "internal". A slug is part of the
API: rows are added, never renamed.
"""

from __future__ import annotations

import inspect
import logging
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Flask, Response, jsonify, make_response, render_template, request
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from tracker.api.http.media import JSON
from tracker.api.http.parser import faults_from
from tracker.api.http.requests import request_id
from tracker.domain import errors
from tracker.domain.errors import Fault, TrackerError
from tracker.store.databases.availability import is_away
from tracker.store.log.codec import UnknownEvent

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S: Mapping[type[TrackerError], int] = {errors.InProgress: 1, errors.StorageFull: 30}
NOT_READY_RETRY_AFTER_S = 5

NEWER = "A later version of the tracker has written here, which this process does not know yet. Repeat the request, a change with the same Idempotency-Key."
AWAY = "The database cannot be reached. Whether a change was recorded is not known: repeat it with the same Idempotency-Key."

HTML = "text/html"
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_STATUS = re.compile(r" \(\d{3}[^)]*\)")

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kind:
    """One type of problem: what it means, and what whoever meets it can do."""

    code: str
    status: int
    title: str
    meaning: str
    remedy: str

    @property
    def slug(self) -> str:
        return self.code.replace("_", "-")


def _told(error: type[TrackerError], status: int, remedy: str) -> Kind:
    """The row of a deliberate refusal, which explains itself in the first paragraph of its docstring."""
    said = " ".join((inspect.getdoc(error) or "").partition("\n\n")[0].split())
    meaning = _STATUS.sub("", said)  # which the page shows anyway
    return Kind(error.code, status, error.title, meaning, remedy)


KINDS = (
    Kind("malformed", 400, "Malformed request", "The request cannot be read: the body is not JSON or not UTF-8, or a name stands twice in an object.", "Send the body as UTF-8 JSON, each name once; the detail says where reading ended."),
    _told(errors.Unauthorized, 401, "Send `Authorization: Bearer trk_live_...` with a key that counts; an admin of this tracker makes, rotates and revokes keys."),
    _told(errors.Forbidden, 403, "Use a key that has the scope which the detail names, or ask an admin of this tracker for one."),
    _told(errors.NotFound, 404, "Check the address, and look ids up in the lists: /v1/predictions, /v1/developments and so on."),
    Kind("method_not_allowed", 405, "Method not allowed", "The address exists, but does not answer to this method.", "Use a method that the Allow header names."),
    Kind("not_acceptable", 406, "Not acceptable", "The address cannot answer in any of the media types that Accept allows.", "Name one that the detail offers in Accept, or leave Accept out and get JSON."),
    _told(errors.Conflict, 409, "Read the record again and decide anew; the detail says what stands in the way."),
    _told(errors.AlreadyRecorded, 409, "Use what stands at `address`, or say `again: true` where the same is meant once more."),
    _told(errors.VersionConflict, 409, "Read the record again, whose version is now `current`, and repeat the request on that."),
    _told(errors.InProgress, 409, "Repeat the same request after Retry-After seconds."),
    _told(errors.PreconditionFailed, 412, "Read the record again and send its present ETag in If-Match, if the change is still wanted."),
    Kind("too_large", 413, "Body too large", "The body is larger than this tracker takes in one request.", "Send less at once; imports come in pieces of at most 1,000 lines and 1 MB."),
    Kind("unsupported_media_type", 415, "Unsupported media type", "The body is not in a format that this address reads.", "Send JSON with Content-Type: application/json, or lines of JSON where the operation takes application/x-ndjson."),
    _told(errors.Invalid, 422, "Mend each place that `errors` names by its pointer and send the request again; a refused request has recorded nothing."),
    _told(errors.IdempotencyKeyReused, 422, "Make a new Idempotency-Key for each new request, and keep it only while repeating the very same one."),
    _told(TrackerError, 422, "Read the detail: it says what was refused and why."),
    _told(errors.PreconditionRequired, 428, "Read the record and send its ETag in If-Match, so that nobody's change is overwritten unseen."),
    Kind("rate_limited", 429, "Too many requests", "The key, or the address of a request without one, has used up what it may ask in a minute.", "Wait for Retry-After seconds; the RateLimit header of every answer tells what is left."),
    Kind("internal", 500, "Internal error", "A fault of the tracker; nothing of the request was recorded.", "Repeat the request with the same Idempotency-Key; if it fails again, give its request_id to the keepers of this tracker, whose log explains it."),
    _told(errors.TextAltered, 500, "Send the right text again, as a revision or with `text`, or ask the keepers of this tracker, who find the place with `tracker verify` and have backups."),
    _told(errors.StorageFull, 507, "Nothing of the request was recorded, and reading goes on. Send it again after Retry-After seconds; the keepers of this tracker must make room."),
    Kind("not_ready", 503, "Not ready", "The tracker cannot answer at present: its database is away, of an earlier version, or was written to by a later one.", "Try again shortly; the keepers of this tracker find the cause with `tracker doctor`."),
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
    app.register_blueprint(_pages())


def kind_of(error: TrackerError) -> Kind:
    """The row of the nearest class, so that a class without a row of its own is still answered."""
    codes = [base.code for base in type(error).__mro__ if issubclass(base, TrackerError)]
    return next(BY_CODE[code] for code in codes if code in BY_CODE)


def answer_refusal(error: TrackerError) -> Response:
    """The problem document of a deliberate refusal."""
    kind = kind_of(error)
    response = problem(kind, detail=error.detail, code=error.code, faults=error.faults, **_members(error))
    if type(error) in RETRY_AFTER_S:
        response.headers["Retry-After"] = str(RETRY_AFTER_S[type(error)])
    if isinstance(error, errors.TextAltered):
        logger.error("%s, request %s", error.detail, request_id())
    if isinstance(error, errors.StorageFull):
        logger.error("there is no room to record anything, request %s", request_id())
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
    """What one type of problem means and what to do about it: a page for a browser, JSON for programs."""
    kind = next((kind for kind in KINDS if kind.slug == slug), None)
    if kind is None:
        raise errors.NotFound("No problem type has this name.")
    told = {"type": type_url(kind), **asdict(kind)}
    if request.accept_mimetypes.best_match([JSON, HTML]) == HTML:
        response = make_response(render_template("problem.html", **told))
        response.headers["Content-Security-Policy"] = PAGE_POLICY
    else:
        response = jsonify(told)
    response.vary.add("Accept")
    return response


def _pages() -> Blueprint:
    pages = Blueprint("problems", __name__, template_folder="templates")
    pages.add_url_rule("/problems/<slug>", "explain", explain)
    return pages


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
    if is_away(error):
        logger.error("the database is away, request %s", request_id(), exc_info=with_traceback)
        return _answer_not_ready(AWAY)
    if isinstance(error, UnknownEvent):  # while versions change, processes of both serve
        logger.warning("%s, request %s", error, request_id())
        return _answer_not_ready(NEWER)
    logger.error("internal error, request %s", request_id(), exc_info=with_traceback)
    return problem(BY_CODE["internal"], detail="The tracker failed; its keepers can find this by request_id.")


def _answer_not_ready(detail: str) -> Response:
    response = problem(BY_CODE["not_ready"], detail=detail)
    response.headers["Retry-After"] = str(NOT_READY_RETRY_AFTER_S)
    return response

"""Every refusal as an RFC 9457 problem document, and a page for each type of problem.

`KINDS` is the only table: code, status, title, meaning and remedy. A `TrackerError` finds its row by its code
or that of its nearest base class, an HTTP error by its status; everything else is "internal". Slugs are part
of the API: rows are added, never renamed.
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

NEWER = "A newer version of the tracker has written to the database, and this process cannot read it yet. Repeat the request; repeat a change with the same Idempotency-Key."
AWAY = "The database cannot be reached. It is not known whether a change was recorded; repeat it with the same Idempotency-Key."

HTML = "text/html"
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_STATUS = re.compile(r" \(\d{3}[^)]*\)")

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kind:
    """One type of problem: its meaning, and what a client can do about it."""

    code: str
    status: int
    title: str
    meaning: str
    remedy: str

    @property
    def slug(self) -> str:
        return self.code.replace("_", "-")


def _refusal_kind(error: type[TrackerError], status: int, remedy: str) -> Kind:
    """The row of a deliberate refusal; its meaning comes from the docstring of the class."""
    said = " ".join((inspect.getdoc(error) or "").partition("\n\n")[0].split())
    meaning = _STATUS.sub("", said)  # the page shows the status itself
    return Kind(error.code, status, error.title, meaning, remedy)


KINDS = (
    Kind("malformed", 400, "Malformed request", "The request cannot be read: the body is not JSON or not UTF-8, or an object contains a name twice.", "Send the body as UTF-8 JSON, each name once; the detail says where reading ended."),
    _refusal_kind(errors.Unauthorized, 401, "Send `Authorization: Bearer trk_live_...` with a valid key; an admin of this tracker creates, rotates and revokes keys."),
    _refusal_kind(errors.Forbidden, 403, "Use a key with the scope named in the detail, or ask an admin of this tracker for one."),
    _refusal_kind(errors.NotFound, 404, "Check the address, and look ids up in the lists: /v1/predictions, /v1/developments and so on."),
    Kind("method_not_allowed", 405, "Method not allowed", "The address does not support this method.", "Use a method listed in the Allow header."),
    Kind("not_acceptable", 406, "Not acceptable", "The address cannot answer in any of the media types that Accept allows.", "Send one of those in the detail in Accept, or leave Accept out to get JSON."),
    _refusal_kind(errors.Conflict, 409, "Read the record again and decide anew; the detail gives the reason."),
    _refusal_kind(errors.AlreadyRecorded, 409, "Use the record at `address`, or send `again: true` to record it again."),
    _refusal_kind(errors.VersionConflict, 409, "Read the record again (its version is now `current`) and repeat the request."),
    _refusal_kind(errors.InProgress, 409, "Repeat the same request after Retry-After seconds."),
    _refusal_kind(errors.PreconditionFailed, 412, "Read the record again and send its current ETag in If-Match, if the change still applies."),
    Kind("too_large", 413, "Body too large", "The body is larger than this tracker takes in one request.", "Send less at once; imports are sent in pieces of at most 1,000 lines and 1 MB."),
    Kind("unsupported_media_type", 415, "Unsupported media type", "The body is not in a format that this address reads.", "Send JSON with Content-Type: application/json, or lines of JSON where the operation takes application/x-ndjson."),
    _refusal_kind(errors.Invalid, 422, "Fix each field listed in `errors` and resend. Nothing was recorded."),
    _refusal_kind(errors.IdempotencyKeyReused, 422, "Use a new Idempotency-Key for each new request, and the same one only to repeat a request."),
    _refusal_kind(TrackerError, 422, "Read the detail: it says what was refused and why."),
    _refusal_kind(errors.PreconditionRequired, 428, "Read the record and send its ETag in If-Match, so that you do not overwrite someone's change unseen."),
    Kind("rate_limited", 429, "Too many requests", "The key, or the address of a request without one, has made too many requests in this minute.", "Wait for Retry-After seconds; the RateLimit header of every answer says how many requests are left."),
    Kind("internal", 500, "Internal error", "The tracker failed; nothing was recorded.", "Repeat the request with the same Idempotency-Key; if it fails again, give its request_id to the admins of this tracker, who find the cause in the log."),
    _refusal_kind(errors.TextAltered, 500, "Send the right text again, as a revision or with `text`, or ask the admins of this tracker, who can locate it with `tracker verify` and restore a backup."),
    _refusal_kind(errors.StorageFull, 507, "Nothing was recorded; reading still works. Send the request again after Retry-After seconds; the admins of this tracker must free space."),
    Kind("not_ready", 503, "Not ready", "The tracker cannot answer at present: its database cannot be reached, has an older version, or was written by a newer one.", "Try again shortly; the admins of this tracker find the cause with `tracker doctor`."),
)  # fmt: skip

BY_CODE: Mapping[str, Kind] = {kind.code: kind for kind in KINDS}
BY_STATUS: Mapping[int, Kind] = {kind.status: kind for kind in reversed(KINDS)}
"""The first row of each status, which is its most general one."""


def install_problems(app: Flask) -> None:
    """Registers the error handlers and GET /problems/{slug}; call it after the API's extension."""
    app.register_error_handler(TrackerError, answer_refusal)
    app.register_error_handler(ValidationError, _answer_invalid)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_internal)
    app.register_blueprint(_pages())


def kind_of(error: TrackerError) -> Kind:
    """The row of the nearest base class, so that a class without a row is answered too."""
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
    """The response for one problem of the current request."""
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
    """The address of the page that explains the kind."""
    return f"{request.host_url}problems/{kind.slug}"


def explain(slug: str) -> Response:
    """The meaning and remedy of one type of problem: a page for browsers, JSON for programs."""
    kind = next((kind for kind in KINDS if kind.slug == slug), None)
    if kind is None:
        raise errors.NotFound("No problem type has this name.")
    members = {"type": type_url(kind), **asdict(kind)}
    if request.accept_mimetypes.best_match([JSON, HTML]) == HTML:
        response = make_response(render_template("problem.html", **members))
        response.headers["Content-Security-Policy"] = PAGE_POLICY
    else:
        response = jsonify(members)
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
    """Flask passes redirects and aborted responses through, so they never come here."""
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
    if isinstance(error, UnknownEvent):  # during an upgrade, processes of both versions serve
        logger.warning("%s, request %s", error, request_id())
        return _answer_not_ready(NEWER)
    logger.error("internal error, request %s", request_id(), exc_info=with_traceback)
    return problem(
        BY_CODE["internal"], detail="The tracker failed; its admins can find the error by request_id."
    )


def _answer_not_ready(detail: str) -> Response:
    response = problem(BY_CODE["not_ready"], detail=detail)
    response.headers["Retry-After"] = str(NOT_READY_RETRY_AFTER_S)
    return response

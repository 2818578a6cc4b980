"""What every request and answer has: a request id, security headers, and a bound on the body."""

from __future__ import annotations

import re
import uuid

from flask import Flask, Response, current_app, g, request
from webargs.core import is_json
from werkzeug.exceptions import RequestEntityTooLarge

REQUEST_ID_HEADER = "X-Request-Id"

_ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")


def install_requests(app: Flask, *, body_limit: int) -> None:
    """Registers the steps before and after every request; `body_limit` is in bytes."""
    app.config["BODY_LIMIT"] = body_limit
    # Werkzeug cuts a chunked body off at its limit without a word: one byte more tells a long body from a full one.
    app.config["MAX_CONTENT_LENGTH"] = body_limit + 1
    app.before_request(_begin)
    app.after_request(_finish)


def request_id() -> str:
    """The id of this request, the caller's own where it is acceptable; the same for every call."""
    if "request_id" not in g:
        offered = request.headers.get(REQUEST_ID_HEADER, "")
        g.request_id = offered if _ACCEPTABLE_ID.fullmatch(offered) else str(uuid.uuid4())
    return str(g.request_id)


def _begin() -> None:
    request_id()
    # Told before anything else, since many routes never read the body.
    limit = current_app.config["BODY_LIMIT"]
    if _body_bytes() > limit:
        raise RequestEntityTooLarge(f"The body may have at most {limit:,} bytes.")


def _body_bytes() -> int:
    if "Transfer-Encoding" in request.headers:
        return len(request.get_data(cache=True))
    return request.content_length or 0


def _finish(response: Response) -> Response:
    headers = response.headers
    headers[REQUEST_ID_HEADER] = request_id()
    headers["X-Content-Type-Options"] = "nosniff"
    headers.setdefault("Referrer-Policy", "no-referrer")
    if is_json(response.mimetype):
        headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
    if "Authorization" in request.headers or g.get("caller") is not None:
        headers.setdefault("Cache-Control", "no-store")
    return response

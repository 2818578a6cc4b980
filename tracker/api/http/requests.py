"""Common to all requests and answers: a request id, security headers, and a limit on the body.

The request id is the caller's (X-Request-Id), else its trace and span (traceparent, W3C Trace Context), else
a new one. It appears in logs, in problem documents and, as correlation id, in every event.
"""

from __future__ import annotations

import re
import uuid

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import RequestEntityTooLarge

REQUEST_ID_HEADER = "X-Request-Id"
POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The policy of answers without one of their own: no loading, sending or framing."""

_ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9._-]{1,100}")
_TRACEPARENT = re.compile(
    r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}(?:-.*)?"
)


def install_requests(app: Flask, *, body_limit: int) -> None:
    """Registers the steps before and after every request; `body_limit` is in bytes."""
    app.config["BODY_LIMIT"] = body_limit
    # Werkzeug silently truncates a chunked body at its limit; one more byte shows that the body was too long.
    app.config["MAX_CONTENT_LENGTH"] = body_limit + 1
    app.before_request(_begin)
    app.after_request(_finish)


def request_id() -> str:
    """The id of this request, the caller's own where it is acceptable; the same at every call."""
    if "request_id" not in g:
        offered = request.headers.get(REQUEST_ID_HEADER, "")
        g.request_id = offered if _ACCEPTABLE_ID.fullmatch(offered) else _trace_span() or str(uuid.uuid4())
    return str(g.request_id)


def trace_id() -> str | None:
    """The trace that the request is part of, if its traceparent is well formed."""
    given = _traceparent()
    return given[1] if given else None


def _trace_span() -> str | None:
    given = _traceparent()
    return f"{given[1]}-{given[2]}" if given else None


def _traceparent() -> re.Match[str] | None:
    return _TRACEPARENT.fullmatch(request.headers.get("traceparent", ""))


def _begin() -> None:
    request_id()
    # Checked first, since many routes never read the body.
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
    headers.setdefault("Content-Security-Policy", POLICY)
    if "Authorization" in request.headers or g.get("caller") is not None:
        headers.setdefault("Cache-Control", "no-store")
    return response

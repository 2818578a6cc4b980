"""Answers that readers' programs keep and ask for again: with ETag and Last-Modified, 304 where nothing is new."""

from __future__ import annotations

from datetime import datetime

from flask import Response, g, request

FRESH_S = 300
"""So long a program need not ask again: what is new is news for minutes."""


def kept(body: bytes | str, mimetype: str, *, changed_at: datetime) -> Response:
    """`body`, or 304 for whoever has it. What needs a key is kept by nobody (see `requests`)."""
    response = Response(body, mimetype=mimetype)
    response.add_etag()
    response.last_modified = changed_at
    if g.get("caller") is None:
        response.cache_control.public = True
        response.cache_control.max_age = FRESH_S
    response.make_conditional(request)
    return response

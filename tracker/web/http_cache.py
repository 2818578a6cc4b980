"""Responses that clients may cache, with ETag and Last-Modified; 304 if nothing changed."""

from __future__ import annotations

from datetime import datetime

from flask import Response, g, request

FRESH_S = 300
"""How many seconds a cached response counts as fresh."""


def cached_response(body: bytes | str, mimetype: str, *, changed_at: datetime) -> Response:
    """A response with `body`, or 304. Only answers to anonymous requests may be cached publicly."""
    response = Response(body, mimetype=mimetype)
    response.add_etag()
    response.last_modified = changed_at
    if g.get("caller") is None:
        response.cache_control.public = True
        response.cache_control.max_age = FRESH_S
    response.make_conditional(request)
    return response

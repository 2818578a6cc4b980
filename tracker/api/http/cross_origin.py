"""Lets scripts of the sites on the owner's list call the API from a browser (CORS).

Keys are sent in a header, never in a cookie, so no response allows credentials.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, request

METHODS = "GET, HEAD, POST, OPTIONS"
REQUEST_HEADERS = (
    "Accept, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id, traceparent"
)
ANSWER_HEADERS = "ETag, Idempotent-Replayed, Link, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-Request-Id"
PREFLIGHT_S = 600
"""How long browsers may cache the answer to a preflight."""

PATHS = ("/v1/", "/openapi.json", "/problems/")
"""The paths for programs; pages need no CORS."""


def install_cross_origin(app: Flask, origins: frozenset[str]) -> None:
    """Registers the handlers for preflights and responses; without origins it does nothing."""
    if origins:
        app.before_request(lambda: _answer_preflight(origins))
        app.after_request(_marking(origins))


def _answer_preflight(origins: frozenset[str]) -> Response | None:
    """204 for a preflight, which browsers send without a key, whatever the request is."""
    is_preflight = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
    if not is_preflight or not _is_allowed(origins):
        return None
    response = Response(status=204)
    del response.headers["Content-Type"]
    response.headers["Access-Control-Allow-Methods"] = METHODS
    response.headers["Access-Control-Allow-Headers"] = REQUEST_HEADERS
    response.headers["Access-Control-Max-Age"] = str(PREFLIGHT_S)
    return response


def _marking(origins: frozenset[str]) -> Callable[[Response], Response]:
    def mark(response: Response) -> Response:
        if not request.path.startswith(PATHS):
            return response
        response.vary.add("Origin")  # on every answer, so that no cache serves one site's answer to another
        if _is_allowed(origins):
            response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
            response.headers["Access-Control-Expose-Headers"] = ANSWER_HEADERS
        return response

    return mark


def _is_allowed(origins: frozenset[str]) -> bool:
    return request.headers.get("Origin") in origins and request.path.startswith(PATHS)

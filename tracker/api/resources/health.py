"""Whether the web process lives, and whether it can answer: for supervisors, outside the versioned API."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Flask, Response, current_app, jsonify
from werkzeug.exceptions import ServiceUnavailable

READINESS = "tracker.readiness"
"""The key in `app.extensions` of a callable that says, by name, what is at hand."""

ESSENTIAL = ("sql", "migrations")
"""Without these nothing can be answered; anything else that is away only degrades."""


def install_health(app: Flask) -> None:
    """Registers GET /livez and GET /readyz."""
    app.add_url_rule("/livez", "livez", livez)
    app.add_url_rule("/readyz", "readyz", readyz)


def livez() -> Response:
    """Always live: no dependency is asked."""
    return _uncached({"status": "live"})


def readyz() -> Response:
    """Ready, or degraded with the names of what is away. Raises 503 without SQL or with migrations behind."""
    ask: Callable[[], Mapping[str, bool]] = current_app.extensions[READINESS]
    away = [name for name, is_there in ask().items() if not is_there]
    missing = [name for name in ESSENTIAL if name in away]
    if missing:
        raise ServiceUnavailable(f"Not ready: {', '.join(missing)}.")
    return _uncached({"status": "degraded" if away else "ready", "degraded": away})


def _uncached(document: dict[str, object]) -> Response:
    response = jsonify(document)
    response.headers["Cache-Control"] = "no-store"
    return response

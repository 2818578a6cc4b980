"""Wires the API into a Flask app: requests, problems, health, metrics, the document. Resources are registered afterwards."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_smorest import Api

from tracker.api.http.cross_origin import install_cross_origin
from tracker.api.http.problems import install_problems
from tracker.api.http.rate_limits import install_rate_limits
from tracker.api.http.requests import install_requests
from tracker.api.http.spec import EXTENSION, OPENAPI_VERSION, install_spec
from tracker.api.http.traffic import install_traffic
from tracker.api.resources.health import install_health
from tracker.api.resources.metrics import install_metrics
from tracker.domain.limits import BODY_BYTES_MAX

DESCRIPTION = "A record of dated predictions by commentators, scored by what happened."


def install(
    app: Flask,
    *,
    version: str,
    title: str = "tracker",
    description: str = DESCRIPTION,
    body_limit: int = BODY_BYTES_MAX,
    origins: frozenset[str] = frozenset(),
) -> Any:
    """The flask-smorest `Api` on which resources are registered (`api.register_blueprint(resource)`).

    The app must also be given `app.extensions["tracker.authorize"]` and `app.extensions["tracker.readiness"]`.
    """
    app.json.sort_keys = False  # type: ignore[attr-defined]  # answers in the order of their schemas
    install_traffic(app)
    install_requests(app, body_limit=body_limit)
    install_rate_limits(app)
    install_cross_origin(app, origins)
    api = Api(
        app,
        spec_kwargs={
            "title": title,
            "version": version,
            "openapi_version": OPENAPI_VERSION,
            "info": {
                "description": description,
                "contact": {"name": "The keepers of this tracker"},
                "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            },
            "servers": [{"url": "/"}],
        },
    )
    app.extensions[EXTENSION] = api
    install_problems(app)
    install_health(app)
    install_metrics(app)
    install_spec(app)
    return api

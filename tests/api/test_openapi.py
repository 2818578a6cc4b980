"""The OpenAPI document: valid, committed, and about everything that is served."""

from __future__ import annotations

from pathlib import Path

import yaml
from openapi_spec_validator import validate

from tests.support.instance import open_application, settings_for
from tracker.api.http.spec import openapi_document, openapi_yaml
from tracker.app import create_app
from tracker.bootstrap import ROOT

OUTSIDE = (
    "/calendar.ics",
    "/livez",
    "/readyz",
    "/metrics",
    "/openapi.json",
    "/docs",
    "/embed/",
    "/feeds/",
    "/problems/",
    "/static/",
)


def test_the_committed_document_is_what_the_code_says(tmp_path: Path) -> None:
    with open_application(tmp_path) as application:
        text = openapi_yaml(create_app(settings_for(tmp_path), application))
    assert (ROOT / "openapi" / "openapi.yaml").read_text() == text
    validate(yaml.safe_load(text))


def test_every_route_of_the_api_is_described(tmp_path: Path) -> None:
    with open_application(tmp_path) as application:
        app = create_app(settings_for(tmp_path), application)
        described = set(openapi_document(app)["paths"])
        served = {
            rule.rule.replace("<", "{").replace(">", "}")
            for rule in app.url_map.iter_rules()
            if rule.rule != "/" and not rule.rule.startswith(OUTSIDE)
        }
    assert served == described

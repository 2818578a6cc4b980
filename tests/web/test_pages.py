"""The front page, on a real tracker."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.support.instance import (
    AUTHOR,
    bearer,
    import_lines,
    new_caller,
    open_application,
    settings_for,
    work_off,
)
from tracker.app import create_app
from tracker.application.access.access import issue_key
from tracker.application.context import AppContext
from tracker.domain.key import SCOPES


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[tuple[AppContext, FlaskClient, str]]:
    with open_application(tmp_path) as application:
        _, key = issue_key(application, name="test", scopes=SCOPES, author=AUTHOR)
        yield application, create_app(settings_for(tmp_path), application).test_client(), key


def test_an_empty_tracker_says_how_to_begin(instance: tuple[AppContext, FlaskClient, str]) -> None:
    _, client, _ = instance
    page = client.get("/")
    assert page.status_code == 200
    assert "Nothing is recorded yet" in page.text
    assert "No score yet" in page.text


def test_what_was_said_is_shown_and_never_becomes_markup(
    instance: tuple[AppContext, FlaskClient, str],
) -> None:
    _, client, key = instance
    body = {"statement": "<script>alert(1)</script> wins", "deadline": "2099-12-31", "probability": "12.5%"}
    assert client.post("/v1/predictions", json=body, headers=bearer(key)).status_code == 201
    page = client.get("/")
    assert "<script>" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; wins" in page.text
    assert "12.5%" in page.text
    assert AUTHOR in page.text
    assert "2099-12-31" in page.text


def test_a_question_that_was_given_a_number_says_so_beside_it(
    instance: tuple[AppContext, FlaskClient, str],
) -> None:
    application, client, _ = instance
    at = "2025-01-01T00:00:00Z"
    steps = [
        {"kind": "forecaster", "id": "f", "name": "F"},
        {"kind": "essay", "id": "e", "author": "f"},
        {"kind": "claim", "id": "c", "essay": "e", "stance": "poses", "quote": {"exact": "will it?"}, "probability_source": "none"},
        {"kind": "prediction", "id": "p", "type": "binary", "claim": "c", "statement": "It will", "closes": "2099-12-31"},
        {"kind": "forecast", "prediction": "p", "forecaster": "f", "probability_source": "analyst_imputed", "p": 0.4},
    ]  # fmt: skip
    lines = [json.dumps({"seq": n, "at": at, **step}).encode() for n, step in enumerate(steps)]
    import_lines(application, new_caller(application), "posed", lines)
    work_off(application)
    assert "The essay raised this as a question. The 40% was assigned by us." in client.get("/").text


def test_links_with_a_newsletters_parameters_work_and_nothing_else_is_loaded(
    instance: tuple[AppContext, FlaskClient, str],
) -> None:
    _, client, _ = instance
    page = client.get("/?utm_source=letter")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert client.get("/static/tracker.css").mimetype == "text/css"

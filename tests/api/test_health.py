"""Alive, ready, degraded, not ready."""

from __future__ import annotations

import pytest

from tests.api.test_problems import check_document
from tests.api.toy import make_app
from tracker.api.resources.health import READINESS

GOOD = {"sql": True, "migrations": True, "queue": True, "relay": True}


def test_a_process_is_live_whatever_is_away():
    app = make_app()
    del app.extensions[READINESS]
    answer = app.test_client().get("/livez")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "live"})


def test_everything_at_hand_is_ready():
    answer = make_app(GOOD).test_client().get("/readyz")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ready", "degraded": []})


def test_what_is_not_essential_only_degrades():
    answer = make_app(GOOD | {"queue": False, "relay": False}).test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.get_json() == {"status": "degraded", "degraded": ["queue", "relay"]}


@pytest.mark.parametrize("name", ["sql", "migrations"])
def test_without_the_essential_nothing_is_ready(name):
    answer = make_app(GOOD | {name: False, "queue": False}).test_client().get("/readyz")
    document = check_document(answer, 503, "not_ready")
    assert document["detail"] == f"Not ready: {name}."


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_health_is_never_stored_by_a_cache(path):
    assert make_app(GOOD).test_client().get(path).headers["Cache-Control"] == "no-store"

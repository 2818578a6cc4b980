"""The web process as it is put together: what /readyz says of a real tracker."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest

from tests.support.instance import bearer, new_caller, open_application, settings_for
from tracker.app import create_app
from tracker.application.access.access import issue_key
from tracker.application.work.outbound import turn_outbound
from tracker.application.work.verification import verify_log


@pytest.fixture
def application(tmp_path):
    with open_application(tmp_path) as opened:
        new_caller(opened)
        yield opened


@pytest.fixture
def readyz(tmp_path, application):
    client = create_app(settings_for(tmp_path), application).test_client()
    return lambda: client.get("/readyz")


def test_a_tracker_alone_is_ready_without_queue_and_relay(readyz):
    answer = readyz()
    assert (answer.status_code, answer.get_json()["degraded"]) == (200, ["queue", "relay"])


def test_a_fault_in_the_log_degrades_and_does_not_close_the_tracker(application, readyz):
    with application.database.writing() as tx:
        tx.execute("DROP TRIGGER log_no_update")
        tx.execute("UPDATE log SET head = zeroblob(32) WHERE position = 1")
    assert "log" not in readyz().get_json()["degraded"]
    verify_log(application, now=application.clock())
    answer = readyz()
    assert (answer.status_code, answer.get_json()["degraded"]) == (200, ["queue", "relay", "log"])


def test_a_silenced_tracker_is_as_ready_as_any(application, readyz):
    before = readyz().get_json()
    turn_outbound(application, is_on=False, by="ada")
    assert readyz().get_json() == before


def test_a_database_of_an_earlier_version_is_not_ready_and_no_bug(tmp_path, application, readyz):
    with closing(sqlite3.connect(settings_for(tmp_path).database_path)) as connection:
        connection.executescript(
            "DROP TABLE verified; DROP TABLE outbound; UPDATE alembic_version SET version_num = '0002';"
        )
    answer = readyz()
    assert answer.status_code == 503
    assert answer.get_json()["detail"] == "Not ready: migrations."


FREE = {
    "/docs",
    "/docs/begin.js",
    "/docs/<name>",
    "/livez",
    "/readyz",
    "/openapi.json",
    "/problems/<slug>",
    "/static/tracker.css",
}
"""Say how the tracker is and works, not what this one has recorded."""

PLACEHOLDER = re.compile(r"<(?:any\((\w+)[^)]*\):)?[^>]*>")
"""A part of an address that varies; the first of those that it can be, where they are named."""


def test_a_closed_tracker_shows_nothing_without_a_key(tmp_path, application):
    token = issue_key(application, name="reader", scopes=("read",), author=None)[1]
    app = create_app(settings_for(tmp_path, TRACKER_CLOSED="1"), application)
    client = app.test_client()
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    paths = {rule.rule: PLACEHOLDER.sub(lambda found: found[1] or "x", rule.rule) for rule in rules}
    assert paths.keys() >= FREE | {"/", "/metrics", "/v1/predictions"}
    without = {rule for rule, path in paths.items() if client.get(path).status_code == 401}
    assert paths.keys() - without == FREE
    with_key = {
        rule for rule, path in paths.items() if client.get(path, headers=bearer(token)).status_code == 401
    }
    assert with_key == set()


def test_an_open_tracker_shows_its_front_page_to_anybody_and_counts_the_asking(tmp_path, application):
    answer = create_app(settings_for(tmp_path), application).test_client().get("/")
    assert answer.status_code == 200
    assert answer.headers["RateLimit"].startswith('"address"')

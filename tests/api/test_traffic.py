"""One line and one count for every request."""

from __future__ import annotations

import logging

import pytest
from structlog.contextvars import get_contextvars

from tests.api.toy import ALL, ENTRY
from tests.support.instance import bearer, open_application, settings_for
from tracker.api.http.traffic import REGISTRY
from tracker.app import create_app
from tracker.application.access.access import authenticate, issue_key
from tracker.logs import LogForm, formatter


@pytest.fixture
def lines(caplog):
    """The lines about requests so far, as a program writes them."""
    caplog.set_level(logging.INFO, logger="tracker")
    return lambda: [record for record in caplog.records if record.name == "tracker.api.http.traffic"]


def told(record):
    names = ("method", "route", "status", "key")
    return tuple(getattr(record, name) for name in names)


def count(app, *labels):
    names = dict(zip(("method", "route", "status"), labels, strict=True))
    return app.extensions[REGISTRY].get_sample_value("tracker_http_requests_total", names)


@pytest.mark.parametrize(
    ("method", "path", "line"),
    [
        ("GET", "/livez", ("GET", "/livez", 200, None)),
        ("GET", "/problems/not-found", ("GET", "/problems/<slug>", 200, None)),
        ("GET", "/v1/nowhere", ("GET", "other", 404, None)),
        ("DELETE", "/livez", ("DELETE", "other", 405, None)),
        ("BREW", "/livez", ("other", "other", 405, None)),
        ("GET", "/refused/bug", ("GET", "/refused/<which>", 500, None)),
    ],
)
def test_a_request_gives_one_line_with_its_route_not_its_address(app, client, lines, method, path, line):
    if path.startswith("/refused"):
        line = (
            line[0],
            next(r.rule for r in app.url_map.iter_rules() if r.rule.startswith("/refused")),
            *line[2:],
        )
    client.open(f"{path}?word=secret", method=method)
    assert [told(record) for record in lines()] == [line]
    assert lines()[0].duration_ms >= 0
    assert count(app, line[0], line[1], f"{line[2] // 100}xx") == 1


def test_a_body_that_is_refused_at_once_gives_a_line_too(client, lines):
    client.post("/v1/predictions", data=b"x" * 6_000)
    assert [told(record)[2] for record in lines()] == [413]


def test_neither_token_nor_body_nor_query_stands_on_a_line(client, lines):
    headers = ALL | {"Authorization": "Bearer all"}
    client.post(
        "/v1/predictions?limit=77123", json=ENTRY | {"statement": "Only in the body"}, headers=headers
    )
    (record,) = lines()
    line = formatter(LogForm("json"), program="web").format(record)
    for hidden in ("Bearer", "Only in the body", "77123"):
        assert hidden not in line


def test_everything_said_within_a_request_carries_its_id_and_nothing_after_it(app, client):
    seen = []
    app.add_url_rule("/look", "look", lambda: seen.append(get_contextvars()) or "")
    client.get("/look", headers={"X-Request-Id": "req-1"})
    client.get("/look", headers={"X-Request-Id": "req-2"})
    assert seen == [{"request_id": "req-1"}, {"request_id": "req-2"}]


def test_everything_said_within_a_traced_request_carries_the_trace(app, client):
    seen = []
    app.add_url_rule("/look", "look", lambda: seen.append(get_contextvars()) or "")
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    client.get("/look", headers={"X-Request-Id": "req-1", "traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    assert seen == [{"request_id": "req-1", "trace_id": trace}]
    assert get_contextvars() == {}


def test_a_line_names_the_public_id_of_the_key(tmp_path, lines):
    with open_application(tmp_path) as application:
        _, token = issue_key(application, name="test", scopes=("read",), author=None)
        client = create_app(settings_for(tmp_path), application).test_client()
        client.get("/v1/events", headers=bearer(token))
        client.get("/v1/events", headers=bearer(token[:-1]))
        public_id = authenticate(application, token).key
    assert [told(record) for record in lines()] == [
        ("GET", "/v1/events", 200, public_id),
        ("GET", "/v1/events", 401, None),
    ]


def test_invented_methods_and_addresses_make_no_new_series(app, client):
    client.get("/v1/nowhere/0")
    before = len(next(iter(app.extensions[REGISTRY].collect())).samples)
    for n in range(20):
        client.get(f"/v1/nowhere/{n}")
        client.open(f"/{n}", method=f"M{n}")
        client.open(f"/x{n}", method="BREW")
    assert len(next(iter(app.extensions[REGISTRY].collect())).samples) == before + 1


def test_durations_fall_into_buckets_by_route(app, client):
    client.get("/livez")
    seconds = app.extensions[REGISTRY].get_sample_value(
        "tracker_http_request_duration_seconds_count", {"method": "GET", "route": "/livez"}
    )
    assert seconds == 1

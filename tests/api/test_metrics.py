"""GET /metrics: who may read it, and that it goes on when the queue is away."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families
from redis import Redis

from tests.api.test_problems import check_document
from tests.support.instance import KINDS, bearer, open_application, settings_for
from tests.support.valkey import running_valkey
from tracker.app import create_app
from tracker.application.access.access import issue_key
from tracker.application.access.tokens import new_token
from tracker.bootstrap import open_context
from tracker.settings import read_settings
from workers.queues import enqueue, queue_named


@pytest.fixture
def application(tmp_path):
    with open_application(tmp_path / "tracker") as opened:
        yield opened


def client_of(application, tmp_path, **environment):
    data = {"TRACKER_DATA": str(settings_for(tmp_path / "tracker").data)}
    return create_app(read_settings(data | environment), application).test_client()


def read(client):
    """(name, value of the one label or None) -> number, of the gauges."""
    answer = client.get("/metrics")
    assert answer.status_code == 200, answer.text
    return {
        (sample.name, next(iter(sample.labels.values()), None)): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
        if len(sample.labels) < 2
    }


def test_it_is_text_for_prometheus_that_no_cache_keeps(application, tmp_path):
    client = client_of(application, tmp_path)
    client.get("/livez")
    answer = client.get("/metrics")
    assert "tracker_http_requests_total" in answer.text
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "_created" not in answer.text


def test_an_open_tracker_shows_it_to_anybody_but_not_to_a_wrong_key(application, tmp_path):
    client = client_of(application, tmp_path)
    assert client.get("/metrics").status_code == 200
    wrong = client.get("/metrics", headers={"Authorization": "Bearer trk_live_x"})
    check_document(wrong, 401, "unauthorized")


def test_a_closed_tracker_shows_it_to_a_key_that_reads(application, tmp_path):
    client = client_of(application, tmp_path, TRACKER_CLOSED="1")
    check_document(client.get("/metrics"), 401, "unauthorized")
    for scopes, status in ((("record",), 403), (("read",), 200)):
        _, token = issue_key(application, name="test", scopes=scopes, author=None)
        answer = client.get("/metrics", headers=bearer(token))
        assert answer.status_code == status


@pytest.mark.parametrize("url", ["", "unix:///nowhere/valkey.sock"])
def test_without_a_queue_it_says_so_and_shows_the_rest(application, tmp_path, url):
    shown = read(client_of(application, tmp_path, REDIS_URL=url))
    assert shown["tracker_queue_up", None] == 0
    assert not [name for name, _ in shown if name.startswith("tracker_queue_") and name != "tracker_queue_up"]
    assert shown["tracker_log_position", None] == 0


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_database_it_shows_the_rest_and_readiness_says_so(tmp_path, kind):
    """A folder that is gone, a server that refuses; the web process itself goes on."""
    address = "postgresql://nobody@127.0.0.1:1/nothing" if kind == "postgres" else ""
    settings = settings_for(tmp_path / "gone", database_url=address)
    instance = open_context(settings)
    client = create_app(settings, instance).test_client()
    shown = read(client)
    assert (shown["tracker_sql_up", None], shown["tracker_queue_up", None]) == (0, 0)
    assert ("tracker_log_position", None) not in shown
    assert "/metrics" in client.get("/metrics").text, "requests are counted meanwhile"
    check_document(client.get("/readyz"), 503, "not_ready")
    check_document(client.get("/v1/predictions"), 503, "not_ready")
    key = bearer(new_token())
    check_document(client.get("/metrics", headers=key), 503, "not_ready")
    instance.database.close()


def test_what_waits_in_the_queues_is_counted(application, tmp_path, monkeypatch):
    monkeypatch.setenv("TRACKER_SECRET_KEY", "a secret of the test, long enough")
    with running_valkey(tmp_path) as url:
        client = client_of(application, tmp_path, REDIS_URL=url)
        assert read(client)["tracker_queue_jobs", "settle"] == 0
        with Redis.from_url(url) as queue:
            enqueue(queue_named(queue, "settle"), "workers.jobs.settle", job_id="j-1", now="x")
            enqueue(queue_named(queue, "settle"), "workers.jobs.settle", job_id="j-2", now="x")
        shown = read(client)
    assert shown["tracker_queue_up", None] == 1
    assert (shown["tracker_queue_jobs", "settle"], shown["tracker_queue_jobs", "score"]) == (2, 0)
    assert 0 < shown["tracker_queue_oldest_job_seconds", "settle"] < 30
    assert shown["tracker_queue_oldest_job_seconds", "score"] == 0
    gone = read(client)
    assert gone["tracker_queue_up", None] == 0


def test_two_apps_count_apart(application, tmp_path):
    first, second = (client_of(application, tmp_path) for _ in range(2))
    first.get("/livez")
    assert "/livez" in first.get("/metrics").text
    assert "/livez" not in second.get("/metrics").text

"""The queues from outside, on a real queue server."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from redis import Redis
from rq import Queue
from rq.job import Job

from tests.support.valkey import running_valkey
from tracker.application.work.queue import JOB_PREFIX, QUEUE_PREFIX, QUEUES, Waiting, read_queues
from workers.queues import enqueue, queue_named

NOW = datetime(2099, 1, 1, tzinfo=UTC)


@pytest.fixture
def client(tmp_path, monkeypatch):
    monkeypatch.setenv("TRACKER_SECRET_KEY", "a secret of the test, long enough")
    with running_valkey(tmp_path) as url, Redis.from_url(url) as connection:
        yield connection


def test_the_names_are_those_of_rq():
    assert Queue.redis_queue_namespace_prefix == QUEUE_PREFIX
    assert Job.redis_job_namespace_prefix == JOB_PREFIX


def test_a_queue_is_as_old_as_its_first_job(client):
    for n in range(3):
        assert enqueue(queue_named(client, "score"), "workers.jobs.score", job_id=f"j-{n}", now="x")
    client.hset(f"{JOB_PREFIX}j-0", "enqueued_at", "2098-12-31T23:59:00.000000Z")
    waiting = read_queues(client, now=NOW)
    assert set(waiting) == set(QUEUES)
    assert waiting["score"] == Waiting(jobs=3, oldest_s=60)
    assert waiting["settle"] == Waiting(jobs=0, oldest_s=None)


@pytest.mark.parametrize("stamp", [None, b"", b"no date", b"\xff", b"2025-01-01"])
def test_a_planted_job_is_counted_and_has_no_age(client, stamp):
    client.rpush(f"{QUEUE_PREFIX}settle", b"planted\xff")
    if stamp is not None:
        client.hset(f"{JOB_PREFIX}planted\ufffd", "enqueued_at", stamp)
    assert read_queues(client, now=NOW)["settle"] == Waiting(jobs=1, oldest_s=None)


def test_a_server_that_is_away_is_none(tmp_path):
    with Redis(unix_socket_path=str(tmp_path / "nobody")) as connection:
        assert read_queues(connection, now=NOW) is None

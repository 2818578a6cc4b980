"""What counts as a sign that a program is ready, and what a killed one leaves that does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import redis
from flask import Flask

from tests.support.instance import open_application
from tests.support.serving import served
from tests.support.valkey import running_valkey
from tracker.cli.supervision.probes import relay_probe, web_probe, worker_probe
from tracker.projections.registry import RELAY
from tracker.store.log.checkpoints import take_lease


def lead(application, owner, *, seconds=5):
    now = datetime.now(UTC)
    until = now + timedelta(seconds=seconds)
    with application.database.writing() as tx:
        tx.execute("DELETE FROM lease")
        assert take_lease(tx, RELAY, owner=owner, now=now, until=until)


def test_a_relay_is_ready_when_it_leads_and_not_for_what_a_killed_one_left(tmp_path):
    with open_application(tmp_path) as application:
        lead(application, "killed")
        is_ready = relay_probe(application.database)
        assert not is_ready()
        lead(application, "ours", seconds=-1)
        assert not is_ready()
        lead(application, "ours")
        assert is_ready()


def test_a_relay_that_led_before_and_renews_counts(tmp_path):
    with open_application(tmp_path) as application:
        lead(application, "another")
        is_ready = relay_probe(application.database)
        lead(application, "another", seconds=6)
        assert is_ready()


@pytest.fixture
def queue(tmp_path):
    with running_valkey(tmp_path) as url:
        client = redis.Redis.from_url(url)
        yield url, client
        client.close()


def be_born(client, name, at):
    client.sadd("rq:workers", f"rq:worker:{name}")
    client.hset(f"rq:worker:{name}", "birth", at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))


def test_workers_are_ready_when_as_many_were_born_since(queue):
    url, client = queue
    be_born(client, "killed", datetime.now(UTC) - timedelta(seconds=1))
    client.sadd("rq:workers", "rq:worker:expired")
    first, second = worker_probe(url, 1), worker_probe(url, 2)
    assert (first(), second()) == (False, False)
    be_born(client, "one", datetime.now(UTC))
    assert (first(), second()) == (True, False)
    be_born(client, "two", datetime.now(UTC))
    assert (first(), second()) == (True, True)


def test_without_a_queue_server_no_worker_is_ready(tmp_path):
    assert worker_probe(f"unix://{tmp_path}/none.sock", 1)() is False


def web(status):
    app = Flask("web")
    app.add_url_rule("/readyz", view_func=lambda: ("", status))
    return served(app)


@pytest.mark.parametrize(("status", "is_ready"), [(200, True), (503, False), (404, False)])
def test_the_web_process_is_ready_when_it_says_so(status, is_ready):
    with web(status) as address:
        assert web_probe(address)() is is_ready


def test_a_web_process_that_does_not_listen_is_not_ready():
    with web(200) as address:
        pass
    assert web_probe(address)() is False

"""Subscribers by the command line: registered, listed, tried, followed, replayed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from tests.cli.sheet_tracker import Instance
from tests.delivery.instance import LOOPBACK, SECRET
from tests.delivery.receiver import receiving
from tests.support.clock import Clock
from tests.support.instance import AUTHOR, open_application, settings_for, work_off
from tests.support.running import wait_until
from tests.support.serving import served
from tracker.app import create_app
from tracker.application.access.access import issue_key
from tracker.cli import main
from tracker.delivery.queue.endpoints import target_of
from tracker.delivery.queue.planner import plan
from tracker.delivery.queue.subscriber_queues import queues_due
from tracker.delivery.sending.sender import Sender
from tracker.domain.key import SCOPES
from tracker.store.sealing import Sealer


@pytest.fixture
def instance(tmp_path):
    clock = Clock(datetime.now(UTC))
    with open_application(tmp_path, clock=clock) as opened:
        application = replace(
            opened, sealer=Sealer(SECRET), egress_allow=(LOOPBACK,), is_egress_http_allowed=True
        )
        _, token = issue_key(application, name="cli", scopes=SCOPES, author=AUTHOR)
        with served(create_app(settings_for(tmp_path), application)) as url:
            yield Instance(application, url, token, clock)


@pytest.fixture
def sender(instance):
    opened = Sender(instance.application)
    yield opened
    opened.close()


def run(instance, *arguments, stdin=None):
    words = [str(one) for one in arguments]
    result = CliRunner().invoke(main, words, env=instance.environment(), input=stdin, catch_exceptions=False)
    assert result.exit_code == 0, result.stderr + result.stdout
    return result.stdout


def send(instance, sender):
    work_off(instance.application)
    while plan(instance.application):
        pass
    sender.notify()

    def is_sent():
        with instance.application.database.reading() as tx:
            return not queues_due(tx, now=instance.application.clock(), limit=1)

    wait_until(lambda: is_sent() and sender.is_idle(), seconds=10)


def test_credentials_are_read_from_stdin_and_buttondown_needs_no_address(instance):
    words = ("subscribers", "add", "--connector", "buttondown", "--digest", "day", "--credentials")
    assert run(instance, *words, "-", stdin="a-key-of-theirs\n").startswith("whsec_")
    with instance.application.database.reading() as tx:
        (row,) = tx.rows("SELECT id FROM endpoint")
        target = target_of(instance.application, tx, row["id"], now=instance.application.clock())
    assert (target.credentials, target.url) == ("a-key-of-theirs", "https://api.buttondown.com")


def test_a_subscriber_is_added_tried_listed_and_sent_to_again(instance, sender):
    with receiving() as receiver:
        secret = run(
            instance, "subscribers", "add", receiver.url, "--name", "News", "--digest", "week"
        ).strip()
        assert secret.startswith("whsec_")
        send(instance, sender)
        listed = run(instance, "subscribers", "list")
        assert "active" in listed
        assert "News" in listed
        subscriber = listed.split()[0]
        assert "is being sent" in run(instance, "subscribers", "test", subscriber[:8])
        send(instance, sender)
        lines = run(instance, "deliveries", subscriber).splitlines()
        assert [line.split()[1:3] for line in lines] == [
            ["delivered", "endpoint.ping"],
            ["delivered", "notice.resolved"],
        ]
        message = lines[-1].split()[3]
        run(instance, "deliveries", subscriber, "--resend", message)
        send(instance, sender)
        assert [one.id for one in receiver.got].count(message) == 2
        assert "0 messages" in run(instance, "replay", subscriber, "--since", "0")
        assert "0 messages" in run(
            instance, "replay", subscriber, "--since", "2026-01-01T00:00:00Z", "--dead"
        )
        assert (
            json.loads(run(instance, "subscribers", "list", "--json"))["items"][0]["digest"]["every"]
            == "week"
        )
        rotated = run(instance, "subscribers", "secret", subscriber).strip()
        assert rotated.startswith("whsec_")
        assert rotated != secret
        for verb, status in (("pause", "paused"), ("enable", "active"), ("remove", "removed")):
            assert status in run(instance, "subscribers", verb, subscriber)


def test_attempts_are_followed_as_they_are_made(instance, sender, monkeypatch):
    import tracker.cli.people.deliveries as module

    with receiving() as receiver:
        run(instance, "subscribers", "add", receiver.url)
        send(instance, sender)
        subscriber = run(instance, "subscribers", "list").split()[0]
        looks = []

        def sleep(_):
            looks.append(1)
            if len(looks) == 1:
                run(instance, "subscribers", "test", subscriber)
                send(instance, sender)
            if len(looks) == 3:
                raise KeyboardInterrupt

        monkeypatch.setattr(module, "sleep", sleep)
        result = CliRunner().invoke(main, ["deliveries", subscriber, "--follow"], env=instance.environment())
        assert "attempt 1: status_204" in result.stdout


def test_an_unknown_one_is_said_to_be_so(instance):
    result = CliRunner().invoke(main, ["replay", "sub_x", "--since", "0"], env=instance.environment())
    assert result.exit_code == 1
    assert "No subscriber's id begins with sub_x" in result.stderr

"""What was sent is remembered for a while; a replay makes anew what was forgotten."""

from datetime import timedelta

import pytest

from tests.application.doing import table
from tests.delivery.test_notifying import WINDOW, came_out
from tests.delivery.test_notifying import record as record_one
from tests.delivery.test_sending import change, record
from tracker.delivery.queue import replays, retention
from tracker.domain.errors import Conflict


def kept(instance):
    """(attempts, states of the messages whose words are kept)."""
    rows = table(instance.application, "delivery")
    return len(table(instance.application, "attempt")), sorted(row["state"] for row in rows if row["body"])


def test_a_replay_keeps_the_ids_of_what_was_forgotten_also_once_it_came_out(instance, receiver):
    subscriber = instance.subscribe(receiver.url)
    prediction = record_one(instance, "Rain")
    instance.tell()
    came_out(instance, prediction, "yes")
    instance.tell()
    instance.clock.now += WINDOW
    instance.tell()
    before = [(one.id, one.type) for one in receiver.got[1:]]
    assert [kind for _, kind in before] == ["notice.recorded", "notice.resolved"]
    prune(instance, after=timedelta(days=91))
    change(instance, lambda uow: replays.replay(uow, subscriber, after=0, by=instance.caller))
    instance.plan()
    instance.send()
    assert [(one.id, one.type) for one in receiver.got[3:]] == before


def prune(instance, *, after):
    instance.clock.now += after
    return retention.prune(instance.application, now=instance.clock())


def test_attempts_go_after_a_month_and_messages_that_arrived_after_a_quarter(instance, receiver, monkeypatch):
    monkeypatch.setattr(retention, "PIECE", 2)
    subscriber = instance.subscribe(receiver.url)
    record(instance, "Rain", "Snow", "Sun", "Ice")
    instance.send()
    with instance.application.database.writing() as tx:
        tx.execute("UPDATE delivery SET state = 'dead' WHERE sequence = 5")
        tx.execute("UPDATE delivery SET state = 'waiting' WHERE sequence = 4")
    assert kept(instance) == (5, ["dead", "delivered", "delivered", "delivered", "waiting"])
    assert prune(instance, after=timedelta(days=29)) == 0
    assert prune(instance, after=timedelta(days=2)) == 4
    assert kept(instance) == (1, ["dead", "delivered", "delivered", "delivered", "waiting"])
    assert prune(instance, after=timedelta(days=60)) == 3
    assert kept(instance) == (0, ["dead", "delivered", "waiting"])
    assert [row["sequence"] for row in instance.deliveries(subscriber)] == [1, 2, 3, 4, 5]
    message = instance.deliveries(subscriber)[1]["message"]
    with pytest.raises(Conflict, match="Replay the log"):
        change(instance, lambda uow: replays.resend(uow, subscriber, message, by=instance.caller))
    assert prune(instance, after=timedelta(days=900)) == 0


def test_a_replay_makes_anew_what_was_forgotten_under_its_old_id(instance, receiver):
    subscriber = instance.subscribe(receiver.url)
    record(instance, "Rain", "Snow")
    instance.send()
    before = [one.id for one in receiver.got[1:]]
    prune(instance, after=timedelta(days=91))
    change(instance, lambda uow: replays.replay(uow, subscriber, after=0, by=instance.caller))
    instance.plan()
    instance.send()
    assert [one.id for one in receiver.got[3:]] == before
    assert [one.data["sequence"] for one in receiver.got] == [1, 2, 3, 2, 3]
    change(instance, lambda uow: replays.replay(uow, subscriber, after=0, by=instance.caller))
    instance.plan()
    instance.send()
    assert [one.id for one in receiver.got[5:]] == before


def test_internal_events_are_made_anew_too(instance, receiver):
    subscriber = instance.subscribe(receiver.url, types=["event:prediction.recorded"])
    record(instance, "Rain")
    instance.send()
    prune(instance, after=timedelta(days=91))
    change(instance, lambda uow: replays.replay(uow, subscriber, after=0, by=instance.caller))
    instance.plan()
    instance.send()
    first, again = receiver.of_type("event:prediction.recorded")
    assert (again.id, again.data["event"]) == (first.id, first.data["event"])

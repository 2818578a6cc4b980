"""What was sent is remembered for a while; a replay makes anew what was forgotten."""

from datetime import timedelta

import pytest

from tests.application.doing import table
from tests.delivery.test_sending import change, record
from tests.delivery.test_telling import WINDOW, came_out
from tests.delivery.test_telling import record as record_one
from tracker.delivery.queue import replays, retention
from tracker.domain.errors import Conflict


def kept(house):
    """(attempts, states of the messages whose words are kept)."""
    rows = table(house.application, "delivery")
    return len(table(house.application, "attempt")), sorted(row["state"] for row in rows if row["body"])


def test_a_replay_keeps_the_ids_of_what_was_forgotten_also_once_it_came_out(house, receiver):
    subscriber = house.subscribe(receiver.url)
    prediction = record_one(house, "Rain")
    house.tell()
    came_out(house, prediction, "yes")
    house.tell()
    house.clock.now += WINDOW
    house.tell()
    before = [(one.id, one.type) for one in receiver.got[1:]]
    assert [kind for _, kind in before] == ["notice.recorded", "notice.resolved"]
    prune(house, after=timedelta(days=91))
    change(house, lambda writing: replays.replay(writing, subscriber, after=0, by=house.caller))
    house.plan()
    house.send()
    assert [(one.id, one.type) for one in receiver.got[3:]] == before


def prune(house, *, after):
    house.clock.now += after
    return retention.prune(house.application, now=house.clock())


def test_attempts_go_after_a_month_and_messages_that_arrived_after_a_quarter(house, receiver, monkeypatch):
    monkeypatch.setattr(retention, "PIECE", 2)
    subscriber = house.subscribe(receiver.url)
    record(house, "Rain", "Snow", "Sun", "Ice")
    house.send()
    with house.application.database.writing() as tx:
        tx.execute("UPDATE delivery SET state = 'dead' WHERE sequence = 5")
        tx.execute("UPDATE delivery SET state = 'waiting' WHERE sequence = 4")
    assert kept(house) == (5, ["dead", "delivered", "delivered", "delivered", "waiting"])
    assert prune(house, after=timedelta(days=29)) == 0
    assert prune(house, after=timedelta(days=2)) == 4
    assert kept(house) == (1, ["dead", "delivered", "delivered", "delivered", "waiting"])
    assert prune(house, after=timedelta(days=60)) == 3
    assert kept(house) == (0, ["dead", "delivered", "waiting"])
    assert [row["sequence"] for row in house.deliveries(subscriber)] == [1, 2, 3, 4, 5]
    message = house.deliveries(subscriber)[1]["message"]
    with pytest.raises(Conflict, match="replay the log"):
        change(house, lambda writing: replays.resend(writing, subscriber, message, by=house.caller))
    assert prune(house, after=timedelta(days=900)) == 0


def test_a_replay_makes_anew_what_was_forgotten_under_its_old_id(house, receiver):
    subscriber = house.subscribe(receiver.url)
    record(house, "Rain", "Snow")
    house.send()
    before = [one.id for one in receiver.got[1:]]
    prune(house, after=timedelta(days=91))
    change(house, lambda writing: replays.replay(writing, subscriber, after=0, by=house.caller))
    house.plan()
    house.send()
    assert [one.id for one in receiver.got[3:]] == before
    assert [one.data["sequence"] for one in receiver.got] == [1, 2, 3, 2, 3]
    change(house, lambda writing: replays.replay(writing, subscriber, after=0, by=house.caller))
    house.plan()
    house.send()
    assert [one.id for one in receiver.got[5:]] == before


def test_internal_events_are_made_anew_too(house, receiver):
    subscriber = house.subscribe(receiver.url, types=["event:prediction.recorded"])
    record(house, "Rain")
    house.send()
    prune(house, after=timedelta(days=91))
    change(house, lambda writing: replays.replay(writing, subscriber, after=0, by=house.caller))
    house.plan()
    house.send()
    first, again = receiver.of_type("event:prediction.recorded")
    assert (again.id, again.data["event"]) == (first.id, first.data["event"])

"""Sent again by wish: what was given up, or everything from a place in the log on, also what is older than the subscription."""

from datetime import timedelta

import pytest

from tests.application.doing import table
from tests.delivery.test_sending import change, record, rotate, told, waits
from tracker.delivery.queue import planner, replays
from tracker.domain.errors import Conflict


def test_what_was_given_up_since_an_instant_is_recovered_in_order(instance, receiver):
    subscriber = instance.subscribe(receiver.url)
    record(instance, "Rain", "Snow", "Sun")
    with instance.application.database.writing() as tx:
        tx.execute("UPDATE delivery SET state = 'dead', settled_at = '2020' WHERE sequence = 2")
        tx.execute("UPDATE delivery SET state = 'dead', settled_at = '2030' WHERE sequence IN (3, 4)")
    since = instance.clock()
    counted = change(instance, lambda uow: replays.recover(uow, subscriber, since=since, by=instance.caller))
    instance.send()
    assert counted == 2
    assert told(receiver) == [("recorded", "Snow"), ("recorded", "Sun")]


def test_a_replay_keeps_ids_and_numbers_uses_the_secrets_of_today_and_says_nothing_of_health(
    instance, receiver
):
    subscriber = instance.subscribe(receiver.url)
    record(instance, "Rain", "Snow")
    instance.send()
    before = [(one.id, one.data["sequence"]) for one in receiver.got[1:]]
    rotate(instance, subscriber, overlap=timedelta(0))
    receiver.answering = lambda place: (500, {})
    change(instance, lambda uow: replays.replay(uow, subscriber, after=0, by=instance.caller))
    instance.send()
    assert [(one.id, one.data["sequence"]) for one in receiver.got[3:]] == before
    signatures = {one.headers["webhook-signature"].split(",")[0] for one in receiver.got[3:]}
    assert signatures == {"v1"}
    with instance.application.database.reading() as tx:
        assert tx.value("SELECT failures FROM lane") == 0


def test_a_replay_makes_what_is_older_than_the_subscription(instance, receiver):
    record(instance, "Rain", "Snow")
    instance.clock.forward(hours=1)
    subscriber = instance.subscribe(receiver.url)
    record(instance, "Sun")
    instance.send()
    assert told(receiver) == [("recorded", "Sun")]
    change(instance, lambda uow: replays.replay(uow, subscriber, after=0, by=instance.caller))
    instance.plan()
    instance.send()
    assert sorted(set(told(receiver))) == [("recorded", "Rain"), ("recorded", "Snow"), ("recorded", "Sun")]
    assert sorted({one.data["sequence"] for one in receiver.got}) == [1, 2, 3, 4]


def test_what_a_replay_cannot_read_yet_waits_for_the_upgrade_like_everything_else(instance, receiver):
    first, _ = record(instance, "Rain", "Snow")
    instance.clock.forward(hours=1)
    subscriber = instance.subscribe(receiver.url)
    version = "UPDATE event SET schema_version = :version WHERE stream = :stream"
    with instance.application.database.writing() as tx:
        tx.execute("DROP TRIGGER event_no_update" + ("" if tx.numbers_positions else " ON event"))
        tx.execute(version, {"version": 99, "stream": f"prediction-{first}"})
    change(instance, lambda uow: replays.replay(uow, subscriber, after=0, by=instance.caller))
    instance.plan()
    instance.send()
    assert set(told(receiver)) == {("recorded", "Snow")}
    assert {row["consumer"] for row in table(instance.application, "parked")} == {planner.PLANNER}
    with instance.application.database.writing() as tx:
        tx.execute(version, {"version": 1, "stream": f"prediction-{first}"})
    planner.plan_quarantined(instance.application)
    assert table(instance.application, "parked") == []


def test_two_replays_are_made_one_after_the_other(instance, receiver):
    record(instance, "Rain", "Snow")
    instance.clock.forward(hours=1)
    subscribers = [instance.subscribe(receiver.url) for _ in range(2)]
    for subscriber in subscribers:
        change(
            instance,
            lambda uow, one=subscriber: replays.replay(uow, one, after=0, by=instance.caller),
        )
    instance.plan()
    instance.send()
    for statement in ("Rain", "Snow"):
        told_of = [one for one in receiver.of_type("notice.recorded") if statement in one.data["subject"]]
        assert len(told_of) == 2


def test_what_is_on_its_way_cannot_be_sent_again(instance, receiver):
    subscriber = instance.subscribe(receiver.url)
    receiver.answering = lambda place: (500, {})
    record(instance, "Rain")
    instance.send()
    message = waits(instance, subscriber)["message"]
    with pytest.raises(Conflict, match="This message is waiting"):
        change(instance, lambda uow: replays.resend(uow, subscriber, message, by=instance.caller))

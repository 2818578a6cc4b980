"""What a receiver's answer means: order kept, tried again on time, given up, stopped, and sent again by wish."""

from datetime import timedelta

import pytest

from tests.application.doing import ask, log, logged
from tests.delivery.receiver import receiving
from tests.support.running import wait_until
from tracker.application.recording.changes import amend
from tracker.application.work.outbound import turn_outbound
from tracker.delivery.queue import endpoints, replays
from tracker.delivery.queue.schedule import WAITS
from tracker.delivery.queue.subscriber_queues import LEASE, QueueLost, lease_queue, renew_queue
from tracker.domain.errors import Forbidden, Invalid, NotFound

FAR = "2099-12-31"
JITTERED = 1.2


def record(instance, *statements):
    """One prediction for each statement, told to the planner; their ids."""
    made = [
        log(instance.application, instance.caller, statement=one, probability=0.4, deadline=FAR)
        for one in statements
    ]
    instance.settle()
    return made


def change(instance, handler):
    return ask(instance.application, instance.caller, handler).content["id"]


def rotate(instance, subscriber, *, overlap):
    change(
        instance,
        lambda uow: endpoints.rotate_secret(
            instance.application,
            uow,
            subscriber,
            secret="whsec_" + "A" * 44,
            overlap=overlap,
            by=instance.caller,
        ),
    )


def failing(statement):
    """Answers 500 to whatever is about that statement."""

    def answer(receiver):
        return lambda place: (
            500 if receiver.got[place].data.get("prediction", {}).get("statement") == statement else 204,
            {},
        )

    return answer


def told(receiver):
    return [(one.type.partition(".")[2], one.data["prediction"]["statement"]) for one in receiver.got[1:]]


def waits(instance, subscriber):
    (row,) = instance.deliveries(subscriber, "waiting")
    return row


def test_what_fails_holds_up_only_what_is_about_the_same_prediction(instance, receiver):
    instance.subscribe(receiver.url)
    first, _ = record(instance, "Rain", "Snow")
    change(
        instance,
        lambda uow: amend(uow, first, statement="Much rain", criteria=None, reason="clearer", seen_version=1),
    )
    instance.settle()
    receiver.answering = failing("Rain")(receiver)
    instance.send()
    assert told(receiver) == [("recorded", "Rain"), ("recorded", "Snow")]
    receiver.answering = lambda place: (204, {})
    instance.clock.forward(seconds=7)
    instance.send()
    assert told(receiver)[2:] == [("recorded", "Rain"), ("corrected", "Much rain")]
    assert [one.data["sequence"] for one in receiver.got] == [1, 2, 3, 2, 4]
    assert receiver.got[1].id == receiver.got[3].id
    assert receiver.got[1].body == receiver.got[3].body


def test_it_is_tried_eleven_times_on_time_and_then_given_up_and_kept(instance, receiver):
    subscriber = instance.subscribe(receiver.url)
    record(instance, "Rain")
    receiver.answering = lambda place: (500, {})
    for attempt, wait in enumerate(WAITS[1:], start=1):
        instance.send()
        row, now = waits(instance, subscriber), instance.clock()
        assert row["attempt"] == attempt
        assert timedelta(0) <= _at(row) - now - wait <= wait * (JITTERED - 1) + timedelta(seconds=1)
        instance.clock.now = _at(row) - timedelta(milliseconds=1)
        instance.send()
        assert len(receiver.got) == 1 + attempt
        instance.clock.forward(milliseconds=2)
        _allow(instance, subscriber)
    instance.send()
    (dead,) = instance.deliveries(subscriber, "dead")
    assert (dead["attempt"], dead["error"]) == (11, "status_500")
    (exhausted,) = [
        one for one in logged(instance.application) if one["type"] == "endpoint.delivery_exhausted"
    ]
    assert dead["message"] in exhausted["data"]
    receiver.answering = lambda place: (204, {})
    change(
        instance,
        lambda uow: replays.resend(uow, subscriber, dead["message"], by=instance.caller),
    )
    instance.send()
    assert instance.deliveries(subscriber, "delivered")[-1]["message"] == dead["message"]
    assert receiver.got[-1].id == dead["message"]


def _at(row):
    from tracker.domain.instants import instant_from_text

    return instant_from_text(row["next_at"])


def _allow(instance, subscriber):
    """A subscriber that fails for five days is stopped: here the schedule alone is looked at."""
    with instance.application.database.writing() as tx:
        tx.execute("UPDATE lane SET failing_since = NULL, failures = 1")


@pytest.mark.parametrize(
    ("status", "headers", "least", "most"),
    [
        (500, {}, 5, 6),
        (429, {}, 60, 60),
        (502, {}, 60, 60),
        (504, {}, 60, 60),
        (429, {"Retry-After": "300"}, 300, 300),
        (503, {"Retry-After": "999999"}, 86_400, 86_400),
        (503, {"Retry-After": "soon"}, 5, 6),
        (503, {"Retry-After": "9" * 5_000}, 86_400, 86_400),
        (503, {"Retry-After": "²".encode().decode("latin-1")}, 5, 6),
        (503, {"Retry-After": f"Mon, 01 Jan {'9' * 20} 00:00:00 GMT"}, 5, 6),
        (500, {"Retry-After": "1"}, 5, 6),
        (301, {"Location": "http://127.0.0.1:1/"}, 5, 6),
        (404, {}, 5, 6),
    ],
)
def test_the_wait_is_the_schedules_or_what_the_receiver_asks_for(
    instance, receiver, status, headers, least, most
):
    subscriber = instance.subscribe(receiver.url)
    record(instance, "Rain")
    receiver.answering = lambda place: (status, headers)
    instance.send()
    row = waits(instance, subscriber)
    assert least <= (_at(row) - instance.clock()).total_seconds() <= most + 0.001
    assert row["error"] == f"status_{status}"
    assert len(receiver.got) == 2


def test_behind_five_failures_only_the_oldest_is_tried_until_one_gets_through(instance, receiver):
    instance.subscribe(receiver.url)
    record(instance, *(f"Rain {n}" for n in range(8)))
    receiver.answering = lambda place: (500, {})
    instance.send()
    assert len(receiver.got) == 1 + 5
    instance.clock.forward(minutes=2)
    instance.send()
    assert told(receiver)[5:] == [("recorded", "Rain 0")]
    receiver.answering = lambda place: (204, {})
    instance.clock.forward(minutes=10)
    instance.send()
    assert told(receiver)[6:] == [("recorded", f"Rain {n}") for n in range(8)]


def test_one_that_fails_for_five_days_is_warned_three_times_stopped_and_nothing_is_lost(instance, receiver):
    subscriber = instance.subscribe(receiver.url)
    record(instance, *(f"Rain {n}" for n in range(6)))
    receiver.answering = lambda place: (500, {})
    noted, began = [], instance.clock.now
    for hours in (0, 1, 6, 48, 72, 119, 121):
        instance.clock.now = began + timedelta(hours=hours)
        _due_at_once(instance)
        instance.send()
        kinds = [one["type"] for one in logged(instance.application) if one["type"].startswith("endpoint.")]
        noted.append((hours, kinds.count("endpoint.failing"), instance.row(subscriber)["status"]))
    assert noted == [
        (0, 1, "active"), (1, 1, "active"), (6, 2, "active"), (48, 2, "active"), (72, 3, "active"),
        (119, 3, "active"), (121, 3, "disabled"),
    ]  # fmt: skip
    receiver.answering = lambda place: (204, {})
    record(instance, "Sun")
    instance.clock.forward(hours=1)
    instance.send()
    before = len(receiver.got)
    change(instance, lambda uow: endpoints.enable(uow, subscriber, by=instance.caller))
    instance.send()
    assert sorted(one[1] for one in told(receiver)[before - 1 :]) == [*(f"Rain {n}" for n in range(6)), "Sun"]
    assert instance.row(subscriber)["status"] == "active"


def _due_at_once(instance):
    with instance.application.database.writing() as tx:
        tx.execute("UPDATE delivery SET next_at = '2000', attempt = 1 WHERE state = 'waiting'")


def test_gone_stops_it_at_once(instance, receiver):
    subscriber = instance.subscribe(receiver.url)
    record(instance, "Rain", "Snow")
    receiver.answering = lambda place: (410, {})
    instance.send()
    assert told(receiver) == [("recorded", "Rain")]
    assert instance.row(subscriber)["status"] == "disabled"
    assert len(instance.deliveries(subscriber, "waiting")) == 2


def test_what_comes_while_it_is_paused_is_held_and_then_sent_in_order(instance, receiver):
    subscriber = instance.subscribe(receiver.url)
    change(instance, lambda uow: endpoints.pause(uow, subscriber, by=instance.caller))
    record(instance, "Rain", "Snow")
    instance.send()
    assert told(receiver) == []
    change(instance, lambda uow: endpoints.enable(uow, subscriber, by=instance.caller))
    instance.send()
    assert told(receiver) == [("recorded", "Rain"), ("recorded", "Snow")]


def test_one_that_was_removed_is_forgotten(instance, receiver):
    subscriber = instance.subscribe(receiver.url)
    record(instance, "Rain")
    change(instance, lambda uow: endpoints.remove(uow, subscriber, by=instance.caller))
    record(instance, "Snow")
    instance.send()
    assert told(receiver) == []
    with instance.application.database.reading() as tx:
        for table in ("endpoint_address", "endpoint_secret", "lane", "told"):
            assert tx.value(f"SELECT count(*) FROM {table}") == 0
    with pytest.raises(NotFound):
        change(instance, lambda uow: endpoints.pause(uow, subscriber, by=instance.caller))


def test_a_slow_receiver_holds_up_nobody_else(instance, receiver):
    with receiving() as slow:
        instance.subscribe(slow.url)
        fast = instance.subscribe(receiver.url)
        slow.answering = lambda place: (wait_until(lambda: len(receiver.got) > 5, seconds=10), (204, {}))[1]
        record(instance, *(f"Rain {n}" for n in range(5)))
        instance.sender.notify()
        wait_until(lambda: len(instance.deliveries(fast, "delivered")) == 6, seconds=10)
        instance.send()
        assert len(slow.got) == 6


def test_nothing_is_sent_while_outbound_is_off(instance, receiver):
    instance.subscribe(receiver.url)
    turn_outbound(instance.application, is_on=False, by="ada")
    record(instance, "Rain")
    instance.sender.notify()
    wait_until(instance.sender.is_idle, seconds=5)
    assert told(receiver) == []
    turn_outbound(instance.application, is_on=True, by="ada")
    instance.send()
    assert told(receiver) == [("recorded", "Rain")]


def test_whoever_stood_still_while_another_took_the_lane_writes_nothing(instance, receiver):
    subscriber = instance.subscribe(receiver.url)
    now = instance.clock()
    with instance.application.database.writing() as tx:
        first = lease_queue(tx, subscriber, owner="first", now=now)
        assert lease_queue(tx, subscriber, owner="second", now=now) is None
        renew_queue(tx, first, now=now)
    later = now + LEASE
    with instance.application.database.writing() as tx:
        second = lease_queue(tx, subscriber, owner="second", now=later)
        renew_queue(tx, second, now=later)
        with pytest.raises(QueueLost):
            renew_queue(tx, first, now=later)


def test_both_secrets_sign_while_one_is_rotated_out(instance, receiver):
    subscriber = instance.subscribe(receiver.url)
    rotate(instance, subscriber, overlap=timedelta(hours=24))
    record(instance, "Rain")
    instance.send()
    assert len(receiver.got[-1].headers["webhook-signature"].split(" ")) == 2
    instance.clock.forward(hours=24)
    record(instance, "Snow")
    instance.send()
    assert len(receiver.got[-1].headers["webhook-signature"].split(" ")) == 1


def test_a_new_address_has_to_answer_before_anything_goes_there(instance, receiver):
    subscriber = instance.subscribe(receiver.url)
    with receiving(lambda place: (500, {})) as other:
        change(
            instance,
            lambda uow: endpoints.change(
                instance.application, uow, subscriber, by=instance.caller, url=other.url
            ),
        )
        record(instance, "Rain")
        instance.send()
        assert other.types() == ["endpoint.ping"]
        other.answering = lambda place: (204, {})
        instance.clock.forward(seconds=10)
        instance.send()
        assert other.types() == ["endpoint.ping", "endpoint.ping", "notice.recorded"]
    assert receiver.types() == ["endpoint.ping"]


@pytest.mark.parametrize(
    ("wants", "refusal"),
    [
        ({"types": ["notice.nothing"]}, Invalid),
        ({"types": ["event:prediction.nothing"]}, Invalid),
        ({"authors": ["fcr_nobody"]}, Invalid),
        ({"essays": ["ess_none"]}, Invalid),
        ({"types": ["digest.published"]}, Invalid),
    ],
)
def test_what_means_nothing_here_cannot_be_asked_for(instance, receiver, wants, refusal):
    with pytest.raises(refusal):
        instance.register(receiver.url, **wants)


def test_a_clients_key_cannot_ask_for_what_keepers_see_nor_touch_anothers(instance, receiver):
    from tests.support.instance import new_caller

    client = new_caller(instance.application, author=None, scopes=("webhooks",))
    for wants in ({"types": ["event:key.issued"]}, {"audience": "clients"}):
        with pytest.raises(Forbidden):
            instance.register(receiver.url, by=client, **wants)
    subscriber = instance.subscribe(receiver.url)
    for handler in (
        lambda uow: endpoints.pause(uow, subscriber, by=client),
        lambda uow: endpoints.remove(uow, subscriber, by=client),
        lambda uow: replays.replay(uow, subscriber, after=0, by=client),
    ):
        with pytest.raises(NotFound, match="There is no such subscriber"):
            ask(instance.application, client, handler)

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


def record(house, *statements):
    """One prediction for each statement, told to the planner; their ids."""
    made = [
        log(house.application, house.caller, statement=one, probability=0.4, deadline=FAR)
        for one in statements
    ]
    house.settle()
    return made


def change(house, closure):
    return ask(house.application, house.caller, closure).content["id"]


def rotate(house, subscriber, *, overlap):
    change(
        house,
        lambda writing: endpoints.rotate_secret(
            house.application,
            writing,
            subscriber,
            secret="whsec_" + "A" * 44,
            overlap=overlap,
            by=house.caller,
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


def waits(house, subscriber):
    (row,) = house.deliveries(subscriber, "waiting")
    return row


def test_what_fails_holds_up_only_what_is_about_the_same_prediction(house, receiver):
    house.subscribe(receiver.url)
    first, _ = record(house, "Rain", "Snow")
    change(
        house,
        lambda writing: amend(
            writing, first, statement="Much rain", criteria=None, reason="clearer", seen_version=1
        ),
    )
    house.settle()
    receiver.answering = failing("Rain")(receiver)
    house.send()
    assert told(receiver) == [("recorded", "Rain"), ("recorded", "Snow")]
    receiver.answering = lambda place: (204, {})
    house.clock.forward(seconds=7)
    house.send()
    assert told(receiver)[2:] == [("recorded", "Rain"), ("corrected", "Much rain")]
    assert [one.data["sequence"] for one in receiver.got] == [1, 2, 3, 2, 4]
    assert receiver.got[1].id == receiver.got[3].id
    assert receiver.got[1].body == receiver.got[3].body


def test_it_is_tried_eleven_times_on_time_and_then_given_up_and_kept(house, receiver):
    subscriber = house.subscribe(receiver.url)
    record(house, "Rain")
    receiver.answering = lambda place: (500, {})
    for attempt, wait in enumerate(WAITS[1:], start=1):
        house.send()
        row, now = waits(house, subscriber), house.clock()
        assert row["attempt"] == attempt
        assert timedelta(0) <= _at(row) - now - wait <= wait * (JITTERED - 1) + timedelta(seconds=1)
        house.clock.now = _at(row) - timedelta(milliseconds=1)
        house.send()
        assert len(receiver.got) == 1 + attempt
        house.clock.forward(milliseconds=2)
        _allow(house, subscriber)
    house.send()
    (dead,) = house.deliveries(subscriber, "dead")
    assert (dead["attempt"], dead["error"]) == (11, "status_500")
    (exhausted,) = [one for one in logged(house.application) if one["type"] == "endpoint.delivery_exhausted"]
    assert dead["message"] in exhausted["data"]
    receiver.answering = lambda place: (204, {})
    change(
        house,
        lambda writing: replays.resend(writing, subscriber, dead["message"], by=house.caller),
    )
    house.send()
    assert house.deliveries(subscriber, "delivered")[-1]["message"] == dead["message"]
    assert receiver.got[-1].id == dead["message"]


def _at(row):
    from tracker.domain.instants import instant_from_text

    return instant_from_text(row["next_at"])


def _allow(house, subscriber):
    """A subscriber that fails for five days is stopped: here the schedule alone is looked at."""
    with house.application.database.writing() as tx:
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
    house, receiver, status, headers, least, most
):
    subscriber = house.subscribe(receiver.url)
    record(house, "Rain")
    receiver.answering = lambda place: (status, headers)
    house.send()
    row = waits(house, subscriber)
    assert least <= (_at(row) - house.clock()).total_seconds() <= most + 0.001
    assert row["error"] == f"status_{status}"
    assert len(receiver.got) == 2


def test_behind_five_failures_only_the_oldest_is_tried_until_one_gets_through(house, receiver):
    house.subscribe(receiver.url)
    record(house, *(f"Rain {n}" for n in range(8)))
    receiver.answering = lambda place: (500, {})
    house.send()
    assert len(receiver.got) == 1 + 5
    house.clock.forward(minutes=2)
    house.send()
    assert told(receiver)[5:] == [("recorded", "Rain 0")]
    receiver.answering = lambda place: (204, {})
    house.clock.forward(minutes=10)
    house.send()
    assert told(receiver)[6:] == [("recorded", f"Rain {n}") for n in range(8)]


def test_one_that_fails_for_five_days_is_warned_three_times_stopped_and_nothing_is_lost(house, receiver):
    subscriber = house.subscribe(receiver.url)
    record(house, *(f"Rain {n}" for n in range(6)))
    receiver.answering = lambda place: (500, {})
    noted, began = [], house.clock.now
    for hours in (0, 1, 6, 48, 72, 119, 121):
        house.clock.now = began + timedelta(hours=hours)
        _due_at_once(house)
        house.send()
        kinds = [one["type"] for one in logged(house.application) if one["type"].startswith("endpoint.")]
        noted.append((hours, kinds.count("endpoint.failing"), house.row(subscriber)["status"]))
    assert noted == [
        (0, 1, "active"), (1, 1, "active"), (6, 2, "active"), (48, 2, "active"), (72, 3, "active"),
        (119, 3, "active"), (121, 3, "disabled"),
    ]  # fmt: skip
    receiver.answering = lambda place: (204, {})
    record(house, "Sun")
    house.clock.forward(hours=1)
    house.send()
    before = len(receiver.got)
    change(house, lambda writing: endpoints.enable(writing, subscriber, by=house.caller))
    house.send()
    assert sorted(one[1] for one in told(receiver)[before - 1 :]) == [*(f"Rain {n}" for n in range(6)), "Sun"]
    assert house.row(subscriber)["status"] == "active"


def _due_at_once(house):
    with house.application.database.writing() as tx:
        tx.execute("UPDATE delivery SET next_at = '2000', attempt = 1 WHERE state = 'waiting'")


def test_gone_stops_it_at_once(house, receiver):
    subscriber = house.subscribe(receiver.url)
    record(house, "Rain", "Snow")
    receiver.answering = lambda place: (410, {})
    house.send()
    assert told(receiver) == [("recorded", "Rain")]
    assert house.row(subscriber)["status"] == "disabled"
    assert len(house.deliveries(subscriber, "waiting")) == 2


def test_what_comes_while_it_is_paused_is_held_and_then_sent_in_order(house, receiver):
    subscriber = house.subscribe(receiver.url)
    change(house, lambda writing: endpoints.pause(writing, subscriber, by=house.caller))
    record(house, "Rain", "Snow")
    house.send()
    assert told(receiver) == []
    change(house, lambda writing: endpoints.enable(writing, subscriber, by=house.caller))
    house.send()
    assert told(receiver) == [("recorded", "Rain"), ("recorded", "Snow")]


def test_one_that_was_removed_is_forgotten(house, receiver):
    subscriber = house.subscribe(receiver.url)
    record(house, "Rain")
    change(house, lambda writing: endpoints.remove(writing, subscriber, by=house.caller))
    record(house, "Snow")
    house.send()
    assert told(receiver) == []
    with house.application.database.reading() as tx:
        for table in ("endpoint_address", "endpoint_secret", "lane", "told"):
            assert tx.value(f"SELECT count(*) FROM {table}") == 0
    with pytest.raises(NotFound):
        change(house, lambda writing: endpoints.pause(writing, subscriber, by=house.caller))


def test_a_slow_receiver_holds_up_nobody_else(house, receiver):
    with receiving() as slow:
        house.subscribe(slow.url)
        fast = house.subscribe(receiver.url)
        slow.answering = lambda place: (wait_until(lambda: len(receiver.got) > 5, seconds=10), (204, {}))[1]
        record(house, *(f"Rain {n}" for n in range(5)))
        house.sender.notify()
        wait_until(lambda: len(house.deliveries(fast, "delivered")) == 6, seconds=10)
        house.send()
        assert len(slow.got) == 6


def test_nothing_is_sent_while_outbound_is_off(house, receiver):
    house.subscribe(receiver.url)
    turn_outbound(house.application, is_on=False, by="ada")
    record(house, "Rain")
    house.sender.notify()
    wait_until(house.sender.is_idle, seconds=5)
    assert told(receiver) == []
    turn_outbound(house.application, is_on=True, by="ada")
    house.send()
    assert told(receiver) == [("recorded", "Rain")]


def test_whoever_stood_still_while_another_took_the_lane_writes_nothing(house, receiver):
    subscriber = house.subscribe(receiver.url)
    now = house.clock()
    with house.application.database.writing() as tx:
        first = lease_queue(tx, subscriber, owner="first", now=now)
        assert lease_queue(tx, subscriber, owner="second", now=now) is None
        renew_queue(tx, first, now=now)
    later = now + LEASE
    with house.application.database.writing() as tx:
        second = lease_queue(tx, subscriber, owner="second", now=later)
        renew_queue(tx, second, now=later)
        with pytest.raises(QueueLost):
            renew_queue(tx, first, now=later)


def test_both_secrets_sign_while_one_is_rotated_out(house, receiver):
    subscriber = house.subscribe(receiver.url)
    rotate(house, subscriber, overlap=timedelta(hours=24))
    record(house, "Rain")
    house.send()
    assert len(receiver.got[-1].headers["webhook-signature"].split(" ")) == 2
    house.clock.forward(hours=24)
    record(house, "Snow")
    house.send()
    assert len(receiver.got[-1].headers["webhook-signature"].split(" ")) == 1


def test_a_new_address_has_to_answer_before_anything_goes_there(house, receiver):
    subscriber = house.subscribe(receiver.url)
    with receiving(lambda place: (500, {})) as other:
        change(
            house,
            lambda writing: endpoints.change(
                house.application, writing, subscriber, by=house.caller, url=other.url
            ),
        )
        record(house, "Rain")
        house.send()
        assert other.types() == ["endpoint.ping"]
        other.answering = lambda place: (204, {})
        house.clock.forward(seconds=10)
        house.send()
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
def test_what_means_nothing_here_cannot_be_asked_for(house, receiver, wants, refusal):
    with pytest.raises(refusal):
        house.register(receiver.url, **wants)


def test_a_clients_key_cannot_ask_for_what_keepers_see_nor_touch_anothers(house, receiver):
    from tests.support.house import new_caller

    client = new_caller(house.application, author=None, scopes=("webhooks",))
    for wants in ({"types": ["event:key.issued"]}, {"audience": "clients"}):
        with pytest.raises(Forbidden):
            house.register(receiver.url, by=client, **wants)
    subscriber = house.subscribe(receiver.url)
    for closure in (
        lambda writing: endpoints.pause(writing, subscriber, by=client),
        lambda writing: endpoints.remove(writing, subscriber, by=client),
        lambda writing: replays.replay(writing, subscriber, after=0, by=client),
    ):
        with pytest.raises(NotFound, match="There is no such subscriber"):
            ask(house.application, client, closure)

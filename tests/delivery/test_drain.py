"""What a turn of sending holds to when the time moves, our own side fails, or nobody can be reached for a while."""

from datetime import timedelta

import pytest

from tests.delivery.house import sending_house
from tests.delivery.test_sending import change, record, told
from tests.support.running import wait_until
from tracker.application.recording.changes import amend
from tracker.delivery.queue import endpoints
from tracker.delivery.queue.deliveries import DUE_MAX
from tracker.delivery.queue.gauges import delivery_gauges
from tracker.domain.instants import instant_text


def test_nothing_overtakes_one_that_becomes_due_during_the_turn(house, receiver):
    house.subscribe(receiver.url)
    (first,) = record(house, "Rain")
    record(house, *(f"Snow {n}" for n in range(DUE_MAX + 5)))
    change(
        house,
        lambda writing: amend(
            writing, first, statement="Much rain", criteria=None, reason="clearer", seen_version=1
        ),
    )
    house.settle()
    with house.application.database.writing() as tx:
        soon = instant_text(house.clock() + timedelta(seconds=5))
        tx.execute("UPDATE delivery SET next_at = :soon, attempt = 1 WHERE sequence = 2", {"soon": soon})
    receiver.answering = lambda place: (house.clock.forward(seconds=place == 1 and 10), (204, {}))[1]
    house.send()
    of_first = [one for one in told(receiver) if "ain" in one[1]]
    assert of_first == [("recorded", "Rain"), ("corrected", "Much rain")]


def test_what_was_sent_is_written_also_where_the_next_one_cannot_be(tmp_path, receiver):
    with sending_house(tmp_path, kind="sqlite") as house:
        subscriber = house.subscribe(receiver.url)
        record(house, "Rain", "Snow", "Sun")
        with house.application.database.writing() as tx:
            tx.execute("UPDATE delivery SET body = x'ff' WHERE sequence = 4")  # no text any more
        house.sender.notify()
        wait_until(lambda: len(receiver.got) == 3 and house.sender.is_idle(), seconds=10)
        assert [row["sequence"] for row in house.deliveries(subscriber, "delivered")] == [1, 2, 3]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_sender_that_came_to_grief_begins_anew_with_the_next_bell(house, receiver):
    house.subscribe(receiver.url)
    record(house, "Rain")
    thread = house.sender._thread
    house.sender._loop.call_soon_threadsafe(house.sender._loop.stop)
    thread.join(5)
    assert not thread.is_alive()
    house.send()
    assert told(receiver) == [("recorded", "Rain")]


def test_a_ping_that_is_wished_for_goes_out_at_once(house, receiver):
    receiver.answering = lambda place: (500, {})
    subscriber, _ = house.register(receiver.url)
    house.send()
    assert receiver.types() == ["endpoint.ping"]
    receiver.answering = lambda place: (204, {})
    change(house, lambda writing: endpoints.ping_again(writing, subscriber, by=house.caller))
    house.send()
    assert receiver.types() == ["endpoint.ping"] * 2
    assert house.row(subscriber)["status"] == "active"


@pytest.mark.parametrize("statuses", [(500, 500, 500, 500, 500), (500, 204, 204, 204, 204)])
def test_what_has_to_wait_is_not_counted_as_late(house, receiver, statuses):
    subscriber = house.subscribe(receiver.url)
    (first, *_) = record(house, *(f"Rain {n}" for n in range(5)))
    change(
        house,
        lambda writing: amend(
            writing, first, statement="Much rain", criteria=None, reason="clearer", seen_version=1
        ),
    )
    house.settle()
    receiver.answering = lambda place: (statuses[place - 1], {})
    house.send()
    assert house.deliveries(subscriber, "waiting")
    assert _due(house) == 0
    house.clock.now += timedelta(minutes=2)
    assert _due(house) == (0 if 204 not in statuses else 2)


def _due(house):
    with house.application.database.reading() as tx:
        gauges = {one.name: one for one in delivery_gauges(house.application, tx)}
    return gauges["tracker_deliveries_due"].values[""]

"""What a turn of sending holds to when the time moves, our own side fails, or nobody can be reached for a while."""

from datetime import timedelta

import pytest

from tests.delivery.instance import sending_tracker
from tests.delivery.test_sending import change, record, told
from tests.support.running import wait_until
from tracker.application.recording.changes import amend
from tracker.delivery.queue import endpoints
from tracker.delivery.queue.deliveries import DUE_MAX
from tracker.delivery.queue.gauges import delivery_gauges
from tracker.domain.instants import instant_text


def test_nothing_overtakes_one_that_becomes_due_during_the_turn(instance, receiver):
    instance.subscribe(receiver.url)
    (first,) = record(instance, "Rain")
    record(instance, *(f"Snow {n}" for n in range(DUE_MAX + 5)))
    change(
        instance,
        lambda uow: amend(uow, first, statement="Much rain", criteria=None, reason="clearer", seen_version=1),
    )
    instance.settle()
    with instance.application.database.writing() as tx:
        soon = instant_text(instance.clock() + timedelta(seconds=5))
        tx.execute("UPDATE delivery SET next_at = :soon, attempt = 1 WHERE sequence = 2", {"soon": soon})
    receiver.answering = lambda place: (instance.clock.forward(seconds=place == 1 and 10), (204, {}))[1]
    instance.send()
    of_first = [one for one in told(receiver) if "ain" in one[1]]
    assert of_first == [("recorded", "Rain"), ("corrected", "Much rain")]


def test_what_was_sent_is_written_also_where_the_next_one_cannot_be(tmp_path, receiver):
    with sending_tracker(tmp_path, kind="sqlite") as instance:
        subscriber = instance.subscribe(receiver.url)
        record(instance, "Rain", "Snow", "Sun")
        with instance.application.database.writing() as tx:
            tx.execute("UPDATE delivery SET body = x'ff' WHERE sequence = 4")  # no text any more
        instance.sender.notify()
        wait_until(lambda: len(receiver.got) == 3 and instance.sender.is_idle(), seconds=10)
        assert [row["sequence"] for row in instance.deliveries(subscriber, "delivered")] == [1, 2, 3]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_sender_that_came_to_grief_begins_anew_with_the_next_bell(instance, receiver):
    instance.subscribe(receiver.url)
    record(instance, "Rain")
    thread = instance.sender._thread
    instance.sender._loop.call_soon_threadsafe(instance.sender._loop.stop)
    thread.join(5)
    assert not thread.is_alive()
    instance.send()
    assert told(receiver) == [("recorded", "Rain")]


def test_a_ping_that_is_wished_for_goes_out_at_once(instance, receiver):
    receiver.answering = lambda place: (500, {})
    subscriber, _ = instance.register(receiver.url)
    instance.send()
    assert receiver.types() == ["endpoint.ping"]
    receiver.answering = lambda place: (204, {})
    change(instance, lambda uow: endpoints.ping_again(uow, subscriber, by=instance.caller))
    instance.send()
    assert receiver.types() == ["endpoint.ping"] * 2
    assert instance.row(subscriber)["status"] == "active"


@pytest.mark.parametrize("statuses", [(500, 500, 500, 500, 500), (500, 204, 204, 204, 204)])
def test_what_has_to_wait_is_not_counted_as_late(instance, receiver, statuses):
    subscriber = instance.subscribe(receiver.url)
    (first, *_) = record(instance, *(f"Rain {n}" for n in range(5)))
    change(
        instance,
        lambda uow: amend(uow, first, statement="Much rain", criteria=None, reason="clearer", seen_version=1),
    )
    instance.settle()
    receiver.answering = lambda place: (statuses[place - 1], {})
    instance.send()
    assert instance.deliveries(subscriber, "waiting")
    assert _due(instance) == 0
    instance.clock.now += timedelta(minutes=2)
    assert _due(instance) == (0 if 204 not in statuses else 2)


def _due(instance):
    with instance.application.database.reading() as tx:
        gauges = {one.name: one for one in delivery_gauges(instance.application, tx)}
    return gauges["tracker_deliveries_due"].values[""]

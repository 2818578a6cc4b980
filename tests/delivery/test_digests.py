"""A digest says what a day or a week brought, at the subscriber's hour, and is not sent where that is nothing."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.application.doing import ask, decide, log
from tracker.application.words.phrases import day_in_words
from tracker.delivery.queue import endpoints
from tracker.delivery.queue.digest_schedule import next_digest_at
from tracker.delivery.queue.digests import publish_digests
from tracker.domain.endpoint import DigestSchedule, Wants

FAR = "2099-12-31"
DAILY = DigestSchedule(every="day", hour=7, timezone="UTC")
ONLY = {"types": ["digest.published"], "digest": DAILY}


def record(instance, statement, **entry):
    said = {"statement": statement, "probability": 0.4, "deadline": FAR} | entry
    return log(instance.application, instance.caller, **said)


def next_morning(instance):
    """Past the hour of the digest of the next day, everything worked off."""
    instance.settle()
    day = (instance.clock() + timedelta(days=1)).date()
    instance.clock.now = datetime(day.year, day.month, day.day, 7, 20, tzinfo=UTC)
    instance.plan()
    made = publish_digests(instance.application)
    instance.send()
    return made


def digests(receiver):
    return [one.data for one in receiver.got if one.type == "digest.published"]


def test_a_digest_tells_what_is_new_what_came_due_and_what_came_out_once(instance, receiver):
    instance.subscribe(receiver.url, **ONLY)
    tomorrow = (instance.clock() + timedelta(days=1)).date().isoformat()
    record(instance, "New")
    record(instance, "Due", deadline=tomorrow)
    out = record(instance, "Out")
    assert next_morning(instance) == 1
    instance.clock.forward(days=1)
    decide(instance.application, instance.caller, out, "yes", happened_on=instance.clock().date().isoformat())
    instance.clock.forward(days=3)
    assert next_morning(instance) == 1
    first, second = digests(receiver)
    assert sorted(one["prediction"]["statement"] for one in first["recorded"]) == ["Due", "New", "Out"]
    assert (first["due"], first["resolved"]) == ([], [])
    assert second["recorded"] == []
    assert [one["prediction"]["statement"] for one in second["due"]] == ["Due"]
    assert [one["outcome"]["words"] for one in second["resolved"]] == ["It happened"]
    assert "Brier score of Ada Example’s 40%: 0.36 (" in second["text"]
    assert second["head"] in second["text"]
    assert second["record"].startswith("All forecasters: predictions past their deadline.")
    assert second["since"] == first["until"]
    assert "1 past its deadline and 1 with an outcome" in second["subject"]


def test_the_record_stands_in_the_sentences_of_the_report(instance, receiver):
    instance.subscribe(receiver.url, **ONLY)
    tomorrow = (instance.clock() + timedelta(days=1)).date().isoformat()
    out = record(instance, "Out", deadline=tomorrow)
    assert next_morning(instance) == 1
    instance.clock.forward(days=1)
    decide(instance.application, instance.caller, out, "yes", happened_on=tomorrow)
    instance.clock.forward(days=3)
    assert next_morning(instance) == 1
    second = digests(receiver)[1]
    assert second["record"].endswith("so here is the list. Out: Ada Example, 40%, happened.")
    assert "Out: Ada Example, 40%, happened." in second["text"]


def test_an_empty_digest_is_not_sent_and_the_next_goes_on_from_there(instance, receiver):
    instance.subscribe(receiver.url, **ONLY)
    assert next_morning(instance) == 0
    record(instance, "New")
    assert next_morning(instance) == 1
    (only,) = digests(receiver)
    assert [one["prediction"]["statement"] for one in only["recorded"]] == ["New"]


def test_what_can_still_be_taken_back_waits_for_the_next_digest(instance, receiver):
    instance.subscribe(receiver.url, **ONLY)
    day = (instance.clock() + timedelta(days=1)).date()
    instance.clock.now = datetime(day.year, day.month, day.day, 6, 55, tzinfo=UTC)
    record(instance, "Just now")
    instance.clock.forward(minutes=6)
    assert publish_digests(instance.application) == 0
    assert next_morning(instance) == 1


def test_a_digest_is_made_once_however_often_it_is_asked_for(instance, receiver):
    instance.subscribe(receiver.url, **ONLY)
    record(instance, "New")
    assert next_morning(instance) == 1
    assert publish_digests(instance.application) == 0


def test_a_digest_keeps_to_filters_and_to_what_may_be_read(instance, receiver):
    instance.subscribe(receiver.url, topics=["japan"], **ONLY)
    record(instance, "Of no topic")
    record(instance, "Sealed words", topics=("japan",), visibility="private")
    record(instance, "Told", topics=("japan",))
    assert next_morning(instance) == 1
    (only,) = digests(receiver)
    assert [one["prediction"]["statement"] for one in only["recorded"]] == ["Told"]
    assert "Sealed words" not in str(only)


def test_a_provisional_outcome_is_in_the_digest_of_whoever_asks(instance, receiver):
    instance.subscribe(receiver.url, takes_provisional=True, **ONLY)
    out = record(instance, "Out")
    assert next_morning(instance) == 1
    instance.clock.forward(days=1)
    decide(instance.application, instance.caller, out, "yes", happened_on=instance.clock().date().isoformat())
    assert next_morning(instance) == 1
    assert digests(receiver)[1]["resolved"][0]["outcome"]["final"] is False


def test_more_than_ten_are_counted_and_not_told_one_by_one(instance, receiver):
    instance.subscribe(receiver.url, **ONLY)
    for n in range(12):
        record(instance, f"New {n}")
    next_morning(instance)
    (only,) = digests(receiver)
    assert len(only["recorded"]) == 10
    assert "And 2 more." in only["text"]
    assert "12 new" in only["subject"]
    assert len(only["html"].encode()) < 20_000


def test_another_schedule_moves_the_hour_and_loses_nothing(instance, receiver):
    subscriber = instance.subscribe(receiver.url, **ONLY)
    record(instance, "New")
    instance.settle()
    weekly = Wants(types=("digest.published",), digest=DigestSchedule(every="week", hour=9, timezone="UTC"))
    ask(
        instance.application,
        instance.caller,
        lambda uow: endpoints.change(instance.application, uow, subscriber, by=instance.caller, wants=weekly),
    )
    instance.clock.now = next_digest_at(weekly.digest, after=instance.clock())
    assert publish_digests(instance.application) == 1
    instance.send()
    assert [one["prediction"]["statement"] for one in digests(receiver)[0]["recorded"]] == ["New"]


def test_its_title_names_the_days_where_the_subscriber_is(instance, receiver):
    kiwi = DigestSchedule(every="day", hour=1, timezone="Pacific/Auckland")
    instance.subscribe(receiver.url, types=["digest.published"], digest=kiwi)
    record(instance, "New")
    instance.settle()
    instance.clock.now = next_digest_at(kiwi, after=instance.clock())
    publish_digests(instance.application)
    instance.send()
    (only,) = digests(receiver)
    day = instance.clock().astimezone(ZoneInfo("Pacific/Auckland")).date()
    assert day > instance.clock().date()
    assert f"to {day_in_words(day)}" in only["subject"]


@pytest.mark.parametrize(
    ("schedule", "after", "turn"),
    [
        (DAILY, "2026-01-01T06:59:59", "2026-01-01T07:00:00"),
        (DAILY, "2026-01-01T07:00:00", "2026-01-02T07:00:00"),
        (DigestSchedule(every="day", hour=7, timezone="Asia/Tokyo"), "2026-01-01T00:00:00", "2026-01-01T22:00:00"),
        (DigestSchedule(every="day", hour=7, timezone="Europe/Paris"), "2026-03-29T00:00:00", "2026-03-29T05:00:00"),
        (DigestSchedule(every="week", hour=7, timezone="UTC", weekday=7), "2026-01-01T00:00:00", "2026-01-04T07:00:00"),
    ],
)  # fmt: skip
def test_the_next_turn_is_at_the_hour_of_its_own_zone(schedule, after, turn):
    found = next_digest_at(schedule, after=datetime.fromisoformat(after).replace(tzinfo=UTC))
    assert found == datetime.fromisoformat(turn).replace(tzinfo=UTC)

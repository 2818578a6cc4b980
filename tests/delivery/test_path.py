"""The whole way: registered, verified, recorded, told; signed as Standard Webhooks says."""

from datetime import UTC, datetime, timedelta

from standardwebhooks import Webhook

from tests.application.doing import ask, decide, log
from tracker.application.recording.changes import undo


def test_a_new_subscriber_gets_a_ping_and_nothing_else_until_it_answers(instance, receiver):
    receiver.answering = lambda place: (500, {})
    subscriber, secret = instance.register(receiver.url)
    log(instance.application, instance.caller, statement="Rain", probability=0.4, deadline="2099-12-31")
    instance.tell()
    assert receiver.types() == ["endpoint.ping"]
    assert instance.row(subscriber)["status"] == "unverified"
    receiver.answering = lambda place: (204, {})
    instance.clock.forward(seconds=10)
    instance.send()
    assert receiver.types() == ["endpoint.ping", "endpoint.ping", "notice.recorded"]
    assert instance.row(subscriber)["status"] == "active"
    assert [one.data["sequence"] for one in receiver.got] == [1, 1, 2]
    ping, again, _ = receiver.got
    assert ping.id == again.id
    for one in receiver.got:
        at = datetime.fromtimestamp(int(one.headers["webhook-timestamp"]), tz=UTC)
        signature = Webhook(secret).sign(one.id, at, one.body.decode())
        assert one.headers["webhook-signature"] == signature


def test_what_is_recorded_is_told_after_the_undo_time_and_its_outcome_once_it_is_final(instance, receiver):
    instance.subscribe(receiver.url)
    prediction = log(
        instance.application, instance.caller, statement="Rain", probability=0.4, deadline="2099-12-31"
    )
    instance.plan()
    instance.send()
    assert receiver.types() == ["endpoint.ping"]
    instance.tell()
    recorded = receiver.got[-1]
    assert recorded.type == "notice.recorded"
    assert recorded.data["prediction"]["statement"] == "Rain"
    assert recorded.data["prediction"]["url"] == f"https://tracker.example/v1/predictions/{prediction}"
    assert recorded.data["forecasts"][0]["percent_last"] == 40
    instance.clock.forward(days=2)
    day = instance.clock().date().isoformat()
    decide(instance.application, instance.caller, prediction, "yes", happened_on=day)
    instance.tell()
    assert receiver.got[-1] is recorded
    instance.clock.forward(hours=72)
    instance.tell()
    resolved = receiver.got[-1]
    assert resolved.type == "notice.resolved"
    assert resolved.data["outcome"]["words"] == "It happened"
    assert resolved.data["outcome"]["final"] is True
    assert abs(resolved.data["forecasts"][0]["brier"] - 0.36) < 1e-9
    assert "Brier score of Ada Example’s 40%: 0.36 (" in resolved.data["text"]
    instance.clock.forward(days=30)
    instance.tell()
    assert receiver.got[-1] is resolved


def test_what_is_taken_back_within_the_undo_time_is_never_told(instance, receiver):
    instance.subscribe(receiver.url)
    prediction = log(
        instance.application, instance.caller, statement="Typo", probability=0.4, deadline="2099-12-31"
    )
    instance.clock.now += timedelta(minutes=5)
    ask(
        instance.application,
        instance.caller,
        lambda uow: undo(instance.application, uow, prediction, caller=instance.caller),
    )
    instance.tell()
    assert receiver.types() == ["endpoint.ping"]

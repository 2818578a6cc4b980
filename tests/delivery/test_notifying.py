"""What is told, to whom, when: filters, eyes, corrections, deadlines, embargoes, imports."""

import json
from datetime import timedelta

import pytest

from tests.application.doing import ask, decide, log, state_forecasts, table
from tests.support.instance import new_caller
from tracker.application.recording.changes import AnnulmentInput, amend, annul, open_up, withdraw
from tracker.bootstrap import rebuild_projections
from tracker.delivery.queue.replays import resend
from tracker.delivery.redaction import redact
from tracker.domain.errors import Conflict
from tracker.domain.instants import instant_text

FAR = "2099-12-31"
WINDOW = timedelta(hours=73)


def record(instance, statement, **entry):
    said = {"statement": statement, "probability": 0.4, "deadline": FAR} | entry
    return log(instance.application, instance.caller, **said)


def change(instance, handler):
    return ask(instance.application, instance.caller, handler).content["id"]


def version(instance, prediction):
    return next(
        row["version"] for row in table(instance.application, "prediction") if row["id"] == prediction
    )


def came_out(instance, prediction, outcome, **entry):
    """An outcome that becomes final, on a day behind the forecast's."""
    instance.clock.forward(days=2)
    day = instance.clock().date().isoformat()
    decide(instance.application, instance.caller, prediction, outcome, happened_on=day, **entry)


def told(receiver):
    return [
        (one.type, one.data["prediction"]["statement"]) for one in receiver.got if one.type != "endpoint.ping"
    ]


def test_only_what_was_asked_for_comes(instance, receiver):
    other = new_caller(instance.application, author="Bo Example")
    instance.subscribe(receiver.url, authors=[other.forecaster], topics=["japan"])
    record(instance, "Hers")
    log(instance.application, other, statement="His, of no topic", probability=0.4, deadline=FAR)
    log(instance.application, other, statement="His", probability=0.4, deadline=FAR, topics=("japan", "war"))
    instance.tell()
    assert told(receiver) == [("notice.recorded", "His")]


def test_what_is_withheld_is_told_to_nobody_until_it_opens(instance, receiver):
    from tests.delivery.receiver import receiving

    with receiving() as clients:
        instance.subscribe(receiver.url)
        instance.subscribe(clients.url, audience="clients")
        private = record(instance, "Sealed words one", visibility="private")
        record(instance, "Sealed words two", visibility="clients")
        until = instant_text(instance.clock() + timedelta(hours=2))
        record(instance, "Sealed words three", visible_from=until)
        instance.tell()
        assert told(receiver) == []
        assert told(clients) == [("notice.recorded", "Sealed words two")]
        instance.clock.forward(hours=3)
        instance.tell()
        change(instance, lambda uow: open_up(uow, private, visibility="public", visible_from=None))
        instance.tell()
        opened = [("notice.opened", "Sealed words three"), ("notice.opened", "Sealed words one")]
        assert told(receiver) == opened
        assert told(clients)[1:] == opened
        assert "Sealed words two" not in json.dumps([one.document for one in receiver.got])


def test_what_a_client_is_told_ends_with_its_key(instance, receiver):
    from tracker.application.access.access import revoke_key

    client = new_caller(instance.application, author=None, scopes=("read", "webhooks"))
    instance.register(receiver.url, by=client, audience="clients")
    instance.send()
    instance.clock.forward(seconds=1)
    record(instance, "For clients", visibility="clients")
    instance.tell()
    revoke_key(instance.application, client.key)
    record(instance, "For clients too", visibility="clients")
    record(instance, "For all")
    instance.tell()
    assert told(receiver) == [("notice.recorded", "For clients"), ("notice.recorded", "For all")]


def test_a_correction_says_what_before_after_why_and_which_message_it_corrects(instance, receiver):
    instance.subscribe(receiver.url)
    prediction = record(instance, "Rain")
    instance.tell()
    change(
        instance,
        lambda uow: amend(
            uow, prediction, statement="Much rain", criteria=None, reason="clearer", seen_version=1
        ),
    )
    instance.tell()
    original, correction = receiver.got[1:]
    assert correction.type == "notice.corrected"
    assert correction.data["correction"] == {
        "changes": [{"what": "statement", "before": "Rain", "after": "Much rain"}],
        "reason": "clearer",
        "corrects": original.id,
    }
    assert "The statement was: Rain. It is now: Much rain." in correction.data["text"]
    change(instance, lambda uow: withdraw(uow, prediction, reason="No longer", seen_version=2))
    instance.tell()
    withdrawn = receiver.got[-1].data["correction"]
    assert withdrawn["changes"] == [{"what": "withdrawn", "before": None, "after": "No longer"}]
    assert withdrawn["corrects"] == correction.id


def test_an_outcome_that_changes_is_corrected_with_its_score_for_whoever_was_told_it(instance, receiver):
    instance.subscribe(receiver.url)
    prediction = record(instance, "Rain")
    came_out(instance, prediction, "yes")
    instance.tell()
    instance.clock.now += WINDOW
    instance.tell()
    resolved = receiver.got[-1]
    assert (resolved.type, resolved.data["outcome"]["words"]) == ("notice.resolved", "It happened")
    came_out(instance, prediction, "no", reason="a mistake", seen_version=version(instance, prediction))
    instance.tell()
    corrected = receiver.got[-1]
    assert (corrected.type, corrected.data["outcome"]["final"]) == ("notice.corrected", False)
    assert "Provisional; becomes final" in corrected.data["text"]
    instance.clock.now += WINDOW
    instance.tell()
    assert receiver.got[-1] is corrected
    changes = {one["what"]: (one["before"], one["after"]) for one in corrected.data["correction"]["changes"]}
    assert changes["outcome"] == ("It happened", "It did not happen")
    assert corrected.data["correction"]["reason"] == "a mistake"
    (after,) = changes["score"][1].values()
    assert after == pytest.approx(0.16)
    assert corrected.data["correction"]["corrects"] == resolved.id
    change(
        instance,
        lambda uow: annul(
            instance.application,
            uow,
            prediction,
            AnnulmentInput(reason="ambiguous"),
            caller=instance.caller,
            seen_version=version(instance, prediction),
        ),
    )
    instance.tell()
    instance.clock.now += WINDOW
    instance.tell()
    assert receiver.got[-1].data["outcome"]["words"].startswith("Void: its wording")
    assert receiver.got[-1].type == "notice.corrected"


def test_what_is_settled_within_the_undo_time_is_told_as_new_to_those_who_ask_for_that(instance, receiver):
    from tests.delivery.receiver import receiving

    with receiving() as outcomes:
        instance.subscribe(receiver.url, types=["notice.recorded"])
        instance.subscribe(outcomes.url, types=["notice.resolved"])
        prediction = record(instance, "Rain")
        instance.clock.forward(minutes=5)
        now = instance.clock().isoformat()
        decide(instance.application, instance.caller, prediction, "yes", happened_at=now)
        instance.tell()
        assert told(receiver) == [("notice.recorded", "Rain")]
        instance.clock.now += WINDOW
        instance.tell()
        assert told(receiver) == [("notice.recorded", "Rain")]
        assert told(outcomes) == [("notice.resolved", "Rain")]


def test_a_number_bears_its_own_day_and_the_words_theirs(instance, receiver):
    instance.subscribe(receiver.url)
    prediction = record(instance, "Rain")
    said_on = instance.clock().date().isoformat()
    instance.clock.forward(days=3)
    state_forecasts(instance.application, prediction, {instance.caller.forecaster: 0.9})
    given_on = instance.clock().date()
    instance.tell()
    (message,) = [one for one in receiver.got if one.type == "notice.recorded"]
    assert message.data["prediction"]["said_on"] == said_on
    assert message.data["forecasts"][0]["given_on"] == given_on.isoformat()
    assert f"({given_on.day} " in message.data["text"]


def test_whoever_asks_is_told_a_provisional_outcome_and_when_it_becomes_final(instance, receiver):
    instance.subscribe(receiver.url, takes_provisional=True)
    prediction = record(instance, "Rain")
    instance.tell()
    came_out(instance, prediction, "yes")
    instance.tell()
    resolved = receiver.got[-1]
    assert resolved.type == "notice.resolved"
    assert (resolved.data["outcome"]["final"], resolved.data["outcome"]["final_at"] > "2") == (False, True)
    assert "Provisional; becomes final" in resolved.data["text"]
    instance.clock.now += WINDOW
    instance.tell()
    assert receiver.got[-1] is resolved


def test_an_outcome_that_is_not_told_yet_is_in_no_other_message_either(instance, receiver):
    instance.subscribe(receiver.url)
    prediction = record(instance, "Rain", visibility="private")
    came_out(instance, prediction, "yes")
    instance.tell()
    change(instance, lambda uow: open_up(uow, prediction, visibility="public", visible_from=None))
    instance.tell()
    opened = receiver.got[-1]
    assert opened.type == "notice.opened"
    assert opened.data["outcome"] is None
    assert opened.data["forecasts"][0]["score_in_words"] is None
    assert not [form for form in ("text", "markdown", "html") if "happen" in opened.data[form]]


def test_a_number_that_can_still_be_taken_back_is_in_no_message(instance, receiver):
    instance.subscribe(receiver.url)
    prediction = record(instance, "Rain")
    instance.clock.forward(minutes=14)
    state_forecasts(instance.application, prediction, {instance.caller.forecaster: 0.9})
    instance.clock.forward(minutes=2)
    instance.plan()
    instance.send()
    (recorded,) = [one for one in receiver.got if one.type == "notice.recorded"]
    assert recorded.data["forecasts"][0]["percent_last"] == 40
    assert "90%" not in recorded.data["text"]


def test_readers_are_led_to_the_card_of_what_everybody_may_read_and_of_nothing_else(instance, receiver):
    instance.subscribe(receiver.url, audience="clients")
    everybodys = record(instance, "Rain")
    clients = record(instance, "Snow", visibility="clients")
    instance.tell()
    open_, closed = (one.data for one in receiver.got[1:])
    at = "https://tracker.example"
    assert open_["image_url"] == f"{at}/embed/predictions/{everybodys}.svg"
    assert open_["prediction"]["page"] == f"{at}/embed/predictions/{everybodys}.html"
    assert f"{everybodys}.html" in open_["html"]
    assert closed["image_url"] is None
    assert closed["prediction"]["page"] == closed["prediction"]["url"] == f"{at}/v1/predictions/{clients}"


def test_a_deadline_is_told_to_those_who_ask_for_it_and_once(instance, receiver):
    from tests.delivery.receiver import receiving

    tomorrow = (instance.clock() + timedelta(days=1)).date().isoformat()
    with receiving() as asking:
        instance.subscribe(receiver.url)
        instance.subscribe(asking.url, types=["notice.due"])
        record(instance, "Rain", deadline=tomorrow)
        settled = record(instance, "Snow", deadline=tomorrow)
        came_out(instance, settled, "yes")
        instance.tell()
        instance.clock.forward(days=3)
        instance.tell()
        instance.clock.forward(days=3)
        instance.tell()
        assert told(asking) == [("notice.due", "Rain")]
        assert "notice.due" not in receiver.types()
        assert asking.got[-1].data["subject"].startswith("What happened? Due ")


def test_internal_events_come_to_those_who_name_them_with_the_words_they_may_read(instance, receiver):
    instance.subscribe(receiver.url, types=["event:prediction.recorded", "event:prediction.amended"])
    prediction = record(instance, "Rain")
    record(instance, "Sealed words", visibility="private")
    change(
        instance,
        lambda uow: amend(
            uow, prediction, statement="Much rain", criteria=None, reason="clearer", seen_version=1
        ),
    )
    instance.tell()
    events = [one.data["event"] for one in receiver.got[1:]]
    assert [one["type"] for one in events] == ["prediction.recorded"] * 2 + ["prediction.amended"]
    assert events[0]["data"]["statement"] == "Rain"
    assert events[1]["data"] is None
    assert "Sealed words" not in json.dumps([one.document for one in receiver.got])


def test_keepers_hear_of_keys_and_endpoints_while_their_key_counts(instance, receiver):
    from tracker.application.access.access import revoke_key

    keeper = new_caller(instance.application, author=None)
    instance.clock.forward(seconds=1)
    instance.register(receiver.url, by=keeper, types=["event:key.issued"])
    instance.send()
    instance.clock.forward(seconds=1)
    new_caller(instance.application, author=None)
    instance.tell()
    assert receiver.types()[1:] == ["event:key.issued"]
    revoke_key(instance.application, keeper.key)
    new_caller(instance.application, author=None)
    instance.tell()
    assert receiver.types()[1:] == ["event:key.issued"]


def test_every_message_says_where_the_log_stood_and_numbers_have_no_gap(instance, receiver):
    instance.subscribe(receiver.url)
    for n in range(5):
        record(instance, f"Rain {n}")
    instance.tell()
    assert [one.data["sequence"] for one in receiver.got] == [1, 2, 3, 4, 5, 6]
    with instance.application.database.reading() as tx:
        for one in receiver.got[1:]:
            head = tx.value(
                "SELECT head FROM log WHERE position = :position", {"position": one.data["position"]}
            )
            assert head.hex() == one.data["head"]
    assert {(one.data["epoch"], one.data["test"]) for one in receiver.got} == {(1, False)}


def test_what_nobody_gave_a_number_for_is_told_as_a_question_and_ours_as_ours(instance, receiver):
    instance.subscribe(receiver.url)
    other = new_caller(instance.application, author="An Editor")
    log(
        instance.application,
        other,
        statement="Rain",
        probability=0.4,
        deadline=FAR,
        author="Ada Example",
        essay="https://essays.example/1",
        quote="Will it rain?",
        stance="poses",
    )
    instance.tell()
    data = receiver.got[-1].data
    caution = "The essay raised this as a question. The 40% was assigned by us."
    assert data["prediction"]["caution"] == caution
    assert all(caution in data[form].replace("\\", "") for form in ("text", "markdown", "html"))
    assert data["forecasts"][0]["number_by"] == "us"
    assert data["prediction"]["quote"] == "Will it rain?"


def test_words_that_were_taken_down_are_in_no_message_that_is_kept_and_none_is_sent_again(instance, receiver):
    subscriber = instance.subscribe(receiver.url)
    told = record(instance, "Words to be taken down")
    instance.tell()
    (message,) = [one.id for one in receiver.got if one.type == "notice.recorded"]
    receiver.answering = lambda place: (500, {})
    record(instance, "Other words")
    change(
        instance,
        lambda uow: amend(
            uow, told, statement="Words taken down too", criteria=None, reason="clearer", seen_version=1
        ),
    )
    instance.tell()
    with instance.application.database.writing() as tx:  # some receivers send back what they were sent
        tx.execute(
            "UPDATE attempt SET answer = (SELECT body FROM delivery WHERE delivery.message = attempt.message)"
        )
    redact(instance.application, told, reason="asked by its author")
    with instance.application.database.reading() as tx:
        answers = str([row["answer"] for row in tx.rows("SELECT answer FROM attempt")])
        assert ("taken down" in answers, "Other words" in answers) == (False, True)
        kept = [*tx.rows("SELECT body FROM delivery"), *tx.rows("SELECT facts AS body FROM told")]
        assert not [row for row in kept if "taken down" in row["body"]]
        assert [row for row in kept if "Other words" in row["body"]]
    with pytest.raises(Conflict, match="redacted"):
        change(instance, lambda uow: resend(uow, subscriber, message, by=instance.caller))
    receiver.answering = lambda place: (204, {})
    before = len(receiver.got)
    instance.clock.forward(hours=1)
    rebuild_projections(instance.application.database)
    instance.tell()
    assert {one.data["prediction"]["statement"] for one in receiver.got[before:]} == {"Other words"}

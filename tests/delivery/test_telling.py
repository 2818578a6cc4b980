"""What is told, to whom, when: filters, eyes, corrections, deadlines, embargoes, imports."""

import json
from datetime import timedelta

import pytest

from tests.application.doing import ask, decide, log, state_forecasts, table
from tests.support.house import new_caller
from tracker.application.recording.changes import AnnulmentEntry, amend, annul, open_up, withdraw
from tracker.bootstrap import rebuild_projections
from tracker.delivery.queue.replays import resend
from tracker.delivery.redaction import redact
from tracker.domain.errors import Conflict
from tracker.domain.instants import instant_text

FAR = "2099-12-31"
WINDOW = timedelta(hours=73)


def record(house, statement, **entry):
    said = {"statement": statement, "probability": 0.4, "deadline": FAR} | entry
    return log(house.application, house.caller, **said)


def change(house, closure):
    return ask(house.application, house.caller, closure).content["id"]


def version(house, prediction):
    return next(row["version"] for row in table(house.application, "prediction") if row["id"] == prediction)


def came_out(house, prediction, outcome, **entry):
    """An outcome that becomes final, on a day behind the forecast's."""
    house.clock.forward(days=2)
    day = house.clock().date().isoformat()
    decide(house.application, house.caller, prediction, outcome, happened_on=day, **entry)


def told(receiver):
    return [
        (one.type, one.data["prediction"]["statement"]) for one in receiver.got if one.type != "endpoint.ping"
    ]


def test_only_what_was_asked_for_comes(house, receiver):
    other = new_caller(house.application, author="Bo Example")
    house.subscribe(receiver.url, authors=[other.forecaster], topics=["japan"])
    record(house, "Hers")
    log(house.application, other, statement="His, of no topic", probability=0.4, deadline=FAR)
    log(house.application, other, statement="His", probability=0.4, deadline=FAR, topics=("japan", "war"))
    house.tell()
    assert told(receiver) == [("notice.recorded", "His")]


def test_what_is_withheld_is_told_to_nobody_until_it_opens(house, receiver):
    from tests.delivery.receiver import receiving

    with receiving() as clients:
        house.subscribe(receiver.url)
        house.subscribe(clients.url, audience="clients")
        private = record(house, "Sealed words one", visibility="private")
        record(house, "Sealed words two", visibility="clients")
        until = instant_text(house.clock() + timedelta(hours=2))
        record(house, "Sealed words three", visible_from=until)
        house.tell()
        assert told(receiver) == []
        assert told(clients) == [("notice.recorded", "Sealed words two")]
        house.clock.forward(hours=3)
        house.tell()
        change(house, lambda writing: open_up(writing, private, visibility="public", visible_from=None))
        house.tell()
        opened = [("notice.opened", "Sealed words three"), ("notice.opened", "Sealed words one")]
        assert told(receiver) == opened
        assert told(clients)[1:] == opened
        assert "Sealed words two" not in json.dumps([one.document for one in receiver.got])


def test_what_a_client_is_told_ends_with_its_key(house, receiver):
    from tracker.application.access.access import revoke_key

    client = new_caller(house.application, author=None, scopes=("read", "webhooks"))
    house.register(receiver.url, by=client, audience="clients")
    house.send()
    house.clock.forward(seconds=1)
    record(house, "For clients", visibility="clients")
    house.tell()
    revoke_key(house.application, client.key)
    record(house, "For clients too", visibility="clients")
    record(house, "For all")
    house.tell()
    assert told(receiver) == [("notice.recorded", "For clients"), ("notice.recorded", "For all")]


def test_a_correction_says_what_before_after_why_and_which_message_it_corrects(house, receiver):
    house.subscribe(receiver.url)
    prediction = record(house, "Rain")
    house.tell()
    change(
        house,
        lambda writing: amend(
            writing, prediction, statement="Much rain", criteria=None, reason="clearer", seen_version=1
        ),
    )
    house.tell()
    original, correction = receiver.got[1:]
    assert correction.type == "notice.corrected"
    assert correction.data["correction"] == {
        "changes": [{"what": "statement", "before": "Rain", "after": "Much rain"}],
        "reason": "clearer",
        "corrects": original.id,
    }
    assert "The statement was: Rain. It is now: Much rain." in correction.data["text"]
    change(house, lambda writing: withdraw(writing, prediction, reason="No longer", seen_version=2))
    house.tell()
    withdrawn = receiver.got[-1].data["correction"]
    assert withdrawn["changes"] == [{"what": "withdrawn", "before": None, "after": "No longer"}]
    assert withdrawn["corrects"] == correction.id


def test_an_outcome_that_changes_is_corrected_with_its_score_for_whoever_was_told_it(house, receiver):
    house.subscribe(receiver.url)
    prediction = record(house, "Rain")
    came_out(house, prediction, "yes")
    house.tell()
    house.clock.now += WINDOW
    house.tell()
    resolved = receiver.got[-1]
    assert (resolved.type, resolved.data["outcome"]["words"]) == ("notice.resolved", "It happened")
    came_out(house, prediction, "no", reason="a mistake", seen_version=version(house, prediction))
    house.tell()
    assert receiver.got[-1] is resolved
    house.clock.now += WINDOW
    house.tell()
    corrected = receiver.got[-1]
    assert corrected.type == "notice.corrected"
    changes = {one["what"]: (one["before"], one["after"]) for one in corrected.data["correction"]["changes"]}
    assert changes["outcome"] == ("It happened", "It did not happen")
    assert corrected.data["correction"]["reason"] == "a mistake"
    (after,) = changes["score"][1].values()
    assert after == pytest.approx(0.16)
    assert corrected.data["correction"]["corrects"] == resolved.id
    change(
        house,
        lambda writing: annul(
            house.application,
            writing,
            prediction,
            AnnulmentEntry(reason="ambiguous"),
            caller=house.caller,
            seen_version=version(house, prediction),
        ),
    )
    house.tell()
    house.clock.now += WINDOW
    house.tell()
    assert receiver.got[-1].data["outcome"]["words"].startswith("Void: its wording")
    assert receiver.got[-1].type == "notice.corrected"


def test_whoever_asks_is_told_a_provisional_outcome_and_when_it_becomes_final(house, receiver):
    house.subscribe(receiver.url, takes_provisional=True)
    prediction = record(house, "Rain")
    house.tell()
    came_out(house, prediction, "yes")
    house.tell()
    resolved = receiver.got[-1]
    assert resolved.type == "notice.resolved"
    assert (resolved.data["outcome"]["final"], resolved.data["outcome"]["final_at"] > "2") == (False, True)
    assert "Provisional; becomes final" in resolved.data["text"]
    house.clock.now += WINDOW
    house.tell()
    assert receiver.got[-1] is resolved


def test_an_outcome_that_is_not_told_yet_is_in_no_other_message_either(house, receiver):
    house.subscribe(receiver.url)
    prediction = record(house, "Rain", visibility="private")
    came_out(house, prediction, "yes")
    house.tell()
    change(house, lambda writing: open_up(writing, prediction, visibility="public", visible_from=None))
    house.tell()
    opened = receiver.got[-1]
    assert opened.type == "notice.opened"
    assert opened.data["outcome"] is None
    assert opened.data["forecasts"][0]["score_in_words"] is None
    assert not [form for form in ("text", "markdown", "html") if "happen" in opened.data[form]]


def test_a_number_that_can_still_be_taken_back_is_in_no_message(house, receiver):
    house.subscribe(receiver.url)
    prediction = record(house, "Rain")
    house.clock.forward(minutes=14)
    state_forecasts(house.application, prediction, {house.caller.forecaster: 0.9})
    house.clock.forward(minutes=2)
    house.plan()
    house.send()
    (recorded,) = [one for one in receiver.got if one.type == "notice.recorded"]
    assert recorded.data["forecasts"][0]["percent_last"] == 40
    assert "90" not in recorded.data["text"]


def test_readers_are_led_to_the_card_of_what_everybody_may_read_and_of_nothing_else(house, receiver):
    house.subscribe(receiver.url, audience="clients")
    everybodys = record(house, "Rain")
    clients = record(house, "Snow", visibility="clients")
    house.tell()
    open_, closed = (one.data for one in receiver.got[1:])
    at = "https://tracker.example"
    assert open_["image_url"] == f"{at}/embed/predictions/{everybodys}.svg"
    assert open_["prediction"]["page"] == f"{at}/embed/predictions/{everybodys}.html"
    assert f"{everybodys}.html" in open_["html"]
    assert closed["image_url"] is None
    assert closed["prediction"]["page"] == closed["prediction"]["url"] == f"{at}/v1/predictions/{clients}"


def test_a_deadline_is_told_to_those_who_ask_for_it_and_once(house, receiver):
    from tests.delivery.receiver import receiving

    tomorrow = (house.clock() + timedelta(days=1)).date().isoformat()
    with receiving() as asking:
        house.subscribe(receiver.url)
        house.subscribe(asking.url, types=["notice.due"])
        record(house, "Rain", deadline=tomorrow)
        settled = record(house, "Snow", deadline=tomorrow)
        came_out(house, settled, "yes")
        house.tell()
        house.clock.forward(days=3)
        house.tell()
        house.clock.forward(days=3)
        house.tell()
        assert told(asking) == [("notice.due", "Rain")]
        assert "notice.due" not in receiver.types()
        assert asking.got[-1].data["subject"].startswith("What happened? Due ")


def test_internal_events_come_to_those_who_name_them_with_the_words_they_may_read(house, receiver):
    house.subscribe(receiver.url, types=["event:prediction.recorded", "event:prediction.amended"])
    prediction = record(house, "Rain")
    record(house, "Sealed words", visibility="private")
    change(
        house,
        lambda writing: amend(
            writing, prediction, statement="Much rain", criteria=None, reason="clearer", seen_version=1
        ),
    )
    house.tell()
    events = [one.data["event"] for one in receiver.got[1:]]
    assert [one["type"] for one in events] == ["prediction.recorded"] * 2 + ["prediction.amended"]
    assert events[0]["data"]["statement"] == "Rain"
    assert events[1]["data"] is None
    assert "Sealed words" not in json.dumps([one.document for one in receiver.got])


def test_keepers_hear_of_keys_and_endpoints_while_their_key_counts(house, receiver):
    from tracker.application.access.access import revoke_key

    keeper = new_caller(house.application, author=None)
    house.clock.forward(seconds=1)
    house.register(receiver.url, by=keeper, types=["event:key.issued"])
    house.send()
    house.clock.forward(seconds=1)
    new_caller(house.application, author=None)
    house.tell()
    assert receiver.types()[1:] == ["event:key.issued"]
    revoke_key(house.application, keeper.key)
    new_caller(house.application, author=None)
    house.tell()
    assert receiver.types()[1:] == ["event:key.issued"]


def test_every_message_says_where_the_log_stood_and_numbers_have_no_gap(house, receiver):
    house.subscribe(receiver.url)
    for n in range(5):
        record(house, f"Rain {n}")
    house.tell()
    assert [one.data["sequence"] for one in receiver.got] == [1, 2, 3, 4, 5, 6]
    with house.application.database.reading() as tx:
        for one in receiver.got[1:]:
            head = tx.value(
                "SELECT head FROM log WHERE position = :position", {"position": one.data["position"]}
            )
            assert head.hex() == one.data["head"]
    assert {(one.data["epoch"], one.data["test"]) for one in receiver.got} == {(1, False)}


def test_what_nobody_gave_a_number_for_is_told_as_a_question_and_ours_as_ours(house, receiver):
    house.subscribe(receiver.url)
    other = new_caller(house.application, author="An Editor")
    log(
        house.application,
        other,
        statement="Rain",
        probability=0.4,
        deadline=FAR,
        author="Ada Example",
        essay="https://essays.example/1",
        quote="Will it rain?",
        stance="poses",
    )
    house.tell()
    data = receiver.got[-1].data
    caution = "The essay raised this as a question. The 40% was assigned by us."
    assert data["prediction"]["caution"] == caution
    assert all(caution in data[form].replace("\\", "") for form in ("text", "markdown", "html"))
    assert data["forecasts"][0]["number_by"] == "us"
    assert data["prediction"]["quote"] == "Will it rain?"


def test_words_that_were_taken_down_are_in_no_message_that_is_kept_and_none_is_sent_again(house, receiver):
    subscriber = house.subscribe(receiver.url)
    told = record(house, "Words to be taken down")
    house.tell()
    (message,) = [one.id for one in receiver.got if one.type == "notice.recorded"]
    receiver.answering = lambda place: (500, {})
    record(house, "Other words")
    change(
        house,
        lambda writing: amend(
            writing, told, statement="Words taken down too", criteria=None, reason="clearer", seen_version=1
        ),
    )
    house.tell()
    with house.application.database.writing() as tx:  # some receivers send back what they were sent
        tx.execute(
            "UPDATE attempt SET answer = (SELECT body FROM delivery WHERE delivery.message = attempt.message)"
        )
    redact(house.application, told, reason="asked by its author")
    with house.application.database.reading() as tx:
        answers = str([row["answer"] for row in tx.rows("SELECT answer FROM attempt")])
        assert ("taken down" in answers, "Other words" in answers) == (False, True)
        kept = [*tx.rows("SELECT body FROM delivery"), *tx.rows("SELECT facts AS body FROM told")]
        assert not [row for row in kept if "taken down" in row["body"]]
        assert [row for row in kept if "Other words" in row["body"]]
    with pytest.raises(Conflict, match="taken down"):
        change(house, lambda writing: resend(writing, subscriber, message, by=house.caller))
    receiver.answering = lambda place: (204, {})
    before = len(receiver.got)
    house.clock.forward(hours=1)
    rebuild_projections(house.application.database)
    house.tell()
    assert {one.data["prediction"]["statement"] for one in receiver.got[before:]} == {"Other words"}

"""A text that somebody changed in the database is never shown for the one that was recorded."""

import json

import pytest

from tests.application.doing import ask, assert_verified, logged, open_story, send, story_lines, table
from tracker.application.recording.claims import anchored, record_claim
from tracker.application.recording.essays import record_essay, revise_essay
from tracker.delivery.redaction import redact
from tracker.domain.claim import Quote, RecordClaim
from tracker.domain.errors import TextAltered
from tracker.domain.essay import RecordEssay, ReviseEssay
from tracker.projections.claims import find_claim
from tracker.projections.essays import texts_of
from tracker.store.essay_texts import digest_of_text, read_text
from tracker.store.log.verify import verify

FIRST, SECOND = "The cabinet falls before summer.", "The cabinet falls before autumn."
ALTERED = "the stored text does not match the hash that was recorded"
GONE = "the stored text is gone and no redaction says so"
EDITS = ["replace(text, 'cabinet', 'dollar')", "text || ' '", "''"]


@pytest.fixture
def essay(application, caller):
    """An essay that had two texts."""
    entry, revised = RecordEssay(title="On cabinets", text=FIRST), ReviseEssay(text=SECOND)
    made = ask(application, caller, lambda uow: record_essay(application, uow, entry, caller=caller))
    revise(application, caller, made.content["id"], revised)
    return made.content["id"]


def revise(application, caller, essay, entry):
    ask(
        application,
        caller,
        lambda uow: revise_essay(application, uow, essay, entry, seen_version=None),
    )


def run(application, sql):
    with application.database.writing() as tx:
        assert tx.execute(sql) > 0


def alter(application, text, edit=EDITS[0]):
    run(application, f"UPDATE essay_text SET text = {edit} WHERE sha256 = '{digest_of_text(text)}'")


def place_of(application, text):
    (place,) = (
        row["position"]
        for row in logged(application)
        if row["data"] and json.loads(row["data"]).get("text_sha256") == digest_of_text(text)
    )
    return place


def fault_at(application):
    logged(application)
    with application.database.reading() as tx:
        found = verify(tx)
    return found.position, found.fault


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("text", [FIRST, SECOND])
def test_an_altered_text_is_refused_and_named_with_the_event_that_holds_its_hash(
    application, essay, text, edit
):
    assert_verified(application)
    alter(application, text, edit)
    with application.database.reading() as tx, pytest.raises(TextAltered):
        read_text(tx, digest_of_text(text))
    assert fault_at(application) == (place_of(application, text), ALTERED)


def test_a_text_that_is_gone_is_named(application, essay):
    run(application, f"DELETE FROM essay_text WHERE sha256 = '{digest_of_text(SECOND)}'")
    assert fault_at(application) == (place_of(application, SECOND), GONE)


def test_a_text_under_another_hash_is_named(application, essay):
    run(application, f"UPDATE essay_text SET sha256 = 'f' || sha256 WHERE sha256 = '{digest_of_text(FIRST)}'")
    assert fault_at(application) == (place_of(application, FIRST), GONE)


def test_a_text_that_was_taken_down_is_no_fault(application, essay):
    redact(application, essay, reason="asked to")
    assert table(application, "essay_text") == []
    assert fault_at(application) == (None, None)


def test_a_list_goes_on_without_the_altered_text(application, caller, essay):
    claim = RecordClaim(essay=essay, quote=Quote(exact="before autumn"), stance="asserts")
    made = ask(application, caller, lambda uow: record_claim(uow, claim)).content["id"]
    alter(application, SECOND)
    with application.database.reading() as tx:
        assert anchored(tx, find_claim(tx, made)) is None
        assert [row["chars"] for row in texts_of(tx, essay, limit=10)] == [len(FIRST), None]
    with pytest.raises(TextAltered):
        ask(application, caller, lambda uow: record_claim(uow, claim))


def test_the_right_text_sent_again_takes_its_place(application, caller, essay):
    alter(application, SECOND)
    revise(application, caller, essay, ReviseEssay(text=SECOND))
    with application.database.reading() as tx:
        assert read_text(tx, digest_of_text(SECOND)) == SECOND
    assert_verified(application)


def test_an_import_may_name_a_text_that_it_does_not_bring(application, caller):
    lines = [json.loads(one) for one in story_lines()]
    for one in lines:
        if one["kind"] == "essay":
            one["text_sha256"] = digest_of_text(one.pop("text"))
    send(application, caller, open_story(application), [json.dumps(one).encode() for one in lines])
    assert table(application, "essay_text") == []
    assert fault_at(application) == (None, None)

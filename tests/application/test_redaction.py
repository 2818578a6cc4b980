"""Words that were taken down are nowhere any more; numbers, proofs and the chain stand as they stood."""

import json

import pytest

from tests.application.doing import ask, assert_verified, decide, everything, log, logged, table
from tests.reports.stories import document
from tests.support.instance import new_caller, work_off
from tracker.application.recording.claims import record_claim
from tracker.application.recording.essays import record_essay, revise_essay
from tracker.application.work.feed import feed_quarantined
from tracker.bootstrap import rebuild_projections
from tracker.delivery.redaction import redact
from tracker.domain.claim import Quote, RecordClaim
from tracker.domain.errors import Invalid, NotFound
from tracker.domain.essay import RecordEssay, ReviseEssay
from tracker.projections.as_of import find_moment
from tracker.projections.prediction_history import rows_as_of
from tracker.store.log.log import read_head
from tracker.store.log.verify import verify

TELLTALE = "quetzalcoatl"


@pytest.fixture
def prediction(application, caller, clock):
    """A prediction with the telltale word in everything that can be said of it, judged and scored."""
    made = log(
        application,
        caller,
        key="once",
        statement=f"{TELLTALE} returns",
        criteria=f"{TELLTALE} is seen",
        quote=f"{TELLTALE} will be back",
        essay=f"https://essays.example/{TELLTALE}",
        actor=TELLTALE,
        note=f"so says {TELLTALE}",
        probability=0.3,
    )
    clock.forward(days=30)
    decide(
        application,
        caller,
        made,
        "no",
        happened_on="2026-01-20",
        note=f"{TELLTALE} stayed",
        headline=f"No {TELLTALE}",
    )
    work_off(application)
    return made


def words_anywhere(application):
    """Where the telltale word stands, in any column of any table."""
    return {
        name
        for name, rows in everything(application).items()
        for row in rows
        if any(TELLTALE in str(value) for value in row.values())
    }


def numbers(application):
    told = document(application, cohort="settled")
    return told["overall"], told["funnel"]


def test_nothing_of_the_words_is_left_and_everything_still_counts(application, prediction):
    before, heads = numbers(application), [row["head"] for row in logged(application)]
    assert "event" in words_anywhere(application)
    (row,) = table(application, "prediction")
    (development,) = table(application, "development")
    for entity in (prediction, row["claim"], row["essay"], development["id"]):
        assert redact(application, entity, reason="a court says so") > 0
    rebuild_projections(application.database)
    assert words_anywhere(application) == set()
    assert [one["head"] for one in logged(application)][: len(heads)] == heads
    work_off(application)
    assert numbers(application) == before
    with application.database.reading() as tx:
        found = verify(tx)
    assert (found.is_clean, found.redacted > 4) == (True, True)


def test_taking_down_twice_takes_nothing_more(application, prediction):
    assert redact(application, prediction, reason="a court says so") > 0
    with pytest.raises(NotFound):
        redact(application, prediction + "0", reason="a court says so")
    assert redact(application, prediction, reason="again") == 0
    assert_verified(application)


def forge(application, change):
    """Let an owner of the database rewrite what remains of each payload that was taken down, where it was read before."""
    said = [
        json.loads(row["data"]) | {"event": row["event_id"]}
        for row in logged(application)
        if row["type"].endswith(".redacted")
    ]
    with application.database.writing() as tx:
        tx.execute("DELETE FROM redaction")
        for one in said:
            named = {
                "id": one["redacted"],
                "said": one["event"],
                "remains": json.dumps(change(one["remains"])),
            }
            tx.execute(
                "INSERT INTO redaction (event_id, recorded_in, remains) VALUES (:id, :said, :remains)", named
            )


def test_a_table_beside_the_log_changes_no_score(application, prediction):
    before = numbers(application)
    assert redact(application, prediction, reason="a court says so") > 0
    forge(application, lambda remains: remains | ({"outcome": "yes"} if "outcome" in remains else {}))
    rebuild_projections(application.database)
    work_off(application)
    assert numbers(application) == before
    assert_verified(application)


def test_a_forecasters_name_is_taken_down(application, prediction, caller):
    redact(application, caller.forecaster, reason="asked to be forgotten")
    rebuild_projections(application.database)
    names = {row["id"]: row["name"] for row in table(application, "forecaster")}
    assert names[caller.forecaster] == "[taken down]"


def test_a_key_is_never_taken_down(application):
    with pytest.raises(Invalid):
        redact(application, new_caller(application).key, reason="no")


def test_life_goes_on_on_a_prediction_without_words(application, caller):
    made = log(application, caller, statement=f"{TELLTALE} goes on", probability=0.4)
    redact(application, made, reason="asked")
    rebuild_projections(application.database)
    decide(application, caller, made, "no", happened_on="2026-01-01")
    work_off(application)
    (row,) = table(application, "prediction")
    assert (row["statement"], row["outcome"]) == ("[taken down]", "no")


def test_how_a_prediction_stood_is_told_without_the_words_that_were_taken_down(application, caller, clock):
    made = log(application, caller, statement=f"{TELLTALE} stood", probability=0.4)
    work_off(application)
    redact(application, made, reason="asked")
    with application.database.reading() as tx:
        end = read_head(tx).position
        moment = find_moment(tx, str(end), reached=end, now=clock(), timezone="UTC", pointer="/as_of")
        assert rows_as_of(tx, [made], moment)[made]["statement"] == "[taken down]"


def test_what_is_parked_can_be_taken_down_meanwhile(application, caller):
    made = log(application, caller, statement=f"{TELLTALE} waits", probability=0.4)
    work_off(application)
    with application.database.writing() as tx:
        tx.execute(
            """
            INSERT INTO parked (consumer, position, reason)
            SELECT 'relay', log.position, 'unknown' FROM log JOIN event ON event.inserted = log.inserted
            WHERE event.stream = :stream""",
            {"stream": f"prediction-{made}"},
        )
    redact(application, made, reason="asked")
    feed_quarantined(application)
    assert table(application, "parked") == []


def test_taking_down_a_claim_leaves_the_text_it_was_found_in(application, caller):
    entry = RecordEssay(title="On cabinets", text=f"The {TELLTALE} falls.")
    essay = ask(application, caller, lambda uow: record_essay(application, uow, entry, caller=caller))
    essay_id = essay.content["id"]
    quoted = RecordClaim(essay=essay_id, quote=Quote(exact=TELLTALE), stance="asserts")
    claim = ask(application, caller, lambda uow: record_claim(uow, quoted)).content["id"]
    revised = ReviseEssay(text="Nothing falls.")
    ask(
        application,
        caller,
        lambda uow: revise_essay(application, uow, essay_id, revised, seen_version=1),
    )
    redact(application, claim, reason="asked to")
    assert len(table(application, "essay_text")) == 2
    redact(application, essay_id, reason="asked to")
    assert table(application, "essay_text") == []

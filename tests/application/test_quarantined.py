"""A rolling change: what a newer version has recorded waits for the upgrade and is then followed as if it had not."""

from __future__ import annotations

import pytest

from tests.application.doing import decide, develop, everything, log, state_forecasts, table
from tests.support.dump import projection_rows
from tests.support.instance import feed_all, work_off
from tracker.application.work import feed as feeding
from tracker.application.work import jobs
from tracker.application.work.feed import feed_quarantined
from tracker.application.work.jobs import do_due_work
from tracker.bootstrap import rebuild_projections

RULED = {"rule": {"event_type": "cabinet.falls"}, "settlement": "at_once", "probability": 0.3}
NEWER = 99


@pytest.fixture
def newer(application):
    """Turns the events of a condition into ones that only a newer version can read."""
    with application.database.writing() as tx:
        tx.execute("DROP TRIGGER event_no_update" + ("" if tx.numbers_positions else " ON event"))

    def make(condition, **parameters):
        with application.database.writing() as tx:
            changed = tx.execute(f"UPDATE event SET schema_version = {NEWER} WHERE {condition}", parameters)
        assert changed > 0

    return make


@pytest.fixture
def upgrade(application):
    """Brings the version up that can read them, or only those of a condition."""

    def come_up(condition="1 = 1", **parameters):
        with application.database.writing() as tx:
            tx.execute(
                f"UPDATE event SET schema_version = 1 WHERE schema_version = {NEWER} AND {condition}",
                parameters,
            )
        feed_quarantined(application)

    return come_up


def parked(application):
    """(stream, version) of what is parked, in the order of the log."""
    with application.database.reading() as tx:
        rows = tx.rows(
            """
            SELECT event.stream, event.version FROM parked JOIN log ON log.position = parked.position
            JOIN event ON event.inserted = log.inserted ORDER BY log.position"""
        )
    return [(row["stream"], row["version"]) for row in rows]


def due(application, job):
    return {
        row["subject"]
        for row in table(application, "work")
        if row["job"] == job and row["wanted"] > row["done"]
    }


def states_of(application, prediction):
    rows = [row for row in table(application, "prediction_history") if row["prediction"] == prediction]
    return [row["state"] for row in sorted(rows, key=lambda row: row["version"])]


def assert_rebuilt_is_live(application):
    with application.database.reading() as tx:
        live = projection_rows(tx)
    rebuild_projections(application.database)
    with application.database.reading() as tx:
        assert projection_rows(tx) == live


def test_later_events_of_the_stream_wait_behind_it_and_every_other_stream_goes_on(
    application, caller, newer, upgrade
):
    develop(application, caller, event_type="cabinet.falls", occurred_on="2025-12-31")
    held = log(application, caller, statement="Held", probability=0.4, rule=RULED["rule"])
    decide(application, caller, held, "yes", happened_on="2026-01-01")
    newer("stream = :stream AND version = 1", stream=f"prediction-{held}")
    known = log(application, caller, statement="Known", probability=0.4, rule=RULED["rule"])
    feed_all(application)
    assert parked(application) == [(f"prediction-{held}", version) for version in (1, 2, 3)]
    assert (states_of(application, held), states_of(application, known)) == ([], ["open"])
    assert due(application, "settle") == {known}
    upgrade()
    assert parked(application) == []
    assert states_of(application, held) == ["open", "resolved"]
    assert (due(application, "settle"), due(application, "score")) == ({known, held}, {held})
    work_off(application)
    assert [row["prediction"] for row in table(application, "scored")] == [held]
    assert_rebuilt_is_live(application)


def test_an_event_that_comes_in_a_later_batch_waits_too(application, caller, newer, upgrade, monkeypatch):
    monkeypatch.setattr(feeding, "BATCH", 1)
    prediction = log(application, caller)
    newer("stream = :stream", stream=f"prediction-{prediction}")
    feed_all(application)
    with application.database.writing() as tx:
        tx.execute(f"UPDATE event SET schema_version = 1 WHERE schema_version = {NEWER}")
    decide(application, caller, prediction, "yes", happened_on="2026-01-01")
    feed_all(application)
    assert parked(application) == [(f"prediction-{prediction}", version) for version in (1, 2, 3)]
    upgrade()
    assert parked(application) == []
    assert states_of(application, prediction) == ["open", "resolved"]
    assert_rebuilt_is_live(application)


def test_what_still_cannot_be_read_stays_with_what_waits_behind_it(application, caller, newer, upgrade):
    first, second = (log(application, caller, statement=f"Newer {n}") for n in range(2))
    for prediction in (first, second):
        decide(application, caller, prediction, "yes", happened_on="2026-01-01")
    newer("version = 1 AND stream IN (:a, :b)", a=f"prediction-{first}", b=f"prediction-{second}")
    feed_all(application)
    upgrade("stream = :stream", stream=f"prediction-{second}")
    assert parked(application) == [(f"prediction-{first}", version) for version in (1, 2, 3)]
    assert states_of(application, second) == ["open", "resolved"]
    before = everything(application)
    feed_quarantined(application)
    assert everything(application) == before


def test_work_that_was_answered_without_a_parked_event_is_owed_again(application, caller, newer, upgrade):
    """The parked forecast lies before what was scored: its position alone would owe nothing."""
    prediction = log(application, caller, probability=0.4)
    decide(application, caller, prediction, "yes", happened_on="2026-01-01")
    work_off(application)
    state_forecasts(application, prediction, {"fcr_newer": 0.9})
    newer("stream LIKE 'forecast-%fcr_newer'")
    state_forecasts(application, prediction, {"fcr_known": 0.8})
    work_off(application)
    assert due(application, "score") == set()
    assert len(parked(application)) == 1
    upgrade()
    assert due(application, "score") == {prediction}
    work_off(application)
    assert due(application, "score") == set()


def test_whoever_works_without_a_parked_event_when_it_comes_loses_the_lease(
    application, caller, clock, newer, upgrade, monkeypatch
):
    prediction = log(application, caller, **RULED)
    work_off(application)
    develop(application, caller, headline="Newer", event_type="cabinet.falls")
    newer("type = 'development.recorded'")
    develop(application, caller, headline="Known", event_type="cabinet.falls")
    feed_all(application)
    attempts, settle = [], jobs.settle_prediction

    def overtaken(instance, claimed, **asked):
        upgrade()
        attempts.append(claimed.subject)
        settle(instance, claimed, **asked)

    monkeypatch.setattr(jobs, "settle_prediction", overtaken)
    assert do_due_work(application, "settle", run=None, now=clock()) == 1
    assert attempts == [prediction, prediction], "the first one did not lose its lease"
    (row,) = table(application, "prediction")
    assert row["outcome"] == "yes"


def test_a_parked_development_wakes_what_it_can_settle(application, caller, newer, upgrade):
    prediction = log(application, caller, **RULED)
    develop(application, caller, event_type="cabinet.falls")
    newer("type = 'development.recorded'")
    feed_all(application)
    with application.database.writing() as tx:
        tx.execute("UPDATE work SET done = wanted")
    upgrade()
    assert due(application, "settle") == {prediction}
    work_off(application)
    assert states_of(application, prediction)[-1] == "resolved"


def test_a_rebuild_leaves_to_the_relay_what_is_parked(application, caller, newer, upgrade):
    """Read in both, it would count twice; read in the rebuild alone, nobody would follow its work."""
    prediction = log(application, caller, probability=0.4)
    decide(application, caller, prediction, "yes", happened_on="2026-01-01")
    newer("stream = :stream AND version = 1", stream=f"prediction-{prediction}")
    feed_all(application)
    with application.database.writing() as tx:
        tx.execute(f"UPDATE event SET schema_version = 1 WHERE schema_version = {NEWER}")
    assert_rebuilt_is_live(application)
    assert states_of(application, prediction) == []
    upgrade()
    assert states_of(application, prediction) == ["open", "resolved"]
    assert_rebuilt_is_live(application)

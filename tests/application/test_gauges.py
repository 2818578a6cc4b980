"""The numbers of a tracker with a known backlog."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.application.doing import decide, develop, log, open_story, send, story_lines
from tests.support.instance import feed_all, new_caller, open_application, work_off
from tracker.application.imports.runs import start_clock
from tracker.application.work.gauges import read_gauges
from tracker.application.work.verification import verify_log
from tracker.domain.instants import instant_text
from tracker.store.backups import note_backup
from tracker.store.work import claim

RULED = {"rule": {"event_type": "cabinet.falls"}, "settlement": "at_once", "probability": 0.3}
BEFORE = "2025-12-31"
"""Then what happened settles nothing that opens later, but a job has to look at it."""


@pytest.fixture
def application(tmp_path, clock):
    """On SQLite alone, where positions are given by the clock that the test moves; the last test is PostgreSQL's."""
    with open_application(tmp_path, clock=clock) as opened:
        yield opened


def numbers(application):
    """Name -> number, or label -> number."""
    return {
        one.name: one.values[""] if one.label is None else dict(one.values)
        for one in read_gauges(application)
    }


def test_without_a_relay_the_lag_grows_and_a_relay_ends_it(application, caller, clock):
    feed_all(application)
    before = numbers(application)
    assert before["tracker_relay_events_behind"] == before["tracker_relay_lag_seconds"] == 0
    clock.forward(minutes=5)
    log(application, caller, probability=0.4)
    recorded = numbers(application)["tracker_log_position"] - before["tracker_log_position"]
    assert recorded > 0
    for minutes in (1, 2):
        clock.forward(minutes=1)
        shown = numbers(application)
        assert shown["tracker_relay_checkpoint"] == before["tracker_log_position"]
        assert shown["tracker_relay_events_behind"] == recorded
        assert shown["tracker_relay_lag_seconds"] == minutes * 60
    log(application, caller, statement="Another", probability=0.4)
    assert numbers(application)["tracker_relay_lag_seconds"] == 120
    feed_all(application)
    after = numbers(application)
    assert after["tracker_relay_events_behind"] == after["tracker_relay_lag_seconds"] == 0
    assert after["tracker_relay_checkpoint"] == after["tracker_log_position"]


def test_work_is_counted_by_job_and_aged_from_the_event_that_asked_for_it(application, caller, clock):
    nothing = {"settle": 0, "score": 0}
    develop(application, caller, event_type="cabinet.falls", occurred_on=BEFORE)
    for n in range(3):
        log(application, caller, statement=f"It falls {n}", **RULED)
    feed_all(application)
    clock.forward(seconds=90)
    shown = numbers(application)
    assert shown["tracker_work_due"] == {"settle": 3, "score": 0}
    assert shown["tracker_work_oldest_due_seconds"] == {"settle": 90, "score": 0}
    assert shown["tracker_work_leased"] == nothing
    work_off(application)
    shown = numbers(application)
    assert shown["tracker_work_due"] == shown["tracker_work_oldest_due_seconds"] == nothing


def test_an_outcome_is_due_to_be_scored(application, caller, clock):
    prediction = log(application, caller, probability=0.4)
    work_off(application)
    decide(application, caller, prediction, "yes", happened_on="2026-01-01")
    feed_all(application)
    clock.forward(seconds=7)
    shown = numbers(application)
    assert shown["tracker_work_due"]["score"] == 1
    assert shown["tracker_work_oldest_due_seconds"]["score"] == 7


def test_a_look_that_time_alone_brings_is_aged_from_its_instant(application, caller, clock):
    prediction = log(application, caller, probability=0.4)
    decide(application, caller, prediction, "yes", happened_on="2026-01-01")
    work_off(application)
    assert numbers(application)["tracker_work_due"]["settle"] == 0
    with application.database.reading() as tx:
        due_at = tx.value("SELECT look_at FROM work WHERE job = 'settle'")
    assert due_at is not None
    while instant_text(clock()) <= due_at:
        clock.forward(hours=1)
    shown = numbers(application)
    assert shown["tracker_work_due"]["settle"] == 1
    assert 0 < shown["tracker_work_oldest_due_seconds"]["settle"] <= 3_600


def test_leased_work_is_counted_until_the_lease_runs_out(application, caller, clock):
    develop(application, caller, event_type="cabinet.falls", occurred_on=BEFORE)
    for n in range(3):
        log(application, caller, statement=f"It falls {n}", **RULED)
    feed_all(application)
    with application.database.writing() as tx:
        assert len(claim(tx, "settle", run=None, now=clock(), clock=clock(), owner="somebody")) == 3
    shown = numbers(application)
    assert (shown["tracker_work_due"]["settle"], shown["tracker_work_leased"]["settle"]) == (3, 3)
    clock.forward(seconds=20)
    assert numbers(application)["tracker_work_leased"]["settle"] == 0


def test_an_open_import_is_counted_and_its_work_waits_for_its_own_clock(application, caller, clock):
    run = open_story(application)
    lines = story_lines()[:4]
    assert [one.status for one in send(application, caller, run, lines)] == ["recorded"] * 4
    feed_all(application)
    shown = numbers(application)
    assert (shown["tracker_imports_open"], shown["tracker_import_clocks_running"]) == (1, 0)
    assert shown["tracker_work_due"]["settle"] == 0
    start_clock(application, run, at=clock() - timedelta(days=1))
    assert numbers(application)["tracker_import_clocks_running"] == 1


def test_parked_events_and_kept_answers_are_counted(application, caller):
    for n in range(3):
        log(application, caller, statement=f"It falls {n}", key=f"once-{n}")
    with application.database.writing() as tx:
        tx.execute(
            "INSERT INTO parked (consumer, position, reason) VALUES ('relay', 1, 'newer'), ('relay', 2, 'newer')"
        )
    shown = numbers(application)
    assert (shown["tracker_events_parked"], shown["tracker_idempotency_rows"]) == (2, 3)


def test_the_size_is_that_of_the_file(application):
    with application.database.reading() as tx:
        pages = tx.value("PRAGMA page_count")
    assert numbers(application)["tracker_database_bytes"] == pages * 4096


def test_what_was_never_done_has_no_age_and_what_was_has_one(application, clock):
    names = {"tracker_verified_age_seconds", "tracker_backup_age_seconds"}
    assert not names & numbers(application).keys()
    for _ in range(2):
        verify_log(application, now=clock())
        note_backup(application.database, position=1, head=b"\0", at=clock())
        clock.forward(hours=1)
        shown = numbers(application)
        assert {name: shown[name] for name in names} == dict.fromkeys(names, 3_600)


def test_a_fault_of_the_log_shows_as_long_as_it_stands(application, caller, clock):
    assert numbers(application)["tracker_log_altered"] == 0
    with application.database.writing() as tx:
        tx.execute("DROP TRIGGER log_no_update")
        tx.execute("UPDATE log SET head = zeroblob(32) WHERE position = 1")
    verify_log(application, now=clock())
    assert numbers(application)["tracker_log_altered"] == 1


def test_a_database_that_does_not_answer_is_a_number_too(application, caplog):
    assert numbers(application)["tracker_sql_up"] == 1
    with application.database.writing() as tx:
        tx.execute("ALTER TABLE checkpoint RENAME TO elsewhere")
    assert numbers(application) == {"tracker_sql_up": 0}
    assert "no such table" in caplog.text


def test_on_postgres_events_that_wait_for_their_position_are_behind_too(on_postgres):
    caller = new_caller(on_postgres)
    develop(on_postgres, caller, event_type="cabinet.falls", occurred_on=BEFORE)
    log(on_postgres, caller, **RULED)
    waiting = numbers(on_postgres)
    while on_postgres.database.sequence():
        pass
    numbered = numbers(on_postgres)
    feed_all(on_postgres)
    fed = numbers(on_postgres)
    work_off(on_postgres)
    done = numbers(on_postgres)
    assert waiting["tracker_log_position"] == 0
    assert waiting["tracker_relay_events_behind"] > 0
    assert waiting["tracker_relay_lag_seconds"] > 0
    assert numbered["tracker_log_position"] == numbered["tracker_relay_events_behind"]
    assert numbered["tracker_log_position"] == waiting["tracker_relay_events_behind"]
    assert numbered["tracker_relay_lag_seconds"] > 0
    assert fed["tracker_relay_events_behind"] == fed["tracker_relay_lag_seconds"] == 0
    assert fed["tracker_work_due"] == {"settle": 1, "score": 0}
    assert fed["tracker_work_oldest_due_seconds"]["settle"] > 0
    assert done["tracker_work_due"] == {"settle": 0, "score": 0}
    assert done["tracker_database_bytes"] > 1_000_000

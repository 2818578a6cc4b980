"""Projections are nothing but the log read again: emptied and filled anew they are the same, row for row."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.application.doing import decide, everything, line, log, logged, open_story, send, table
from tests.projections.mixed_life import RULE, live_a_mixed_life
from tests.support.clock import Clock
from tests.support.instance import feed_all, new_caller, open_application, step_clock, work_off
from tests.support.seed import SEED, expected, needs_shared, seed_steps
from tracker.application.imports.runs import finish_run
from tracker.bootstrap import rebuild_projections
from tracker.projections.registry import ASYNC, INLINE, RELAY
from tracker.projections.table import ProjectionTable, table_of
from tracker.store.log.checkpoints import read_checkpoint

TABLES = [table_of(one).name for projection in (*INLINE, *ASYNC) for one in projection.TABLES]


@pytest.fixture
def clock():
    return Clock(datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def application(tmp_path, clock):
    with open_application(tmp_path, clock=clock) as opened:
        yield opened


def projected(application):
    return {name: table(application, name) for name in TABLES}


def assert_rebuilt_is_live(application, *, filled=TABLES):
    live, before = projected(application), everything(application)
    assert [name for name in filled if not live[name]] == []
    assert rebuild_projections(application.database) == len(logged(application))
    assert projected(application) == live
    after = everything(application)
    assert {name: after[name] for name in before if name not in TABLES} == {
        name: rows for name, rows in before.items() if name not in TABLES
    }


def test_every_projection_table_is_rebuilt():
    assert sorted(TABLES) == sorted(ProjectionTable.metadata.tables)


def test_after_a_mixed_life_rebuilt_is_live_and_nothing_else_moved(application, clock):
    live_a_mixed_life(application, clock)
    assert_rebuilt_is_live(application)


def test_rebuilding_twice_is_rebuilding_once(application, clock):
    live_a_mixed_life(application, clock)
    rebuild_projections(application.database)
    assert_rebuilt_is_live(application)


def test_a_tracker_without_a_past_is_rebuilt_empty(application):
    assert_rebuilt_is_live(application, filled=[])


def test_what_the_relay_has_not_read_yet_stays_unread_and_follows(application, clock):
    live_a_mixed_life(application, clock)
    caller = new_caller(application)
    log(application, caller, statement="Not read yet", probability=0.5, rule=RULE)
    assert_rebuilt_is_live(application)
    with application.database.reading() as tx:
        behind = read_checkpoint(tx, RELAY)
    assert behind < len(logged(application))
    feed_all(application)
    assert_rebuilt_is_live(application)
    assert "Not read yet" in {row["statement"] for row in table(application, "prediction_history")}


def test_rows_that_nothing_recorded_are_gone_after_a_rebuild(application, clock):
    live_a_mixed_life(application, clock)
    live = projected(application)
    with application.database.writing() as tx:
        tx.execute("UPDATE prediction SET outcome = 'forged'")
        tx.execute("DELETE FROM scored")
        tx.execute("UPDATE forecast SET p = 0.99")
        tx.execute(
            "INSERT INTO api_key (id, name, scopes, issued_at, is_revoked) VALUES ('key_forged', 'x', '[]', '', 0)"
        )
    rebuild_projections(application.database)
    assert projected(application) == live


def test_an_event_of_a_newer_tracker_is_parked_by_a_rebuild_as_it_is_by_the_relay(application):
    caller = new_caller(application)
    log(application, caller, statement="Known")
    other = log(application, caller, statement="Newer")
    with application.database.writing() as tx:
        tx.execute("DROP TRIGGER event_no_update")
        tx.execute(
            "UPDATE event SET schema_version = 99 WHERE stream = :stream", {"stream": f"prediction-{other}"}
        )
    feed_all(application)
    parked = table(application, "parked")
    assert len(parked) == 1
    rebuild_projections(application.database)
    assert [row["statement"] for row in table(application, "prediction")] == ["Known"]
    assert table(application, "parked") == parked


def test_a_prediction_whose_words_were_taken_down_does_not_stop_a_rebuild(application):
    caller = new_caller(application)
    prediction = log(application, caller, probability=0.5)
    decide(application, caller, prediction, "yes", happened_on="2026-01-01")
    work_off(application)
    with application.database.writing() as tx:
        sql = "UPDATE event SET data = NULL, salt = NULL WHERE stream = :stream AND version = 1"
        tx.execute(sql, {"stream": f"prediction-{prediction}"})
    rebuild_projections(application.database)
    assert table(application, "prediction") == table(application, "prediction_history") == []


# The seed story, as far as its first prediction goes.


def _as_line(one):
    if "text_file" in one:
        one = one | {"text": (SEED / one["text_file"]).read_text(encoding="utf-8")}
        del one["text_file"]
    return line(**one)


@needs_shared
def test_after_the_seed_rebuilt_is_live_and_as_published(application):
    caller = new_caller(application)
    run = open_story(application, "seed")
    application_clock = application.clock
    application_clock.now = datetime(2026, 2, 1, tzinfo=UTC)
    for one in seed_steps()[1:]:
        if one["kind"] == "clock":
            step_clock(application, run, datetime.fromisoformat(one["at"]))
        else:
            (outcome,) = send(application, caller, run, [_as_line(one)])
            assert outcome.status == "recorded", outcome
    step_clock(application, run, datetime(2026, 1, 11, tzinfo=UTC) + timedelta(seconds=1))
    finish_run(application, run, caller=caller, correlation_id="c")
    work_off(application)
    names = {row["id"]: row["external_id"] for row in table(application, "forecaster")}
    found = {row["external_id"]: row["id"] for row in table(application, "prediction")}
    scored = [
        row
        for row in table(application, "scored")
        if names[row["forecaster"]] == "observing-japan" and row["prediction"] == found["P1"]
    ]
    first, second = sorted(scored, key=lambda row: row["position_from"])
    wanted = expected()
    for values, row in ((wanted["P1"], first), (wanted["P1_after_re_resolution"], second)):
        assert row["outcome"] == values["outcome"]
        for name in {
            "brier_first",
            "brier_last",
            "brier_time_weighted",
            "log_first",
            "log_last",
            "coverage",
        } & set(values):
            assert row[name] == pytest.approx(values[name], abs=wanted["tolerance"]), name
    assert_rebuilt_is_live(
        application, filled=set(TABLES) - {"prediction_trigger", "claim_link", "endpoint", "news"}
    )

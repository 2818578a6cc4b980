"""A story's clock: its steps do the work that was due by then, and nothing of it reaches the live tracker before its time."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.application.doing import (
    ADA,
    DEFAULT,
    everything,
    line,
    log,
    logged,
    open_story,
    send,
    statuses,
    table,
    types,
)
from tests.support.instance import step_clock, work_off
from tracker.application.imports.runs import (
    end_clock_if_done,
    finish_run,
    read_run,
    running_clocks,
    start_clock,
)
from tracker.domain.errors import InProgress, Invalid

CLOSED = datetime(2025, 7, 1, tzinfo=UTC)
FALLS = line(
    "development", id="D1", headline="h", occurred_on="2025-06-01", event_type="cabinet.falls", at="2025-06-01T00:00:00Z"
)  # fmt: skip


def test_a_step_of_the_clock_does_the_work_that_was_due_by_then(application, caller):
    run = open_story(application)
    send(application, caller, run, [DEFAULT])
    step_clock(application, run, CLOSED - timedelta(seconds=1))
    assert "prediction.resolved" not in types(application)
    step_clock(application, run, CLOSED)
    (row,) = table(application, "prediction")
    assert (row["outcome"], row["is_final"], row["judged_by"]) == ("no", 1, "deadline")
    settled = [
        one
        for one in logged(application)
        if one["type"].startswith("prediction.re") and one["recorded_by"] == "worker:settle"
    ]
    assert {(one["effective_at"], one["import_id"]) for one in settled} == {
        ("2025-07-01T00:00:00.000000Z", run)
    }


def test_a_step_not_later_than_the_runs_clock_does_nothing(application, caller):
    run = open_story(application)
    send(application, caller, run, [DEFAULT])
    step_clock(application, run, CLOSED)
    before = everything(application)
    for at in (CLOSED, CLOSED - timedelta(days=90)):
        start_clock(application, run, at=at)
        assert running_clocks(application) == []
    assert everything(application) == before


def test_while_the_clock_moves_nothing_else_happens_to_the_run(application, caller):
    run = open_story(application)
    send(application, caller, run, [DEFAULT])
    start_clock(application, run, at=CLOSED)
    assert running_clocks(application) == [(run, CLOSED)]
    assert not end_clock_if_done(application, run, at=CLOSED)
    for attempt in (
        lambda: send(application, caller, run, [ADA]),
        lambda: finish_run(application, run, caller=caller, correlation_id="c"),
        lambda: start_clock(application, run, at=CLOSED + timedelta(days=1)),
    ):
        with pytest.raises(InProgress):
            attempt()
    work_off(application, run=run, now=CLOSED)
    assert end_clock_if_done(application, run, at=CLOSED)
    assert read_run(application, run).clock_done_at == "2025-07-01T00:00:00.000000Z"
    assert statuses(send(application, caller, run, [ADA])) == ["recorded"]


def test_a_storys_clock_cannot_run_ahead_of_ours(application, clock):
    run = open_story(application)
    with pytest.raises(Invalid) as refused:
        start_clock(application, run, at=clock.now + timedelta(microseconds=1))
    assert refused.value.faults[0].code == "in_the_future"


def test_a_development_that_has_not_happened_yet_by_the_storys_clock_does_not_stop_the_clock(
    application, caller
):
    """It was announced in February for June: by the clock of March it has not come about, by that of July it has."""
    run = open_story(application)
    rule = {"event_type": "cabinet.falls"}
    send(
        application,
        caller,
        run,
        [
            line(
                "prediction",
                id="P1",
                type="binary",
                statement="s",
                closes="2025-06-30",
                rule=rule,
                settlement="at_once",
            ),
            line(
                "development",
                id="D1",
                headline="h",
                occurred_on="2025-06-01",
                event_type="cabinet.falls",
                at="2025-02-01T00:00:00Z",
            ),
        ],
    )
    step_clock(application, run, datetime(2025, 3, 1, tzinfo=UTC))
    step_clock(application, run, CLOSED)
    assert [row["outcome"] for row in table(application, "prediction")] == ["yes"]


def test_developments_of_an_open_import_settle_nothing_of_others_until_it_is_finished(
    application, caller, clock
):
    log(
        application,
        caller,
        rule={"event_type": "cabinet.falls", "window": ["2025-01-01", "2026-12-31"]},
        settlement="at_once",
    )
    run = open_story(application)
    send(application, caller, run, [FALLS])
    work_off(application)
    assert "prediction.resolved" not in types(application)
    finish_run(application, run, caller=caller, correlation_id="c")
    work_off(application)
    assert types(application).count("prediction.resolved") == 1


def test_what_was_logged_while_a_run_was_opened_again_settles_when_it_is_finished(application, caller):
    run = open_story(application)
    send(application, caller, run, [FALLS])
    finish_run(application, run, caller=caller, correlation_id="c")
    open_story(application)
    log(
        application,
        caller,
        rule={"event_type": "cabinet.falls", "window": ["2025-01-01", "2026-12-31"]},
        settlement="at_once",
    )
    work_off(application)
    finish_run(application, run, caller=caller, correlation_id="c")
    work_off(application)
    assert types(application).count("prediction.resolved") == 1

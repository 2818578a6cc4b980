"""A clock that is set back an hour: what was recorded stays in order, and says honestly when it was recorded."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.application.doing import assert_verified, decide, develop, log, logged, state_forecasts, table
from tests.support.instance import new_caller, open_application, work_off
from tracker.domain.instants import instant_text
from tracker.store.databases.sequencer import sequence_pending
from tracker.store.work import LEASE, claim, require

HOUR = timedelta(hours=1)
RULED = {"rule": {"event_type": "cabinet.falls"}, "settlement": "at_once", "probability": 0.3}


def assert_in_order(rows):
    """Positions, instants of sequencing and, stream by stream, effective instants never go back."""
    assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))
    sequenced = [row["sequenced_at"] for row in rows]
    assert sequenced == sorted(sequenced)
    for stream in {row["stream"] for row in rows}:
        effective = [row["effective_at"] for row in rows if row["stream"] == stream]
        assert effective == sorted(effective), stream


def test_what_is_recorded_afterwards_says_when_and_takes_effect_behind_what_stands(
    application, caller, clock
):
    prediction = log(application, caller, **RULED)
    state_forecasts(application, prediction, {"fcr_1": 0.4})
    before = logged(application)
    clock.now -= HOUR
    state_forecasts(application, prediction, {"fcr_1": 0.6})
    other = log(application, caller, statement="Another", probability=0.4)
    after = logged(application)[len(before) :]
    assert {row["recorded_at"] for row in after} == {instant_text(clock.now)}
    assert {row["effective_at"] for row in after if row["stream"].startswith(f"forecast-{prediction}")} == {
        instant_text(clock.now + HOUR)
    }
    assert {row["effective_at"] for row in after if row["stream"] == f"prediction-{other}"} == {
        instant_text(clock.now)
    }
    assert_in_order(logged(application))
    assert_verified(application)


def test_settling_and_scoring_go_on_while_the_clock_is_behind(application, caller, clock):
    """Known since the stream's own last instant: nothing is settled before it was recorded."""
    clock.now += timedelta(hours=12)
    prediction = log(application, caller, **RULED)
    decided = log(application, caller, statement="Decided", probability=0.4)
    work_off(application)
    clock.now -= HOUR
    develop(application, caller, event_type="cabinet.falls")
    decide(application, caller, decided, "yes", happened_on="2026-01-01")
    work_off(application)
    outcomes = {row["id"]: row["outcome"] for row in table(application, "prediction")}
    assert outcomes == {prediction: "yes", decided: "yes"}
    assert_in_order(logged(application))
    assert_verified(application)


def test_work_leased_before_is_taken_over_by_somebody_who_lives(application, clock):
    with application.database.writing() as tx:
        require(tx, "settle", "prd_1", run=None, position=1)
        assert claim(tx, "settle", run=None, now=clock.now, clock=clock.now, owner="killed")
        assert not claim(tx, "settle", run=None, now=clock.now, clock=clock.now, owner="other")
    clock.now -= HOUR
    assert LEASE < HOUR
    with application.database.writing() as tx:
        assert claim(tx, "settle", run=None, now=clock.now, clock=clock.now, owner="other")


@pytest.mark.parametrize("back", [HOUR, timedelta(microseconds=1)])
def test_a_sequencer_whose_clock_is_set_back_sequences_at_the_last_instant(tmp_path, clock, back):
    with open_application(tmp_path, kind="postgres", clock=clock) as instance:
        assert instance.database.sequence() == 0
        connection = instance.database._sequencer
        for now in (clock.now, clock.now - back, clock.now + back):
            new_caller(instance)
            assert sequence_pending(connection, now=now) > 0
        rows = logged(instance)
        assert {row["sequenced_at"] for row in rows} == {
            instant_text(clock.now),
            instant_text(clock.now + back),
        }
        assert_in_order(rows)
        assert_verified(instance)

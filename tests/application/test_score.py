"""Scoring: chunks of 500 rows, each exactly once whatever is killed, and a later scoring that supersedes visibly."""

from datetime import UTC, datetime

import msgspec
import pytest

from tests.application.doing import (
    assert_verified,
    decide,
    log,
    logged,
    state_forecasts,
    table,
    types,
)
from tests.support.instance import feed_all, work_off
from tracker.application.work.score import compute_scorings, record_chunk, score_prediction
from tracker.domain.errors import PreconditionRequired
from tracker.domain.instants import instant_text
from tracker.domain.score import PredictionScored
from tracker.projections.scores import scores_of
from tracker.store.work import LEASE, claim

MANY = 1_200
FOREVER = "9999"


def crowd(count):
    return {f"fcr_{n:010}": n / count for n in range(count)}


def resolved(application, caller, clock, numbers, outcome="yes"):
    """A prediction that many had forecast, and that came out a month later."""
    prediction = log(application, caller)
    state_forecasts(application, prediction, numbers)
    clock.forward(days=31)
    decide(application, caller, prediction, outcome, happened_on="2026-02-01")
    feed_all(application)
    return prediction


def re_resolve(application, caller, prediction, outcome="no"):
    """Change the outcome before a worker has come."""
    version = table(application, "prediction")[0]["version"]
    decide(
        application,
        caller,
        prediction,
        outcome,
        reason="a mistake",
        happened_on="2026-02-01",
        seen_version=version,
    )
    feed_all(application)


def take(application, *, owner="me"):
    now = application.clock()
    with application.database.writing() as tx:
        (claimed,) = claim(tx, "score", run=None, now=now, clock=now, owner=owner)
    return claimed


def chunks(application):
    return [
        msgspec.json.decode(row["data"], type=PredictionScored)
        for row in logged(application)
        if row["type"] == "prediction.scored"
    ]


def numbers(application):
    return [(one.chunk, one.chunks, len(one.rows)) for one in chunks(application)]


def complete(application, prediction):
    with application.database.reading() as tx:
        return [dict(row) for row in scores_of(tx, prediction)]


def counted(application, as_of):
    """The rows that counted at the instant `as_of`."""
    at = instant_text(as_of)
    return [
        row
        for row in table(application, "scored")
        if row["is_complete"] and row["known_from"] <= at < row["known_to"]
    ]


def test_1200_forecasters_are_scored_in_three_chunks(application, caller, clock):
    prediction = resolved(application, caller, clock, crowd(MANY))
    work_off(application)
    assert numbers(application) == [(1, 3, 500), (2, 3, 500), (3, 3, 200)]
    rows = complete(application, prediction)
    assert [row["forecaster"] for row in rows] == sorted(crowd(MANY))
    assert [row["brier_last"] for row in rows[:2]] == [1.0, pytest.approx((1 - 1 / MANY) ** 2)]
    assert len({row["inputs_digest"] for row in rows}) == 1
    assert_verified(application)


def test_killed_between_two_chunks_the_next_run_records_each_chunk_once(application, caller, clock):
    prediction = resolved(application, caller, clock, crowd(MANY))
    claimed = take(application)
    (scoring,) = compute_scorings(application, prediction)
    record_chunk(
        application, claimed, scoring.chunks[0], effective_at=scoring.effective_at, run=None, is_last=False
    )
    feed_all(application)
    assert numbers(application) == [(1, 3, 500)]
    assert complete(application, prediction) == []
    clock.forward(seconds=LEASE.total_seconds())
    work_off(application)
    assert numbers(application) == [(1, 3, 500), (2, 3, 500), (3, 3, 200)]
    assert len(complete(application, prediction)) == len(table(application, "scored")) == MANY


def test_killed_behind_the_last_chunk_but_before_its_done_mark_nothing_is_recorded_twice(
    application, caller, clock
):
    prediction = resolved(application, caller, clock, crowd(3))
    work_off(application)
    before = logged(application)
    with application.database.writing() as tx:
        tx.execute("UPDATE work SET done = 0 WHERE job = 'score'")
    work_off(application)
    assert logged(application) == before
    assert len(complete(application, prediction)) == 3


def test_two_workers_on_one_prediction_record_one_scoring(application, caller, clock):
    prediction = resolved(application, caller, clock, crowd(3))
    slow = take(application, owner="slow")
    clock.forward(seconds=LEASE.total_seconds())
    fast = take(application, owner="fast")
    score_prediction(application, fast, run=None)
    with pytest.raises(Exception, match=prediction) as lost:
        score_prediction(application, slow, run=None)
    assert type(lost.value).__name__ == "LeaseLost"
    assert numbers(application) == [(1, 1, 3)]


def test_a_half_recorded_scoring_that_new_inputs_overtake_never_counts(application, caller, clock):
    prediction = resolved(application, caller, clock, crowd(MANY))
    claimed = take(application)
    (scoring,) = compute_scorings(application, prediction)
    record_chunk(
        application, claimed, scoring.chunks[0], effective_at=scoring.effective_at, run=None, is_last=False
    )
    state_forecasts(application, prediction, {"fcr_late": 0.5})
    clock.forward(seconds=LEASE.total_seconds())
    work_off(application)
    assert numbers(application) == [(1, 3, 500), (1, 3, 500), (2, 3, 500), (3, 3, 201)]
    rows = complete(application, prediction)
    assert len(rows) == MANY + 1
    assert {row["inputs_digest"] for row in rows} != {scoring.chunks[0].inputs_digest}


def test_a_scoring_counts_as_known_when_its_inputs_were_known_and_not_when_the_job_ran(
    application, caller, clock
):
    prediction = resolved(application, caller, clock, crowd(2))
    known = clock.now
    clock.forward(days=100)
    work_off(application)
    (row,) = (one for one in logged(application) if one["type"] == "prediction.scored")
    assert (row["effective_at"], row["recorded_at"]) == (instant_text(known), instant_text(clock.now))
    assert len(counted(application, known)) == 2
    assert counted(application, datetime(2026, 1, 31, tzinfo=UTC)) == []
    assert complete(application, prediction)


def test_a_late_forecast_is_a_reason_to_score_again_and_is_marked_late(application, caller, clock):
    prediction = resolved(application, caller, clock, {"fcr_a": 0.4, "fcr_b": 0.6})
    work_off(application)
    state_forecasts(application, prediction, {"fcr_a": 0.99, "fcr_c": 1.0})
    work_off(application)
    old, new = complete(application, prediction)[:2], complete(application, prediction)[2:]
    assert [(row["forecaster"], row["late"], row["marks"]) for row in old] == [
        ("fcr_a", 0, ""),
        ("fcr_b", 0, ""),
    ]
    assert [(row["forecaster"], row["late"], row["marks"], row["p_last"]) for row in new] == [
        ("fcr_a", 1, "|late|", 0.4),
        ("fcr_b", 0, "", 0.6),
        ("fcr_c", 1, "|retrospective||late|", None),
    ]
    assert [row["position_to"] == new[0]["position_from"] for row in old] == [True, True]


def test_nothing_new_is_no_reason_to_score_again(application, caller, clock):
    resolved(application, caller, clock, crowd(2))
    work_off(application)
    before = logged(application)
    clock.forward(days=1)
    work_off(application)
    assert [name for name in types(application)[len(before) :] if name == "prediction.scored"] == []


def test_a_re_resolution_supersedes_and_the_old_scoring_stays_visible(application, caller, clock):
    prediction = resolved(application, caller, clock, {"fcr_a": 0.25}, outcome="no")
    work_off(application)
    first_known = clock.now
    clock.forward(days=10)
    version = table(application, "prediction")[0]["version"]
    with pytest.raises(PreconditionRequired):
        decide(application, caller, prediction, "yes", reason="a mistake", happened_on="2026-02-01")
    decide(
        application,
        caller,
        prediction,
        "yes",
        reason="a mistake",
        happened_on="2026-02-01",
        seen_version=version,
    )
    work_off(application)
    old, new = complete(application, prediction)
    assert (old["outcome"], old["brier_last"], old["resolution_number"]) == ("no", 0.0625, 1)
    assert (new["outcome"], new["brier_last"], new["resolution_number"]) == ("yes", 0.5625, 2)
    assert old["known_to"] == new["known_from"] == instant_text(clock.now)
    assert new["known_to"].startswith(FOREVER)
    assert [row["brier_last"] for row in counted(application, first_known)] == [0.0625]
    assert [row["brier_last"] for row in counted(application, clock.now)] == [0.5625]


def test_a_prediction_that_nobody_put_a_number_on_is_done_without_a_score(application, caller, clock):
    resolved(application, caller, clock, {})
    work_off(application)
    assert chunks(application) == []
    assert [
        (row["wanted"] <= row["done"], row["lease_owner"])
        for row in table(application, "work")
        if row["job"] == "score"
    ] == [(True, None)]


def test_a_certain_miss_is_an_infinite_log_that_is_named_and_not_a_number(application, caller, clock):
    prediction = resolved(application, caller, clock, {"fcr_a": 0.0})
    work_off(application)
    (row,) = complete(application, prediction)
    assert (row["brier_last"], row["log_last_unclipped"]) == (1.0, None)
    assert row["infinite"] == "|log_first_unclipped||log_last_unclipped|"
    assert row["clipped"] == "|log_first||log_last|"


def test_every_score_names_its_inputs(application, caller, clock):
    prediction = resolved(application, caller, clock, {"fcr_a": 0.4})
    work_off(application)
    (row,) = complete(application, prediction)
    stated = [one["event_id"] for one in table(application, "forecast")]
    assert msgspec.json.decode(row["inputs"]) == stated
    (scored,) = chunks(application)
    assert scored.resolution_event == table(application, "prediction")[0]["resolution_event"]
    assert scored.rule_versions


def test_an_outcome_that_was_changed_before_a_worker_came_has_its_scores_too(application, caller, clock):
    prediction = resolved(application, caller, clock, {"fcr_a": 0.4})
    first_known = clock.now
    clock.forward(days=1)
    re_resolve(application, caller, prediction)
    work_off(application)
    old, new = complete(application, prediction)
    assert [(row["resolution_number"], row["brier_last"]) for row in (old, new)] == [
        (1, pytest.approx(0.36)),
        (2, pytest.approx(0.16)),
    ]
    assert old["position_to"] == new["position_from"]
    assert [row["resolution_number"] for row in counted(application, first_known)] == [1]
    assert [row["resolution_number"] for row in counted(application, clock.now)] == [2]


def test_killed_inside_the_earlier_outcomes_scoring_the_next_run_completes_both(application, caller, clock):
    prediction = resolved(application, caller, clock, crowd(MANY))
    clock.forward(days=1)
    re_resolve(application, caller, prediction)
    claimed = take(application)
    earlier, _ = compute_scorings(application, prediction)
    record_chunk(
        application, claimed, earlier.chunks[0], effective_at=earlier.effective_at, run=None, is_last=False
    )
    clock.forward(seconds=LEASE.total_seconds())
    work_off(application)
    assert numbers(application) == [(1, 3, 500), (2, 3, 500), (3, 3, 200)] * 2
    assert len(complete(application, prediction)) == 2 * MANY

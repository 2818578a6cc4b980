"""What is due, who has leased it, what is done; one broken piece does not keep the others waiting."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.application.doing import (
    DEFAULT,
    decide,
    develop,
    everything,
    log,
    open_story,
    send,
    table,
    types,
)
from tests.support.instance import feed_all, open_application, work_off
from tracker.application.imports.runs import finish_run
from tracker.application.work.jobs import do_due_work
from tracker.application.work.settle import settle_prediction
from tracker.domain.instants import instant_text
from tracker.store import work
from tracker.store.work import (
    LEASE,
    LeaseLost,
    claim,
    due,
    is_any_due,
    mark_done,
    require,
    schedule,
    schedule_by,
)

NOW = datetime(2026, 1, 1, tzinfo=UTC)
RULE = {"event_type": "cabinet.resigns"}


def owe(application, subject, *, position=1, run=None, job="settle"):
    with application.database.writing() as tx:
        require(tx, job, subject, run=run, position=position)


def take(application, *, owner="me", at=NOW, run=None, job="settle"):
    with application.database.writing() as tx:
        return claim(tx, job, run=run, now=at, clock=at, owner=owner)


def finish(application, claimed, **answer):
    with application.database.writing() as tx:
        mark_done(tx, claimed, **answer)


def subjects(pieces):
    return [one.subject for one in pieces]


def settled_at_once(application, caller, **entry):
    """A prediction that a development settles, and that development; both still to be worked off."""
    prediction = log(application, caller, rule=RULE, settlement="at_once", **entry)
    develop(application, caller, event_type="cabinet.resigns")
    feed_all(application)
    return prediction


def test_a_piece_of_work_is_leased_to_one_owner(application):
    owe(application, "prd_1")
    assert subjects(take(application, owner="one")) == ["prd_1"]
    assert take(application, owner="other") == []
    assert take(application, owner="one") == []


def test_a_lease_that_has_run_out_is_taken_over(application):
    owe(application, "prd_1")
    take(application, owner="one")
    assert take(application, owner="other", at=NOW + LEASE - timedelta(microseconds=1)) == []
    assert subjects(take(application, owner="other", at=NOW + LEASE)) == ["prd_1"]


def test_whoever_lost_the_lease_cannot_say_that_it_is_done(application):
    owe(application, "prd_1")
    (mine,) = take(application, owner="one")
    take(application, owner="other", at=NOW + LEASE)
    before = everything(application)
    with pytest.raises(LeaseLost):
        finish(application, mine)
    assert everything(application) == before


def test_what_is_done_is_due_no_more(application):
    owe(application, "prd_1", position=5)
    (mine,) = take(application)
    finish(application, mine)
    assert take(application) == []
    (row,) = table(application, "work")
    assert (row["wanted"], row["done"], row["attempt"], row["lease_owner"]) == (5, 5, 0, None)


def test_what_was_wanted_meanwhile_is_due_again(application):
    owe(application, "prd_1", position=5)
    (mine,) = take(application)
    owe(application, "prd_1", position=9)
    finish(application, mine)
    (again,) = take(application)
    assert (mine.wanted, again.wanted) == (5, 9)


def test_an_older_want_changes_nothing(application):
    owe(application, "prd_1", position=9)
    owe(application, "prd_1", position=5)
    assert [one.wanted for one in take(application)] == [9]


def test_a_look_is_due_at_its_instant_and_once(application):
    with application.database.writing() as tx:
        schedule(tx, "settle", "prd_1", run=None, at=NOW)
    assert take(application, at=NOW - timedelta(microseconds=1)) == []
    (mine,) = take(application)
    finish(application, mine, next_look=NOW + timedelta(days=1))
    assert take(application) == []
    assert subjects(take(application, at=NOW + timedelta(days=1))) == ["prd_1"]


def test_a_look_can_be_called_off(application):
    with application.database.writing() as tx:
        schedule(tx, "settle", "prd_1", run=None, at=NOW)
        schedule(tx, "settle", "prd_1", run=None, at=None)
    assert take(application) == []


def test_a_job_takes_only_its_own_work(application):
    owe(application, "prd_1", job="score")
    assert take(application, job="settle") == []
    assert subjects(take(application, job="score")) == ["prd_1"]


def test_fifty_pieces_are_leased_at_once_and_the_most_tried_last(application):
    for n in range(60):
        owe(application, f"prd_{n:02}", position=n + 1)
    first = take(application, owner="one")
    assert subjects(first) == [f"prd_{n:02}" for n in range(50)]
    later = take(application, owner="two", at=NOW + LEASE)
    assert subjects(later)[:10] == [f"prd_{n:02}" for n in range(50, 60)]


def test_work_of_an_open_import_is_its_own_clocks_and_then_the_real_ones(application, caller):
    run = open_story(application)
    owe(application, "prd_1", run=run)
    owe(application, "prd_2")
    with application.database.reading() as tx:
        assert [row["subject"] for row in due(tx, "settle", run=None, now=NOW, clock=NOW)] == ["prd_2"]
        assert [row["subject"] for row in due(tx, "settle", run=run, now=NOW, clock=NOW)] == ["prd_1"]
        assert is_any_due(tx, run=run, now=NOW)
    finish_run(application, run, caller=caller, correlation_id="c")
    assert subjects(take(application)) == ["prd_1", "prd_2"]


def test_the_live_clock_leaves_the_streams_of_an_open_import_alone(application, caller):
    run = open_story(application)
    send(application, caller, run, [DEFAULT])
    work_off(application)
    assert "prediction.resolved" not in types(application)
    finish_run(application, run, caller=caller, correlation_id="c")
    work_off(application)
    assert types(application).count("prediction.resolved") == 1


def test_effect_and_done_mark_are_one_transaction(application, caller, clock):
    prediction = settled_at_once(application, caller)
    (mine,) = take(application, owner="one", at=clock.now)
    (theirs,) = take(application, owner="other", at=clock.now + LEASE)
    before = everything(application)
    with pytest.raises(LeaseLost):
        settle_prediction(application, mine, run=None, now=clock.now)
    assert everything(application) == before
    settle_prediction(application, theirs, run=None, now=clock.now)
    assert types(application).count("prediction.resolved") == 1
    assert table(application, "prediction")[0]["id"] == prediction


def test_a_settled_prediction_is_settled_once_however_often_it_is_worked_on(application, caller, clock):
    settled_at_once(application, caller)
    work_off(application)
    before = types(application)
    for _ in range(3):
        clock.forward(days=1)
        with application.database.writing() as tx:
            tx.execute("UPDATE work SET done = 0, look_at = NULL, lease_until = NULL")
        work_off(application)
    assert types(application) == before


def test_the_same_finding_has_the_same_event_ids_in_any_tracker_and_by_any_worker(application, caller, clock):
    settled_at_once(application, caller)
    (mine,) = take(application, at=clock.now)
    with pytest.raises(ZeroDivisionError), application.database.writing() as tx:  # noqa: PT012 - it is undone
        tx.execute("UPDATE work SET attempt = attempt + 1")
        raise ZeroDivisionError
    settle_prediction(application, mine, run=None, now=clock.now)
    ids = [row["resolution_event"] for row in table(application, "prediction")]
    assert all(one[14] == "5" for one in ids), "an id that follows from what was found is a uuid5"


def test_a_piece_that_fails_does_not_keep_the_others_waiting(application, caller, clock, caplog):
    broken = log(application, caller, statement="broken", rule=RULE, settlement="at_once")
    whole = [
        log(application, caller, statement=f"whole {n}", rule=RULE, settlement="at_once") for n in range(3)
    ]
    develop(application, caller, event_type="cabinet.resigns")
    feed_all(application)
    with application.database.writing() as tx:
        tx.execute("DROP TRIGGER event_no_update" + ("" if tx.numbers_positions else " ON event"))
        tx.execute(
            "UPDATE event SET schema_version = 99 WHERE stream = :stream", {"stream": f"prediction-{broken}"}
        )
    assert do_due_work(application, "settle", run=None, now=clock.now) == 3
    outcomes = {row["id"]: row["outcome"] for row in table(application, "prediction")}
    assert outcomes == {broken: None} | dict.fromkeys(whole, "yes")
    assert f"settle of {broken} failed" in caplog.text
    assert do_due_work(application, "settle", run=None, now=clock.now) == 0
    clock.forward(seconds=LEASE.total_seconds())
    owe(application, whole[0], position=10**6)
    assert subjects(take(application, at=clock.now)) == [whole[0], broken]


def test_a_provisional_decision_becomes_final_when_its_window_is_over(application, caller, clock):
    prediction = log(application, caller)
    decide(application, caller, prediction, "yes", happened_on="2026-01-01")
    work_off(application)
    assert "prediction.finalized" not in types(application)
    clock.forward(hours=72)
    work_off(application)
    assert types(application).count("prediction.finalized") == 1
    clock.forward(days=400)
    work_off(application)
    assert types(application).count("prediction.finalized") == 1


def test_the_deadline_settles_by_itself(application, caller, clock):
    log(application, caller, deadline="2026-01-31", default_outcome="no", settlement="at_once")
    work_off(application)
    clock.now = datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)
    work_off(application)
    assert "prediction.resolved" not in types(application)
    clock.forward(seconds=1)
    work_off(application)
    (row,) = table(application, "prediction")
    assert (row["outcome"], row["basis"], row["known_at"]) == (
        "no",
        "deadline",
        "2026-02-01T00:00:00.000000Z",
    )


def test_a_development_reported_from_a_zone_that_is_ahead_waits_for_the_day_and_does_not_fail(
    application, caller, clock, caplog
):
    """There it is the 2nd already, in the prediction's zone it is still the 1st: the day has not begun."""
    clock.now = datetime(2026, 1, 1, 16, tzinfo=UTC)
    log(application, caller, rule=RULE, settlement="at_once", timezone="America/New_York")
    develop(
        application, caller, event_type="cabinet.resigns", occurred_on="2026-01-02", timezone="Asia/Tokyo"
    )
    work_off(application)
    assert "failed" not in caplog.text
    clock.forward(days=1)
    work_off(application)
    (row,) = table(application, "prediction")
    assert (row["outcome"], row["known_at"]) == ("yes", "2026-01-02T05:00:00.000000Z")


def test_a_look_that_is_owed_earlier_is_not_put_off(application):
    early, late = datetime(2025, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
    with application.database.writing() as tx:
        schedule(tx, "settle", "prd_a", run=None, at=early)
        schedule_by(tx, "settle", "prd_a", run=None, at=late)
        schedule_by(tx, "settle", "prd_b", run=None, at=late)
        rows = {row["subject"]: row["look_at"] for row in tx.rows("SELECT subject, look_at FROM work")}
    assert rows == {"prd_a": "2025-01-01T00:00:00.000000Z", "prd_b": "2026-01-01T00:00:00.000000Z"}


def test_due_work_is_found_without_looking_at_what_waits_for_its_day(tmp_path):
    with open_application(tmp_path) as application, application.database.writing() as tx:
        for n in range(50):
            schedule(tx, "settle", f"prd_{n}", run=None, at=NOW + timedelta(days=n))
        parameters = {"job": "settle", "now": instant_text(NOW), "run": None}
        plan = [row["detail"] for row in tx.rows(f"EXPLAIN QUERY PLAN {work._DUE}", parameters)]
    assert any("work_wanted_index" in step for step in plan)
    assert any("work_look_at_index" in step for step in plan)
    assert not any("(job=?)" in step and "work_wanted_index" not in step for step in plan)

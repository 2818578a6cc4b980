"""The settle job: what it does with the `now` it was rung with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.support.clock import Clock
from tests.support.instance import new_caller, open_application, work_off
from tracker.application.context import AppContext
from tracker.application.event_ids import FreshIds
from tracker.application.recording.developments import record_development
from tracker.application.recording.predictions import LogPrediction, log_prediction
from tracker.application.transact import write_once
from tracker.application.work.feed import feed
from tracker.application.work.jobs import do_due_work
from tracker.domain.development import RecordDevelopment
from tracker.domain.forecast import ForecastInput
from tracker.domain.prediction.commands import RecordPrediction
from tracker.projections.predictions import find_prediction
from tracker.store.log.log import Origin

ORIGIN = Origin(recorded_by="test", correlation_id="test")
MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_a_job_rung_before_a_development_leaves_it_to_the_next_look(tmp_path: Path) -> None:
    clock = Clock(MORNING)
    with open_application(tmp_path, clock=clock) as application:
        prediction = _log(application, deadline="2026-12-31")
        clock.now += timedelta(hours=1)
        _happen(application, occurred_at=clock.now)
        feed(application)

        do_due_work(application, "settle", run=None, now=MORNING)
        assert _outcome(application, prediction) is None

        do_due_work(application, "settle", run=None, now=clock.now)
        assert _outcome(application, prediction) == "yes"


def test_what_a_worker_records_names_the_event_that_caused_it(tmp_path: Path) -> None:
    clock = Clock(MORNING)
    with open_application(tmp_path, clock=clock) as application:
        _log(application, deadline="2026-12-31", probability=0.4)
        clock.now += timedelta(hours=1)
        _happen(application, occurred_at=clock.now)
        work_off(application)
        with application.database.reading() as tx:
            rows = tx.rows("SELECT type, event_id, causation_id FROM event ORDER BY inserted")
    found = {row["type"]: (row["event_id"], row["causation_id"]) for row in rows}
    assert found["prediction.resolved"][1] == found["development.recorded"][0]
    assert found["prediction.scored"][1] == found["prediction.resolved"][0]


def test_a_development_of_the_opening_day_settles_though_its_day_began_before(tmp_path: Path) -> None:
    clock = Clock(MORNING)
    with open_application(tmp_path, clock=clock) as application:
        prediction = _log(application, deadline="2026-12-31")
        _happen(application, occurred_on="2026-03-02")
        feed(application)
        do_due_work(application, "settle", run=None, now=clock.now)
        assert _outcome(application, prediction) == "yes"


def test_a_development_of_the_day_before_the_opening_does_not_settle(tmp_path: Path) -> None:
    clock = Clock(MORNING)
    with open_application(tmp_path, clock=clock) as application:
        prediction = _log(application, deadline="2026-12-31")
        _happen(application, occurred_on="2026-03-01")
        feed(application)
        do_due_work(application, "settle", run=None, now=clock.now)
        assert _outcome(application, prediction) is None


def test_a_stated_default_settles_when_the_deadline_passes_and_not_before(tmp_path: Path) -> None:
    clock = Clock(MORNING)
    with open_application(tmp_path, clock=clock) as application:
        prediction = _log(application, deadline="2026-03-10", default_outcome="no")
        feed(application)
        do_due_work(application, "settle", run=None, now=datetime(2026, 3, 10, 23, tzinfo=UTC))
        assert _outcome(application, prediction) is None
        do_due_work(application, "settle", run=None, now=datetime(2026, 3, 11, tzinfo=UTC))
        assert _outcome(application, prediction) == "no"


def _log(
    application: AppContext,
    *,
    deadline: str,
    default_outcome: str | None = None,
    probability: float | None = None,
) -> str:
    stated = RecordPrediction(
        statement="It comes",
        deadline=deadline,
        rule={"event_type": "it.comes"},
        settlement="at_once",
        default_outcome=default_outcome,
    )
    asked = LogPrediction(prediction=stated, said=ForecastInput(probability=probability))
    caller = new_caller(application)
    return write_once(
        application,
        lambda uow: log_prediction(application, uow, asked, caller=caller),
        origin=ORIGIN,
        ids=FreshIds,
    )


def _happen(
    application: AppContext, *, occurred_on: str | None = None, occurred_at: datetime | None = None
) -> None:
    entry = RecordDevelopment(
        headline="It came",
        event_type="it.comes",
        occurred_on=occurred_on,
        occurred_at=occurred_at.isoformat() if occurred_at else None,
    )
    caller = new_caller(application)
    write_once(
        application,
        lambda uow: record_development(application, uow, entry, caller=caller),
        origin=ORIGIN,
        ids=FreshIds,
    )


def _outcome(application: AppContext, prediction: str) -> str | None:
    with application.database.reading() as tx:
        row = find_prediction(tx, prediction)
    assert row is not None
    return row["outcome"]

"""Job bodies run on the tracker of the environment, under the names that stand in the queue."""

import logging

import pytest
from structlog.contextvars import get_contextvars

from tests.application.doing import log
from tests.support.instance import new_caller, open_application
from tracker.bootstrap import rebuild_projections
from tracker.store.log.verified import read_verified
from workers import jobs


@pytest.fixture
def instance(tmp_path, monkeypatch):
    monkeypatch.setenv("TRACKER_DATA", str(tmp_path))
    with open_application(tmp_path) as application:
        yield application
    jobs._application().database.close()
    jobs._application.cache_clear()


def test_verifying_the_log_says_how_far_it_is_right_and_keeps_it(instance):
    new_caller(instance)
    assert jobs.verify_log(now="2026-03-01T00:00:00.000000Z") > 0
    with instance.database.reading() as tx:
        assert read_verified(tx).at == "2026-03-01T00:00:00.000000Z"


def test_what_is_said_of_an_altered_log_names_the_queues_job(instance):
    new_caller(instance)
    with instance.database.writing() as tx:
        for row in tx.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            tx.execute(f"DROP TRIGGER {row['name']}")
        tx.execute("UPDATE event SET data = replace(data, 'name', 'eman') WHERE inserted = 1")
    said = []
    listening = logging.Handler()
    listening.emit = lambda record: said.append((record.levelname, "job_id" in get_contextvars()))
    logging.getLogger("tracker.application.work.verification").addHandler(listening)
    jobs.verify_log(now="2026-03-01T00:00:00.000000Z")
    logging.getLogger("tracker.application.work.verification").removeHandler(listening)
    assert said == [("ERROR", True)]


def test_the_hourly_job_tells_the_planner_what_the_tables_hold(instance):
    caller = new_caller(instance)
    for n in range(20):
        log(instance, caller, statement=f"Number {n}", topics=("war",))
    assert "prediction" not in rows_known(instance)
    jobs.refresh_statistics(now="2026-03-01T00:00:00.000000Z")
    known = rows_known(instance)
    assert known["prediction"] == known["prediction_topic"] == 20


def test_on_postgres_too(on_postgres):
    new_caller(on_postgres)
    with on_postgres.database.writing() as tx:
        tx.execute_many(
            "INSERT INTO prediction_topic (topic, prediction) VALUES ('war', :prediction)",
            [{"prediction": f"prd_{n:06}"} for n in range(5_000)],
        )
    on_postgres.database.refresh_statistics()
    with on_postgres.database.reading() as tx:
        known = "SELECT reltuples FROM pg_class WHERE relname = :name"
        assert tx.value(known, {"name": "prediction_topic"}) == 5_000
        assert tx.value(known, {"name": "forecaster"}) == -1  # young tables keep plans that use an index


def test_a_rebuild_leaves_statistics_of_what_it_has_filled(instance):
    log(instance, new_caller(instance))
    rebuild_projections(instance.database)
    assert rows_known(instance)["prediction"] == 1


def rows_known(instance):
    """Table -> how many rows the planner believes it has."""
    with instance.database.reading() as tx:
        known = "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'"
        if tx.value(known) is None:
            return {}
        return {
            row["tbl"]: int(row["stat"].split()[0]) for row in tx.rows("SELECT tbl, stat FROM sqlite_stat1")
        }

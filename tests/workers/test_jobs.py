"""Job bodies run on the house of the environment, under the names that stand in the queue."""

import logging

import pytest
from structlog.contextvars import get_contextvars

from tests.support.house import new_caller, open_application
from tracker.application.work.verification import read_verified
from workers import jobs


@pytest.fixture
def house(tmp_path, monkeypatch):
    monkeypatch.setenv("TRACKER_DATA", str(tmp_path))
    with open_application(tmp_path) as application:
        yield application
    jobs._application().database.close()
    jobs._application.cache_clear()


def test_verifying_the_log_says_how_far_it_is_right_and_keeps_it(house):
    new_caller(house)
    assert jobs.verify_log(now="2026-03-01T00:00:00.000000Z") > 0
    with house.database.reading() as tx:
        assert read_verified(tx).at == "2026-03-01T00:00:00.000000Z"


def test_what_is_said_of_an_altered_log_names_the_queues_job(house):
    new_caller(house)
    with house.database.writing() as tx:
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

"""The table of periodic jobs: each slot once, and every job one that workers may run."""

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest

from tests.support.instance import open_application
from workers.queues import QUEUES, TrackerJob
from workers.schedule import PERIODIC, close_slot, open_slots

MIDNIGHT = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture
def database(tmp_path):
    with open_application(tmp_path) as application:
        yield application.database


def names(database, now):
    return [periodic.name for periodic, _ in open_slots(database, now=now)]


@pytest.mark.parametrize("periodic", PERIODIC, ids=lambda one: one.name)
def test_every_periodic_job_is_allowed_and_there(periodic):
    assert periodic.func in TrackerJob.ALLOWED
    assert periodic.queue in QUEUES
    module, _, name = periodic.func.rpartition(".")
    assert callable(getattr(import_module(module), name))


def test_the_log_is_verified_once_a_night_however_many_ask(database):
    assert "verify-log" in names(database, MIDNIGHT)
    for periodic, slot in open_slots(database, now=MIDNIGHT):
        close_slot(database, periodic, slot)
        close_slot(database, periodic, slot)
    assert names(database, MIDNIGHT) == []
    assert "verify-log" not in names(database, MIDNIGHT + timedelta(hours=23, minutes=59))
    assert "verify-log" in names(database, MIDNIGHT + timedelta(hours=24))

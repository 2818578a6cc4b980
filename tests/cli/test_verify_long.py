"""Verifying a long log takes no more memory than a short one. A million events are `make bench`'s: here they would take too long."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from benchmarks.long_log import fill, run_verify
from tests.support.instance import new_caller, open_application, settings_for

EVENTS = 200_000
PEAK_MIB_MAX = 150
CPU_S_MAX = 30
"""Four on a machine of 2024: a look at every event before for each one would take hours."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("long") / "tracker"
    with open_application(folder) as application:
        new_caller(application)
    fill(settings_for(folder).database_path, EVENTS)
    return folder


def test_two_hundred_thousand_events_are_verified_in_bounded_memory_and_time(folder):
    ran = run_verify({"TRACKER_DATA": str(folder)})
    before = 2
    assert f"Nothing was altered: {EVENTS + before} events." in ran.said
    assert ran.peak_mib <= PEAK_MIB_MAX
    assert ran.cpu_s <= CPU_S_MAX


def test_what_is_filled_past_the_door_is_guarded_like_everything_else(folder):
    with closing(sqlite3.connect(settings_for(folder).database_path)) as connection:
        for statement in ("DELETE FROM log", "UPDATE event SET type = 'x'"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(statement)

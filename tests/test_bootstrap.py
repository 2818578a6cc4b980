"""Opening a tracker: projections follow their code."""

from __future__ import annotations

from pathlib import Path

from tests.support.dump import projection_rows
from tests.support.instance import new_caller, open_application, settings_for
from tracker.bootstrap import migrate
from tracker.projections.registry import versions


def test_projections_of_other_code_are_made_and_filled_anew(tmp_path: Path) -> None:
    with open_application(tmp_path) as application:
        new_caller(application)
        with application.database.reading() as tx:
            live = projection_rows(tx)
        with application.database.writing() as tx:
            tx.execute("UPDATE projection SET version = 0")
            tx.execute("DROP TABLE forecaster")
            tx.execute("CREATE TABLE forecaster (id TEXT PRIMARY KEY, nickname TEXT)")

    migrate(settings_for(tmp_path))

    with open_application(tmp_path) as application, application.database.reading() as tx:
        assert projection_rows(tx) == live
        stored = tx.rows("SELECT name, version FROM projection")
        assert {row["name"]: row["version"] for row in stored} == versions()


def test_migrating_a_tracker_that_is_up_to_date_reads_no_event(tmp_path: Path) -> None:
    with open_application(tmp_path) as application:
        new_caller(application)
        with application.database.writing() as tx:
            tx.execute("UPDATE forecaster SET name = 'as it was'")

    migrate(settings_for(tmp_path))

    with open_application(tmp_path) as application, application.database.reading() as tx:
        assert tx.value("SELECT name FROM forecaster") == "as it was"

"""Migrating makes exactly the tables that the code names, once, whoever does it."""

import multiprocessing
import sqlite3
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import OperationalError

from tests.store.appending import append_all, assert_clean, batch, draft
from tests.support.instance import DELIVERY_TABLES, open_application, settings_for
from tracker.bootstrap import is_migrated, migrate, open_context
from tracker.projections.table import ProjectionTable
from tracker.store.tables import FactTable

TRIGGERS = {
    f"{table}_no_{change}" for table in ("event", "log") for change in ("delete", "update", "replace")
}

LATER = ("key_use", "outbound", "verified", "backed_up", "redaction", *DELIVERY_TABLES)
"""The tables that migrations after the first made."""


def schema_of(folder):
    with closing(sqlite3.connect(settings_for(folder).database_path)) as connection:
        return connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()


def dump_of(folder):
    with closing(sqlite3.connect(settings_for(folder).database_path)) as connection:
        return list(connection.iterdump())


def test_the_migrated_fact_tables_are_those_of_the_code(tmp_path):
    migrate(settings_for(tmp_path))
    with open_application(tmp_path) as application, application.database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _: kind != "table" or name in FactTable.metadata.tables},
        )
        assert compare_metadata(context, FactTable.metadata) == []


def test_the_projection_tables_are_those_of_the_code(tmp_path):
    migrate(settings_for(tmp_path))
    with open_application(tmp_path) as application, application.database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_name": lambda name, kind, _: (
                    kind != "table" or name in ProjectionTable.metadata.tables
                )
            },
        )
        assert compare_metadata(context, ProjectionTable.metadata) == []


def test_no_projection_shares_a_name_with_a_fact_table():
    assert not set(FactTable.metadata.tables) & set(ProjectionTable.metadata.tables)


def test_the_log_has_its_six_triggers(tmp_path):
    migrate(settings_for(tmp_path))
    assert {name for kind, name, _ in schema_of(tmp_path) if kind == "trigger"} == TRIGGERS


def test_migrating_twice_changes_nothing(tmp_path):
    migrate(settings_for(tmp_path))
    before = dump_of(tmp_path)
    migrate(settings_for(tmp_path))
    assert dump_of(tmp_path) == before


def test_migrating_a_tracker_with_a_past_leaves_it_as_it_is(tmp_path):
    with open_application(tmp_path) as application:
        append_all(application.database, batch("forecaster-fcr_1", 0, draft(1)))
    before = dump_of(tmp_path)
    migrate(settings_for(tmp_path))
    assert dump_of(tmp_path) == before
    with open_application(tmp_path) as application:
        assert_clean(application.database, events=1)


def test_a_tracker_of_the_first_version_gets_what_came_later_and_keeps_its_past(tmp_path):
    settings = settings_for(tmp_path)
    with open_application(tmp_path) as application:
        append_all(application.database, batch("forecaster-fcr_1", 0, draft(1)))
        with application.database.writing() as tx:
            for later in LATER:
                tx.execute(f"DROP TABLE {later}")
            tx.execute("ALTER TABLE idempotency DROP COLUMN is_encoded")
            tx.execute("UPDATE alembic_version SET version_num = '0001'")
        assert not is_migrated(application.database)
    migrate(settings)
    migrate(settings_for(tmp_path / "new"))
    assert sorted(schema_of(tmp_path)) == sorted(schema_of(tmp_path / "new"))
    with open_application(tmp_path) as application:
        assert is_migrated(application.database)
        assert_clean(application.database, events=1)


def test_a_tracker_says_whether_it_is_migrated(tmp_path):
    settings = settings_for(tmp_path)
    empty = open_context(settings)
    assert not is_migrated(empty.database)
    empty.database.close()
    migrate(settings)
    migrated = open_context(settings)
    assert is_migrated(migrated.database)
    migrated.database.close()


def test_every_tracker_has_an_identity_of_its_own(tmp_path):
    ids = set()
    for name in ("one", "two"):
        migrate(settings_for(tmp_path / name))
        with open_application(tmp_path / name) as application, application.database.reading() as tx:
            ids.update(row["house_id"] for row in tx.rows("SELECT house_id FROM house"))
    assert len(ids) == 2


def migrate_when_told(folder, barrier):
    barrier.wait(timeout=60)
    migrate(settings_for(folder))


def test_a_migration_that_broke_off_halfway_can_be_run_again(tmp_path):
    with closing(sqlite3.connect(settings_for(tmp_path).database_path)) as connection:
        connection.execute("CREATE TABLE work (in_the_way)")
        with pytest.raises(OperationalError):
            migrate(settings_for(tmp_path))
        connection.execute("DROP TABLE work")
    migrate(settings_for(tmp_path))
    migrate(settings_for(tmp_path / "whole"))
    assert schema_of(tmp_path) == schema_of(tmp_path / "whole")


@pytest.mark.parametrize("attempt", range(3))
def test_two_processes_that_migrate_at_once_leave_one_good_tracker(tmp_path, attempt):
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(2)
    processes = [context.Process(target=migrate_when_told, args=(tmp_path, barrier)) for _ in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=60)
    assert [process.exitcode for process in processes] == [0, 0]
    migrate(settings_for(tmp_path / "alone"))
    assert schema_of(tmp_path) == schema_of(tmp_path / "alone")
    with open_application(tmp_path) as application, application.database.reading() as tx:
        assert tx.value("SELECT count(*) FROM house") == 1
        assert tx.value("SELECT count(*) FROM alembic_version") == 1

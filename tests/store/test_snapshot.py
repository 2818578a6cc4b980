"""A copy holds what was committed when it began, however much is written meanwhile, and keeps no writer waiting."""

import sqlite3
from contextlib import closing

import pytest

from tests.store.appending import append_all, batch, draft
from tests.support.instance import settings_for
from tracker.store.databases import snapshot as copy
from tracker.store.databases.snapshot import copy_database

EVENTS = 3_000
LONG = "x" * 190


@pytest.fixture
def database(sqlite_database):
    return sqlite_database


@pytest.fixture
def path(tmp_path, database):
    append_all(database, batch("s-1", 0, *(draft(n, f"{LONG} {n}") for n in range(1, EVENTS + 1))))
    return settings_for(tmp_path).database_path


def dump(path):
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def test_a_copy_is_equal_in_everything(path, tmp_path):
    copy_database(path, tmp_path / "copy.db")
    assert dump(tmp_path / "copy.db") == dump(path)
    assert [one.name for one in tmp_path.glob("copy.db*")] == ["copy.db"]


def test_what_still_stands_in_the_write_ahead_log_is_copied_too(path, tmp_path, database):
    with database.reading() as tx:  # keeps the log from being written back
        tx.value("SELECT count(*) FROM event")
        append_all(database, batch("s-2", 0, draft(EVENTS + 1)))
        copy_database(path, tmp_path / "copy.db")
    assert dump(tmp_path / "copy.db") == dump(path)


def test_commits_between_its_steps_neither_wait_nor_get_into_the_copy_nor_make_it_begin_again(
    path, tmp_path, monkeypatch
):
    monkeypatch.setattr(copy, "PAGES", 20)
    before, remaining = dump(path), []
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as writer:

        def commit(_status, left, total):
            remaining.append(left)
            assert len(remaining) <= total, "the copy begins again and again"
            writer.execute("INSERT INTO slot (job, slot) SELECT 'test', count(*) FROM slot")

        copy_database(path, tmp_path / "copy.db", on_step=commit)
    assert len(remaining) > 10
    assert remaining == sorted(remaining, reverse=True)
    assert dump(tmp_path / "copy.db") == before
    assert len(dump(path)) == len(before) + len(remaining)


def test_the_source_is_only_read(path, tmp_path):
    with pytest.raises(sqlite3.OperationalError):
        copy_database(tmp_path / "nothing.db", tmp_path / "copy.db")
    assert not (tmp_path / "nothing.db").exists()

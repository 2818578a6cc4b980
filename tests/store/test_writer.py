"""Group commit: many threads' closures in one transaction, each answered for itself."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.support.running import wait_until
from tracker.store.databases.sqlite import SqliteDatabase, open_sqlite

THREADS = 8


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqliteDatabase]:
    opened = open_sqlite(tmp_path / "tracker.db")
    with opened.writing() as tx:
        tx.execute("CREATE TABLE note (n INTEGER PRIMARY KEY)")
    yield opened
    opened.close()


def test_every_closure_gets_its_own_result(database: SqliteDatabase) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        results = list(pool.map(lambda n: database.write(lambda tx: (_note(tx, n), n * n)[1]), range(200)))
    assert results == [n * n for n in range(200)]
    assert _notes(database) == list(range(200))


def test_closures_that_wait_together_are_written_together(database: SqliteDatabase) -> None:
    transactions: set[int] = set()
    held, release = threading.Event(), threading.Event()

    def hold(tx) -> None:
        held.set()
        release.wait(10)

    def seen(n: int) -> None:
        database.write(lambda tx: (_note(tx, n), transactions.add(id(tx))))

    with ThreadPoolExecutor(THREADS + 1) as pool:
        first = pool.submit(database.write, hold)
        assert held.wait(10)
        others = [pool.submit(seen, n) for n in range(THREADS)]
        wait_until(lambda: database._writer._waiting.qsize() >= THREADS, seconds=10)
        release.set()
        for other in [first, *others]:
            other.result(10)
    assert len(transactions) <= 2
    assert _notes(database) == list(range(THREADS))


def test_one_that_raises_leaves_the_others_whole(database: SqliteDatabase) -> None:
    def attempt(n: int) -> str:
        def handler(tx) -> str:
            _note(tx, n)
            if n % 3 == 0:
                raise ValueError(n)
            return "kept"

        try:
            return database.write(handler)
        except ValueError as refusal:
            return f"refused {refusal}"

    with ThreadPoolExecutor(THREADS) as pool:
        told = list(pool.map(attempt, range(60)))
    assert told == ["kept" if n % 3 else f"refused {n}" for n in range(60)]
    assert _notes(database) == [n for n in range(60) if n % 3]


def test_nothing_is_acknowledged_that_did_not_reach_the_disk(database: SqliteDatabase) -> None:
    with database.writing() as tx:
        tx.execute("CREATE TABLE child (n INTEGER REFERENCES note (n) DEFERRABLE INITIALLY DEFERRED)")
    with pytest.raises(sqlite3.IntegrityError):
        database.write(lambda tx: tx.execute("INSERT INTO child (n) VALUES (99)"))
    assert database.write(lambda tx: _note(tx, 1)) is None
    assert _notes(database) == [1]


def test_a_closed_database_opens_its_writer_again(database: SqliteDatabase) -> None:
    database.write(lambda tx: _note(tx, 1))
    database.close()
    database.write(lambda tx: _note(tx, 2))
    assert _notes(database) == [1, 2]


def _note(tx, n: int) -> None:
    tx.execute("INSERT INTO note (n) VALUES (:n)", {"n": n})


def _notes(database: SqliteDatabase) -> list[int]:
    with database.reading() as tx:
        return [row["n"] for row in tx.rows("SELECT n FROM note ORDER BY n")]


def test_a_write_goes_on_as_soon_as_another_process_lets_go(
    database: SqliteDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not after SQLite's own sleep, which by then would last a tenth of a second."""
    pauses: list[float] = []
    with _held_by_another(tmp_path) as other:

        def pause(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 300:
                other.execute("ROLLBACK")

        monkeypatch.setattr("tracker.store.databases.sqlite.time.sleep", pause)
        database.write(lambda tx: _note(tx, 1))
    assert len(pauses) == 300
    assert max(pauses) <= 0.001
    assert _notes(database) == [1]


def test_a_write_gives_up_when_another_process_never_lets_go(
    database: SqliteDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.store.databases.sqlite.BUSY_TIMEOUT_MS", 50)
    with _held_by_another(tmp_path), pytest.raises(sqlite3.OperationalError, match="locked"):
        database.write(lambda tx: _note(tx, 1))
    database.write(lambda tx: _note(tx, 2))
    assert _notes(database) == [2]


@contextmanager
def _held_by_another(folder: Path) -> Iterator[sqlite3.Connection]:
    with closing(
        sqlite3.connect(folder / "tracker.db", isolation_level=None, check_same_thread=False)
    ) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def test_a_part_that_may_be_undone_makes_no_temporary_file(database: SqliteDatabase) -> None:
    """SQLite keeps a copy of each page that a savepoint changes."""
    in_memory = 2
    with database.writing() as tx, database.reading() as another:
        assert [one.value("PRAGMA temp_store") for one in (tx, another)] == [in_memory, in_memory]

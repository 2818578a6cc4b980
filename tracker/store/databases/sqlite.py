"""SQLite: one file, one writer at a time. WAL, and every commit on disk before it is acknowledged."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import Engine, PoolProxiedConnection, create_engine, event

from tracker.domain.errors import StorageFull
from tracker.store.databases.availability import NO_ROOM, is_full
from tracker.store.databases.database import NONE, Parameters, Row, new_session_name
from tracker.store.databases.writer import Writer

BUSY_TIMEOUT_MS = 30_000
BUSY_PAUSE_S = 0.001
"""SQLite's own waiting for another process's write sleeps longer each time, up to a tenth of a second."""
PRAGMAS = (
    f"busy_timeout = {BUSY_TIMEOUT_MS}",
    "synchronous = FULL",
    "foreign_keys = ON",
    "temp_store = MEMORY",  # a savepoint keeps a copy of each page it changes, by default in a temporary file
)
SAMPLE_ROWS = 1_000
"""Of each index, for statistics."""
WAL_TRIES_MAX = 200
WAL_PAUSE_S = 0.02

T = TypeVar("T")


class SqliteTransaction:
    """One open transaction; see `database.Transaction`."""

    numbers_positions = True
    knows_values = False
    for_update = ""
    skip_locked = ""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._savepoints = 0
        self._ended_by: BaseException | None = None

    def execute(self, sql: str, parameters: Parameters = NONE) -> int:
        return self._connection.execute(sql, parameters).rowcount

    def execute_many(self, sql: str, rows: Iterable[Parameters]) -> None:
        self._connection.executemany(sql, rows)

    def rows(self, sql: str, parameters: Parameters = NONE) -> list[Row]:
        return cast("list[Row]", self._connection.execute(sql, parameters).fetchall())

    def tuples(self, sql: str, parameters: Parameters = NONE) -> list[tuple[Any, ...]]:
        cursor = self._connection.cursor()
        cursor.row_factory = None
        return cursor.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Parameters = NONE) -> Row | None:
        return cast("Row | None", self._connection.execute(sql, parameters).fetchone())

    def value(self, sql: str, parameters: Parameters = NONE) -> Any:
        row = self._connection.execute(sql, parameters).fetchone()
        return None if row is None else row[0]

    def lock(self, name: str) -> None:
        """Nothing: there is one writer."""

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        self.check_open()
        self._savepoints += 1
        name = f"part_{self._savepoints}"
        self._connection.execute(f"SAVEPOINT {name}")
        try:
            with _refusals():
                yield
        except BaseException as broken:
            if self._connection.in_transaction:
                self._connection.execute(f"ROLLBACK TO {name}")
                self._connection.execute(f"RELEASE {name}")
            else:
                self._ended_by = self._ended_by or broken
            raise
        self.check_open()
        self._connection.execute(f"RELEASE {name}")

    def check_open(self) -> None:
        """Raises what ended the transaction: on a full disk SQLite itself undoes all of it, whatever part failed.

        Going on would write each following part by itself.
        """
        if not self._connection.in_transaction:
            raise self._ended_by or sqlite3.OperationalError("the transaction was ended")


class SqliteDatabase:
    """Opens transactions; see `database.Database`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._name = new_session_name()
        self._lock = threading.Lock()
        self._idle: list[PoolProxiedConnection] = []
        self._writer = Writer(self.writing)

    @property
    def engine(self) -> Engine:
        return self._engine

    @property
    def name(self) -> str:
        return self._name

    @contextmanager
    def reading(self) -> Iterator[SqliteTransaction]:
        with self._connection() as connection:
            connection.execute("BEGIN")
            try:
                yield SqliteTransaction(connection)
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def looking(self) -> Iterator[SqliteTransaction]:
        with self._connection() as connection:
            yield SqliteTransaction(connection)

    @contextmanager
    def writing(self) -> Iterator[SqliteTransaction]:
        """Holds the write lock from its beginning.

        BEGIN IMMEDIATE, since a read that turns into a write fails at once when another process wrote in between.
        """
        with self._lock, self._connection() as connection, _refusals():
            _begin_writing(connection)
            tx = SqliteTransaction(connection)
            try:
                yield tx
                tx.check_open()
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def write(self, handler: Callable[[SqliteTransaction], T]) -> T:
        return self._writer.write(handler)

    @contextmanager
    def watching(self) -> Iterator[Callable[[], int]]:
        with self._connection() as connection:
            yield lambda: int(connection.execute("PRAGMA data_version").fetchone()[0])

    def sequence(self) -> int:
        return 0  # the writer numbers positions itself

    def stop_sequencing(self) -> None:
        """Nothing, as in the two that follow: there is no sequencer, and no session that could be ended from here."""

    def end_sessions(self, name: str) -> None:
        pass

    def end_other_sequencers(self) -> None:
        pass

    def refresh_statistics(self) -> None:
        """By a sample: nobody else writes meanwhile."""
        with self._lock, self._connection() as connection, _refusals():
            connection.execute(f"PRAGMA analysis_limit = {SAMPLE_ROWS}")
            connection.execute("ANALYZE")

    def close(self) -> None:
        self._writer.stop()
        while self._idle:
            self._idle.pop().close()
        self._engine.dispose()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """Kept from one use to the next: to take it from the pool and give it back takes as long as a short query."""
        try:
            pooled = self._idle.pop()
        except IndexError:
            pooled = self._engine.raw_connection()
        connection = pooled.driver_connection
        assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - programmer error
        try:
            yield connection
        finally:
            self._idle.append(pooled)


def open_sqlite(path: Path) -> SqliteDatabase:
    """The database in the file at `path`."""
    engine = create_engine(
        f"sqlite:///{path}",
        pool_size=16,
        max_overflow=16,
        pool_reset_on_return=None,  # every transaction is ended where it was begun
    )

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.row_factory = sqlite3.Row
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        _switch_to_wal(connection)

    return SqliteDatabase(engine)


@contextmanager
def _refusals() -> Iterator[None]:
    """A full disk in the domain's words."""
    try:
        yield
    except sqlite3.Error as error:
        if is_full(error):
            raise StorageFull(NO_ROOM) from error
        raise


def _begin_writing(connection: sqlite3.Connection) -> None:
    """Take the write lock, as soon as another process lets go of it."""
    ends = time.monotonic() + BUSY_TIMEOUT_MS / 1_000
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while not _has_begun(connection, is_last_try=time.monotonic() > ends):
            time.sleep(BUSY_PAUSE_S)
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")


def _has_begun(connection: sqlite3.Connection, *, is_last_try: bool) -> bool:
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if is_last_try or error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Turn WAL on, which only a new file needs: SQLite does not wait where two processes do so at once."""
    for attempt in range(1, WAL_TRIES_MAX + 1):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if attempt == WAL_TRIES_MAX:
                raise
            time.sleep(WAL_PAUSE_S)
        else:
            return

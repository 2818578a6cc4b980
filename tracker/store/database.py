"""One database and its transactions: SQLAlchemy pools the connections, SQL goes through the driver's own cursor.

SQLAlchemy's per-transaction cost halves append throughput, so it stays off the path of a transaction. Statements use
named parameters (`:name`).
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event

BUSY_TIMEOUT_MS = 30_000
WAL_TRIES_MAX = 200
WAL_PAUSE_S = 0.02

Row = sqlite3.Row
Parameters = Mapping[str, Any]
_NONE: Parameters = {}


class Transaction:
    """One open transaction; rows are addressed by column name."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._savepoints = 0

    def execute(self, sql: str, parameters: Parameters = _NONE) -> int:
        """Run a statement; the number of rows it changed."""
        return self._connection.execute(sql, parameters).rowcount

    def execute_many(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Run a statement once for each of `rows`."""
        self._connection.executemany(sql, rows)

    def rows(self, sql: str, parameters: Parameters = _NONE) -> list[Row]:
        """All rows of a query; the caller's SQL bounds their number."""
        rows: list[Row] = self._connection.execute(sql, parameters).fetchall()
        return rows

    def row(self, sql: str, parameters: Parameters = _NONE) -> Row | None:
        """The first row of a query, or None."""
        row: Row | None = self._connection.execute(sql, parameters).fetchone()
        return row

    def value(self, sql: str, parameters: Parameters = _NONE) -> Any:
        """The first column of the first row of a query, or None."""
        row = self.row(sql, parameters)
        return None if row is None else row[0]

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part that can fail alone: whatever it wrote is undone when it raises."""
        self._savepoints += 1
        name = f"part_{self._savepoints}"
        self._connection.execute(f"SAVEPOINT {name}")
        try:
            yield
        except BaseException:
            self._connection.execute(f"ROLLBACK TO {name}")
            raise
        finally:
            self._connection.execute(f"RELEASE {name}")


class Database:
    """Opens transactions; one writer at a time in this process, and SQLite's own lock between processes."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """A consistent snapshot; nothing is written."""
        with self._connection() as connection:
            connection.execute("BEGIN")
            try:
                yield Transaction(connection)
            finally:
                connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[Transaction]:
        """A transaction that holds the write lock from its beginning, committed unless it raises.

        BEGIN IMMEDIATE, since a read that turns into a write fails at once when another process wrote in between.
        """
        with self._writer, self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Transaction(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def watching(self) -> Iterator[Callable[[], int]]:
        """Yields a function whose number changes whenever another connection, of any process, has committed."""
        with self._connection() as connection:
            yield lambda: int(connection.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Close the pooled connections."""
        self.engine.dispose()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        pooled = self.engine.raw_connection()
        try:
            connection = pooled.driver_connection
            assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - programmer error
            yield connection
        finally:
            pooled.close()


def open_sqlite(path: Path) -> Database:
    """The database in the file at `path`: WAL, every commit on disk before it is acknowledged."""
    engine = create_engine(f"sqlite:///{path}", pool_size=16, max_overflow=16)

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.row_factory = sqlite3.Row
        for pragma in (f"busy_timeout = {BUSY_TIMEOUT_MS}", "synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        _switch_to_wal(connection)

    return Database(engine)


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

"""A transaction on PostgreSQL, and what the database refuses, in the domain's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, cast

import psycopg
from psycopg import errors
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row, tuple_row

from tracker.domain.errors import InProgress, StorageFull, VersionConflict
from tracker.store.databases.availability import NO_ROOM
from tracker.store.databases.database import NONE, Parameters, Row

STREAM_KEY = "event_stream_version_key"
_STREAM_AND_VERSION = re.compile(r"\(stream, version\)=\((.*), \d+\)")

_NAMED = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")


class PostgresTransaction:
    """One open transaction; see `database.Transaction`."""

    numbers_positions = False
    knows_values = True
    for_update = " FOR UPDATE"
    skip_locked = " FOR UPDATE OF work SKIP LOCKED"

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._cursor = connection.cursor(row_factory=dict_row)
        self._savepoints = 0

    def execute(self, sql: str, parameters: Parameters = NONE) -> int:
        return self._cursor.execute(translated(sql), parameters).rowcount

    def execute_many(self, sql: str, rows: Iterable[Parameters]) -> None:
        self._cursor.executemany(translated(sql), rows)

    def rows(self, sql: str, parameters: Parameters = NONE) -> list[Row]:
        return cast("list[Row]", self._cursor.execute(translated(sql), parameters).fetchall())

    def tuples(self, sql: str, parameters: Parameters = NONE) -> list[tuple[Any, ...]]:
        with self._connection.cursor(row_factory=tuple_row) as cursor:
            return cursor.execute(translated(sql), parameters).fetchall()

    def row(self, sql: str, parameters: Parameters = NONE) -> Row | None:
        return cast("Row | None", self._cursor.execute(translated(sql), parameters).fetchone())

    def value(self, sql: str, parameters: Parameters = NONE) -> Any:
        row = self.row(sql, parameters)
        return None if row is None else row[next(iter(row.keys()))]

    def lock(self, name: str) -> None:
        with refusals(self._connection):
            self.execute("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))", {"name": name})

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        self._savepoints += 1
        name = f"part_{self._savepoints}"
        self.execute(f"SAVEPOINT {name}")
        with refusals(self._connection):
            try:
                yield
            except BaseException:
                self.execute(f"ROLLBACK TO {name}")
                raise
            finally:
                self.execute(f"RELEASE {name}")


@lru_cache(maxsize=1_000)
def translated(sql: str) -> str:
    """Named parameters as psycopg writes them."""
    return _NAMED.sub(r"%(\1)s", sql.replace("%", "%%"))


@contextmanager
def refusals(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """What the database refuses because somebody else was faster or it is full, in the domain's words.

    Around whatever rolls back, so that afterwards `connection` can be asked how far the stream has come.
    """
    try:
        yield
    except (errors.UniqueViolation, errors.SerializationFailure, errors.DeadlockDetected) as conflict:
        msg = "somebody else wrote to the same stream at the same time"
        stream = _stream_of(conflict)
        about = stream or f"{conflict.diag.constraint_name} {conflict.diag.message_detail}"
        raise VersionConflict(msg, current=_version_of(connection, stream), about=about) from conflict
    except errors.LockNotAvailable as busy:
        raise InProgress("another request about the same thing is still running; try again shortly") from busy
    except errors.DiskFull as full:
        raise StorageFull(NO_ROOM) from full


def _stream_of(conflict: psycopg.Error) -> str:
    """The stream in which the version stands already that was to be added to it; "" where it is about another key."""
    key = _STREAM_AND_VERSION.search(conflict.diag.message_detail or "")
    return "" if key is None or conflict.diag.constraint_name != STREAM_KEY else key[1]


def _version_of(connection: psycopg.Connection[Any], stream: str) -> int:
    """The stream's version now; 0 without a stream, or where the connection cannot say."""
    if not stream or connection.closed or connection.info.transaction_status == TransactionStatus.INERROR:
        return 0
    row = connection.execute("SELECT max(version) FROM event WHERE stream = %s", (stream,)).fetchone()
    return 0 if row is None else int(row[0] or 0)

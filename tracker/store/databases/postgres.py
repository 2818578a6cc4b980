"""PostgreSQL: many writers at once, who append without a global lock, and one sequencer that gives positions.

A transaction inserts into `event` and `pending`; the sequencer moves pending rows, in the order of their insertion,
to `log`. Version v + 1 of a stream is inserted only after v has committed, so the order within a stream holds, and
nobody has to reason about gaps in a sequence or about transactions still open.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, LiteralString, TypeVar

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from tracker.store.databases.database import new_session_name
from tracker.store.databases.postgres_transaction import PostgresTransaction, refusals
from tracker.store.databases.sequencer import sequence_pending

LOCK_WAIT_MS = 5_000
"""How long a request waits for another that holds the same stream or idempotency key."""

SEQUENCER_LOCK = 7_461_637_001

CONNECT_TIMEOUT_S = 5
"""libpq by itself waits for as long as the network lets it."""

ENDED_WITHIN_MS = 1_000
"""How long a session that is ended is waited for."""

_END_SESSIONS: LiteralString = """
SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid() AND """

_HOLDS_SEQUENCER_LOCK: LiteralString = f"""
pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND ((classid::bigint << 32) | objid::bigint) = {SEQUENCER_LOCK})"""  # noqa: S608 - our own number

IDLE_S = 1.0
"""A connection that lay unused for longer is asked whether it still stands; asking each time costs a round trip."""

T = TypeVar("T")


_LARGE_TABLES = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND pg_relation_size(oid) > 10 * 8192"""


class PostgresDatabase:
    """Opens transactions; see `database.Database`."""

    def __init__(self, engine: Engine, *, name: str) -> None:
        self._engine = engine
        self._name = name
        self._sequencer: psycopg.Connection[Any] | None = None
        self._sequencing = threading.Lock()

    @property
    def engine(self) -> Engine:
        return self._engine

    @property
    def name(self) -> str:
        return self._name

    @contextmanager
    def reading(self) -> Iterator[PostgresTransaction]:
        with self._connection() as connection:
            tx = PostgresTransaction(connection)
            tx.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                yield tx
            finally:
                _roll_back(connection)

    @contextmanager
    def looking(self) -> Iterator[PostgresTransaction]:
        with self._connection() as connection:
            yield PostgresTransaction(connection)

    @contextmanager
    def writing(self) -> Iterator[PostgresTransaction]:
        """READ COMMITTED: the second writer to a stream violates its unique key and gets `VersionConflict`."""
        with self._connection() as connection, refusals(connection):
            tx = PostgresTransaction(
                connection
            )  # whose cursor serves all: psycopg makes one for each otherwise
            tx.execute("BEGIN")
            try:
                yield tx
                tx.execute("COMMIT")
            except BaseException:
                _roll_back(connection)
                raise

    def write(self, handler: Callable[[PostgresTransaction], T]) -> T:
        with self.writing() as tx:
            return handler(tx)

    @contextmanager
    def watching(self) -> Iterator[Callable[[], int]]:
        """What waits for a position, seen by polling: a NOTIFY in each append would make commits queue for its lock."""
        with self._connect() as connection:

            def waiting() -> int:
                row = connection.execute("SELECT coalesce(max(inserted), 0) FROM pending").fetchone()
                return 0 if row is None else int(row[0])

            yield waiting

    def sequence(self) -> int:
        """On a connection of its own that holds the session's advisory lock; lost with it, taken again at the next call."""
        with self._sequencing:
            try:
                connection = self._sequencer or self._lock_sequencer()
                return 0 if connection is None else sequence_pending(connection, now=datetime.now(UTC))
            except psycopg.OperationalError:
                self._drop_sequencer()
                raise

    def stop_sequencing(self) -> None:
        with self._sequencing:
            self._drop_sequencer()

    def end_sessions(self, name: str) -> None:
        self._end("application_name = %s", name)

    def end_other_sequencers(self) -> None:
        self._end(f"application_name <> %s AND {_HOLDS_SEQUENCER_LOCK}", self._name)

    def refresh_statistics(self) -> None:
        """Autovacuum does so by itself, but some time after many rows have come at once.

        Small tables are left out: until a table is analysed PostgreSQL takes it for ten pages long, so that plans made
        while it is young, and kept, use its indexes.
        """
        with self._connection() as connection:
            for (name,) in connection.execute(_LARGE_TABLES).fetchall():
                connection.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(name)))

    def close(self) -> None:
        self.stop_sequencing()
        self._engine.dispose()

    def _end(self, whose: LiteralString, name: str) -> None:
        """Of this role's sessions alone, since a role that is no superuser may end those; waits until they are gone."""
        with self._connection() as connection:
            connection.execute(_END_SESSIONS + whose, (ENDED_WITHIN_MS, name))

    def _lock_sequencer(self) -> psycopg.Connection[Any] | None:
        connection = self._connect()
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", (SEQUENCER_LOCK,)).fetchone()
        if row is None or not row[0]:
            connection.close()
            return None
        self._sequencer = connection
        return connection

    def _drop_sequencer(self) -> None:
        if self._sequencer is not None:
            with suppress(psycopg.Error):
                self._sequencer.close()
            self._sequencer = None

    def _connect(self) -> psycopg.Connection[Any]:
        url = self._engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(
            url,
            autocommit=True,
            row_factory=tuple_row,
            application_name=self._name,
            connect_timeout=CONNECT_TIMEOUT_S,
        )

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[Any]]:
        pooled = self._engine.raw_connection()
        connection = pooled.driver_connection
        assert isinstance(connection, psycopg.Connection)  # noqa: S101 - programmer error
        try:
            yield connection
        except psycopg.OperationalError:
            pooled.invalidate()
            if connection.broken:
                self._engine.dispose()  # where the server went away, it took those that lie unused with it
            raise
        finally:
            pooled.close()


def open_postgres(url: str) -> PostgresDatabase:
    """The database at `url` (postgresql://...)."""
    name = new_session_name()
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        connect_args={"application_name": name, "connect_timeout": CONNECT_TIMEOUT_S},
        pool_size=16,
        max_overflow=16,
        pool_reset_on_return=None,  # every transaction is ended where it was begun
    )

    @event.listens_for(engine, "connect")
    def configure(connection: psycopg.Connection[Any], _record: object) -> None:
        connection.autocommit = True  # transactions are begun and ended in words, as everywhere in this floor
        connection.execute(f"SET lock_timeout = {LOCK_WAIT_MS}")
        connection.execute("SET TIME ZONE 'UTC'")

    @event.listens_for(engine, "checkin")
    def note(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["idle_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: psycopg.Connection[Any], record: ConnectionPoolEntry, _fairy: object) -> None:
        if time.monotonic() - record.info.get("idle_since", math.inf) > IDLE_S and not _stands(connection):
            raise InvalidatePoolError  # and the pool opens another

    return PostgresDatabase(engine, name=name)


def _stands(connection: psycopg.Connection[Any]) -> bool:
    try:
        connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def _roll_back(connection: psycopg.Connection[Any]) -> None:
    with suppress(psycopg.OperationalError):
        connection.execute("ROLLBACK")

"""Notes when API keys were last used: one short transaction of its own that waits for nobody.

It stays off `Database.writing`, which queues behind other writers.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from tracker.domain.instants import instant_text
from tracker.store.databases.database import Database
from tracker.store.databases.sqlite import BUSY_TIMEOUT_MS

PATIENCE_MS = 50
"""How long PostgreSQL may wait for the row's lock; SQLite does not wait at all."""

_NOTE = text(
    """
    INSERT INTO key_use (key, used_at) VALUES (:key, :used_at)
    ON CONFLICT (key) DO UPDATE SET used_at = excluded.used_at WHERE key_use.used_at < excluded.used_at"""
)


def note_use(database: Database, key: str, *, at: datetime) -> bool:
    """Note that `key` was used at `at`; False where the database was busy or failed, and then nothing was noted."""
    try:
        with database.engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                _note_on_sqlite(connection, key, at)
            else:
                _note_on_postgres(connection, key, at)
    except SQLAlchemyError:
        return False
    return True


def _note_on_sqlite(connection: Connection, key: str, at: datetime) -> None:
    """The pool's connections wait patiently; this one does so again afterwards."""
    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    try:
        connection.execute(_NOTE, {"key": key, "used_at": instant_text(at)})
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")


def _note_on_postgres(connection: Connection, key: str, at: datetime) -> None:
    """Begun in words, since the pool's connections commit each statement by themselves."""
    connection.exec_driver_sql("BEGIN")
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {PATIENCE_MS}")
    connection.execute(_NOTE, {"key": key, "used_at": instant_text(at)})

"""The errors of a database that is unreachable, full or broken, as opposed to our own mistakes."""

from __future__ import annotations

import sqlite3

import psycopg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

DATABASE_ERRORS: tuple[type[Exception], ...] = (sqlite3.Error, psycopg.Error, SQLAlchemyError)
"""For callers that can go on without a database, whatever is wrong with it."""

PRIMARY_CODE = 0xFF
"""The lowest byte of SQLite's result codes: the kind, without its details."""

NO_ROOM = "the disk or the database is full; nothing of this was recorded, and it can be sent again once there is room"


def is_away(error: BaseException) -> bool:
    """Whether `error` says that the database could not be reached or asked: trying again later may help."""
    if isinstance(error, PoolTimeout):
        return True
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, sqlite3.OperationalError):
        # SQLITE_ERROR is wrong SQL or a missing table: that is our mistake, or a database that was not migrated.
        return getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & PRIMARY_CODE != sqlite3.SQLITE_ERROR
    return isinstance(cause, psycopg.OperationalError)


def is_full(error: sqlite3.Error) -> bool:
    """Whether SQLite found no room, be it for the file, its log or the index of the log."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK)
    return code & PRIMARY_CODE == sqlite3.SQLITE_FULL or code == sqlite3.SQLITE_IOERR_SHMSIZE

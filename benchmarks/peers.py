"""Whom this tracker is measured against: pyeventsourcing's recorders and aggregates, and the bare drivers."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

import psycopg
from eventsourcing.application import Application as LibraryApplication
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import ApplicationRecorder, InfrastructureFactory, StoredEvent

from benchmarks.databases import Place
from benchmarks.figures import Turn
from tracker.application.context import AppContext
from tracker.store.databases.sqlite import SqliteDatabase, SqliteTransaction, open_sqlite

T = TypeVar("T")

TOPIC = "forecast.stated"

_RAW_TABLE = """
CREATE TABLE raw_event (
    position {number} PRIMARY KEY, event_id {id} UNIQUE, stream text NOT NULL, version integer NOT NULL,
    type text NOT NULL, recorded_at text NOT NULL, data text NOT NULL, UNIQUE (stream, version))"""

_RAW_INSERT = "INSERT INTO raw_event (event_id, stream, version, type, recorded_at, data) VALUES"


@contextmanager
def library_recorder(place: Place) -> Iterator[ApplicationRecorder]:
    """The recorder of events with a total order that pyeventsourcing gives out for one environment."""
    factory: InfrastructureFactory = InfrastructureFactory.construct(place.library)
    try:
        yield factory.application_recorder()
    finally:
        factory.close()


def library_writer(recorder: ApplicationRecorder, data: str, *, batch: int) -> Turn:
    """Appends `batch` events a transaction to a stream of its own."""
    originator, version, state = uuid4(), 0, data.encode()

    def turn() -> int:
        nonlocal version
        events = [
            StoredEvent(originator_id=originator, originator_version=version + n, topic=TOPIC, state=state)
            for n in range(1, batch + 1)
        ]
        recorder.insert_events(events)
        version += batch
        return batch

    return turn


@contextmanager
def raw_postgres_writers(place: Place, data: str, *, writers: int) -> Iterator[list[Turn]]:
    """The driver alone, a connection each: one durable row a round trip, in a table with the same two unique keys."""
    with ExitStack() as stack:
        opened = [
            stack.enter_context(psycopg.connect(place.address, autocommit=True)) for _ in range(writers)
        ]
        opened[0].execute("DROP TABLE IF EXISTS raw_event")
        opened[0].execute(_RAW_TABLE.format(number="bigint GENERATED ALWAYS AS IDENTITY", id="uuid"))
        yield [_raw_postgres_writer(connection, data) for connection in opened]


@contextmanager
def raw_sqlite_writer(place: Place, data: str, *, batch: int) -> Iterator[Turn]:
    """sqlite3 alone, every commit on disk: `batch` rows a transaction in a table with the same two unique keys."""
    with closing(sqlite3.connect(place.address, isolation_level=None, check_same_thread=False)) as connection:
        for pragma in ("journal_mode = WAL", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.execute(_RAW_TABLE.format(number="integer", id="text"))
        yield _raw_sqlite_writer(connection, data, batch=batch)


def one_transaction_each(tracker: AppContext, path: Path) -> AppContext:
    """The same tracker on the same file without group commit: every command is a transaction of its own."""
    return AppContext(
        database=_OneEach(open_sqlite(path).engine),
        timezone=tracker.timezone,
        challenge_window=tracker.challenge_window,
        lapse_after=tracker.lapse_after,
        clock=tracker.clock,
    )


class Forecast(Aggregate):
    """A forecaster's probabilities for one prediction, as pyeventsourcing's aggregates are written."""

    @event("Opened")
    def __init__(self, prediction: str, forecaster: str) -> None:
        self.prediction = prediction
        self.forecaster = forecaster

    @event("Stated")
    def state(self, p: float, as_said: str, probability_source: str) -> None:
        self.p, self.as_said, self.probability_source = p, as_said, probability_source


class Forecasts(LibraryApplication[UUID]):
    """The application whose `repository.get` and `save` are timed."""

    def open_forecast(self) -> UUID:
        forecast = Forecast("prd_0000000000", "fcr_0000000000")
        self.save(forecast)
        return forecast.id

    def state(self, forecast_id: UUID, p: float) -> None:
        forecast: Forecast = self.repository.get(forecast_id)
        forecast.state(p, str(p), "author_numeric")
        self.save(forecast)


class _OneEach(SqliteDatabase):
    """Gives every command a transaction of its own, one at a time as SQLite wants it."""

    def write(self, closure: Callable[[SqliteTransaction], T]) -> T:
        with self.writing() as tx:
            return closure(tx)


def _raw_sqlite_writer(connection: sqlite3.Connection, data: str, *, batch: int) -> Turn:
    stream, version = str(uuid4()), 0

    def turn() -> int:
        nonlocal version
        rows = [_raw_row(stream, version + n, data) for n in range(1, batch + 1)]
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(f"{_RAW_INSERT} (?, ?, ?, ?, ?, ?)", rows)
        connection.execute("COMMIT")
        version += batch
        return batch

    return turn


def _raw_postgres_writer(connection: psycopg.Connection, data: str) -> Turn:
    stream, version = str(uuid4()), 0

    def turn() -> int:
        nonlocal version
        version += 1
        connection.execute(f"{_RAW_INSERT} (%s, %s, %s, %s, %s, %s)", _raw_row(stream, version, data))
        return 1

    return turn


def _raw_row(stream: str, version: int, data: str) -> tuple[str, str, int, str, str, str]:
    return str(uuid4()), stream, version, TOPIC, "2025-01-01T00:00:00.000000Z", data

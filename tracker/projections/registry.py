"""The one list of projections: which are filled in the transaction of an append, which follow the log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from sqlalchemy import Connection

from tracker.domain.event import RecordedEvent
from tracker.domain.ids import category_of
from tracker.projections import (
    claims,
    development_lists,
    developments,
    endpoints,
    essays,
    evidence,
    forecaster_history,
    forecasters,
    forecasts,
    keys,
    live_lists,
    prediction_history,
    predictions,
    scores,
    topics,
    triggers,
    words,
)
from tracker.projections.table import ProjectionTable, table_of
from tracker.projections.views import Views
from tracker.store.databases.database import Row, Transaction
from tracker.store.fact_table import order_by_bytes
from tracker.store.log.codec import UnknownEvent
from tracker.store.log.log import READ_BATCH, log_rows
from tracker.store.log.log import recorded as read_row
from tracker.store.log.quarantined import parked_between


class Projection(Protocol):
    """A module that derives tables from the log."""

    @property
    def VERSION(self) -> int: ...  # noqa: N802 - a module's constant
    @property
    def CATEGORIES(self) -> tuple[str, ...]: ...  # noqa: N802
    @property
    def TABLES(self) -> tuple[type[ProjectionTable], ...]: ...  # noqa: N802

    def project(self, tx: Transaction, recorded: RecordedEvent, views: Views) -> None: ...


INLINE: tuple[Projection, ...] = (
    claims,
    developments,
    development_lists,
    endpoints,
    essays,
    evidence,
    forecasters,
    forecasts,
    keys,
    predictions,
    topics,
)
"""What the API reads back: rows keyed by a stream of the append, written in its transaction."""

ASYNC: tuple[Projection, ...] = (
    forecaster_history,
    live_lists,
    scores,
    prediction_history,
    triggers,
    words,
)
"""What reports and workers read: fed by the relay in log order."""

FORMER_TABLES = ("standing",)
"""Names that projections of earlier versions had: an upgrade drops them too."""

RELAY = "relay"
"""The consumer whose checkpoint says how far the async projections have come."""


def project_all(
    tx: Transaction, projections: tuple[Projection, ...], events: Iterable[RecordedEvent], *, views: Views
) -> None:
    """Bring `projections` up to `events`, which come in log order; what they add up to is folded into `views`."""
    for recorded in events:
        category = category_of(recorded.stream)
        for projection in projections:
            if category in projection.CATEGORIES:
                projection.project(tx, recorded, views)


def rebuild(tx: Transaction, *, async_until: int) -> int:
    """Empty every projection and fill it again from the log; the number of events read.

    Async projections are filled up to `async_until`, the relay's checkpoint: the relay goes on from there. Events of
    a newer tracker are passed over: the relay has parked them, or will when it comes to them. What is parked is left
    to the relay even where it can be read by now, since the work that it makes necessary was not followed either.
    """
    for projection in (*INLINE, *ASYNC):
        for table in projection.TABLES:
            tx.execute(f"DELETE FROM {table_of(table).name}")  # noqa: S608 - our own table names
    position, views = 0, Views()
    while rows := log_rows(tx, after=position, limit=READ_BATCH):
        position = rows[-1]["position"]
        events = [event for event in map(_readable, rows) if event is not None]
        waiting = parked_between(tx, RELAY, first=rows[0]["position"], last=position)
        for event in events:
            project_all(tx, INLINE, [event], views=views)
            if event.position <= async_until and event.position not in waiting:
                project_all(tx, ASYNC, [event], views=views)
    return position


def _readable(row: Row) -> RecordedEvent | None:
    try:
        return read_row(row)
    except UnknownEvent:
        return None


def versions() -> dict[str, int]:
    """The version of every projection's code, by name."""
    return {table_of(one.TABLES[0]).name: one.VERSION for one in (*INLINE, *ASYNC)}


def create_tables(connection: Connection) -> None:
    """Create the projections' tables that are missing."""
    order_by_bytes(ProjectionTable.metadata)
    ProjectionTable.metadata.create_all(connection)


def drop_tables(connection: Connection) -> None:
    """Drop every projection's table: nothing stands there that the log does not give again."""
    ProjectionTable.metadata.drop_all(connection)
    for name in FORMER_TABLES:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")

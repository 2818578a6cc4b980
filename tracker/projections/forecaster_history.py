"""What each forecaster was called and whose numbers those were, at each moment (async).

Rows have two ranges, like `prediction_history`: renaming, merging and unmerging end one row and begin the next.
"""

from __future__ import annotations

from typing import Any, assert_never

from sqlmodel import Field

from tracker.domain.event import RecordedEvent
from tracker.domain.forecaster import (
    ForecasterEvent,
    ForecasterMerged,
    ForecasterRecorded,
    ForecasterRenamed,
    ForecasterUnmerged,
)
from tracker.domain.instants import instant_text
from tracker.domain.redaction import ForecasterRedacted
from tracker.projections.as_of import Moment
from tracker.projections.table import POSITION_END, ProjectionTable, ranges_from, upsert
from tracker.projections.views import Views
from tracker.store.databases.database import Row, Transaction
from tracker.store.fact_table import Position

VERSION = 1
CATEGORIES = ("forecaster",)


class ForecasterHistoryRow(ProjectionTable, table=True):
    """`merged_into`: whose record the numbers count in; `merged_at`: the effective instant of that merger."""

    __tablename__ = "forecaster_history"
    forecaster: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    name: str
    external_id: str | None = None
    merged_into: str | None = None
    merged_at: str | None = None
    known_from: str
    known_to: str
    position_from: int = Field(sa_type=Position)
    position_to: int = Field(sa_type=Position)


TABLES = (ForecasterHistoryRow,)


def project(tx: Transaction, recorded: RecordedEvent, views: Views) -> None:
    """End the row that held until `recorded`, and begin the one that holds from it."""
    event = recorded.event
    if not isinstance(event, ForecasterEvent):
        return
    match event:
        case ForecasterRecorded():
            external_id = event.imported.external_id if event.imported else None
            _begin(tx, {"name": event.name, "external_id": external_id}, recorded)
        case ForecasterRenamed():
            _change(tx, {"name": event.name}, recorded)
        case ForecasterMerged():
            merged_at = instant_text(recorded.effective_at)
            _change(tx, {"merged_into": event.into, "merged_at": merged_at}, recorded)
        case ForecasterUnmerged():
            _change(tx, {"merged_into": None, "merged_at": None}, recorded)
        case ForecasterRedacted():
            pass  # the redacted event says what remains
        case _:
            assert_never(event)


def names_at(tx: Transaction, moment: Moment) -> dict[str, Row]:
    """Every forecaster recorded by the moment, as it was called and merged then, by id."""
    rows = tx.rows(
        f"SELECT * FROM forecaster_history WHERE {moment.holds('forecaster_history')} ORDER BY forecaster",  # noqa: S608 - our own condition
        moment.parameters,
    )
    return {row["forecaster"]: row for row in rows}


def _change(tx: Transaction, changes: dict[str, str | None], recorded: RecordedEvent) -> None:
    forecaster = getattr(recorded.event, "forecaster", None)
    row = tx.row(
        "SELECT * FROM forecaster_history WHERE forecaster = :forecaster AND position_to = :end",
        {"forecaster": forecaster, "end": POSITION_END},
    )
    if row is None:
        return
    tx.execute(
        """
        UPDATE forecaster_history SET known_to = :known_to, position_to = :position
        WHERE forecaster = :forecaster AND version = :version""",
        {
            "known_to": instant_text(recorded.effective_at),
            "position": recorded.position,
            "forecaster": forecaster,
            "version": row["version"],
        },
    )
    kept = {name: row[name] for name in ("name", "external_id", "merged_into", "merged_at")}
    _begin(tx, {**kept, **changes}, recorded)


def _begin(tx: Transaction, values: dict[str, Any], recorded: RecordedEvent) -> None:
    ids = {"forecaster": getattr(recorded.event, "forecaster", None), "version": recorded.version}
    upsert(
        tx,
        ForecasterHistoryRow,
        {**ids, "merged_into": None, "merged_at": None, **values, **ranges_from(recorded)},
    )

"""The present state of every prediction, as the API reads it back (inline)."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Index
from sqlmodel import Field

from tracker.domain.ids import digest_of
from tracker.domain.instants import instant_text
from tracker.domain.prediction.events import (
    OutcomeProposed,
    PredictionFinalized,
    PredictionRecorded,
    PredictionReResolved,
    PredictionResolved,
)
from tracker.projections.table import ProjectionTable, upsert
from tracker.store.database import Row, Transaction
from tracker.store.log import RecordedEvent

VERSION = 1
CATEGORIES = ("prediction",)


class PredictionRow(ProjectionTable, table=True):
    """`run` is the import that owns the stream; `likeness` is equal for the same statement, deadline and author."""

    __tablename__ = "prediction"
    __table_args__ = (Index("prediction_external_index", "source", "external_id"),)
    id: str = Field(primary_key=True)
    version: int
    kind: str
    statement: str
    criteria: str | None = None
    opens: str
    closes: str
    closes_on: str | None = None
    timezone: str
    author: str | None = None
    essay: str | None = None
    claim: str | None = Field(default=None, index=True)
    actor: str | None = None
    topics: str
    rule: str | None = None
    default_outcome: str | None = None
    settlement: str
    visibility: str
    note: str | None = None
    source: str | None = None
    external_id: str | None = None
    run: str | None = None
    likeness: str = Field(index=True)
    recorded_at: str
    recorded_by: str
    effective_at: str
    proposed_outcome: str | None = None
    resolution_number: int = 0
    resolution_event: str | None = None
    outcome: str | None = None
    known_at: str | None = None
    final_at: str | None = None
    is_final: int = 0
    judged_by: str | None = None
    basis: str | None = None
    reason: str | None = None


TABLES = (PredictionRow,)


def project(tx: Transaction, recorded: RecordedEvent) -> None:
    """Bring the table up to `recorded`."""
    match recorded.event:
        case PredictionRecorded() as event:
            upsert(tx, PredictionRow, _recorded_row(event, recorded))
            return
        case OutcomeProposed() as event:
            changes: dict[str, Any] = {"proposed_outcome": event.outcome}
        case PredictionResolved() | PredictionReResolved() as event:
            changes = _resolution(event, recorded)
        case PredictionFinalized():
            changes = {"is_final": 1}
        case _:
            changes = {}
    _change(tx, recorded, changes)


def likeness(*, statement: str, closes: str, author: str | None) -> str:
    """The same for the same statement (but for case and spaces), deadline and author."""
    return digest_of(" ".join(statement.casefold().split()), closes, author)


def find_prediction(tx: Transaction, prediction: str) -> Row | None:
    """The prediction of that id, or None."""
    return tx.row("SELECT * FROM prediction WHERE id = :id", {"id": prediction})


def find_alike(tx: Transaction, alike: str) -> Row | None:
    """A live prediction with that likeness, or None."""
    return tx.row(
        "SELECT * FROM prediction WHERE likeness = :likeness AND source IS NULL ORDER BY id LIMIT 1",
        {"likeness": alike},
    )


def find_imported_prediction(tx: Transaction, external_id: str, *, source: str) -> Row | None:
    """The prediction that the import `source` calls `external_id`, or None."""
    return tx.row(
        "SELECT * FROM prediction WHERE external_id = :external_id AND source = :source",
        {"external_id": external_id, "source": source},
    )


def list_predictions(
    tx: Transaction, *, external_id: str | None, source: str | None, after: str, limit: int
) -> list[Row]:
    """Predictions by id, after the id `after`, those of an import where `external_id` or `source` name one."""
    return tx.rows(
        """
        SELECT * FROM prediction
        WHERE id > :after AND (CAST(:external_id AS TEXT) IS NULL OR external_id = :external_id)
            AND (CAST(:source AS TEXT) IS NULL OR source = :source)
        ORDER BY id LIMIT :limit""",
        {"external_id": external_id, "source": source, "after": after, "limit": limit},
    )


def newest_predictions(tx: Transaction, *, limit: int) -> list[Row]:
    """The predictions recorded last, each with its claim's stance and the present number.

    The number is its author's, or where it has none that of whoever spoke last.
    """
    return tx.rows(
        """
        SELECT newest.*, forecast.p, forecast.probability_source, forecaster.name AS said_by, claim.stance
        FROM (
            SELECT prediction.*, (
                SELECT stated.id FROM forecast AS stated
                WHERE stated.prediction = prediction.id
                    AND stated.forecaster = coalesce(prediction.author, stated.forecaster)
                ORDER BY stated.stands_at DESC, coalesce(stated.seq, stated.version) DESC LIMIT 1
            ) AS present_forecast
            FROM prediction ORDER BY recorded_at DESC, id LIMIT :limit
        ) AS newest
        LEFT JOIN forecast ON forecast.id = newest.present_forecast
        LEFT JOIN forecaster ON forecaster.id = coalesce(newest.author, forecast.forecaster)
        LEFT JOIN claim ON claim.id = newest.claim
        ORDER BY newest.recorded_at DESC, newest.id""",
        {"limit": limit},
    )


def _recorded_row(event: PredictionRecorded, recorded: RecordedEvent) -> dict[str, Any]:
    closes = instant_text(event.closes)
    return {
        "id": event.prediction,
        "version": recorded.version,
        "kind": event.kind,
        "statement": event.statement,
        "criteria": event.criteria,
        "opens": instant_text(event.opens),
        "closes": closes,
        "closes_on": event.closes_on.isoformat() if event.closes_on else None,
        "timezone": event.timezone,
        "author": event.author,
        "essay": event.essay,
        "claim": event.claim,
        "actor": event.actor,
        "topics": msgspec.json.encode(event.topics).decode(),
        "rule": msgspec.json.encode(event.rule).decode() if event.rule is not None else None,
        "default_outcome": event.default_outcome,
        "settlement": event.settlement,
        "visibility": event.visibility,
        "note": event.note,
        "source": event.imported.name if event.imported else None,
        "external_id": event.imported.external_id if event.imported else None,
        "run": recorded.import_id,
        "likeness": likeness(statement=event.statement, closes=closes, author=event.author),
        "recorded_at": instant_text(recorded.recorded_at),
        "recorded_by": recorded.recorded_by,
        "effective_at": instant_text(recorded.effective_at),
        "resolution_number": 0,
        "is_final": 0,
    }


def _resolution(event: PredictionResolved | PredictionReResolved, recorded: RecordedEvent) -> dict[str, Any]:
    return {
        "proposed_outcome": None,
        "resolution_number": event.resolution_number,
        "resolution_event": recorded.event_id,
        "outcome": event.outcome,
        "known_at": instant_text(event.known_at),
        "final_at": instant_text(event.final_at),
        "is_final": 0,
        "judged_by": event.judged_by,
        "basis": event.basis,
        "reason": event.reason,
    }


def _change(tx: Transaction, recorded: RecordedEvent, changes: dict[str, Any]) -> None:
    columns = ", ".join(f"{column} = :{column}" for column in ("version", *changes))
    prediction = recorded.stream.partition("-")[2]
    tx.execute(
        f"UPDATE prediction SET {columns} WHERE id = :id",  # noqa: S608 - our own column names
        {"id": prediction, "version": recorded.version, **changes},
    )

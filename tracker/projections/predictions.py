"""The present state of every prediction, as the API reads it back (inline)."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Index, text
from sqlmodel import Field

from tracker.domain.ids import digest_of
from tracker.domain.instants import instant_text
from tracker.domain.prediction.events import (
    AntecedentMet,
    OutcomeProposed,
    PredictionAmended,
    PredictionAnnulled,
    PredictionDisputed,
    PredictionFinalized,
    PredictionGraded,
    PredictionOpenedUp,
    PredictionRecorded,
    PredictionReResolved,
    PredictionResolved,
    PredictionUndone,
    PredictionUpheld,
    PredictionWithdrawn,
    ProposalDropped,
)
from tracker.domain.prediction.outcomes import ANNULLED, outcome_text
from tracker.domain.prediction.state import judged_as
from tracker.projections.table import ProjectionTable, upsert
from tracker.store.databases.database import Row, Transaction
from tracker.store.log.log import RecordedEvent

VERSION = 4
CATEGORIES = ("prediction",)

Settling = PredictionResolved | PredictionReResolved | PredictionAnnulled

ORDERED_BY = ("recorded_at", "closes", "effective_at")
"""The columns that lists are ordered by."""

FILTERED_BY = ("state", "author", "kind", "source")
"""Columns of few values, each of which may hold for very many predictions."""

PUBLIC = "prediction.visibility = 'public' AND coalesce(prediction.visible_from, '') <= :now"
"""What everybody may read at `:now`, as a part of a WHERE clause."""


class PredictionRow(ProjectionTable, table=True):
    """`run` is the import that owns the stream; `likeness` is equal for the same statement, deadline and author.

    `state` is open, dormant, proposed, resolved, disputed, annulled or undone; what follows from the clock is computed
    by whoever asks. Outcomes are text; what was settled before a dispute stands in `settled_state`. `closes` is the
    deadline as it stands: a condition that was met can have moved it.
    """

    __tablename__ = "prediction"
    __table_args__ = (
        Index("prediction_external_index", "source", "external_id"),
        *(
            Index(
                f"prediction_{column}_index",
                column,
                "id",
                sqlite_where=text(f"{column} IS NOT NULL"),
                postgresql_where=text(f"{column} IS NOT NULL"),
            )
            for column in ("visible_from", "final_at")
        ),
        *(Index(f"prediction_{column}_index", column, "id") for column in ORDERED_BY),
        *(
            Index(f"prediction_{filtered}_{ordered}_index", filtered, ordered, "id")
            for filtered in FILTERED_BY
            for ordered in ORDERED_BY
        ),
    )
    id: str = Field(primary_key=True)
    version: int
    kind: str
    judged_as: str | None = None
    state: str
    statement: str
    criteria: str | None = None
    opens: str
    closes: str
    closes_on: str | None = None
    timezone: str
    author: str | None = None
    essay: str | None = Field(default=None, index=True)
    claim: str | None = Field(default=None, index=True)
    actor: str | None = None
    topics: str
    rule: str | None = None
    options: str
    unit: str | None = None
    antecedent: str | None = None
    consequent: str | None = None
    met_at: str | None = None
    default_outcome: str | None = None
    settlement: str
    visibility: str
    visible_from: str | None = None
    supersedes: str | None = None
    note: str | None = None
    source: str | None = None
    external_id: str | None = Field(default=None, index=True)
    run: str | None = None
    likeness: str = Field(index=True)
    recorded_at: str
    recorded_by: str
    effective_at: str
    amendments: int = 0
    withdrawn_reason: str | None = None
    graders: int = 0
    proposed_outcome: str | None = None
    proposed_reason: str | None = None
    proposed_annulment: str | None = None
    resolution_number: int = 0
    resolution_event: str | None = None
    settled_state: str | None = None
    outcome: str | None = None
    annulment: str | None = None
    known_at: str | None = None
    final_at: str | None = None
    is_final: int = 0
    judged_by: str | None = None
    basis: str | None = None
    reason: str | None = None
    dispute_reason: str | None = None


class GradeRow(ProjectionTable, table=True):
    """A grader's present vote; `voted_with` is the key that it came with, None where a story tells of it."""

    __tablename__ = "grade"
    prediction: str = Field(primary_key=True)
    grader: str = Field(primary_key=True)
    voted_with: str | None = None
    grade: int
    graded_at: str
    note: str | None = None


TABLES = (PredictionRow, GradeRow)


def project(tx: Transaction, recorded: RecordedEvent) -> None:
    """Bring the tables up to `recorded`."""
    event = recorded.event
    if isinstance(event, PredictionRecorded):
        upsert(tx, PredictionRow, recorded_row(event, recorded))
        return
    if isinstance(event, PredictionGraded):
        _grade(tx, event, voted_with=None if recorded.import_id else recorded.recorded_by)
    _change(tx, recorded, changes_of(event, recorded))


def changes_of(event: object, recorded: RecordedEvent) -> dict[str, Any]:  # noqa: C901, PLR0911 - one case each
    """The columns that `event` changes; those that count are written as SQL."""
    match event:
        case PredictionUndone():
            return {"state": "undone"}
        case PredictionAmended():
            words = {"statement": event.statement, "criteria": event.criteria}
            return {name: text for name, text in words.items() if text is not None}
        case PredictionWithdrawn():
            return {"withdrawn_reason": event.reason}
        case PredictionOpenedUp():
            return {
                "visibility": event.visibility,
                "visible_from": instant_text(event.visible_from) if event.visible_from else None,
            }
        case AntecedentMet():
            return {
                "met_at": instant_text(event.known_at),
                "closes": instant_text(event.closes),
                **_NO_PROPOSAL,
            }
        case OutcomeProposed():
            return {
                "state": "proposed",
                "proposed_outcome": outcome_text(event.outcome),
                "proposed_reason": event.reason,
                "proposed_annulment": event.annulment,
            }
        case ProposalDropped():
            return dict(_NO_PROPOSAL)
        case PredictionResolved() | PredictionReResolved() | PredictionAnnulled():
            return _settled(event, recorded)
        case PredictionDisputed():
            return {"state": "disputed", "dispute_reason": event.reason}
        case PredictionFinalized():
            return {"is_final": 1}
        case _:
            return {}


def likeness(*, statement: str, closes: str, author: str | None) -> str:
    """The same for the same statement (but for case and spaces), deadline and author."""
    return digest_of(" ".join(statement.casefold().split()), closes, author)


def settled_columns(event: Settling) -> dict[str, Any]:
    """What an outcome, or the want of one, changes wherever the state of predictions is kept."""
    is_void = isinstance(event, PredictionAnnulled)
    state = "annulled" if is_void else "resolved"
    return {
        "state": state,
        "settled_state": state,
        "resolution_number": event.resolution_number,
        "outcome": ANNULLED if isinstance(event, PredictionAnnulled) else outcome_text(event.outcome),
        "annulment": event.reason if is_void else None,
        "known_at": instant_text(event.known_at),
        "is_final": 0,
        "judged_by": event.judged_by,
    }


def find_prediction(tx: Transaction, prediction: str) -> Row | None:
    """The prediction of that id, or None."""
    return tx.row("SELECT * FROM prediction WHERE id = :id", {"id": prediction})


def find_alike(tx: Transaction, alike: str) -> list[Row]:
    """The live predictions with that likeness, the first hundred of them."""
    return tx.rows(
        """
        SELECT * FROM prediction WHERE likeness = :likeness AND source IS NULL AND state <> 'undone'
        ORDER BY id LIMIT :limit""",
        {"likeness": alike, "limit": QUOTED_MAX},
    )


def find_imported_prediction(tx: Transaction, external_id: str, *, source: str) -> Row | None:
    """The prediction that the import `source` calls `external_id`, or None."""
    return tx.row(
        "SELECT * FROM prediction WHERE external_id = :external_id AND source = :source",
        {"external_id": external_id, "source": source},
    )


QUOTED_MAX = 100


def predictions_quoting(tx: Transaction, claim: str) -> list[Row]:
    """The predictions read from a claim, the first hundred of them."""
    return tx.rows(
        "SELECT * FROM prediction WHERE claim = :claim ORDER BY id LIMIT :limit",
        {"claim": claim, "limit": QUOTED_MAX},
    )


def grades_of(tx: Transaction, prediction: str) -> list[Row]:
    """Every grader's present vote, in the order of voting."""
    return tx.rows(
        "SELECT * FROM grade WHERE prediction = :prediction ORDER BY graded_at, grader",
        {"prediction": prediction},
    )


def voters_on(tx: Transaction, prediction: str) -> list[Row]:
    """Who voted with a key: the `grader` they are called, the `key`, and the `forecaster` that it belongs to."""
    return tx.rows(
        """
        SELECT grade.grader, api_key.id AS key, api_key.forecaster FROM grade
        JOIN api_key ON api_key.id = grade.voted_with WHERE grade.prediction = :prediction ORDER BY grade.grader""",
        {"prediction": prediction},
    )


def newest_predictions(tx: Transaction, *, limit: int) -> list[Row]:
    """The predictions recorded last, each with its claim's stance and the present number.

    The number is its author's, or where it has none that of whoever spoke last.
    """
    return tx.rows(
        """
        SELECT newest.*, forecast.id AS forecast, forecast.p, forecast.term, forecast.low,
            forecast.high, forecast.numbers, forecast.probability_source, forecaster.name AS said_by, claim.stance
        FROM (
            SELECT prediction.*, (
                SELECT stated.id FROM forecast AS stated
                WHERE stated.prediction = prediction.id
                    AND stated.forecaster = coalesce(prediction.author, stated.forecaster)
                ORDER BY stated.stands_at DESC, coalesce(stated.seq, stated.version) DESC LIMIT 1
            ) AS present_forecast
            FROM prediction WHERE state <> 'undone' ORDER BY recorded_at DESC, id LIMIT :limit
        ) AS newest
        LEFT JOIN forecast ON forecast.id = newest.present_forecast
        LEFT JOIN forecaster ON forecaster.id = coalesce(newest.author, forecast.forecaster)
        LEFT JOIN claim ON claim.id = newest.claim
        ORDER BY newest.recorded_at DESC, newest.id""",
        {"limit": limit},
    )


def recorded_row(event: PredictionRecorded, recorded: RecordedEvent) -> dict[str, Any]:
    """The row of a prediction that was just recorded."""
    closes = instant_text(event.closes)
    return {
        "id": event.prediction,
        "version": recorded.version,
        "kind": event.kind,
        "judged_as": judged_as(event),
        "state": "open" if event.antecedent is None else "dormant",
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
        "rule": _json(event.rule),
        "options": msgspec.json.encode(event.options).decode(),
        "unit": event.unit,
        "antecedent": _json(event.antecedent),
        "consequent": _json(event.consequent),
        "default_outcome": outcome_text(event.default_outcome) if event.default_outcome is not None else None,
        "settlement": event.settlement,
        "visibility": event.visibility,
        "visible_from": instant_text(event.visible_from) if event.visible_from else None,
        "supersedes": event.supersedes,
        "note": event.note,
        "source": event.imported.name if event.imported else None,
        "external_id": event.imported.external_id if event.imported else None,
        "run": recorded.import_id,
        "likeness": likeness(statement=event.statement, closes=closes, author=event.author),
        "recorded_at": instant_text(recorded.recorded_at),
        "recorded_by": recorded.recorded_by,
        "effective_at": instant_text(recorded.effective_at),
        "amendments": 0,
        "graders": 0,
        "resolution_number": 0,
        "is_final": 0,
    }


_NO_PROPOSAL: dict[str, Any] = {"proposed_outcome": None, "proposed_reason": None, "proposed_annulment": None}


def _settled(event: Settling, recorded: RecordedEvent) -> dict[str, Any]:
    return {
        **_NO_PROPOSAL,
        **settled_columns(event),
        "resolution_event": recorded.event_id,
        "final_at": instant_text(event.final_at),
        "basis": event.basis,
        "reason": event.note if isinstance(event, PredictionAnnulled) else event.reason,
        "dispute_reason": None,
    }


def _grade(tx: Transaction, event: PredictionGraded, *, voted_with: str | None) -> None:
    upsert(
        tx,
        GradeRow,
        {
            "prediction": event.prediction,
            "grader": event.grader,
            "voted_with": voted_with,
            "grade": event.grade,
            "graded_at": instant_text(event.graded_at),
            "note": event.note,
        },
    )


def _change(tx: Transaction, recorded: RecordedEvent, changes: dict[str, Any]) -> None:
    settings = [f"{column} = :{column}" for column in ("version", *changes)]
    settings += _COUNTED.get(recorded.type, [])
    prediction = recorded.stream.partition("-")[2]
    tx.execute(
        f"UPDATE prediction SET {', '.join(settings)} WHERE id = :id",  # noqa: S608 - our own column names
        {"id": prediction, "version": recorded.version, **changes},
    )


_COUNTED = {
    PredictionAmended.TYPE: ["amendments = amendments + 1"],
    PredictionUpheld.TYPE: ["state = settled_state", "dispute_reason = NULL"],
    AntecedentMet.TYPE: ["state = CASE WHEN settled_state IS NULL THEN 'open' ELSE state END"],
    ProposalDropped.TYPE: [
        "state = CASE WHEN antecedent IS NOT NULL AND met_at IS NULL THEN 'dormant' ELSE 'open' END"
    ],
    PredictionGraded.TYPE: ["graders = (SELECT count(*) FROM grade WHERE grade.prediction = prediction.id)"],
}
"""Changes that build on the row as it is."""


def _json(value: object) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()

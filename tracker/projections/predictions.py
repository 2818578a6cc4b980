"""The present state of every prediction, as the API reads it back (inline)."""

from __future__ import annotations

from sqlalchemy import Index, text
from sqlmodel import Field

from tracker.domain.event import RecordedEvent
from tracker.domain.instants import instant_text
from tracker.domain.prediction.events import PredictionGraded
from tracker.domain.prediction.view import row_of
from tracker.projections.table import ProjectionTable, upsert
from tracker.projections.views import Views
from tracker.store.databases.database import Row, Transaction

VERSION = 6
CATEGORIES = ("prediction",)

ORDERED_BY = ("recorded_at", "closes", "effective_at")
"""The columns that lists are ordered by."""

FOUND_BY = ("author", "source", "essay", "claim")
"""Columns that not every prediction has, and by which predictions are looked up."""

COMMON_KIND = "binary"
"""Nearly all are of this kind, so that no index finds them."""

PUBLIC = "prediction.visibility = 'public' AND coalesce(prediction.visible_from, '') <= :now"
"""What everybody may read at `:now`, as a part of a WHERE clause."""


def _index_where(condition: str, *columns: str) -> Index:
    """An index of the rows alone for which the condition holds."""
    name = f"prediction_{columns[0]}_index"
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))


class PredictionRow(ProjectionTable, table=True):
    """`run` is the import that owns the stream; `likeness` is equal for the same statement, deadline and author.

    `state` is open, dormant, proposed, resolved, disputed, annulled or undone; what follows from the clock is computed
    by the reader. Outcomes are text. `closes` is the deadline as it is now: a condition that was met can have moved it.
    """

    __tablename__ = "prediction"
    __table_args__ = (
        *(Index(f"prediction_{column}_index", column, "id") for column in ORDERED_BY),
        Index("prediction_state_index", "state", "closes"),
        _index_where(f"kind <> '{COMMON_KIND}'", "kind"),
        *(_index_where(f"{column} IS NOT NULL", column) for column in FOUND_BY),
        *(
            _index_where(f"{column} IS NOT NULL", column, "id")
            for column in ("visible_from", "known_at", "final_at")
        ),
        _index_where("external_id IS NOT NULL", "external_id", "source"),
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
    essay: str | None = None
    claim: str | None = None
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
    external_id: str | None = None
    run: str | None = None
    likeness: str = Field(index=True)
    recorded_at: str
    recorded_by: str
    effective_at: str
    made_day: str
    deadline_day: str
    amendments: int = 0
    withdrawn_reason: str | None = None
    graders: int = 0
    proposed_outcome: str | None = None
    proposed_reason: str | None = None
    proposed_annulment: str | None = None
    resolution_number: int = 0
    resolution_event: str | None = None
    resolved_at: str | None = None
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


def project(tx: Transaction, recorded: RecordedEvent, views: Views) -> None:
    """Write the row of the prediction as it is after `recorded`."""
    event = recorded.event
    if isinstance(event, PredictionGraded):
        _grade(tx, event, voted_with=None if recorded.import_id else recorded.recorded_by)
    view = views.after(tx, recorded)
    if view.state.recorded is not None:
        upsert(tx, PredictionRow, row_of(view))


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

    The number is its author's, or, if the author gave none, the latest one of anybody.
    """
    return tx.rows(
        """
        SELECT newest.*, forecast.id AS forecast, forecast.p, forecast.term, forecast.low,
            forecast.high, forecast.numbers, forecast.probability_source, forecaster.name AS said_by, claim.stance
        FROM (
            SELECT prediction.*, (
                SELECT stated.id FROM forecast AS stated
                WHERE stated.prediction = prediction.id AND stated.undone_event IS NULL
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


def predictions_of(tx: Transaction, entity: str) -> list[str]:
    """The ids of the predictions that the entity is, or that it belongs to in any way."""
    rows = tx.rows(
        """
        SELECT id FROM prediction WHERE id = :entity OR claim = :entity OR essay = :entity OR author = :entity
        UNION SELECT prediction FROM evidence WHERE development = :entity
        UNION SELECT prediction FROM forecast WHERE id = :entity OR forecaster = :entity""",
        {"entity": entity},
    )
    return [str(row["id"]) for row in rows]

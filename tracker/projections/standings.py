"""How each prediction stood, over two ranges: log positions and effective instants (async; read by reports).

`as_of` an instant finds the row whose effective range holds it: what was known then. A later event at the same
instant leaves an empty range behind and so wins.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from tracker.domain.instants import instant_text
from tracker.domain.prediction.events import (
    AntecedentMet,
    OutcomeProposed,
    PredictionAmended,
    PredictionAnnulled,
    PredictionDisputed,
    PredictionFinalized,
    PredictionOpenedUp,
    PredictionRecorded,
    PredictionReResolved,
    PredictionResolved,
    PredictionUndone,
    PredictionUpheld,
    ProposalDropped,
)
from tracker.domain.prediction.state import judged_as
from tracker.projections.as_of import Moment
from tracker.projections.forecasters import NAMES_OF
from tracker.projections.predictions import settled_columns
from tracker.projections.table import FOREVER, POSITION_END, ProjectionTable, upsert
from tracker.store.databases.database import Row, Transaction
from tracker.store.fact_table import Position
from tracker.store.log.log import RecordedEvent

VERSION = 2
CATEGORIES = ("prediction",)


class StandingRow(ProjectionTable, table=True):
    """`state` is open, dormant, proposed, resolved, annulled or disputed.

    What follows from the clock (due, lapsed) is computed by the report. `closes` is the deadline as it stood then.
    """

    __tablename__ = "standing"
    __table_args__ = (Index("standing_range_index", "known_from", "known_to"),)
    prediction: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    state: str
    kind: str
    judged_as: str | None = None
    recorded_by: str
    visibility: str
    visible_from: str | None = None
    statement: str
    author: str | None = None
    essay: str | None = None
    topics: str
    opens: str
    closes: str
    timezone: str
    recorded_from: str
    source: str | None = None
    external_id: str | None = None
    run: str | None = None
    resolution_number: int
    settled_state: str | None = None
    outcome: str | None = None
    annulment: str | None = None
    met_at: str | None = None
    known_at: str | None = None
    resolved_at: str | None = None
    is_final: int
    judged_by: str | None = None
    known_from: str
    known_to: str
    position_from: int = Field(sa_type=Position)
    position_to: int = Field(sa_type=Position)


TABLES = (StandingRow,)


def project(tx: Transaction, recorded: RecordedEvent) -> None:
    """Close the row that stood until `recorded` and open the one that stands from it."""
    event = recorded.event
    if isinstance(event, PredictionRecorded):
        upsert(tx, StandingRow, _first(event, recorded))
        return
    if isinstance(event, PredictionUndone):
        tx.execute("DELETE FROM standing WHERE prediction = :prediction", {"prediction": event.prediction})
        return
    changes = _changes(event, recorded)
    if changes is not None:
        _succeed(tx, recorded, changes)


def _changes(event: object, recorded: RecordedEvent) -> dict[str, Any] | None:  # noqa: PLR0911 - one case each
    match event:
        case PredictionAmended():
            return None if event.statement is None else {"statement": event.statement}
        case PredictionOpenedUp():
            until = instant_text(event.visible_from) if event.visible_from else None
            return {"visibility": event.visibility, "visible_from": until}
        case AntecedentMet():
            met_at = instant_text(event.known_at)
            return {"state": "open", "met_at": met_at, "closes": instant_text(event.closes)}
        case OutcomeProposed():
            return {"state": "proposed"}
        case ProposalDropped():
            return {"state": None}
        case PredictionResolved() | PredictionReResolved() | PredictionAnnulled():
            return {**settled_columns(event), "resolved_at": instant_text(recorded.effective_at)}
        case PredictionDisputed():
            return {"state": "disputed"}
        case PredictionUpheld():
            return {"state": None}
        case PredictionFinalized():
            return {"is_final": 1}
        case _:
            return None


def stood_at(moment: Moment) -> str:
    """Which rows of `standing` hold the moment, of which topic (fenced) and essay; named parameters, NULL: all."""
    return f"""
    {moment.holds("standing")}
    AND (CAST(:topic AS TEXT) IS NULL OR replace(standing.topics, :topic, '') <> standing.topics)
    AND (CAST(:essay AS TEXT) IS NULL OR standing.essay = :essay)"""


def standings_at(
    tx: Transaction,
    *,
    moment: Moment,
    forecaster: str | None,
    topic: str | None,
    essay: str | None,
) -> list[Row]:
    """One row a prediction recorded by the moment, as it stood then, in the order of ids.

    A forecaster's are those he had forecast by then, and those that are
    his own: recorded as their author, or taken from his essay where no author was named. An imported essay names its
    author by the id he has in that import.
    """
    return tx.rows(
        f"""
        SELECT standing.*, claim.stance, essay.title AS essay_title, essay.url AS essay_url,
            essay.external_id AS essay_external_id
        FROM standing
        LEFT JOIN essay ON essay.id = standing.essay
        LEFT JOIN forecaster AS writer ON writer.source = essay.source AND writer.external_id = essay.byline
        LEFT JOIN prediction ON prediction.id = standing.prediction
        LEFT JOIN claim ON claim.id = prediction.claim
        WHERE {stood_at(moment)}
            AND (CAST(:forecaster AS TEXT) IS NULL
                OR coalesce(standing.author, essay.author, writer.id) IN {NAMES_OF} OR EXISTS (
                SELECT 1 FROM forecast
                WHERE forecast.prediction = standing.prediction
                    AND forecast.forecaster IN {NAMES_OF}
                    AND {moment.has_come("forecast")}))
        ORDER BY standing.prediction""",  # noqa: S608 - our own condition
        {**moment.parameters, "forecaster": forecaster, "topic": fenced(topic), "essay": essay},
    )


def find_essays(tx: Transaction, words: str) -> list[Row]:
    """The essays that `words` can mean: by id, or by the id an import gave them, which several sources may share."""
    return tx.rows(
        "SELECT * FROM essay WHERE id = :words OR external_id = :words ORDER BY id", {"words": words}
    )


def fenced(topic: str | None) -> str | None:
    """A topic as `topics` holds it, so that `war` does not find `cold-war`."""
    return None if topic is None else f"|{topic}|"


def _first(event: PredictionRecorded, recorded: RecordedEvent) -> dict[str, Any]:
    return {
        "prediction": event.prediction,
        "version": recorded.version,
        "state": "open" if event.antecedent is None else "dormant",
        "kind": event.kind,
        "judged_as": judged_as(event),
        "recorded_by": recorded.recorded_by,
        "visibility": event.visibility,
        "visible_from": instant_text(event.visible_from) if event.visible_from else None,
        "statement": event.statement,
        "author": event.author,
        "essay": event.essay,
        "topics": "".join(f"|{topic}|" for topic in event.topics),
        "opens": instant_text(event.opens),
        "closes": instant_text(event.closes),
        "timezone": event.timezone,
        "recorded_from": instant_text(recorded.effective_at),
        "source": event.imported.name if event.imported else None,
        "external_id": event.imported.external_id if event.imported else None,
        "run": recorded.import_id,
        "resolution_number": 0,
        "is_final": 0,
        "known_from": instant_text(recorded.effective_at),
        "known_to": FOREVER,
        "position_from": recorded.position,
        "position_to": POSITION_END,
    }


def _succeed(tx: Transaction, recorded: RecordedEvent, changes: dict[str, Any]) -> None:
    """A `state` of None is the one that stood before a dispute or a proposal."""
    prediction = recorded.stream.partition("-")[2]
    standing = tx.row(
        "SELECT * FROM standing WHERE prediction = :prediction AND position_to = :end",
        {"prediction": prediction, "end": POSITION_END},
    )
    if standing is None:
        return  # the words of its first event were taken down, and a rebuild reads none
    known_from = instant_text(recorded.effective_at)
    tx.execute(
        """
        UPDATE standing SET known_to = :known_from, position_to = :position
        WHERE prediction = :prediction AND version = :version""",
        {
            "known_from": known_from,
            "position": recorded.position,
            "prediction": prediction,
            "version": standing["version"],
        },
    )
    row = dict(standing) | changes
    if row["state"] == "open" and standing["settled_state"] is not None:
        row["state"] = standing["state"]  # a condition met after all leaves void what is void
    row["state"] = row["state"] or standing["settled_state"] or _unsettled(row)
    row |= {"version": recorded.version, "known_from": known_from, "position_from": recorded.position}
    upsert(tx, StandingRow, row)


def _unsettled(row: dict[str, Any]) -> str:
    return "dormant" if row["kind"] == "conditional" and row["met_at"] is None else "open"

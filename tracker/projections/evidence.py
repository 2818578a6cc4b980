"""Which developments bear on which predictions, and how (inline)."""

from __future__ import annotations

from typing import assert_never

from sqlmodel import Field

from tracker.domain.event import RecordedEvent
from tracker.domain.prediction import events
from tracker.domain.prediction.events import EvidenceLinked, EvidenceUnlinked, PredictionEvent
from tracker.domain.redaction import PredictionRedacted
from tracker.projections.table import ProjectionTable, upsert
from tracker.projections.views import Views
from tracker.store.databases.database import Row, Transaction

VERSION = 1
CATEGORIES = ("prediction",)


class EvidenceRow(ProjectionTable, table=True):
    """`version` is that of the link in the prediction's stream, so that links stand in the order of linking."""

    __tablename__ = "evidence"
    prediction: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    development: str = Field(index=True)
    bearing: str
    strength: str | None = None
    story: str | None = None
    note: str | None = None


TABLES = (EvidenceRow,)


def project(tx: Transaction, recorded: RecordedEvent, views: Views) -> None:
    """Bring the table up to `recorded`."""
    event = recorded.event
    if not isinstance(event, PredictionEvent):
        return
    match event:
        case EvidenceLinked():
            row = {
                "prediction": event.prediction,
                "version": recorded.version,
                "development": event.development,
                "bearing": event.bearing,
                "strength": event.strength,
                "story": event.group,
                "note": event.note,
            }
            upsert(tx, EvidenceRow, row)
        case EvidenceUnlinked():
            tx.execute(
                "DELETE FROM evidence WHERE prediction = :prediction AND development = :development",
                {"prediction": event.prediction, "development": event.development},
            )
        case (
            events.PredictionRecorded()
            | events.PredictionUndone()
            | events.PredictionAmended()
            | events.PredictionWithdrawn()
            | events.PredictionOpenedUp()
            | events.AntecedentMet()
            | events.AntecedentUnmet()
            | events.OutcomeProposed()
            | events.ProposalDropped()
            | events.PredictionResolved()
            | events.PredictionReResolved()
            | events.PredictionAnnulled()
            | events.PredictionDisputed()
            | events.PredictionUpheld()
            | events.PredictionFinalized()
            | events.PredictionLapsed()
            | events.PredictionGraded()
            | PredictionRedacted()
        ):
            pass  # no link
        case _:
            assert_never(event)


def evidence_on(tx: Transaction, prediction: str) -> list[Row]:
    """The links of a prediction in the order of linking, without those to developments that were retracted."""
    return tx.rows(
        """
        SELECT evidence.*, development.headline, development.external_id FROM evidence
        JOIN development ON development.id = evidence.development
        WHERE evidence.prediction = :prediction AND development.retracted_reason IS NULL
        ORDER BY evidence.version""",
        {"prediction": prediction},
    )

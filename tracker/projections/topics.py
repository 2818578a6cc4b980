"""Which predictions are about which topic (inline)."""

from __future__ import annotations

from typing import assert_never

from sqlmodel import Field

from tracker.domain.event import RecordedEvent
from tracker.domain.prediction import events
from tracker.domain.prediction.events import PredictionEvent, PredictionRecorded
from tracker.domain.redaction import PredictionRedacted
from tracker.projections.predictions import PUBLIC
from tracker.projections.table import ProjectionTable, upsert
from tracker.projections.views import Views
from tracker.store.databases.database import Row, Transaction

VERSION = 2
CATEGORIES = ("prediction",)


class TopicRow(ProjectionTable, table=True):
    """One tree in the order of its key: the predictions about a topic lie together.

    A prediction that was taken back keeps its topics: lists as of a moment before that still find it by them.
    """

    __tablename__ = "prediction_topic"
    __table_args__ = ({"sqlite_with_rowid": False},)
    topic: str = Field(primary_key=True)
    prediction: str = Field(primary_key=True)


TABLES = (TopicRow,)


def project(tx: Transaction, recorded: RecordedEvent, views: Views) -> None:
    """Bring the table up to `recorded`."""
    event = recorded.event
    if not isinstance(event, PredictionEvent):
        return
    match event:
        case PredictionRecorded():
            for topic in event.topics:
                upsert(tx, TopicRow, {"topic": topic, "prediction": event.prediction})
        case (
            events.PredictionUndone()
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
            | events.EvidenceLinked()
            | events.EvidenceUnlinked()
            | PredictionRedacted()
        ):
            pass  # its topics stay
        case _:
            assert_never(event)


def list_topics(tx: Transaction, *, after: str, now: str, limit: int) -> list[Row]:
    """Topics behind the topic `after`, each with its number of public predictions and of those that have an outcome."""
    return tx.rows(
        f"""
        SELECT used.topic, count(*) AS predictions, count(prediction.outcome) AS with_outcome
        FROM prediction_topic AS used JOIN prediction ON prediction.id = used.prediction
        WHERE used.topic > :after AND prediction.state <> 'undone'
            AND {PUBLIC}
        GROUP BY used.topic ORDER BY used.topic LIMIT :limit""",  # noqa: S608 - our own condition
        {"after": after, "now": now, "limit": limit},
    )

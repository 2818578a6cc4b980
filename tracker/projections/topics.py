"""Which predictions are about a topic (async): the words in use, with how many predictions use them."""

from __future__ import annotations

from sqlmodel import Field

from tracker.domain.prediction.events import PredictionRecorded
from tracker.projections.table import ProjectionTable, upsert
from tracker.store.database import Row, Transaction
from tracker.store.log import RecordedEvent

VERSION = 1
CATEGORIES = ("prediction",)


class TopicRow(ProjectionTable, table=True):
    __tablename__ = "prediction_topic"
    topic: str = Field(primary_key=True)
    prediction: str = Field(primary_key=True)


TABLES = (TopicRow,)


def project(tx: Transaction, recorded: RecordedEvent) -> None:
    """Bring the table up to `recorded`."""
    event = recorded.event
    if isinstance(event, PredictionRecorded):
        for topic in event.topics:
            upsert(tx, TopicRow, {"topic": topic, "prediction": event.prediction})


def list_topics(tx: Transaction, *, after: str, now: str, limit: int) -> list[Row]:
    """Topics behind the topic `after`, each with its number of public predictions and of those that have an outcome."""
    return tx.rows(
        """
        SELECT used.topic, count(*) AS predictions, count(prediction.outcome) AS with_outcome
        FROM prediction_topic AS used JOIN prediction ON prediction.id = used.prediction
        WHERE used.topic > :after AND prediction.state <> 'undone'
            AND prediction.visibility = 'public' AND coalesce(prediction.visible_from, '') <= :now
        GROUP BY used.topic ORDER BY used.topic LIMIT :limit""",
        {"after": after, "now": now, "limit": limit},
    )

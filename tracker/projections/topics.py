"""Which predictions are about which topic (inline)."""

from __future__ import annotations

import msgspec
from sqlmodel import Field

from tracker.domain.event import RecordedEvent
from tracker.domain.prediction.events import PredictionRecorded, PredictionUndone
from tracker.projections.predictions import PUBLIC, find_prediction
from tracker.projections.table import ProjectionTable, upsert
from tracker.projections.views import Views
from tracker.store.databases.database import Row, Transaction

VERSION = 2
CATEGORIES = ("prediction",)


class TopicRow(ProjectionTable, table=True):
    """One tree in the order of its key: the predictions about a topic lie together."""

    __tablename__ = "prediction_topic"
    __table_args__ = ({"sqlite_with_rowid": False},)
    topic: str = Field(primary_key=True)
    prediction: str = Field(primary_key=True)


TABLES = (TopicRow,)


def project(tx: Transaction, recorded: RecordedEvent, views: Views) -> None:
    """Bring the table up to `recorded`."""
    match recorded.event:
        case PredictionRecorded() as event:
            for topic in event.topics:
                upsert(tx, TopicRow, {"topic": topic, "prediction": event.prediction})
        case PredictionUndone() as event:
            _drop(tx, event.prediction)
        case _:
            pass


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


def _drop(tx: Transaction, prediction: str) -> None:
    """Take a prediction out of the lists of its topics, which its row keeps."""
    row = find_prediction(tx, prediction)
    topics = msgspec.json.decode(row["topics"], type=list[str]) if row is not None else []
    tx.execute_many(
        "DELETE FROM prediction_topic WHERE topic = :topic AND prediction = :prediction",
        [{"topic": topic, "prediction": prediction} for topic in topics],
    )

"""Which predictions are about which topic, in every order in which lists are read (inline)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from tracker.domain.event import RecordedEvent
from tracker.domain.instants import instant_text
from tracker.domain.prediction.events import AntecedentMet, PredictionRecorded, PredictionUndone
from tracker.projections.predictions import ORDERED_BY, PUBLIC
from tracker.projections.table import ProjectionTable, upsert
from tracker.projections.views import Views
from tracker.store.databases.database import Row, Transaction

VERSION = 1
CATEGORIES = ("prediction",)


class TopicRow(ProjectionTable, table=True):
    """The instants are those of the prediction's own row."""

    __tablename__ = "prediction_topic"
    __table_args__ = tuple(
        Index(f"prediction_topic_{column}_index", "topic", column, "prediction") for column in ORDERED_BY
    )
    prediction: str = Field(primary_key=True)
    topic: str = Field(primary_key=True)
    recorded_at: str
    closes: str
    effective_at: str


TABLES = (TopicRow,)


def project(tx: Transaction, recorded: RecordedEvent, views: Views) -> None:
    """Bring the table up to `recorded`."""
    match recorded.event:
        case PredictionRecorded() as event:
            for topic in event.topics:
                upsert(tx, TopicRow, _row(event, recorded, topic))
        case AntecedentMet() as event:
            tx.execute(
                "UPDATE prediction_topic SET closes = :closes WHERE prediction = :prediction",
                {"closes": instant_text(event.closes), "prediction": event.prediction},
            )
        case PredictionUndone() as event:
            tx.execute(
                "DELETE FROM prediction_topic WHERE prediction = :prediction",
                {"prediction": event.prediction},
            )
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


def _row(event: PredictionRecorded, recorded: RecordedEvent, topic: str) -> dict[str, Any]:
    return {
        "prediction": event.prediction,
        "topic": topic,
        "recorded_at": instant_text(recorded.recorded_at),
        "closes": instant_text(event.closes),
        "effective_at": instant_text(recorded.effective_at),
    }

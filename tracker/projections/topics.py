"""Which predictions are about a topic (async): the words in use, with how many predictions use them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import Field

from tracker.domain.prediction.events import PredictionRecorded
from tracker.projections.predictions import READABLE
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


def list_topics(tx: Transaction, *, after: str, limit: int, reader: Mapping[str, Any]) -> list[Row]:
    """Topics behind `after` of predictions that `reader` may read, with their number and that of those with an outcome."""
    return tx.rows(
        f"""
        SELECT used.topic, count(*) AS predictions, count(prediction.outcome) AS with_outcome
        FROM prediction_topic AS used JOIN prediction ON prediction.id = used.prediction
        WHERE used.topic > :after AND prediction.state <> 'undone' AND {READABLE}
        GROUP BY used.topic ORDER BY used.topic LIMIT :limit""",  # noqa: S608 - our own SQL
        {"after": after, "limit": limit, **reader},
    )

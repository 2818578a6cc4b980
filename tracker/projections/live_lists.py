"""What news is made of: live predictions and what came of them, never imported ones, newest first (by the relay).

Each stands in the list of its author, of each of its topics, of both together and of everything, so that whatever is asked
for is read along one index, however much of it there is and however little else.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from sqlalchemy import Index
from sqlmodel import Field

from tracker.domain.event import RecordedEvent
from tracker.domain.instants import instant_text
from tracker.domain.prediction.events import (
    PredictionAnnulled,
    PredictionRecorded,
    PredictionReResolved,
    PredictionResolved,
    PredictionUndone,
)
from tracker.projections.prediction_lists import Condition
from tracker.projections.table import POSITION_END, ProjectionTable
from tracker.projections.views import Views
from tracker.store.databases.database import Row, Transaction

VERSION = 1
CATEGORIES = ("prediction",)

About = Literal["recorded", "outcome"]
ANY = ""
"""Stands for every author, or every topic."""


class NewsRow(ProjectionTable, table=True):
    """`recorded_at` is when the log came to hold what it is about: the prediction, or its present outcome."""

    __tablename__ = "news"
    __table_args__ = (
        Index("news_recorded_at_index", "about", "author", "topic", "recorded_at", "prediction"),
    )
    prediction: str = Field(primary_key=True)
    about: str = Field(primary_key=True)
    author: str = Field(primary_key=True)
    topic: str = Field(primary_key=True)
    recorded_at: str


TABLES = (NewsRow,)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """At most `limit` that were recorded up to `until` and are `readable`, of an author and on a topic where they are named."""

    readable: Condition
    author: str | None = None
    topic: str | None = None
    until: str
    limit: int


def project(tx: Transaction, recorded: RecordedEvent, views: Views) -> None:
    """Bring the table up to `recorded`."""
    match recorded.event:
        case PredictionRecorded() as event if recorded.import_id is None:
            _record(tx, event, recorded_at=instant_text(recorded.recorded_at))
        case PredictionResolved() | PredictionReResolved() | PredictionAnnulled() as event:
            _settle(tx, event.prediction, recorded_at=instant_text(recorded.recorded_at))
        case PredictionUndone() as event:
            tx.execute("DELETE FROM news WHERE prediction = :prediction", {"prediction": event.prediction})
        case _:
            pass


def newest_recorded(tx: Transaction, wanted: Wanted) -> list[Row]:
    """The predictions recorded last."""
    return _newest(tx, wanted, "recorded", "1 = 1")


def newest_outcomes(tx: Transaction, wanted: Wanted) -> list[Row]:
    """The predictions whose present outcome was recorded last, once it is scored where there is what to score."""
    return _newest(tx, wanted, "outcome", _SCORED)


def _newest(tx: Transaction, wanted: Wanted, about: About, holds: str) -> list[Row]:
    return tx.rows(
        f"""
        SELECT prediction.* FROM news CROSS JOIN prediction
        WHERE news.about = :about AND news.author = :author AND news.topic = :topic AND news.recorded_at <= :until
            AND prediction.id = news.prediction AND {wanted.readable.sql} AND {holds}
        ORDER BY news.recorded_at DESC, news.prediction DESC LIMIT :limit""",  # noqa: S608 - our own words
        {
            **wanted.readable.parameters,
            "about": about,
            "author": wanted.author or ANY,
            "topic": wanted.topic or ANY,
            "until": wanted.until,
            "limit": wanted.limit,
            "end": POSITION_END,
        },
    )


_SCORED = """(prediction.outcome = 'annulled'
    OR NOT EXISTS (SELECT 1 FROM forecast WHERE forecast.prediction = prediction.id
        AND forecast.undone_event IS NULL)
    OR EXISTS (
        SELECT 1 FROM scored
        WHERE scored.prediction = prediction.id AND scored.resolution_number = prediction.resolution_number
            AND scored.is_complete = 1 AND scored.position_to = :end))"""


def _record(tx: Transaction, event: PredictionRecorded, *, recorded_at: str) -> None:
    tx.execute_many(
        """
        INSERT INTO news (prediction, about, author, topic, recorded_at)
        VALUES (:prediction, 'recorded', :author, :topic, :recorded_at)
        ON CONFLICT (prediction, about, author, topic) DO NOTHING""",
        [
            {"prediction": event.prediction, "author": author, "topic": topic, "recorded_at": recorded_at}
            for author in {ANY, event.author or ANY}
            for topic in {ANY, *event.topics}
        ],
    )


def _settle(tx: Transaction, prediction: str, *, recorded_at: str) -> None:
    """Another outcome takes the place of the one before. What is no news itself has none that is."""
    tx.execute(
        """
        INSERT INTO news (prediction, about, author, topic, recorded_at)
        SELECT prediction, 'outcome', author, topic, :recorded_at FROM news
        WHERE prediction = :prediction AND about = 'recorded'
        ON CONFLICT (prediction, about, author, topic) DO UPDATE SET recorded_at = excluded.recorded_at""",
        {"prediction": prediction, "recorded_at": recorded_at},
    )

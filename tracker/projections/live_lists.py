"""What news is made of: live predictions and what came of them, never imported ones, newest first.

Predictions have the instant of their recording in their own row; that of their present outcome is kept here (by the relay).
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

import msgspec
from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from tracker.domain.event import RecordedEvent
from tracker.domain.instants import instant_from_text, microseconds_of
from tracker.domain.prediction import events
from tracker.domain.prediction.events import (
    PredictionAnnulled,
    PredictionEvent,
    PredictionReResolved,
    PredictionResolved,
    PredictionUndone,
)
from tracker.domain.redaction import PredictionRedacted
from tracker.projections.filtered import Along, read_along
from tracker.projections.prediction_lists import (
    Asked,
    Condition,
    filters_of,
    list_predictions,
    parameters_of,
)
from tracker.projections.table import POSITION_END, ProjectionTable
from tracker.projections.views import Views
from tracker.store.databases.database import Row, Transaction

VERSION = 2
CATEGORIES = ("prediction",)


class OutcomeNewsRow(ProjectionTable, table=True):
    """When the log came to hold a live prediction's present outcome, in microseconds since 1970."""

    __tablename__ = "news"
    __table_args__ = (
        Index("news_recorded_at_index", "recorded_at", "prediction"),
        {"sqlite_with_rowid": False},
    )
    prediction: str = Field(primary_key=True)
    recorded_at: int = Field(sa_type=BigInteger)


TABLES = (OutcomeNewsRow,)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """At most `limit` that were recorded up to `until` and are `readable`, of an author and on a topic where they are named."""

    readable: Condition
    author: str | None = None
    topic: str | None = None
    until: str
    limit: int


def project(tx: Transaction, recorded: RecordedEvent, views: Views) -> None:
    """Bring the table up to `recorded`."""
    event = recorded.event
    if not isinstance(event, PredictionEvent):
        return
    match event:
        case PredictionResolved() | PredictionReResolved() | PredictionAnnulled():
            _settle(tx, event.prediction, recorded_at=recorded.recorded_at)
        case PredictionUndone():
            tx.execute("DELETE FROM news WHERE prediction = :prediction", {"prediction": event.prediction})
        case (
            events.PredictionRecorded()
            | events.PredictionAmended()
            | events.PredictionWithdrawn()
            | events.PredictionOpenedUp()
            | events.AntecedentMet()
            | events.AntecedentUnmet()
            | events.OutcomeProposed()
            | events.ProposalDropped()
            | events.PredictionDisputed()
            | events.PredictionUpheld()
            | events.PredictionFinalized()
            | events.PredictionLapsed()
            | events.PredictionGraded()
            | events.EvidenceLinked()
            | events.EvidenceUnlinked()
            | PredictionRedacted()
        ):
            pass  # no outcome
        case _:
            assert_never(event)


def newest_recorded(tx: Transaction, wanted: Wanted) -> list[Row]:
    """The predictions recorded last."""
    until = Condition("prediction.recorded_at <= :until", {"until": wanted.until})
    return list_predictions(tx, _asked(wanted, until), after=None, limit=wanted.limit)


def newest_outcomes(tx: Transaction, wanted: Wanted) -> list[Row]:
    """The predictions whose present outcome was recorded last, once it is scored where there is what to score."""
    asked = _asked(wanted, _SCORED)
    until = microseconds_of(instant_from_text(wanted.until))
    return read_along(
        tx,
        _ALONG_OUTCOMES,
        filters_of(asked),
        ["news.recorded_at <= :until", *(one.sql for one in asked.conditions)],
        parameters_of(asked) | {"until": until, "limit": wanted.limit},
    )


def _asked(wanted: Wanted, *conditions: Condition) -> Asked:
    return Asked(
        equal={} if wanted.author is None else {"author": wanted.author},
        topics=() if wanted.topic is None else (wanted.topic,),
        conditions=(wanted.readable, _LIVE, *conditions),
    )


_ALONG_OUTCOMES = Along(
    table="news", key="news.prediction", column="news.recorded_at", index="news_recorded_at_index"
)
_LIVE = Condition("prediction.run IS NULL", {})
_SCORED = Condition(
    """(prediction.annulment IS NOT NULL
    OR NOT EXISTS (SELECT 1 FROM forecast WHERE forecast.prediction = prediction.id
        AND forecast.undone_event IS NULL)
    OR EXISTS (
        SELECT 1 FROM scored
        WHERE scored.prediction = prediction.id AND scored.resolution_number = prediction.resolution_number
            AND scored.is_complete = 1 AND scored.position_to = :end))""",
    {"end": POSITION_END},
)


def _settle(tx: Transaction, prediction: str, *, recorded_at: datetime) -> None:
    """Another outcome takes the place of the one before."""
    tx.execute(
        """
        INSERT INTO news (prediction, recorded_at)
        SELECT id, :recorded_at FROM prediction WHERE id = :prediction AND run IS NULL
        ON CONFLICT (prediction) DO UPDATE SET recorded_at = excluded.recorded_at""",
        {"prediction": prediction, "recorded_at": microseconds_of(recorded_at)},
    )

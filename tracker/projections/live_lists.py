"""What news is made of: live predictions, never imported ones, newest first (queries over the present rows)."""

from __future__ import annotations

import msgspec

from tracker.projections.prediction_lists import Condition
from tracker.projections.table import POSITION_END
from tracker.store.database import Row, Transaction


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """At most `limit` that were recorded up to `until` and are `readable`, of an author and on a topic where they are named."""

    readable: Condition
    author: str | None = None
    topic: str | None = None
    until: str
    limit: int


def newest_recorded(tx: Transaction, wanted: Wanted) -> list[Row]:
    """The predictions recorded last."""
    return tx.rows(
        f"""
        SELECT prediction.* FROM prediction
        WHERE {_live(wanted)} AND prediction.state <> 'undone' AND prediction.recorded_at <= :until
        ORDER BY prediction.recorded_at DESC, prediction.id DESC LIMIT :limit""",  # noqa: S608 - our own words
        _parameters(wanted),
    )


def newest_outcomes(tx: Transaction, wanted: Wanted) -> list[Row]:
    """The predictions whose present outcome was recorded last, once it is scored where there is what to score."""
    return tx.rows(
        f"""
        SELECT prediction.* FROM prediction JOIN event ON event.event_id = prediction.resolution_event
        WHERE {_live(wanted)} AND prediction.state IN ('resolved', 'annulled', 'disputed')
            AND event.recorded_at <= :until AND {_SCORED}
        ORDER BY event.recorded_at DESC, prediction.id DESC LIMIT :limit""",  # noqa: S608 - our own words
        {**_parameters(wanted), "end": POSITION_END},
    )


def _live(wanted: Wanted) -> str:
    conditions = ["prediction.run IS NULL", wanted.readable.sql]
    conditions += ["prediction.author = :author"] * (wanted.author is not None)
    conditions += [_ON_TOPIC] * (wanted.topic is not None)
    return " AND ".join(conditions)


def _parameters(wanted: Wanted) -> dict[str, object]:
    named = {name: getattr(wanted, name) for name in ("author", "topic", "until", "limit")}
    return {**wanted.readable.parameters, **named}


_ON_TOPIC = """EXISTS (
    SELECT 1 FROM prediction_topic AS about
    WHERE about.prediction = prediction.id AND about.topic = :topic)"""

_SCORED = """(prediction.outcome = 'annulled'
    OR NOT EXISTS (SELECT 1 FROM forecast WHERE forecast.prediction = prediction.id)
    OR EXISTS (
        SELECT 1 FROM scored
        WHERE scored.prediction = prediction.id AND scored.resolution_number = prediction.resolution_number
            AND scored.is_complete = 1 AND scored.position_to = :end))"""

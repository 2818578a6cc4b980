"""Scores, one wide row per (prediction, forecaster) and scoring, over positions and effective instants (async).

The rows of a scoring count once its last chunk is there; then they supersede those of the scoring before.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Index
from sqlmodel import Field

from tracker.domain.event import RecordedEvent
from tracker.domain.instants import instant_text
from tracker.domain.prediction.outcomes import outcome_text
from tracker.domain.score import PredictionScored, ScoreEvent, ScoreRow
from tracker.projections.as_of import Moment
from tracker.projections.forecasts import SERIES
from tracker.projections.prediction_history import fenced, stood_at
from tracker.projections.table import POSITION_END, ProjectionTable, ranges_from, upsert
from tracker.projections.views import Views
from tracker.store.databases.database import Row, Transaction, places
from tracker.store.fact_table import Position

VERSION = 3
CATEGORIES = ("score",)

COLUMNS = (
    "p_first",
    "p_last",
    "brier_first",
    "brier_last",
    "brier_time_weighted",
    "brier_mean_update",
    "log_first",
    "log_last",
    "log_first_unclipped",
    "log_last_unclipped",
    "brier_daily",
)
"""The values that have a column of their own; every value stands in `numbers` too."""


class ScoredRow(ProjectionTable, table=True):
    """`is_complete` turns 1 with the last chunk; `marks` and `clipped` are `|`-fenced words.

    first_at, last_at: from when the first and the last number that it used counted.
    """

    __tablename__ = "scored"
    __table_args__ = (
        Index("scored_prediction_index", "prediction", "forecaster"),
        Index("scored_range_index", "known_from", "known_to"),
    )
    prediction: str = Field(primary_key=True)
    forecaster: str = Field(primary_key=True)
    series: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    event_id: str
    resolution_number: int
    inputs_digest: str
    outcome: str
    known_at: str
    is_complete: int
    p_first: float | None = None
    p_last: float | None = None
    brier_first: float | None = None
    brier_last: float | None = None
    brier_time_weighted: float | None = None
    brier_mean_update: float | None = None
    log_first: float | None = None
    log_last: float | None = None
    log_first_unclipped: float | None = None
    log_last_unclipped: float | None = None
    brier_daily: float | None = None
    coverage: float | None = None
    first_at: str | None = None
    last_at: str | None = None
    updates: int
    late: int
    marks: str
    clipped: str
    infinite: str
    numbers: str
    ranges: str
    inputs: str
    known_from: str
    known_to: str
    position_from: int = Field(sa_type=Position)
    position_to: int = Field(sa_type=Position)


TABLES = (ScoredRow,)


def project(tx: Transaction, recorded: RecordedEvent, views: Views) -> None:
    """Add the rows of a chunk; with the last chunk, let the scoring take the place of the one before."""
    event = recorded.event
    if not isinstance(event, ScoreEvent):
        return
    counted_from = _counted_from(tx, event)
    for row in event.rows:
        instants = [counted_from[one] for one in row.inputs if one in counted_from]
        ends = {"first_at": min(instants, default=None), "last_at": max(instants, default=None)}
        upsert(tx, ScoredRow, _row(event, row, recorded) | ends)
    if event.chunk == event.chunks:
        _supersede(tx, event, recorded)


def scores_of(tx: Transaction, prediction: str) -> list[Row]:
    """Every complete scoring of a prediction, superseded ones included, oldest first."""
    return tx.rows(
        """
        SELECT scored.*, known.name, known.external_id, known.merged_at FROM scored
        LEFT JOIN forecaster_history AS known ON known.forecaster = scored.forecaster AND known.position_to = :end
        WHERE prediction = :prediction AND is_complete = 1
        ORDER BY position_from, scored.forecaster, scored.series""",
        {"prediction": prediction, "end": POSITION_END},
    )


def list_scores(
    tx: Transaction, *, forecaster: str | None, source: str | None, after: str, limit: int
) -> list[Row]:
    """The scores of present outcomes behind the key `after`, by prediction, forecaster and series.

    forecaster: only of this one, as recorded. source: only of predictions of this import.
    """
    prediction, name, series = after.split(" ") if after else ["", "", ""]
    return tx.rows(
        """
        SELECT scored.*, scored.prediction || ' ' || scored.forecaster || ' ' || scored.series AS id,
            known.name, known.external_id, known.merged_at
        FROM scored
        JOIN prediction ON prediction.id = scored.prediction
            AND prediction.resolution_number = scored.resolution_number AND prediction.state <> 'undone'
        LEFT JOIN forecaster_history AS known ON known.forecaster = scored.forecaster AND known.position_to = :end
        WHERE scored.is_complete = 1 AND scored.position_to = :end
            AND (scored.prediction, scored.forecaster, scored.series) > (:prediction, :name, :series)
            AND (CAST(:forecaster AS TEXT) IS NULL OR scored.forecaster = :forecaster)
            AND (CAST(:source AS TEXT) IS NULL OR prediction.source = :source)
        ORDER BY scored.prediction, scored.forecaster, scored.series LIMIT :limit""",
        {
            "end": POSITION_END,
            "prediction": prediction,
            "name": name,
            "series": series,
            "forecaster": forecaster,
            "source": source,
            "limit": limit,
        },
    )


def scores_in_force(tx: Transaction, predictions: Iterable[str]) -> list[Row]:
    """The complete scoring of each prediction that no later one has superseded, with the instant of its event."""
    bracket, parameters = places("id", predictions)
    return tx.rows(
        f"""
        SELECT scored.*, event.recorded_at FROM scored JOIN event ON event.event_id = scored.event_id
        WHERE prediction IN {bracket} AND is_complete = 1 AND position_to = :end
        ORDER BY prediction, forecaster, series""",  # noqa: S608 - our own names
        {**parameters, "end": POSITION_END},
    )


def pairs_at(
    tx: Transaction,
    *,
    moment: Moment,
    names: Iterable[str] | None,
    topic: str | None,
    essay: str | None,
    source: str | None = None,
) -> list[Row]:
    """One row per (prediction, forecaster as recorded, series) with a forecast stated by the moment, and its scores then.

    names: the forecasters to read, None for all. `stated` forecasts, of them `numbered` with a number, of those
    `in_force` before the outcome was known (as was known then); `imported`, `retrospective`: how many of the stated ones
    are. The scores are those of the outcome in force at the moment, else NULL. After a condition was met, forecasts are
    late.
    """
    bracket, parameters = places("name", names or ())
    return tx.rows(
        _pairs(moment, "" if names is None else f"AND {{table}}.forecaster IN {bracket}"),
        {**moment.parameters, **parameters, "topic": fenced(topic), "essay": essay, "source": source},
    )


def _pairs(moment: Moment, by: str) -> str:
    """The query. Only forecasts of pairs without a score are counted one by one (18,039 take 16 ms).

    `late` of a score also counts those stated after the moment, so a score with any is not believed either; one that
    used no forecast (a hedge alone) does not say how many there are.
    """
    return f"""
WITH stood AS MATERIALIZED (
    SELECT prediction, judged_as, resolution_number,
        CASE WHEN met_at < known_at THEN met_at ELSE known_at END AS known_at
    FROM prediction_history WHERE {stood_at(moment)}
),
said AS NOT MATERIALIZED (
    SELECT forecast.*, {SERIES} AS series FROM forecast
),
counting AS MATERIALIZED (
    SELECT scored.prediction, scored.forecaster, scored.series, scored.version, scored.updates, scored.late
    FROM stood JOIN scored ON scored.prediction = stood.prediction
        AND scored.resolution_number = stood.resolution_number AND scored.is_complete = 1
        AND {moment.holds("scored")}
    WHERE 1 = 1 {by.format(table="scored")}
),
uncounted AS MATERIALIZED (
    SELECT said.prediction, said.forecaster, said.series
    FROM stood JOIN said ON said.prediction = stood.prediction
    WHERE 1 = 1 {by.format(table="said")}
    EXCEPT SELECT prediction, forecaster, series FROM counting WHERE late = 0 AND updates > 0
),
pair AS (
    SELECT prediction, forecaster, series, updates AS stated, updates AS numbered, updates AS in_force,
        NULL AS imported, NULL AS retrospective
    FROM counting WHERE late = 0 AND updates > 0
    UNION ALL
    SELECT uncounted.prediction, uncounted.forecaster, uncounted.series, count(*),
        count(*) FILTER (WHERE said.p IS NOT NULL OR said.numbers IS NOT NULL),
        count(*) FILTER (WHERE (stood.known_at IS NULL OR said.stands_at < stood.known_at)
            AND (said.p IS NOT NULL OR said.numbers IS NOT NULL)),
        count(*) FILTER (WHERE said.run IS NOT NULL AND said.recorded_at >= stood.known_at),
        count(*) FILTER (WHERE said.run IS NULL AND said.recorded_at >= stood.known_at)
    FROM uncounted
    JOIN stood ON stood.prediction = uncounted.prediction
    JOIN said ON said.prediction = uncounted.prediction AND said.forecaster = uncounted.forecaster
        AND said.series = uncounted.series
    WHERE {moment.is_said("said")}
    GROUP BY uncounted.prediction, uncounted.forecaster, uncounted.series
)
SELECT pair.*, stood.judged_as, scored.coverage, scored.outcome, scored.updates, scored.marks,
    scored.first_at, scored.last_at, stood.known_at, scored.clipped, CASE WHEN stood.judged_as <> 'binary' THEN scored.numbers END AS numbers, {", ".join(f"scored.{column}" for column in COLUMNS)}
FROM pair
JOIN stood ON stood.prediction = pair.prediction
LEFT JOIN counting ON counting.prediction = pair.prediction AND counting.forecaster = pair.forecaster
    AND counting.series = pair.series
LEFT JOIN scored ON scored.prediction = counting.prediction AND scored.forecaster = counting.forecaster
    AND scored.series = counting.series AND scored.version = counting.version
ORDER BY pair.prediction, pair.forecaster, pair.series"""  # noqa: S608 - our own condition and columns


def _counted_from(tx: Transaction, event: PredictionScored) -> dict[str, str]:
    """From when each forecast counted, by event id.

    What an import claims was said earlier counts from when it was recorded, unless the outcome was known by then.
    """
    known, names = instant_text(event.known_at), [row.forecaster for row in event.rows]
    rows = tx.rows(
        """
        SELECT event_id, stands_at, recorded_at, run FROM forecast
        WHERE prediction = :prediction AND forecaster BETWEEN :first AND :last""",
        {"prediction": event.prediction, "first": min(names, default=""), "last": max(names, default="")},
    )
    return {
        row["event_id"]: row["recorded_at"]
        if row["run"] is not None and row["recorded_at"] < known
        else row["stands_at"]
        for row in rows
    }


def _row(event: PredictionScored, row: ScoreRow, recorded: RecordedEvent) -> dict[str, Any]:
    return {
        "prediction": event.prediction,
        "forecaster": row.forecaster,
        "series": "assigned" if row.is_assigned or "assigned" in row.marks else "own",  # once a mark alone
        "version": recorded.version,
        "event_id": recorded.event_id,
        "resolution_number": event.resolution_number,
        "inputs_digest": event.inputs_digest,
        "outcome": outcome_text(event.outcome),
        "known_at": instant_text(event.known_at),
        "is_complete": 0,
        **{column: row.values.get(column) for column in COLUMNS},
        "coverage": row.coverage,
        "updates": row.updates,
        "late": row.late,
        "marks": _fenced(row.marks),
        "clipped": _fenced(row.clipped),
        "infinite": _fenced(row.infinite),
        "numbers": msgspec.json.encode(row.values, order="deterministic").decode(),
        "ranges": msgspec.json.encode(row.ranges, order="deterministic").decode(),
        "inputs": msgspec.json.encode(row.inputs).decode(),
        **ranges_from(recorded),
    }


def _supersede(tx: Transaction, event: PredictionScored, recorded: RecordedEvent) -> None:
    instant, position = instant_text(recorded.effective_at), recorded.position
    tx.execute(
        """
        UPDATE scored SET known_to = :instant, position_to = :position
        WHERE prediction = :prediction AND is_complete = 1 AND position_to = :end""",
        {"instant": instant, "position": position, "prediction": event.prediction, "end": POSITION_END},
    )
    tx.execute(
        """
        UPDATE scored SET is_complete = 1, known_from = :instant, position_from = :position
        WHERE prediction = :prediction AND is_complete = 0 AND inputs_digest = :inputs_digest""",
        {
            "instant": instant,
            "position": position,
            "prediction": event.prediction,
            "inputs_digest": event.inputs_digest,
        },
    )


def _fenced(words: tuple[str, ...]) -> str:
    return "".join(f"|{word}|" for word in words)

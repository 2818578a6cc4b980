"""How predictions were at each moment, over two ranges: log positions and effective instants (async).

`as_of` an instant finds the row whose effective range holds it: what was known then. A later event at the same instant
leaves an empty range behind and so wins. No row is deleted: what was undone has a row of its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import Index
from sqlmodel import Field

from tracker.domain.event import RecordedEvent
from tracker.domain.ids import stream_of
from tracker.domain.instants import instant_text
from tracker.domain.prediction.state import Prediction
from tracker.domain.prediction.view import prediction_after, row_of
from tracker.domain.view import View, view_of
from tracker.projections.as_of import Moment
from tracker.projections.predictions import PredictionRow
from tracker.projections.table import POSITION_END, ProjectionTable, ranges_from, table_of, upsert
from tracker.projections.views import Views
from tracker.store.databases.database import Row, Transaction, places
from tracker.store.fact_table import Position
from tracker.store.log.history import rows_until
from tracker.store.log.log import recorded

VERSION = 5
CATEGORIES = ("prediction",)


class PredictionHistoryRow(ProjectionTable, table=True):
    """`state` is open, dormant, proposed, resolved, annulled, disputed or undone. No row is ever deleted.

    What follows from the clock (due, lapsed) is computed by the report. `closes` is the deadline as it stood then.
    """

    __tablename__ = "prediction_history"
    __table_args__ = (Index("standing_range_index", "known_from", "known_to"),)
    prediction: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    state: str
    kind: str
    judged_as: str | None = None
    recorded_by: str
    visibility: str
    visible_from: str | None = None
    statement: str
    author: str | None = None
    essay: str | None = None
    topics: str
    opens: str
    closes: str
    timezone: str
    recorded_from: str
    source: str | None = None
    external_id: str | None = None
    run: str | None = None
    amendments: int
    withdrawn_reason: str | None = None
    resolution_number: int
    outcome: str | None = None
    annulment: str | None = None
    met_at: str | None = None
    known_at: str | None = None
    resolved_at: str | None = None
    is_final: int
    judged_by: str | None = None
    known_from: str
    known_to: str
    position_from: int = Field(sa_type=Position)
    position_to: int = Field(sa_type=Position)


TABLES = (PredictionHistoryRow,)


def project(tx: Transaction, recorded: RecordedEvent, views: Views) -> None:
    """End the range of the row that held until `recorded`, and begin that of the row that holds from it."""
    view = views.after(tx, recorded)
    if view.state.recorded is None:
        return
    row = _row(view, recorded)
    open_row = _open_row(tx, row["prediction"])
    if open_row is not None:
        if all(open_row[column] == row[column] for column in _KEPT):
            return  # nothing that a report reads has changed
        _end(tx, open_row, recorded)
    upsert(tx, PredictionHistoryRow, row)


def stood_at(moment: Moment) -> str:
    """Which rows of `prediction_history` hold the moment, of which topic (fenced) and essay; named parameters, NULL: all."""
    return f"""
    {moment.holds("prediction_history")} AND prediction_history.state <> 'undone'
    AND (CAST(:topic AS TEXT) IS NULL OR replace(prediction_history.topics, :topic, '') <> prediction_history.topics)
    AND (CAST(:essay AS TEXT) IS NULL OR prediction_history.essay = :essay)
    AND (CAST(:source AS TEXT) IS NULL OR prediction_history.source = :source)"""


def history_at(
    tx: Transaction,
    *,
    moment: Moment,
    names: Iterable[str] | None,
    topic: str | None,
    essay: str | None,
    source: str | None = None,
) -> list[Row]:
    """One row per prediction recorded by the moment, as it was then, in the order of ids.

    names: None for all, else the forecasters whose predictions are read: those that one of them had forecast by then,
    and those that are its own: recorded as their author, or taken from its essay where no author was named. An imported
    essay names its author by an id of that import.
    """
    bracket, parameters = places("name", names or ())
    its_own = f"""
        AND (coalesce(prediction_history.author, essay.author, writer.id) IN {bracket} OR EXISTS (
            SELECT 1 FROM forecast
            WHERE forecast.prediction = prediction_history.prediction
                AND forecast.forecaster IN {bracket} AND {moment.is_said("forecast")}))"""  # noqa: S608 - our own condition
    return tx.rows(
        f"""
        SELECT prediction_history.*, prediction.unit, claim.stance, essay.title AS essay_title, essay.url AS essay_url,
            essay.external_id AS essay_external_id
        FROM prediction_history
        LEFT JOIN essay ON essay.id = prediction_history.essay
        LEFT JOIN forecaster AS writer ON writer.source = essay.source AND writer.external_id = essay.byline
        LEFT JOIN prediction ON prediction.id = prediction_history.prediction
        LEFT JOIN claim ON claim.id = prediction.claim
        WHERE {stood_at(moment)} {"" if names is None else its_own}
        ORDER BY prediction_history.prediction""",  # noqa: S608 - our own condition
        {**moment.parameters, **parameters, "topic": fenced(topic), "essay": essay, "source": source},
    )


def undone_at(tx: Transaction, moment: Moment, names: Iterable[str] | None) -> tuple[int, int]:
    """How many predictions and how many forecasts had been taken back by the moment.

    names: of these authors and forecasters; None for all.
    """
    bracket, parameters = places("name", names or ())
    by_author, by_forecaster = (
        ("", "") if names is None else (f"AND author IN {bracket}", f"AND forecaster IN {bracket}")
    )
    predictions = tx.value(
        f"SELECT count(*) FROM prediction_history WHERE {moment.holds('prediction_history')} AND state = 'undone' {by_author}",  # noqa: S608 - our own condition
        {**moment.parameters, **parameters},
    )
    when = (
        "(SELECT position FROM log WHERE log.event_id = forecast.undone_event) <= :position"
        if moment.is_position
        else "forecast.undone_at <= :as_of"
    )
    forecasts = tx.value(
        f"SELECT count(*) FROM forecast WHERE undone_event IS NOT NULL AND {when} {by_forecaster}",  # noqa: S608 - our own condition
        {**moment.parameters, **parameters},
    )
    return int(predictions), int(forecasts)


def rows_as_of(tx: Transaction, predictions: Iterable[str], moment: Moment) -> dict[str, dict[str, Any]]:
    """The rows of `predictions` at the moment, by id; without those whose first event cannot be read any more."""
    rows = rows_until(
        tx,
        (stream_of("prediction", one) for one in predictions),
        position=moment.position,
        effective_by=None if moment.is_position else moment.at,
    )
    streams = (events for _, events in groupby(rows, lambda row: row["stream"]))
    views = (view_of(map(recorded, events), prediction_after) for events in streams)
    then = [row_of(view) for view in views if view is not None and view.state.recorded is not None]
    return {row["id"]: row for row in then}


def find_essays(tx: Transaction, words: str) -> list[Row]:
    """The essays that `words` can mean: by id, or by the id an import gave them, which several sources may share."""
    return tx.rows(
        "SELECT * FROM essay WHERE id = :words OR external_id = :words ORDER BY id", {"words": words}
    )


def fenced(topic: str | None) -> str | None:
    """A topic as `topics` holds it, so that `war` does not find `cold-war`."""
    return None if topic is None else f"|{topic}|"


def _row(view: View[Prediction], recorded: RecordedEvent) -> dict[str, Any]:
    present = row_of(view)
    return {
        "prediction": present["id"],
        "version": recorded.version,
        **{column: present[column] for column in _SHARED},
        "topics": "".join(f"|{topic}|" for topic in msgspec.json.decode(present["topics"])),
        "recorded_from": present["effective_at"],
        **ranges_from(recorded),
    }


def _open_row(tx: Transaction, prediction: str) -> Row | None:
    return tx.row(
        "SELECT * FROM prediction_history WHERE prediction = :prediction AND position_to = :end",
        {"prediction": prediction, "end": POSITION_END},
    )


def _end(tx: Transaction, row: Row, recorded: RecordedEvent) -> None:
    tx.execute(
        """
        UPDATE prediction_history SET known_to = :known_to, position_to = :position
        WHERE prediction = :prediction AND version = :version""",
        {
            "known_to": instant_text(recorded.effective_at),
            "position": recorded.position,
            "prediction": row["prediction"],
            "version": row["version"],
        },
    )


_SHARED = tuple(
    column.name
    for column in table_of(PredictionHistoryRow).columns
    if column.name in PredictionRow.model_fields and column.name not in {"version", "topics"}
)
_KEPT = (*_SHARED, "topics")

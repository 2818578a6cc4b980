"""Every forecast stated, as scoring reads them (inline)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, assert_never

import msgspec
from sqlalchemy import Index
from sqlmodel import Field

from tracker.domain.errors import NotFound
from tracker.domain.event import RecordedEvent
from tracker.domain.forecast import ForecastEvent, ForecastStated, ForecastUndone
from tracker.domain.instants import instant_text
from tracker.domain.redaction import ForecastRedacted
from tracker.projections.as_of import Moment
from tracker.projections.forecasters import NAMES_OF
from tracker.projections.predictions import PUBLIC
from tracker.projections.table import ProjectionTable, upsert
from tracker.projections.views import Views
from tracker.store.databases.database import Row, Transaction, places
from tracker.store.fact_table import Position

VERSION = 4
CATEGORIES = ("forecast",)


class ForecastRow(ProjectionTable, table=True):
    """`stands_at` decides what was in force: the effective instant of a live forecast, the stated one of an import.

    `numbers` is the JSON of a distribution: of `probabilities`, `quantiles` or `cdf`, as stated. A forecast that was taken
    back keeps its row, with the event that took it back and its effective instant: a look back still finds it.
    """

    __tablename__ = "forecast"
    __table_args__ = (
        Index("forecast_prediction_index", "prediction", "forecaster", "stands_at"),
        Index("forecast_forecaster_index", "forecaster", "prediction"),
    )
    id: str = Field(primary_key=True)
    event_id: str
    prediction: str
    forecaster: str
    version: int
    recorded_by: str
    p: float | None = None
    term: str | None = None
    scale: str | None = None
    low: float | None = None
    high: float | None = None
    numbers: str | None = None
    as_said: str | None = None
    probability_source: str
    stands_at: str
    effective_at: str
    recorded_at: str
    seq: int | None = Field(default=None, sa_type=Position)
    run: str | None = None
    note: str | None = None
    undone_event: str | None = None
    undone_at: str | None = None


TABLES = (ForecastRow,)


def project(tx: Transaction, recorded: RecordedEvent, views: Views) -> None:
    """Bring the table up to `recorded`."""
    event = recorded.event
    if not isinstance(event, ForecastEvent):
        return
    match event:
        case ForecastStated():
            upsert(tx, ForecastRow, row_of(event, recorded))
        case ForecastUndone():
            at = instant_text(recorded.effective_at)
            tx.execute(
                "UPDATE forecast SET undone_event = :event_id, undone_at = :at WHERE id = :id",
                {"id": event.forecast, "event_id": recorded.event_id, "at": at},
            )
        case ForecastRedacted():
            pass  # the redacted event says what remains
        case _:
            assert_never(event)


def row_of(event: ForecastStated, recorded: RecordedEvent) -> dict[str, Any]:
    """The row of a forecast, as it is stated."""
    distribution = event.probabilities or event.quantiles or event.cdf
    stands_at = event.made_at if recorded.import_id else recorded.effective_at
    return {
        "id": event.forecast,
        "event_id": recorded.event_id,
        "prediction": event.prediction,
        "forecaster": event.forecaster,
        "version": recorded.version,
        "recorded_by": recorded.recorded_by,
        "p": event.p,
        "term": event.term,
        "scale": event.scale,
        "low": event.low,
        "high": event.high,
        "numbers": None if distribution is None else msgspec.json.encode(distribution).decode(),
        "as_said": event.as_said,
        "probability_source": event.probability_source,
        "stands_at": instant_text(stands_at),
        "effective_at": instant_text(recorded.effective_at),
        "recorded_at": instant_text(recorded.recorded_at),
        "seq": event.seq,
        "run": recorded.import_id,
        "note": event.note,
    }


def find_forecast(tx: Transaction, forecast: str) -> Row:
    """The forecast of that id. Raises `NotFound`."""
    row = current_forecast(tx, forecast)
    if row is None:
        raise NotFound(f"there is no forecast {forecast}")
    return row


def current_forecast(tx: Transaction, forecast: str) -> Row | None:
    """The same, or None where there is none or it was taken back."""
    return tx.row("SELECT * FROM forecast WHERE id = :id AND undone_event IS NULL", {"id": forecast})


SERIES = "CASE WHEN forecast.probability_source = 'analyst_imputed' THEN 'assigned' ELSE 'own' END"
"""The series of a forecast, in SQL."""


def series_on(tx: Transaction, prediction: str) -> list[Row]:
    """The same as `forecasts_on`, series by series: each forecaster's own numbers, and those assigned to it.

    canonical_forecaster: whose record they count in since mergers.
    """
    return series_on_each(tx, [prediction])


def series_on_each(tx: Transaction, predictions: Iterable[str]) -> list[Row]:
    """The same for several predictions at once."""
    bracket, parameters = places("id", predictions)
    return tx.rows(
        f"""
        SELECT forecast.*, {SERIES} AS series,
            coalesce(forecaster.merged_into, forecast.forecaster) AS canonical_forecaster
        FROM forecast LEFT JOIN forecaster ON forecaster.id = forecast.forecaster
        WHERE forecast.prediction IN {bracket} AND forecast.undone_event IS NULL
        ORDER BY forecast.forecaster, series, stands_at, coalesce(seq, version), version, forecast.id""",  # noqa: S608 - our own names
        parameters,
    )


def words_of(tx: Transaction, forecaster: str, *, now: str) -> list[Row]:
    """The words of scales that a forecaster has used on public yes/no predictions, and how often it happened then.

    Of each prediction the last word counts; `stated` predictions, `settled` of them, `happened` of those.
    """
    return tx.rows(
        f"""
        SELECT said.scale, said.term, min(said.low) AS low, min(said.high) AS high, count(*) AS stated,
            count(CASE WHEN prediction.outcome IN ('yes', 'no') THEN 1 END) AS settled,
            count(CASE WHEN prediction.outcome = 'yes' THEN 1 END) AS happened
        FROM forecast AS said JOIN prediction ON prediction.id = said.prediction
        WHERE said.term IS NOT NULL AND said.undone_event IS NULL AND prediction.judged_as = 'binary' AND prediction.state <> 'undone'
            AND {PUBLIC}
            AND said.forecaster IN {NAMES_OF}
            AND NOT EXISTS (
                SELECT 1 FROM forecast AS later
                WHERE later.prediction = said.prediction AND later.undone_event IS NULL AND later.forecaster IN {NAMES_OF}
                    AND (later.stands_at, coalesce(later.seq, later.version), later.version, later.id)
                        > (said.stands_at, coalesce(said.seq, said.version), said.version, said.id))
        GROUP BY said.scale, said.term ORDER BY said.scale, min(said.low) IS NULL, min(said.low), said.term""",  # noqa: S608 - our own words
        {"forecaster": forecaster, "now": now},
    )


def with_mixed_series(tx: Transaction) -> list[Row]:
    """The settled predictions whose series earlier versions scored as one, each with the import that owns it.

    Somebody spoke under a name that was merged, or was assigned a number beside its own.
    """
    return tx.rows(
        """
        SELECT DISTINCT prediction.id, prediction.run FROM forecast
        JOIN prediction ON prediction.id = forecast.prediction AND prediction.resolution_number > 0
        JOIN forecaster ON forecaster.id = forecast.forecaster
        WHERE forecast.undone_event IS NULL AND (
            forecaster.mergers > 0 OR (forecast.probability_source = 'analyst_imputed' AND EXISTS (
                SELECT 1 FROM forecast AS own
                WHERE own.prediction = forecast.prediction AND own.forecaster = forecast.forecaster
                    AND own.probability_source <> 'analyst_imputed' AND own.undone_event IS NULL)))
        ORDER BY prediction.id"""
    )


def forecasts_on(tx: Transaction, prediction: str) -> list[Row]:
    """All forecasts on a prediction, forecaster by forecaster, each series in the order in which it came into force."""
    return tx.rows(
        """
        SELECT * FROM forecast WHERE prediction = :prediction AND undone_event IS NULL
        ORDER BY forecaster, stands_at, coalesce(seq, version), version""",
        {"prediction": prediction},
    )


def authors_forecasts(
    tx: Transaction, predictions: Iterable[str], *, moment: Moment | None = None
) -> dict[str, Row]:
    """The present forecast of each prediction's own author, by prediction; with `moment` the one that stood then.

    Where nobody is named as the author, that of the only forecaster. The author's own numbers come before assigned ones.
    """
    bracket, parameters = places("id", predictions)
    rows = tx.rows(
        f"""
        SELECT * FROM (
            SELECT forecast.*, row_number() OVER (
                PARTITION BY forecast.prediction
                ORDER BY {SERIES} DESC, stands_at DESC, coalesce(seq, forecast.version) DESC, forecast.version DESC
            ) AS place
            FROM prediction
            JOIN forecast ON forecast.prediction = prediction.id
                AND (forecast.forecaster = prediction.author OR (prediction.author IS NULL AND NOT EXISTS (
                    SELECT 1 FROM forecast AS other
                    WHERE other.prediction = forecast.prediction AND other.forecaster <> forecast.forecaster
                        AND other.undone_event IS NULL)))
            WHERE prediction.id IN {bracket} AND {_recorded_by(moment)}
        ) AS stated WHERE place = 1""",  # noqa: S608 - our own names
        parameters | (moment.parameters if moment else {}),
    )
    return {row["prediction"]: row for row in rows}


def _recorded_by(moment: Moment | None) -> str:
    if moment is None:
        return "forecast.undone_event IS NULL"
    return moment.is_said("forecast")


def first_and_last(tx: Transaction, prediction: str, forecaster: str) -> tuple[Row, Row] | None:
    """A forecaster's first and present forecast on a prediction, or None where there is none."""
    rows = tx.rows(
        """
        SELECT * FROM forecast
        WHERE prediction = :prediction AND forecaster = :forecaster AND undone_event IS NULL
        ORDER BY stands_at, coalesce(seq, version), version""",
        {"prediction": prediction, "forecaster": forecaster},
    )
    return (rows[0], rows[-1]) if rows else None

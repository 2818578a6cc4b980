"""Every forecast stated, as scoring reads them (inline)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Index
from sqlmodel import Field

from tracker.domain.errors import NotFound
from tracker.domain.forecast import ForecastStated, ForecastUndone
from tracker.domain.instants import instant_text
from tracker.projections.table import ProjectionTable, upsert
from tracker.store.database import Row, Transaction
from tracker.store.log import RecordedEvent
from tracker.store.tables import Position

VERSION = 3
CATEGORIES = ("forecast",)


class ForecastRow(ProjectionTable, table=True):
    """`stands_at` decides what was in force: the effective instant of a live forecast, the stated one of an import.

    `numbers` is the JSON of a distribution: of `probabilities`, `quantiles` or `cdf`, whichever was stated.
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


TABLES = (ForecastRow,)


def project(tx: Transaction, recorded: RecordedEvent) -> None:
    """Bring the table up to `recorded`."""
    event = recorded.event
    if isinstance(event, ForecastUndone):
        tx.execute("DELETE FROM forecast WHERE id = :id", {"id": event.forecast})
    if isinstance(event, ForecastStated):
        upsert(tx, ForecastRow, _row(event, recorded))


def _row(event: ForecastStated, recorded: RecordedEvent) -> dict[str, Any]:
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
    row = tx.row("SELECT * FROM forecast WHERE id = :id", {"id": forecast})
    if row is None:
        raise NotFound(f"there is no forecast {forecast}")
    return row


def series_on(tx: Transaction, prediction: str) -> list[Row]:
    """The same as `forecasts_on`, each under the forecaster whose word it is: names that were merged are one series.

    `stated_by` is the name it was said under, `mergers` how often it changed whose that name is.
    """
    return tx.rows(
        """
        SELECT forecast.*, forecast.forecaster AS stated_by,
            coalesce(forecaster.merged_into, forecast.forecaster) AS speaker,
            coalesce(forecaster.mergers, 0) AS mergers
        FROM forecast LEFT JOIN forecaster ON forecaster.id = forecast.forecaster
        WHERE forecast.prediction = :prediction
        ORDER BY speaker, stands_at, coalesce(seq, version), version, forecast.id""",
        {"prediction": prediction},
    )


def settled_with_forecasts_by(tx: Transaction, forecasters: Sequence[str]) -> list[Row]:
    """The settled predictions on which any of the forecasters has said something, each with the import that owns it."""
    found = {
        row["id"]: row
        for one in forecasters
        for row in tx.rows(
            """
            SELECT DISTINCT prediction.id, prediction.run FROM forecast
            JOIN prediction ON prediction.id = forecast.prediction
            WHERE forecast.forecaster = :forecaster AND prediction.resolution_number > 0""",
            {"forecaster": one},
        )
    }
    return [found[prediction] for prediction in sorted(found)]


def forecasts_on(tx: Transaction, prediction: str) -> list[Row]:
    """All forecasts on a prediction, forecaster by forecaster, each series in the order in which it came into force."""
    return tx.rows(
        """
        SELECT * FROM forecast WHERE prediction = :prediction
        ORDER BY forecaster, stands_at, coalesce(seq, version), version""",
        {"prediction": prediction},
    )


def first_and_last(tx: Transaction, prediction: str, forecaster: str) -> tuple[Row, Row] | None:
    """A forecaster's first and present forecast on a prediction, or None where there is none."""
    rows = tx.rows(
        """
        SELECT * FROM forecast WHERE prediction = :prediction AND forecaster = :forecaster
        ORDER BY stands_at, coalesce(seq, version), version""",
        {"prediction": prediction, "forecaster": forecaster},
    )
    return (rows[0], rows[-1]) if rows else None

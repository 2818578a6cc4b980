"""Forecasts: state one, list them, take one back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marshmallow import fields

from tracker.api.http.context import application, caller, maybe_caller, reading, write
from tracker.api.http.fields import AnswerSchema, Instant
from tracker.api.http.operation import Resource, operation
from tracker.api.resources.prediction_answer import (
    ForecasterName,
    PredictionAnswer,
    Probability,
    present_probability,
    read_back,
)
from tracker.api.resources.prediction_body import ForecastBody, said_in
from tracker.application.access.visibility import may_read
from tracker.application.recording.forecasts import known_prediction, state_forecast, undo_forecast
from tracker.domain.ids import stream_of
from tracker.projections.forecasters import find_forecasters
from tracker.projections.forecasts import find_forecast, forecasts_on
from tracker.store.databases.database import Row, Transaction

resource = Resource("forecasts", description="How likely somebody held it, and since when.")


class ForecastAnswer(AnswerSchema):
    id = fields.String(required=True)
    prediction = fields.String(required=True)
    forecaster = fields.Nested(ForecasterName, required=True)
    probability = fields.Nested(Probability, required=True)
    made_at = Instant(required=True)
    recorded_at = Instant(required=True)
    note = fields.String(required=True, allow_none=True)


class ForecastsAnswer(AnswerSchema):
    items = fields.List(fields.Nested(ForecastAnswer), required=True)


@resource.post("/predictions/<prediction_id>/forecasts")
@operation(
    summary="Add a forecast",
    body=ForecastBody,
    answers={201: ForecastAnswer},
    scope="record",
    is_idempotent=True,
    links={"undoAForecast": {"forecast_id": "$response.body#/id"}},
)
def add_forecast(body: dict[str, Any], prediction_id: str) -> Any:
    """State a new number for an open prediction; the earlier ones stay and are scored for their time."""
    said, forecaster, who = said_in(body), body.get("forecaster"), caller()
    return write(
        lambda uow: state_forecast(uow, prediction_id, said, forecaster=forecaster, caller=who),
        present=lambda tx, stated: _present_all(tx, [find_forecast(tx, stated)], is_seen=True)[0],
        status=201,
        about=stream_of("prediction", prediction_id),
    )


@resource.get("/predictions/<prediction_id>/forecasts")
@operation(summary="List a prediction's forecasts", answers={200: ForecastsAnswer})
def list_forecasts(prediction_id: str) -> Any:
    """Every forecast that stands, forecaster by forecaster, in the order in which they came into force."""
    with reading() as tx:
        row = known_prediction(tx, prediction_id)
        is_seen = may_read(row, maybe_caller(), now=application().clock())
        return {"items": _present_all(tx, forecasts_on(tx, prediction_id), is_seen=is_seen)}


@resource.post("/forecasts/<forecast_id>/undo")
@operation(
    summary="Take a forecast back",
    answers={200: PredictionAnswer},
    scope="record",
    is_idempotent=True,
    refusals=[409],
)
def undo_a_forecast(forecast_id: str) -> Any:
    """Within minutes, with the same key, before any outcome: it stays in the history and counts nowhere."""
    context, who = application(), caller()
    return write(
        lambda uow: undo_forecast(context, uow, forecast_id, caller=who),
        present=read_back,
        status=200,
    )


def _present_all(tx: Transaction, rows: Sequence[Row], *, is_seen: bool) -> list[dict[str, Any]]:
    forecasters = find_forecasters(tx, {row["forecaster"] for row in rows})
    return [_present(row, forecasters[row["forecaster"]], is_seen=is_seen) for row in rows]


def _present(row: Row, by: Row, *, is_seen: bool) -> dict[str, Any]:
    return {
        "id": row["id"],
        "prediction": row["prediction"],
        "forecaster": {"id": by["id"], "name": by["name"]},
        "probability": present_probability(row, is_seen=is_seen),
        "made_at": row["stands_at"],
        "recorded_at": row["recorded_at"],
        "note": row["note"] if is_seen else None,
    }

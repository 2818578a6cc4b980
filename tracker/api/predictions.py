"""Predictions: log one in one call, read it back, find imported ones, add forecasts."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
from flask import g, request
from marshmallow import ValidationError, fields, validate

from tracker.api.fields import AnswerSchema, EntrySchema, Instant, StrictBoolean, Text
from tracker.api.house import application, caller, reading, write
from tracker.api.operation import Resource, operation
from tracker.api.pages import ListQuery, page
from tracker.api.prediction_answer import ForecasterName, PredictionAnswer, Probability, present
from tracker.application.outcomes import ResolutionEntry, resolve
from tracker.application.predictions import (
    ForecastEntry,
    PredictionEntry,
    known_prediction,
    log_prediction,
    state_forecast,
)
from tracker.domain import limits
from tracker.domain.claim import Stance
from tracker.projections.forecasters import find_forecaster
from tracker.projections.forecasts import find_forecast, forecasts_on
from tracker.projections.predictions import list_predictions
from tracker.store.database import Row, Transaction

resource = Resource("predictions", description="What somebody said would happen, by when, and how likely.")


OF_THE_PREDICTION = {
    name: {"prediction_id": "$response.body#/id"}
    for name in ("getPrediction", "addForecast", "listForecasts", "resolvePrediction", "getScores")
}


class NumberOrText(fields.Raw):
    """A probability as a number or as people write it; which it is, the domain reads."""

    def __init__(self, **options: Any) -> None:
        shape = {
            "oneOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string", "maxLength": 100}]
        }
        super().__init__(metadata=shape, validate=_number_or_text, **options)


def _number_or_text(value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float | str) or len(str(value)) > 100:
        raise ValidationError("Must be a number from 0 to 1, or text such as 40%.")


class PredictionBody(EntrySchema):
    statement = Text(required=True, chars_max=limits.STATEMENT_CHARS_MAX)
    deadline = Text(
        required=True,
        chars_max=40,
        metadata={"description": "A day (2025-12-31, to its end in `timezone`) or an instant."},
    )
    probability = NumberOrText()
    criteria = Text(chars_max=limits.CRITERIA_CHARS_MAX)
    quote = Text(
        chars_max=limits.QUOTE_CHARS_MAX,
        metadata={"description": "The words of the essay that it is read from."},
    )
    stance = fields.String(validate=validate.OneOf(Stance.__args__))  # type: ignore[attr-defined]
    essay = Text(chars_max=limits.URL_CHARS_MAX, metadata={"description": "The essay's id or address."})
    author = Text(
        chars_max=limits.NAME_CHARS_MAX,
        metadata={"description": "The forecaster's id or name; by default the key's own."},
    )
    topics = fields.List(
        Text(chars_max=limits.SLUG_CHARS_MAX), validate=validate.Length(max=limits.TOPICS_MAX)
    )
    opens = Text(chars_max=40)
    timezone = Text(chars_max=limits.NAME_CHARS_MAX)
    type = Text(data_key="type", attribute="kind", chars_max=20)
    rule = fields.Dict(keys=fields.String())
    default_outcome = Text(chars_max=20)
    settlement = Text(chars_max=20)
    actor = Text(chars_max=limits.NAME_CHARS_MAX)
    actor_ended = Text(chars_max=20)
    visibility = Text(chars_max=20)
    note = Text(chars_max=limits.NOTE_CHARS_MAX)
    again = StrictBoolean(metadata={"description": "Log it although the same stands already."})


class PredictionPage(AnswerSchema):
    items = fields.List(fields.Nested(PredictionAnswer), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class ForecastBody(EntrySchema):
    probability = NumberOrText(required=True)
    forecaster = Text(chars_max=limits.NAME_CHARS_MAX)
    note = Text(chars_max=limits.NOTE_CHARS_MAX)


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


class ResolutionBody(EntrySchema):
    outcome = Text(required=True, chars_max=20, metadata={"description": "`yes` or `no`."})
    happened_on = Text(chars_max=10)
    source = Text(
        chars_max=limits.URL_CHARS_MAX, metadata={"description": "The address where it can be read."}
    )
    headline = Text(chars_max=limits.HEADLINE_CHARS_MAX)
    development = Text(chars_max=40, metadata={"description": "A development that is recorded already."})
    resolved_as_of = Text(chars_max=40)
    reason = Text(chars_max=limits.NOTE_CHARS_MAX)
    note = Text(chars_max=limits.NOTE_CHARS_MAX)


@resource.post("/predictions")
@operation(
    summary="Log a prediction",
    body=PredictionBody,
    answers={201: PredictionAnswer},
    scope="record",
    is_idempotent=True,
    links=OF_THE_PREDICTION,
)
def log_a_prediction(body: dict[str, Any]) -> Any:
    """Record a prediction with its first forecast; essay and quote are recorded with it where they are new."""
    entry = PredictionEntry(**{**body, "topics": tuple(body.get("topics", ()))})
    house, who = application(), caller()
    return write(
        lambda writing: log_prediction(house, writing, entry, caller=who), present=_read_back, status=201
    )


@resource.get("/predictions")
@operation(summary="List predictions", query=ListQuery, answers={200: PredictionPage})
def list_all_predictions(query: dict[str, Any]) -> Any:
    """Predictions in the order of their ids; those of an import are found by its source and their ids there."""
    with reading() as tx:
        return page(tx, query, list_predictions, _present)


@resource.get("/predictions/<prediction_id>")
@operation(summary="Read a prediction", answers={200: PredictionAnswer, 304: None})
def get_prediction(prediction_id: str) -> Any:
    """The prediction as it stands now; its ETag names the version that changes of it must name."""
    with reading() as tx:
        content = _read_back(tx, prediction_id)
    tag = etag(content)
    if request.if_none_match.contains(tag):
        return None, 304, {"ETag": f'"{tag}"'}
    return content, 200, {"ETag": f'"{tag}"'}


@resource.post("/predictions/<prediction_id>/forecasts")
@operation(
    summary="Add a forecast",
    body=ForecastBody,
    answers={201: ForecastAnswer},
    scope="record",
    is_idempotent=True,
)
def add_forecast(body: dict[str, Any], prediction_id: str) -> Any:
    """State a new probability for an open prediction; the earlier ones stay and are scored for their time."""
    entry, who = ForecastEntry(**body), caller()
    return write(
        lambda writing: state_forecast(writing, prediction_id, entry, caller=who),
        present=lambda tx, stated: _present_forecast(tx, find_forecast(tx, stated)),
        status=201,
    )


@resource.get("/predictions/<prediction_id>/forecasts")
@operation(summary="List a prediction's forecasts", answers={200: ForecastsAnswer})
def list_forecasts(prediction_id: str) -> Any:
    """Every forecast stated, forecaster by forecaster, in the order in which they came into force."""
    with reading() as tx:
        known_prediction(tx, prediction_id)
        return {"items": [_present_forecast(tx, row) for row in forecasts_on(tx, prediction_id)]}


@resource.post("/predictions/<prediction_id>/resolution")
@operation(
    summary="Say what happened",
    body=ResolutionBody,
    answers={201: PredictionAnswer},
    scope="resolve",
    is_idempotent=True,
    if_match="optional",
    refusals=[428],
)
def resolve_prediction(body: dict[str, Any], prediction_id: str) -> Any:
    """Record development, evidence and outcome in one call.

    A second call changes the outcome: it needs If-Match and a reason, and the earlier one and its scores stay visible.
    """
    entry, house, who = ResolutionEntry(**body), application(), caller()
    return write(
        lambda writing: resolve(
            house, writing, prediction_id, entry, caller=who, seen_version=g.expected_version
        ),
        present=_read_back,
        status=201,
    )


def etag(content: dict[str, Any]) -> str:
    """`v<version>.<hash of the body>`."""
    digest = hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()
    return f"v{content['version']}.{digest[:16]}"


def _read_back(tx: Transaction, prediction: str) -> dict[str, Any]:
    return _present(tx, known_prediction(tx, prediction))


def _present(tx: Transaction, row: Row) -> dict[str, Any]:
    house = application()
    return present(tx, row, now=house.clock(), lapse_after=house.lapse_after)


def _present_forecast(tx: Transaction, row: Row) -> dict[str, Any]:
    by = find_forecaster(tx, row["forecaster"])
    assert by is not None, "a forecast stands behind its forecaster"  # noqa: S101 - programmer error
    return {
        "id": row["id"],
        "prediction": row["prediction"],
        "forecaster": {"id": by["id"], "name": by["name"]},
        "probability": {"p": row["p"], "as_said": row["as_said"], "source": row["probability_source"]},
        "made_at": row["stands_at"],
        "recorded_at": row["recorded_at"],
        "note": row["note"],
    }

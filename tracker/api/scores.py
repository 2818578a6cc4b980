"""Scores of a prediction: every scoring with its numbers and inputs; superseded ones stay visible."""

from __future__ import annotations

from typing import Any

import msgspec
from marshmallow import fields

from tracker.api.fields import AnswerSchema, Instant
from tracker.api.house import reading
from tracker.api.operation import Resource, operation
from tracker.application.predictions import known_prediction
from tracker.projections.scores import scores_of
from tracker.projections.table import POSITION_END
from tracker.store.database import Row

resource = Resource("scores", description="What a forecast was worth once the outcome was known.")


class ScoredForecaster(AnswerSchema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    external_id = fields.String(required=True, allow_none=True)


class ScoreAnswer(AnswerSchema):
    forecaster = fields.Nested(ScoredForecaster, required=True)
    resolution = fields.Integer(required=True, metadata={"description": "The resolution's number."})
    superseded = fields.Boolean(required=True)
    interim = fields.Boolean(required=True)
    as_of = Instant(required=True, metadata={"description": "From when these numbers were known."})
    outcome = fields.String(required=True)
    known_at = Instant(required=True)
    values = fields.Dict(keys=fields.String(), values=fields.Float(allow_none=True), required=True)
    coverage = fields.Float(required=True, allow_none=True)
    updates = fields.Integer(required=True)
    late = fields.Integer(required=True)
    marks = fields.List(fields.String(), required=True)
    clipped = fields.List(fields.String(), required=True)
    log_infinite = fields.Boolean(required=True)
    event = fields.String(required=True, metadata={"description": "The event that recorded these numbers."})
    inputs = fields.List(
        fields.String(), required=True, metadata={"description": "Ids of the forecasts' events."}
    )


class ScoresAnswer(AnswerSchema):
    items = fields.List(fields.Nested(ScoreAnswer), required=True)


@resource.get("/predictions/<prediction_id>/scores")
@operation(summary="Read a prediction's scores", answers={200: ScoresAnswer})
def get_scores(prediction_id: str) -> Any:
    """Every scoring, oldest first: a number's inputs are the events that it was computed from."""
    with reading() as tx:
        known_prediction(tx, prediction_id)
        return {"items": [_present(row) for row in scores_of(tx, prediction_id)]}


def _present(row: Row) -> dict[str, Any]:
    return {
        "forecaster": {"id": row["forecaster"], "name": row["name"], "external_id": row["external_id"]},
        "resolution": row["resolution_number"],
        "superseded": row["position_to"] != POSITION_END,
        "interim": False,
        "as_of": row["known_from"],
        "outcome": row["outcome"],
        "known_at": row["known_at"],
        "values": msgspec.json.decode(row["numbers"]),
        "coverage": row["coverage"],
        "updates": row["updates"],
        "late": row["late"],
        "marks": _words(row["marks"]),
        "clipped": _words(row["clipped"]),
        "log_infinite": bool(row["infinite"]),
        "event": row["event_id"],
        "inputs": msgspec.json.decode(row["inputs"]),
    }


def _words(fenced: str) -> list[str]:
    return [word for word in fenced.split("|") if word]

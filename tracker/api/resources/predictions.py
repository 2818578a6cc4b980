"""Predictions: log one in one call, read it back with its history and proof, find imported ones."""

from __future__ import annotations

from functools import partial
from typing import Any

from marshmallow import fields

from tracker.api.http.context import application, caller, maybe_caller, reading, write
from tracker.api.http.etags import unless_known
from tracker.api.http.fields import AnswerSchema
from tracker.api.http.operation import Resource, operation
from tracker.api.http.pages import bound_of, decode_key, keyed_page
from tracker.api.resources.events import EventAnswer, present_event
from tracker.api.resources.prediction_answer import (
    PredictionAnswer,
    PredictionPage,
    answer_written,
    present_all,
    read_back,
)
from tracker.api.resources.prediction_body import PredictionBody, asked_to_log
from tracker.api.resources.prediction_query import PredictionListQuery, asked
from tracker.application.access.visibility import is_hidden_vote, may_read
from tracker.application.recording.forecasts import known_prediction
from tracker.application.recording.predictions import log_prediction
from tracker.domain.errors import NotFound
from tracker.domain.ids import stream_of
from tracker.projections.prediction_lists import list_predictions
from tracker.projections.predictions import find_prediction
from tracker.store.databases.database import Row, Transaction
from tracker.store.log.history import event_rows_of, header_of, streams_under

resource = Resource("predictions", description="What somebody said would happen, by when, and how likely.")


OF_THE_PREDICTION = {
    name: {"prediction_id": "$response.body#/id"}
    for name in (
        "getPrediction",
        "addForecast",
        "listForecasts",
        "resolvePrediction",
        "getScores",
        "getHistory",
    )
}


class HistoryAnswer(AnswerSchema):
    items = fields.List(fields.Nested(EventAnswer), required=True)


class ProofAnswer(AnswerSchema):
    """`commitment` is SHA-256 of `header`; the header's last part is SHA-256 of salt and data."""

    commitment = fields.String(required=True)
    header = fields.String(required=True)
    data = fields.String(
        required=True, allow_none=True, metadata={"description": "The exact text; null while it is withheld."}
    )
    salt = fields.String(required=True, allow_none=True, metadata={"description": "In hexadecimal."})


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
    asked, app, who = asked_to_log(body), application(), caller()
    return write(
        lambda uow: (uow, log_prediction(app, uow, asked, caller=who)),
        present=lambda _, made: answer_written(*made),
        status=201,
    )


@resource.get("/predictions")
@operation(summary="List predictions", query=PredictionListQuery, answers={200: PredictionPage})
def list_all_predictions(query: dict[str, Any]) -> Any:
    """Predictions that fit everything asked, in one of three orders, now or as they stood at a moment.

    What is withheld is listed without its words, and not at all where the list is asked by topic, essay or words.
    """
    bound = bound_of(query)
    after = decode_key(query.get("cursor"), bound=bound)
    with reading() as tx:
        means = asked(tx, query)
        rows = list_predictions(tx, means, after=after, limit=query["limit"] + 1)
        present = partial(present_all, tx, moment=means.moment)
        return keyed_page(rows, query, bound=bound, by=means.order, present=present)


@resource.get("/predictions/<prediction_id>")
@operation(summary="Read a prediction", answers={200: PredictionAnswer, 304: None})
def get_prediction(prediction_id: str) -> Any:
    """The prediction as it stands now; its ETag names the version that changes of it must name."""
    with reading() as tx:
        content = read_back(tx, prediction_id)
    return unless_known(content)


@resource.get("/predictions/<prediction_id>/history")
@operation(summary="Read a prediction's history", answers={200: HistoryAnswer})
def get_history(prediction_id: str) -> Any:
    """Every event of the prediction, of its forecasts and of its scores, in order; also of one that was taken back."""
    with reading() as tx:
        row = find_prediction(tx, prediction_id)
        if row is None:
            raise NotFound(f"there is no prediction {prediction_id}")
        reader = maybe_caller()
        is_seen = may_read(row, reader, now=application().clock())
        rows = event_rows_of(tx, _streams(tx, row))
        return {
            "items": [
                present_event(one, is_seen=is_seen and not is_hidden_vote(tx, one, reader)) for one in rows
            ]
        }


@resource.get("/predictions/<prediction_id>/proof")
@operation(summary="Prove when a prediction was recorded", answers={200: ProofAnswer})
def get_proof(prediction_id: str) -> Any:
    """What the fingerprint was made of; with the words, once they may be read, anybody can compute it again."""
    with reading() as tx:
        row = known_prediction(tx, prediction_id)
        first = event_rows_of(tx, [stream_of("prediction", prediction_id)])[0]
        is_seen = may_read(row, maybe_caller(), now=application().clock())
    return {
        "commitment": first["commitment"].hex(),
        "header": header_of(first).decode(),
        "data": first["data"] if is_seen else None,
        "salt": first["salt"].hex() if is_seen and first["salt"] is not None else None,
    }


def _streams(tx: Transaction, row: Row) -> list[str]:
    """Also of forecasts that were all taken back: they stand in no table."""
    return [
        stream_of("prediction", row["id"]),
        *streams_under(tx, stream_of("forecast", row["id"], "")),
        stream_of("score", row["id"]),
    ]

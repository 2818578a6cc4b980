"""Changes of a prediction that leave its judgement alone: take back, reword, withdraw, open up."""

from __future__ import annotations

from typing import Any, get_args

from flask import g
from marshmallow import fields, validate

from tracker.api.http.context import application, caller, write
from tracker.api.http.fields import EntrySchema, Text
from tracker.api.http.operation import Resource, operation
from tracker.api.resources.outcomes import ReasonBody
from tracker.api.resources.prediction_answer import PredictionAnswer, read_back
from tracker.application.access.visibility import refuse_others
from tracker.application.recording.changes import amend, open_up, undo, withdraw
from tracker.application.transact import UnitOfWork
from tracker.domain import limits
from tracker.domain.ids import stream_of
from tracker.domain.prediction.events import Visibility

resource = Resource("changes", description="What may still be changed of a prediction, visibly.")


class UndoneAnswer(EntrySchema):
    id = fields.String(required=True)
    status = fields.String(required=True)
    history = fields.String(required=True)


class AmendmentBody(ReasonBody):
    statement = Text(chars_max=limits.STATEMENT_CHARS_MAX)
    criteria = Text(chars_max=limits.CRITERIA_CHARS_MAX)


class VisibilityBody(EntrySchema):
    visibility = fields.String(required=True, validate=validate.OneOf(get_args(Visibility)))
    visible_from = Text(chars_max=40)


@resource.post("/predictions/<prediction_id>/undo")
@operation(
    summary="Take a prediction back",
    answers={200: UndoneAnswer},
    scope="record",
    is_idempotent=True,
)
def undo_prediction(prediction_id: str) -> Any:
    """Within minutes, with the same key, before any outcome or evidence: it stays in the history and counts nowhere."""
    context, who = application(), caller()
    return write(
        lambda uow: undo(context, uow, prediction_id, caller=who),
        present=lambda _, done: {
            "id": done,
            "status": "undone",
            "history": f"/v1/predictions/{done}/history",
        },
        status=200,
    )


@resource.post("/predictions/<prediction_id>/amend")
@operation(
    summary="Make a prediction's words clearer",
    body=AmendmentBody,
    answers={200: PredictionAnswer},
    scope="record",
    is_idempotent=True,
    if_match="required",
)
def amend_prediction(body: dict[str, Any], prediction_id: str) -> Any:
    """Statement or criteria, with the reason, while it has no outcome; the old words stay in its history."""
    return write(
        lambda uow: amend(
            uow,
            prediction_id,
            statement=body.get("statement"),
            criteria=body.get("criteria"),
            reason=body["reason"],
            seen_version=g.expected_version,
        ),
        present=read_back,
        status=200,
        about=stream_of("prediction", prediction_id),
    )


@resource.post("/predictions/<prediction_id>/withdraw")
@operation(
    summary="Withdraw a prediction",
    body=ReasonBody,
    answers={200: PredictionAnswer},
    scope="record",
    is_idempotent=True,
    if_match="required",
)
def withdraw_prediction(body: dict[str, Any], prediction_id: str) -> Any:
    """No further forecasts; it stays in the record, and the last number in force is scored."""
    return write(
        lambda uow: withdraw(uow, prediction_id, reason=body["reason"], seen_version=g.expected_version),
        present=read_back,
        status=200,
        about=stream_of("prediction", prediction_id),
    )


@resource.post("/predictions/<prediction_id>/visibility")
@operation(
    summary="Let more people read a prediction",
    body=VisibilityBody,
    answers={200: PredictionAnswer},
    scope="record",
    is_idempotent=True,
)
def open_up_prediction(body: dict[str, Any], prediction_id: str) -> Any:
    """Visibility only grows: from private to clients to public, and an embargo only ends earlier."""
    who = caller()

    def open_own(uow: UnitOfWork) -> str:
        refuse_others(uow.tx, prediction_id, who)
        return open_up(
            uow, prediction_id, visibility=body["visibility"], visible_from=body.get("visible_from")
        )

    return write(
        open_own,
        present=read_back,
        status=200,
        about=stream_of("prediction", prediction_id),
    )

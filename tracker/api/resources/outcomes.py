"""Outcomes: say what happened, object, uphold, annul, say that a condition was met, grade."""

from __future__ import annotations

from typing import Any, get_args

from flask import g
from marshmallow import fields, validate

from tracker.api.http.context import application, caller, maybe_caller, reading, write
from tracker.api.http.fields import AnswerSchema, EntrySchema, Instant, StrictInteger, Text
from tracker.api.http.operation import Resource, operation
from tracker.api.resources.prediction_answer import PredictionAnswer, read_back
from tracker.api.resources.prediction_body import OutcomeField
from tracker.application.access.visibility import may_read
from tracker.application.recording.changes import (
    AnnulmentInput,
    AntecedentMetInput,
    annul,
    dispute,
    grade,
    meet_antecedent,
    uphold,
)
from tracker.application.recording.forecasts import known_prediction
from tracker.application.recording.outcomes import ResolutionInput, resolve
from tracker.domain import limits
from tracker.domain.ids import stream_of
from tracker.domain.prediction.events import AnnulmentReason
from tracker.projections.predictions import grades_of

resource = Resource("outcomes", description="What became of a prediction, and who said so.")


class ResolutionBody(EntrySchema):
    outcome = OutcomeField(required=True)
    happened_on = Text(
        chars_max=10, metadata={"description": "The day it happened, in the prediction's zone."}
    )
    happened_at = Text(chars_max=40, metadata={"description": "The instant it happened; instead of the day."})
    source = Text(
        chars_max=limits.URL_CHARS_MAX, metadata={"description": "The address where it can be read."}
    )
    headline = Text(chars_max=limits.HEADLINE_CHARS_MAX)
    development = Text(chars_max=40, metadata={"description": "A development that is recorded already."})
    resolved_as_of = Text(chars_max=40)
    reason = Text(chars_max=limits.NOTE_CHARS_MAX)
    note = Text(chars_max=limits.NOTE_CHARS_MAX)


class ReasonBody(EntrySchema):
    reason = Text(required=True, chars_max=limits.NOTE_CHARS_MAX)


class AnnulmentBody(EntrySchema):
    reason = fields.String(required=True, validate=validate.OneOf(get_args(AnnulmentReason)))
    happened_on = Text(chars_max=10)
    developments = fields.List(Text(chars_max=40), validate=validate.Length(max=limits.CITES_MAX))
    note = Text(chars_max=limits.NOTE_CHARS_MAX)


class AntecedentMetBody(EntrySchema):
    happened_on = Text(required=True, chars_max=10)
    development = Text(chars_max=40)
    note = Text(chars_max=limits.NOTE_CHARS_MAX)


class GradeBody(EntrySchema):
    grade = StrictInteger(required=True, minimum=1, maximum=5)
    grader = Text(
        chars_max=limits.NAME_CHARS_MAX,
        metadata={
            "description": "By default the key's owner. Each grader has one vote, under one name; voting again changes it."
        },
    )
    note = Text(chars_max=limits.NOTE_CHARS_MAX)


class GradeAnswer(AnswerSchema):
    grader = fields.String(required=True)
    grade = fields.Integer(required=True)
    graded_at = Instant(required=True)
    note = fields.String(required=True, allow_none=True)


class GradesAnswer(AnswerSchema):
    graders = fields.Integer(required=True)
    items = fields.List(fields.Nested(GradeAnswer), required=True)


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
    entry, context, who = ResolutionInput(**body), application(), caller()
    return write(
        lambda uow: resolve(context, uow, prediction_id, entry, caller=who, seen_version=g.expected_version),
        present=read_back,
        status=201,
        about=stream_of("prediction", prediction_id),
    )


@resource.post("/predictions/<prediction_id>/dispute")
@operation(
    summary="Object to an outcome",
    body=ReasonBody,
    answers={200: PredictionAnswer},
    scope="record",
    is_idempotent=True,
    if_match="required",
)
def dispute_outcome(body: dict[str, Any], prediction_id: str) -> Any:
    """Stop the window of a provisional outcome until a person has decided."""
    return write(
        lambda uow: dispute(uow, prediction_id, reason=body["reason"], seen_version=g.expected_version),
        present=read_back,
        status=200,
        about=stream_of("prediction", prediction_id),
    )


@resource.post("/predictions/<prediction_id>/uphold")
@operation(
    summary="Uphold an outcome",
    body=ReasonBody,
    answers={200: PredictionAnswer},
    scope="resolve",
    is_idempotent=True,
    if_match="required",
)
def uphold_outcome(body: dict[str, Any], prediction_id: str) -> Any:
    """The objection was heard, and the outcome stays."""
    return write(
        lambda uow: uphold(uow, prediction_id, reason=body["reason"], seen_version=g.expected_version),
        present=read_back,
        status=200,
        about=stream_of("prediction", prediction_id),
    )


@resource.post("/predictions/<prediction_id>/annul")
@operation(
    summary="Declare a prediction void",
    body=AnnulmentBody,
    answers={200: PredictionAnswer},
    scope="resolve",
    is_idempotent=True,
    if_match="required",
)
def annul_prediction(body: dict[str, Any], prediction_id: str) -> Any:
    """It cannot be judged and leaves every score; an outcome that stood before stays visible in its history."""
    entry = AnnulmentInput(**{**body, "developments": tuple(body.get("developments", ()))})
    context, who = application(), caller()
    return write(
        lambda uow: annul(context, uow, prediction_id, entry, caller=who, seen_version=g.expected_version),
        present=read_back,
        status=200,
        about=stream_of("prediction", prediction_id),
    )


@resource.post("/predictions/<prediction_id>/antecedent")
@operation(
    summary="Say that the condition was met",
    body=AntecedentMetBody,
    answers={200: PredictionAnswer},
    scope="resolve",
    is_idempotent=True,
)
def meet_condition(body: dict[str, Any], prediction_id: str) -> Any:
    """From that day on a conditional prediction is open; the number in force just before it is what counts."""
    entry, who = AntecedentMetInput(**body), caller()
    return write(
        lambda uow: meet_antecedent(uow, prediction_id, entry, caller=who),
        present=read_back,
        status=200,
        about=stream_of("prediction", prediction_id),
    )


@resource.post("/predictions/<prediction_id>/grades")
@operation(
    summary="Grade a prediction",
    body=GradeBody,
    answers={201: PredictionAnswer},
    scope="resolve",
    is_idempotent=True,
)
def grade_prediction(body: dict[str, Any], prediction_id: str) -> Any:
    """Mark from 1 (broken) to 5 (kept); votes are hidden until grading closes, 72 hours after the second grader."""
    who = caller()
    return write(
        lambda uow: grade(uow, prediction_id, **body, caller=who),
        present=read_back,
        status=201,
        about=stream_of("prediction", prediction_id),
    )


@resource.get("/predictions/<prediction_id>/grades")
@operation(summary="List a prediction's grades", answers={200: GradesAnswer})
def list_grades(prediction_id: str) -> Any:
    """How many voted; their votes only once grading has closed."""
    with reading() as tx:
        row = known_prediction(tx, prediction_id)
        is_closed = row["resolution_number"] > 0
        is_seen = may_read(row, maybe_caller(), now=application().clock())
        votes = [dict(one) for one in grades_of(tx, prediction_id)] if is_closed else []
        return {
            "graders": row["graders"],
            "items": [one | ({} if is_seen else {"note": None}) for one in votes],
        }

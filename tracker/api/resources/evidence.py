"""Evidence: what speaks for a prediction and against it, and how that adds up."""

from __future__ import annotations

from typing import Any, get_args

from marshmallow import fields, validate

from tracker.api.http.context import application, maybe_caller, reading, write
from tracker.api.http.fields import AnswerSchema, EntrySchema, Text
from tracker.api.http.operation import Resource, operation
from tracker.api.resources.outcomes import ReasonBody
from tracker.application.access.visibility import may_read
from tracker.application.recording.changes import link_evidence, unlink_evidence
from tracker.application.recording.evidence import balance_of
from tracker.application.recording.forecasts import known_prediction
from tracker.domain import limits
from tracker.domain.ids import stream_of
from tracker.domain.prediction.commands import LinkEvidence
from tracker.domain.prediction.events import Bearing, Strength
from tracker.store.databases.database import Transaction

resource = Resource(
    "evidence", description="Developments that bear on a prediction, for the reader's triage."
)


class EvidenceBody(EntrySchema):
    development = Text(required=True, chars_max=40)
    bearing = fields.String(required=True, validate=validate.OneOf(get_args(Bearing)))
    strength = fields.String(validate=validate.OneOf(get_args(Strength)))
    group = Text(
        chars_max=limits.SLUG_CHARS_MAX,
        metadata={"description": "One story counts once, at its largest weight."},
    )
    note = Text(chars_max=limits.NOTE_CHARS_MAX)


class EvidenceItem(AnswerSchema):
    development = fields.String(required=True)
    external_id = fields.String(required=True, allow_none=True)
    headline = fields.String(required=True)
    bearing = fields.String(required=True)
    strength = fields.String(required=True, allow_none=True)
    group = fields.String(required=True, allow_none=True)
    weight = fields.Float(required=True, metadata={"description": "In decibans."})
    after = fields.Float(required=True, metadata={"description": "The balance with it, in decibans."})
    posterior = fields.Float(required=True)


class NeutralItem(AnswerSchema):
    development = fields.String(required=True)
    headline = fields.String(required=True)


class EvidenceAnswer(AnswerSchema):
    prior_decibans = fields.Float(required=True)
    items = fields.List(fields.Nested(EvidenceItem), required=True)
    neutral = fields.List(fields.Nested(NeutralItem), required=True)
    supports = fields.Float(required=True)
    contradicts = fields.Float(required=True)
    net = fields.Float(required=True, metadata={"description": "At most 20 decibans either way."})


@resource.post("/predictions/<prediction_id>/evidence")
@operation(
    summary="Link a development as evidence",
    body=EvidenceBody,
    answers={201: EvidenceAnswer},
    scope="record",
    is_idempotent=True,
)
def link_a_development(body: dict[str, Any], prediction_id: str) -> Any:
    """Say that a development supports or contradicts a prediction, and how strongly. It never resolves anything."""
    command = LinkEvidence(**body)
    return write(
        lambda uow: link_evidence(uow, prediction_id, command),
        present=_read_back,
        status=201,
        about=stream_of("prediction", prediction_id),
    )


@resource.get("/predictions/<prediction_id>/evidence")
@operation(summary="Read the evidence balance", answers={200: EvidenceAnswer})
def get_evidence(prediction_id: str) -> Any:
    """What speaks for it and against it, weighed in decibans: the reader's triage, never the author's forecast."""
    with reading() as tx:
        return _read_back(tx, prediction_id)


@resource.post("/predictions/<prediction_id>/evidence/<development_id>/unlink")
@operation(
    summary="Unlink a development",
    body=ReasonBody,
    answers={200: EvidenceAnswer},
    scope="record",
    is_idempotent=True,
)
def unlink_a_development(body: dict[str, Any], prediction_id: str, development_id: str) -> Any:
    """The link was a mistake: it weighs nothing any more."""
    return write(
        lambda uow: unlink_evidence(uow, prediction_id, development=development_id, reason=body["reason"]),
        present=_read_back,
        status=200,
        about=stream_of("prediction", prediction_id),
    )


def _read_back(tx: Transaction, prediction: str) -> dict[str, Any]:
    """The evidence for a prediction. If its words are withheld, only the sums: the links would show its subject."""
    row = known_prediction(tx, prediction)
    balance = balance_of(tx, row)
    if may_read(row, maybe_caller(), now=application().clock()):
        return balance
    return {**balance, "items": [], "neutral": []}

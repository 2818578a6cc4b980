"""Claims: record what an essay says word for word, correct it, link it to others, see where it stands in the text."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import g
from marshmallow import fields, validate

from tracker.api.http.context import application, caller, maybe_caller, reading, write
from tracker.api.http.etags import unless_known
from tracker.api.http.fields import AnswerSchema, EntrySchema, Instant, StrictInteger, Text
from tracker.api.http.operation import Resource, operation
from tracker.api.http.pages import ListQuery, PageQuery, decode_key, keyed_page, page
from tracker.api.resources.prediction_answer import PredictionPage, present_all
from tracker.application.access.visibility import may_read_claim, rows_read
from tracker.application.recording.claims import (
    anchored,
    correct_claim,
    known_claim,
    link_claim,
    record_claim,
)
from tracker.domain import limits
from tracker.domain.claim import (
    CorrectClaim,
    LinkClaim,
    ProbabilitySource,
    Quote,
    RecordClaim,
    Relation,
    Stance,
)
from tracker.domain.ids import stream_of
from tracker.projections.claims import links_from, links_to, list_claims, predictions_read_from
from tracker.store.databases.database import Row, Transaction

resource = Resource("claims", description="Dated, attributable statements, quoted from essays.")

STANCES, SOURCES, RELATIONS = Stance.__args__, ProbabilitySource.__args__, Relation.__args__  # type: ignore[attr-defined]
STATES = ("anchored", "moved", "orphaned")


class QuoteBody(EntrySchema):
    """The W3C TextQuoteSelector and TextPositionSelector in one; positions count code points of the NFC text."""

    exact = Text(required=True, chars_max=limits.QUOTE_CHARS_MAX)
    prefix = fields.String(validate=validate.Length(max=limits.CONTEXT_CHARS_MAX))
    suffix = fields.String(validate=validate.Length(max=limits.CONTEXT_CHARS_MAX))
    start = StrictInteger(minimum=0)
    end = StrictInteger(minimum=0)


class ClaimBody(EntrySchema):
    essay = Text(
        required=True,
        chars_max=limits.URL_CHARS_MAX,
        metadata={"description": "The essay's id or address."},
    )
    quote = fields.Nested(QuoteBody, required=True)
    stance = fields.String(required=True, validate=validate.OneOf(STANCES))
    probability_source = fields.String(validate=validate.OneOf(SOURCES))
    note = Text(chars_max=limits.NOTE_CHARS_MAX)


class ClaimCorrectionBody(EntrySchema):
    reason = Text(required=True, chars_max=limits.NOTE_CHARS_MAX)
    quote = fields.Nested(QuoteBody)
    stance = fields.String(validate=validate.OneOf(STANCES))
    probability_source = fields.String(validate=validate.OneOf(SOURCES))


class ClaimLinkBody(EntrySchema):
    to = Text(required=True, chars_max=40, metadata={"description": "The other claim's id."})
    relation = fields.String(
        required=True,
        validate=validate.OneOf(RELATIONS),
        metadata={"description": "What this claim does to the other."},
    )
    note = Text(chars_max=limits.NOTE_CHARS_MAX)


class ClaimsQuery(ListQuery):
    essay = Text(chars_max=40, metadata={"description": "The essay's id."})
    stance = fields.String(validate=validate.OneOf(STANCES))


class QuoteAnswer(AnswerSchema):
    exact = fields.String(required=True, allow_none=True)
    prefix = fields.String(required=True, allow_none=True)
    suffix = fields.String(required=True, allow_none=True)
    start = fields.Integer(required=True, allow_none=True)
    end = fields.Integer(required=True, allow_none=True)


class AnchorAnswer(AnswerSchema):
    state = fields.String(
        required=True,
        validate=validate.OneOf(STATES),
        metadata={
            "description": "anchored: where it was said to stand; moved: elsewhere or worded otherwise; orphaned: gone."
        },
    )
    start = fields.Integer(required=True, allow_none=True)
    end = fields.Integer(required=True, allow_none=True)
    found_by = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "position, words, context or likeness."},
    )
    text_sha256 = fields.String(required=True, metadata={"description": "The text it was looked for in."})


class ClaimLink(AnswerSchema):
    claim = fields.String(required=True)
    relation = fields.String(required=True, validate=validate.OneOf(RELATIONS))
    note = fields.String(required=True, allow_none=True)
    recorded_at = Instant(required=True)


class ClaimAnswer(AnswerSchema):
    id = fields.String(required=True)
    url = fields.String(required=True)
    essay = fields.String(required=True)
    quote = fields.Nested(QuoteAnswer, required=True)
    withheld = fields.Boolean(required=True, metadata={"description": "Whether its words are not for you."})
    stance = fields.String(required=True, validate=validate.OneOf(STANCES))
    probability_source = fields.String(required=True, validate=validate.OneOf(SOURCES))
    anchor = fields.Nested(
        AnchorAnswer,
        required=True,
        allow_none=True,
        metadata={
            "description": "Where the quote stands in the essay's present text; null where none is kept, or what is kept does not match its hash."
        },
    )
    links = fields.List(
        fields.Nested(ClaimLink), required=True, metadata={"description": "What it does to other claims."}
    )
    linked_by = fields.List(
        fields.Nested(ClaimLink), required=True, metadata={"description": "What other claims do to it."}
    )
    made_at = Instant(required=True, allow_none=True)
    correction = fields.String(
        required=True, allow_none=True, metadata={"description": "Why it was last corrected."}
    )
    note = fields.String(required=True, allow_none=True)
    source = fields.String(required=True, allow_none=True)
    external_id = fields.String(required=True, allow_none=True)
    recorded_at = Instant(required=True)
    recorded_by = fields.String(required=True)
    version = fields.Integer(required=True)


class ClaimPage(AnswerSchema):
    items = fields.List(fields.Nested(ClaimAnswer), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


@resource.post("/claims")
@operation(
    summary="Record a claim",
    body=ClaimBody,
    answers={201: ClaimAnswer},
    scope="record",
    is_idempotent=True,
    links={"getClaim": {"claim_id": "$response.body#/id"}},
)
def record_a_claim(body: dict[str, Any]) -> Any:
    """Record what an essay says, word for word. Where its text is kept, the quote gets its place and context from it."""
    command = RecordClaim(**{**body, "quote": Quote(**body["quote"])})
    return write(lambda uow: record_claim(uow, command), present=_read_back, status=201)


@resource.get("/claims")
@operation(summary="List claims", query=ClaimsQuery, answers={200: ClaimPage})
def list_all_claims(query: dict[str, Any]) -> Any:
    """Claims in the order of their ids."""
    filters = ("essay", "stance", "external_id", "source")
    with reading() as tx:
        return page(tx, query, list_claims, _present, filters=filters)


@resource.get("/claims/<claim_id>")
@operation(summary="Read a claim", answers={200: ClaimAnswer, 304: None})
def get_claim(claim_id: str) -> Any:
    """The claim as it reads now, and where its quote stands; its ETag names the version that a correction must name."""
    with reading() as tx:
        return unless_known(_read_back(tx, claim_id))


@resource.post("/claims/<claim_id>/correct")
@operation(
    summary="Correct a claim",
    body=ClaimCorrectionBody,
    answers={200: ClaimAnswer},
    scope="record",
    is_idempotent=True,
    if_match="required",
)
def correct_a_claim(body: dict[str, Any], claim_id: str) -> Any:
    """Record how the claim should have read, and why; how it read before stays in the log."""
    quote = Quote(**body["quote"]) if "quote" in body else None
    command, seen = CorrectClaim(**{**body, "quote": quote}), g.expected_version
    return write(
        lambda uow: correct_claim(uow, claim_id, command, seen_version=seen),
        present=_read_back,
        status=200,
        about=stream_of("claim", claim_id),
    )


@resource.post("/claims/<claim_id>/links")
@operation(
    summary="Link a claim to another",
    body=ClaimLinkBody,
    answers={201: ClaimAnswer},
    scope="record",
    is_idempotent=True,
)
def add_claim_link(body: dict[str, Any], claim_id: str) -> Any:
    """Record that this claim restates, walks back or contradicts another."""
    command, who = LinkClaim(**body), caller()
    return write(
        lambda uow: link_claim(uow, claim_id, command, caller=who),
        present=_read_back,
        status=201,
        about=stream_of("claim", claim_id),
    )


@resource.get("/claims/<claim_id>/predictions")
@operation(summary="List a claim's predictions", query=PageQuery, answers={200: PredictionPage})
def list_claim_predictions(query: dict[str, Any], claim_id: str) -> Any:
    """The predictions that were read from the claim, in the order of their ids."""
    bound = {"claim": claim_id}
    _, after = decode_key(query.get("cursor"), bound=bound) or ("", "")
    with reading() as tx:
        known_claim(tx, claim_id)
        rows = rows_read(
            lambda after, limit: predictions_read_from(tx, claim_id, after=after, limit=limit),
            maybe_caller(),
            now=application().clock(),
            after=after,
            limit=query["limit"] + 1,
        )
        return keyed_page(rows, query, bound=bound, by="id", present=partial(present_all, tx))


def _read_back(tx: Transaction, claim: str) -> dict[str, Any]:
    return _present(tx, known_claim(tx, claim))


def _present(tx: Transaction, row: Row) -> dict[str, Any]:
    kept = ("id", "essay", "stance", "probability_source", "made_at", "source", "external_id",
            "recorded_at", "recorded_by", "version")  # fmt: skip
    is_seen, limit = _is_seen(tx, row["id"]), limits.CLAIM_LINKS_MAX
    return {
        **{name: row[name] for name in kept},
        "url": f"/v1/claims/{row['id']}",
        **(_words(tx, row) if is_seen else _WITHHELD),
        "links": [
            _link(tx, one, "to_claim", is_seen=is_seen) for one in links_from(tx, row["id"], limit=limit)
        ],
        "linked_by": [
            _link(tx, one, "claim", is_seen=is_seen) for one in links_to(tx, row["id"], limit=limit)
        ],
    }


def _is_seen(tx: Transaction, claim: str) -> bool:
    return may_read_claim(tx, claim, maybe_caller(), now=application().clock())


_WITHHELD = {
    "quote": dict.fromkeys(("exact", "prefix", "suffix", "start", "end")),
    "anchor": None,
    "correction": None,
    "note": None,
    "withheld": True,
}
"""Every prediction read from it is withheld from the caller, and so are its words."""


def _words(tx: Transaction, row: Row) -> dict[str, Any]:
    return {
        "quote": {
            "exact": row["quote"],
            **{name: row[f"quote_{name}"] for name in ("prefix", "suffix", "start", "end")},
        },
        "anchor": _anchor(tx, row),
        "correction": row["correction"],
        "note": row["note"],
        "withheld": False,
    }


def _anchor(tx: Transaction, row: Row) -> dict[str, Any] | None:
    found = anchored(tx, row)
    if found is None:
        return None
    place = found.anchor
    return {
        "state": place.state,
        "start": place.start,
        "end": place.end,
        "found_by": place.found_by,
        "text_sha256": found.text_sha256,
    }


def _link(tx: Transaction, row: Row, other: str, *, is_seen: bool) -> dict[str, Any]:
    """Its note speaks of both claims, so it is shown only to readers of both."""
    is_shown = is_seen and _is_seen(tx, row[other])
    shown = {name: row[name] for name in ("relation", "recorded_at")}
    return {**shown, "claim": row[other], "note": row["note"] if is_shown else None}

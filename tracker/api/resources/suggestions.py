"""Suggestions: which sentences of an essay look forward. A guess for a person to decide on; nothing is recorded."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from tracker.api.http.context import application, reading
from tracker.api.http.fields import AnswerSchema, EntrySchema, Instant, Text
from tracker.api.http.operation import Resource, operation
from tracker.api.resources.claims import STANCES
from tracker.application.recording.suggestions import Reading, ReadingEntry, read_suggestions, text_to_read
from tracker.domain import limits
from tracker.domain.instants import day_ends, is_year_taken
from tracker.reading.deadlines import Deadline
from tracker.reading.estimates import SCALE, Estimate
from tracker.reading.suggestions import Suggestion

resource = Resource(
    "suggestions", description="Sentences of an essay that look forward; nothing is recorded."
)


class SuggestionsBody(EntrySchema):
    text = Text(
        chars_max=limits.ESSAY_TEXT_CHARS_MAX,
        metadata={"description": "The text to read; by default the essay's present one."},
    )
    published_at = Text(
        chars_max=40,
        metadata={"description": "What `next year` is relative to; by default when the essay was published."},
    )
    timezone = Text(chars_max=limits.NAME_CHARS_MAX)


class EstimateGuess(AnswerSchema):
    kind = fields.String(required=True, validate=validate.OneOf(("number", "term", "unquantified")))
    said = fields.String(required=True, allow_none=True)
    term = fields.String(required=True, allow_none=True, metadata={"description": "A word of the scale."})
    scale = fields.String(required=True, allow_none=True)
    p = fields.Float(required=True, allow_none=True)


class DeadlineGuess(AnswerSchema):
    kind = fields.String(required=True, validate=validate.OneOf(("day", "period", "span", "event")))
    said = fields.String(required=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)
    on = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Its last day; null for an event, or where too little is said."},
    )
    at = Instant(required=True, allow_none=True, metadata={"description": "When that day ends."})
    timezone = fields.String(required=True)


class CueFound(AnswerSchema):
    kind = fields.String(required=True)
    said = fields.String(required=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)


class SuggestionAnswer(AnswerSchema):
    start = fields.Integer(required=True, metadata={"description": "In code points of the NFC text."})
    end = fields.Integer(required=True)
    sentence = fields.String(required=True)
    stance = fields.String(required=True, validate=validate.OneOf(STANCES))
    probability = fields.Nested(EstimateGuess, required=True)
    deadline = fields.Nested(DeadlineGuess, required=True, allow_none=True)
    cues = fields.List(
        fields.Nested(CueFound), required=True, metadata={"description": "The words that the guess rests on."}
    )


class SuggestionsAnswer(AnswerSchema):
    items = fields.List(fields.Nested(SuggestionAnswer), required=True)
    is_whole = fields.Boolean(
        required=True, metadata={"description": "False where there were more than an answer holds."}
    )
    text_sha256 = fields.String(
        required=True, allow_none=True, metadata={"description": "The stored text that was read, if it was."}
    )
    published_at = Instant(required=True, allow_none=True)
    timezone = fields.String(required=True)


@resource.post("/essays/<essay_id>/suggestions")
@operation(
    summary="Suggest claims",
    body=SuggestionsBody,
    answers={200: SuggestionsAnswer},
    scope="read",
)
def suggest_claims(body: dict[str, Any], essay_id: str) -> Any:
    """Mark the sentences that look forward, with a guess at stance, probability and deadline. Records nothing.

    The guesses follow from cue words and from a small grammar of deadlines, in English.
    """
    entry = ReadingEntry(**body)
    with reading() as tx:
        row, text = text_to_read(tx, essay_id, entry)
    # Outside the snapshot, which would otherwise stay open while half a million characters are read.
    return _present(read_suggestions(application(), row, text, entry))


def _present(read: Reading) -> dict[str, Any]:
    return {
        "items": [_suggestion(one, read) for one in read.found],
        "is_whole": read.is_whole,
        "text_sha256": read.text_sha256,
        "published_at": read.published_at,
        "timezone": read.timezone,
    }


def _suggestion(found: Suggestion, read: Reading) -> dict[str, Any]:
    return {
        "start": found.start,
        "end": found.end,
        "sentence": found.sentence,
        "stance": found.stance,
        "probability": _estimate(found.estimate),
        "deadline": _deadline(found.deadline, read) if found.deadline else None,
        "cues": [
            {"kind": cue.kind, "said": cue.said, "start": cue.start, "end": cue.end} for cue in found.cues
        ],
    }


def _estimate(estimate: Estimate) -> dict[str, Any]:
    return {
        "kind": estimate.kind,
        "said": estimate.said,
        "term": estimate.term,
        "scale": SCALE if estimate.term else None,
        "p": estimate.p,
    }


def _deadline(deadline: Deadline, read: Reading) -> dict[str, Any]:
    is_taken = deadline.on is not None and is_year_taken(deadline.on.year)
    return {
        "kind": deadline.kind,
        "said": read.text[deadline.start : deadline.end],
        "start": deadline.start,
        "end": deadline.end,
        "on": deadline.on.isoformat() if deadline.on else None,
        "at": day_ends(deadline.on, read.timezone) if deadline.on and is_taken else None,
        "timezone": read.timezone,
    }

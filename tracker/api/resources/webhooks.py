"""The document's `webhooks`: each message for readers with its headers, its schema and an example that is a real one."""

from __future__ import annotations

from typing import Any

import msgspec

from tracker.delivery.examples import example
from tracker.delivery.messages.kinds import CORRECTED, DIGEST, FOR_READERS, PING, body_of

_TEXT: dict[str, Any] = {"type": "string"}
_MAYBE_TEXT: dict[str, Any] = {"type": ["string", "null"]}
_INSTANT: dict[str, Any] = {"type": "string", "format": "date-time"}
_DAY: dict[str, Any] = {"type": "string", "format": "date"}
_MAYBE_DAY: dict[str, Any] = {"type": ["string", "null"], "format": "date"}
_LOSS: dict[str, Any] = {"type": ["number", "null"], "minimum": 0}
_PERCENT: dict[str, Any] = {"type": ["number", "null"], "minimum": 0, "maximum": 100}

MEANINGS = {
    "notice.recorded": ("A prediction was recorded", "Once the time in which it can be taken back is over."),
    "notice.due": (
        "A deadline has passed",
        "Nobody has said what happened. Sent only to those who ask for it.",
    ),
    "notice.resolved": (
        "A prediction came out",
        "Once, after it was scored and when the outcome is final; before that only to those who ask for it.",
    ),
    "notice.corrected": (
        "Something that an earlier message said no longer holds",
        "What, before, after, why, and the message that it corrects; to everybody who got that one.",
    ),
    "notice.opened": (
        "Words that were withheld can be read",
        "Its embargo has ended, or more people may read it.",
    ),
    "digest.published": (
        "A day or a week in short",
        "At the hour that the subscriber chose; never an empty one.",
    ),
}
"""By type: a title, and when it is sent."""


def webhooks() -> dict[str, Any]:
    """The section, by message type."""
    return {kind: {"post": _operation(kind)} for kind in FOR_READERS}


def webhook_schemas() -> dict[str, Any]:
    """The schemas that it names."""
    return {
        "ToldPrediction": _object(
            id=_TEXT, url=_TEXT, page=_TEXT | {"description": "Where people read it."}, type=_TEXT, statement=_TEXT,
            criteria=_MAYBE_TEXT, condition=_MAYBE_TEXT, author=_MAYBE_TEXT, topics={"type": "array", "items": _TEXT}, said_on=_DAY, recorded_on=_DAY,
            deadline=_MAYBE_DAY, quote=_MAYBE_TEXT, stance=_MAYBE_TEXT, essay_url=_MAYBE_TEXT, withdrawn=_MAYBE_TEXT,
            caution=_MAYBE_TEXT,
        ),
        "ToldOutcome": _object(
            outcome=_TEXT, words=_TEXT, happened_on=_DAY | {"description": "Since when it could be known."},
            final={"type": "boolean"}, final_at=_INSTANT, judged_by={"enum": ["author", "other", "rule", "deadline"]},
            source=_MAYBE_TEXT | {"description": "An address, or the headline where none was recorded."},
            reason=_MAYBE_TEXT,
        ),
        "ToldForecast": _object(
            forecaster=_TEXT, words=_TEXT, given_on=_DAY, percent_first=_PERCENT, percent_last=_PERCENT,
            number_by={"enum": ["forecaster", "us"]}, brier=_LOSS, loss=_LOSS | {"description": "0 is perfect."},
            loss_name=_MAYBE_TEXT | {"description": "The measure of its kind: a value of its scores."},
            score_in_words=_MAYBE_TEXT, receipt=_MAYBE_TEXT | {"description": "Where the score can be traced."},
        ),
        "ToldChange": {
            "type": "object",
            "properties": {"what": _TEXT, "before": {}, "after": {}},
            "required": ["what", "before", "after"],
        },
        "Notice": _object(**_FORMS, **_TOLD, **_PLACE),
        "Correction": _object(**_FORMS, **_TOLD, **_PLACE, correction=_object(
            changes={"type": "array", "items": _ref("ToldChange")}, reason=_MAYBE_TEXT, corrects=_TEXT,
        )),
        "DigestNotice": _object(**_FORMS, **_PLACE, since=_INSTANT, until=_INSTANT, record=_TEXT, **{
            name: {"type": "array", "items": _object(**_TOLD)} for name in ("recorded", "due", "resolved")
        }),
    }  # fmt: skip


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": sorted(properties)}


_FORMS: dict[str, dict[str, Any]] = {
    "subject": _TEXT,
    "text": _TEXT,
    "markdown": _TEXT,
    "html": _TEXT | {"description": "Ready to paste into an e-mail: inline styles, no script, under 20 kB."},
    "image_url": _MAYBE_TEXT,
}
_TOLD: dict[str, dict[str, Any]] = {
    "prediction": _ref("ToldPrediction"),
    "outcome": {"oneOf": [_ref("ToldOutcome"), {"type": "null"}]},
    "forecasts": {"type": "array", "items": _ref("ToldForecast")},
    "more_forecasters": {"type": "integer", "minimum": 0, "description": "How many more gave numbers."},
}
_PLACE: dict[str, dict[str, Any]] = {
    "sequence": {"type": "integer", "minimum": 1, "description": "Counts this subscriber's messages without a gap."},
    "epoch": {"type": "integer", "minimum": 1, "description": "One more whenever the tracker was restored."},
    "position": {"type": "integer", "minimum": 0, "description": "The end of the log when it was made."},
    "head": _TEXT | {"description": "The log's head at that position."},
    "test": {"type": "boolean", "description": "Whether it is only an example, sent by wish."},
}  # fmt: skip

_HEADERS = [
    ("webhook-id", "The same whenever this message is sent again."),
    ("webhook-timestamp", "When this attempt was made, in seconds since 1970."),
    (
        "webhook-signature",
        "`v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`; several, with spaces between.",
    ),
]


def _operation(kind: str) -> dict[str, Any]:
    title, when = MEANINGS[kind]
    schema = {CORRECTED: "Correction", DIGEST: "DigestNotice"}.get(kind, "Notice")
    message = _object(type={"const": kind}, timestamp=_INSTANT, data=_ref(schema))
    body = msgspec.json.decode(body_of(example(kind), sequence=7, epoch=1))
    return {
        "operationId": f"receive{''.join(part.capitalize() for part in kind.split('.'))}",
        "summary": title,
        "description": f"{when}\n\nSigned as Standard Webhooks 1.0.0 says; a new address first gets an `{PING}`.",
        "tags": ["subscribers"],
        "security": [],
        "parameters": [
            {"in": "header", "name": name, "required": True, "description": meaning, "schema": _TEXT}
            for name, meaning in _HEADERS
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": message, "example": body}},
        },
        "responses": {
            "2XX": {"description": "It arrived. Anything else is tried again."},
            "410": {"description": "Nobody wants it any more: nothing is sent there again."},
        },
    }

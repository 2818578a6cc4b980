"""Rules: what one would wait for, before a prediction rests on it, and what those of open predictions wait for."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from tracker.api.http.context import application, reading
from tracker.api.http.fields import AnswerSchema, EntrySchema, Text
from tracker.api.http.operation import Resource, operation
from tracker.api.http.pages import PageQuery, decode_cursor, page_of
from tracker.domain import limits
from tracker.domain.instants import FIRST_INSTANT, LAST_INSTANT, instant_text, zone
from tracker.domain.rule_words import rule_in_words
from tracker.domain.rules import Window, check_windows, leaves, parse_rule
from tracker.projections.developments import seen_labels
from tracker.projections.triggers import awaited_labels, labels_waited_for
from tracker.store.databases.database import Row

resource = Resource(
    "rules", description="What settles a prediction by itself: rules, and what they wait for."
)

BOUND = {"list": "waiting-for"}

WHOLE = Window(FIRST_INSTANT, LAST_INSTANT)
"""From a prediction's opening to its deadline, of which a rule alone knows nothing."""

BETWEEN = "\n"
"""Between kind and value in a cursor; neither has one."""


class RuleBody(EntrySchema):
    rule = fields.Dict(keys=fields.String(), required=True)
    timezone = Text(
        chars_max=limits.NAME_CHARS_MAX,
        metadata={"description": "Of the bare dates of its windows; by default the tracker's."},
    )


class LabelAnswer(AnswerSchema):
    kind = fields.String(
        required=True, validate=validate.OneOf(["event_type", "tag", "metric", "prediction"])
    )
    value = fields.String(required=True)
    is_seen = fields.Boolean(
        required=True,
        metadata={"description": "Some development has borne it; a misspelt label is never seen."},
    )


class RuleAnswer(AnswerSchema):
    waits_for = fields.String(
        required=True,
        metadata={"description": "In words, between opening and deadline unless it says otherwise."},
    )
    labels = fields.List(fields.Nested(LabelAnswer), required=True)


class AwaitedAnswer(LabelAnswer):
    kind = fields.String(required=True)
    predictions = fields.Integer(required=True)


class AwaitedPage(AnswerSchema):
    items = fields.List(fields.Nested(AwaitedAnswer), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


@resource.post("/rules/check")
@operation(summary="Check a rule", body=RuleBody, answers={200: RuleAnswer})
def check_rule(body: dict[str, Any]) -> Any:
    """Say in words what a rule would wait for, and which of its labels no development has borne. Nothing is recorded."""
    timezone = body.get("timezone", application().timezone)
    zone(timezone)
    rule = parse_rule(body["rule"], schedule=WHOLE, timezone=timezone)
    check_windows(body["rule"], timezone=timezone)
    labels = dict.fromkeys(label for leaf in leaves(rule) for label in labels_waited_for(leaf))
    with reading() as tx:
        seen = seen_labels(tx, labels)
    return {
        "waits_for": rule_in_words(rule, schedule=WHOLE),
        "labels": [
            {"kind": kind, "value": value, "is_seen": (kind, value) in seen} for kind, value in labels
        ],
    }


@resource.get("/waiting-for")
@operation(summary="List what is waited for", query=PageQuery, answers={200: AwaitedPage})
def list_awaited(query: dict[str, Any]) -> Any:
    """The labels of developments that predictions without an outcome wait for, so that nobody has to guess a slug."""
    limit = query["limit"]
    kind, _, value = decode_cursor(query.get("cursor"), bound=BOUND).partition(BETWEEN)
    with reading() as tx:
        now = instant_text(application().clock())
        rows = awaited_labels(tx, after=(kind, value), now=now, limit=limit + 1)
    return page_of(
        rows,
        limit=limit,
        bound=BOUND,
        key=lambda row: f"{row['kind']}{BETWEEN}{row['value']}",
        present=_present,
    )


def _present(row: Row) -> dict[str, Any]:
    shown = {name: row[name] for name in ("kind", "value", "predictions")}
    return {**shown, "is_seen": bool(row["is_seen"])}

"""A prediction as the API shows it: the row, its present forecast, and the words that people read."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from marshmallow import fields, validate

from tracker.api.fields import AnswerSchema, Instant
from tracker.application.predictions import unseen_labels
from tracker.domain.instants import instant_from_text, instant_text
from tracker.domain.probability import percent
from tracker.projections.claims import find_claim
from tracker.projections.essays import find_essay
from tracker.projections.forecasters import find_forecaster
from tracker.projections.forecasts import first_and_last
from tracker.store.database import Row, Transaction

STATUSES = ("open", "due", "overdue", "proposed", "resolved")


class ForecasterName(AnswerSchema):
    id = fields.String(required=True)
    name = fields.String(required=True)


class Probability(AnswerSchema):
    p = fields.Float(required=True)
    as_said = fields.String(required=True, allow_none=True)
    source = fields.String(
        required=True,
        metadata={"description": "Who gave the number: author_numeric or analyst_imputed (assigned by us)."},
    )


class Deadline(AnswerSchema):
    on = fields.String(required=True, allow_none=True, metadata={"description": "The day it was stated as."})
    at = Instant(required=True)
    timezone = fields.String(required=True)


class Outcome(AnswerSchema):
    outcome = fields.String(required=True)
    resolution_number = fields.Integer(required=True)
    known_at = Instant(required=True)
    final_at = Instant(required=True)
    is_final = fields.Boolean(required=True)
    judged_by = fields.String(required=True)
    basis = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)


class PredictionAnswer(AnswerSchema):
    id = fields.String(required=True)
    url = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    summary = fields.String(required=True)
    type = fields.String(required=True)
    statement = fields.String(required=True)
    criteria = fields.String(required=True, allow_none=True)
    author = fields.Nested(ForecasterName, required=True, allow_none=True)
    probability = fields.Nested(Probability, required=True, allow_none=True)
    opens = Instant(required=True)
    deadline = fields.Nested(Deadline, required=True)
    made_at = Instant(required=True)
    recorded_at = Instant(required=True)
    recorded_by = fields.String(required=True)
    essay = fields.String(required=True, allow_none=True)
    essay_url = fields.String(required=True, allow_none=True)
    claim = fields.String(required=True, allow_none=True)
    quote = fields.String(required=True, allow_none=True)
    stance = fields.String(required=True, allow_none=True)
    actor = fields.String(required=True, allow_none=True)
    topics = fields.List(fields.String(), required=True)
    rule = fields.Dict(keys=fields.String(), required=True, allow_none=True)
    default_outcome = fields.String(required=True, allow_none=True)
    settlement = fields.String(required=True)
    proposed_outcome = fields.String(required=True, allow_none=True)
    outcome = fields.Nested(Outcome, required=True, allow_none=True)
    visibility = fields.String(required=True)
    note = fields.String(required=True, allow_none=True)
    source = fields.String(
        required=True, allow_none=True, metadata={"description": "The import it came with."}
    )
    external_id = fields.String(required=True, allow_none=True)
    version = fields.Integer(required=True)
    next = fields.String(required=True)
    warnings = fields.List(fields.String(), required=True)


def present(tx: Transaction, row: Row, *, now: datetime, lapse_after: timedelta) -> dict[str, Any]:
    """The content of a `PredictionAnswer` for a row of the predictions' table."""
    author = find_forecaster(tx, row["author"]) if row["author"] else None
    stated = first_and_last(tx, row["id"], row["author"]) if row["author"] else None
    essay = find_essay(tx, row["essay"]) if row["essay"] else None
    claim = find_claim(tx, row["claim"]) if row["claim"] else None
    kept = ("id", "statement", "criteria", "opens", "recorded_at", "recorded_by", "essay", "claim", "actor",
            "default_outcome", "settlement", "proposed_outcome", "visibility", "note", "source", "external_id",
            "version")  # fmt: skip
    return {
        **{name: row[name] for name in kept},
        "url": f"/v1/predictions/{row['id']}",
        "status": status_of(row, now=now, lapse_after=lapse_after),
        "type": row["kind"],
        "summary": _summary(row, author=author, forecast=stated[1] if stated else None),
        "author": {"id": author["id"], "name": author["name"]} if author else None,
        "probability": _probability(stated[1]) if stated else None,
        "deadline": {"on": row["closes_on"], "at": row["closes"], "timezone": row["timezone"]},
        "made_at": row["effective_at"],
        "essay_url": essay["url"] if essay else None,
        "quote": claim["quote"] if claim else None,
        "stance": claim["stance"] if claim else None,
        "topics": msgspec.json.decode(row["topics"]),
        "rule": msgspec.json.decode(row["rule"]) if row["rule"] else None,
        "outcome": _outcome(row, now=now) if row["outcome"] else None,
        "next": _next(row, now=now),
        "warnings": _warnings(tx, row),
    }


def status_of(row: Row, *, now: datetime, lapse_after: timedelta) -> str:
    """Where a prediction stands at `now`; due and overdue follow from the clock alone."""
    if row["outcome"]:
        return "resolved"
    if row["proposed_outcome"]:
        return "proposed"
    closes = instant_from_text(row["closes"])
    if now < closes:
        return "open"
    return "due" if now < closes + lapse_after else "overdue"


def day_in_words(day: date) -> str:
    """A day as people write it: 31 Dec 2025."""
    return f"{day.day} {day:%b %Y}"


def _probability(forecast: Row) -> dict[str, Any]:
    return {"p": forecast["p"], "as_said": forecast["as_said"], "source": forecast["probability_source"]}


def _summary(row: Row, *, author: Row | None, forecast: Row | None) -> str:
    by = f"by {day_in_words(_last_day(row))}"
    if author is None or forecast is None:
        return f"{author['name'] + ' says' if author else 'Recorded'}: {row['statement']}, {by}. No number given."
    if forecast["probability_source"] == "analyst_imputed":
        return f"{percent(forecast['p'])} assigned by us to {author['name']}: {row['statement']}, {by}."
    return f"{author['name']} gives {percent(forecast['p'])} to: {row['statement']}, {by}."


def _outcome(row: Row, *, now: datetime) -> dict[str, Any]:
    kept = ("outcome", "resolution_number", "known_at", "final_at", "judged_by", "basis", "reason")
    is_final = bool(row["is_final"]) or row["final_at"] <= instant_text(now)
    return {**{name: row[name] for name in kept}, "is_final": is_final}


def _next(row: Row, *, now: datetime) -> str:
    if row["outcome"]:
        if _outcome(row, now=now)["is_final"]:
            return "Nothing: the outcome is final."
        return f"The outcome becomes final on {_instant_in_words(row['final_at'])} unless somebody objects."
    if row["proposed_outcome"]:
        return f"A worker proposes {row['proposed_outcome']}: confirm it or decide otherwise."
    asked = f"On {day_in_words(_last_day(row) + timedelta(days=1))} you will be asked what happened."
    if row["default_outcome"]:
        settles = "it settles" if row["settlement"] == "at_once" else "a worker proposes"
        asked = f"When the deadline passes without it, {settles} {row['default_outcome']}."
    if row["rule"] is None:
        return f"{asked} No rule settles it before."
    effect = "settles it at once" if row["settlement"] == "at_once" else "proposes the outcome"
    return f"A development that fulfils its rule {effect}. {asked}"


def _last_day(row: Row) -> date:
    """The day it was stated as, else the day on which the instant lies, in UTC."""
    return (
        date.fromisoformat(row["closes_on"]) if row["closes_on"] else instant_from_text(row["closes"]).date()
    )


def _instant_in_words(text: str) -> str:
    at = instant_from_text(text)
    return f"{day_in_words(at.date())} {at:%H:%M} UTC"


def _warnings(tx: Transaction, row: Row) -> list[str]:
    if row["outcome"]:
        return []
    return [
        f"No development has borne {label!r} so far: check the spelling, a misspelt rule never comes true."
        for label in unseen_labels(tx, row)
    ]

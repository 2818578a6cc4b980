"""A prediction as the API shows it: the row, its present forecast, and the words that people read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from marshmallow import fields, validate

from tracker.api.http.context import application, maybe_caller
from tracker.api.http.fields import AnswerSchema, Instant
from tracker.application.access.visibility import may_read
from tracker.application.context import AppContext
from tracker.application.recording.forecasts import known_prediction
from tracker.application.recording.predictions import labels_of_rules
from tracker.application.transact import UnitOfWork
from tracker.application.words.phrases import (
    late_number_words,
    next_words,
    said_words,
    summary_words,
    visible_outcome,
)
from tracker.application.words.status import STATUSES, is_settled_for_good, status_of
from tracker.domain.forecast import ForecastStated
from tracker.domain.ids import stream_of
from tracker.domain.instants import instant_from_text
from tracker.domain.prediction.view import row_of
from tracker.projections.as_of import Moment
from tracker.projections.claims import find_claims
from tracker.projections.developments import Label, seen_labels
from tracker.projections.essays import addresses_of
from tracker.projections.forecasters import find_forecasters
from tracker.projections.forecasts import authors_forecasts
from tracker.projections.forecasts import row_of as forecast_row
from tracker.projections.prediction_history import rows_as_of
from tracker.store.databases.database import Row, Transaction
from tracker.store.log.history import first_commitments


class ForecasterName(AnswerSchema):
    id = fields.String(required=True)
    name = fields.String(required=True)


class Probability(AnswerSchema):
    p = fields.Float(required=True, allow_none=True)
    as_said = fields.String(required=True, allow_none=True)
    words = fields.String(required=True, metadata={"description": "The number as people read it."})
    source = fields.String(
        required=True,
        metadata={
            "description": "Who gave it: author_numeric, author_verbal or analyst_imputed (assigned by us)."
        },
    )
    term = fields.String(required=True, allow_none=True)
    scale = fields.String(required=True, allow_none=True)
    low = fields.Float(required=True, allow_none=True)
    high = fields.Float(required=True, allow_none=True)
    distribution = fields.Raw(
        required=True,
        allow_none=True,
        metadata={
            "description": "Probabilities by option, [level, value] pairs or [instant, probability] pairs."
        },
    )


class Deadline(AnswerSchema):
    on = fields.String(required=True, allow_none=True, metadata={"description": "The day it was stated as."})
    at = Instant(required=True)
    timezone = fields.String(required=True)


class Outcome(AnswerSchema):
    outcome = fields.Raw(required=True, metadata={"description": "Or `annulled`."})
    annulment = fields.String(required=True, allow_none=True, metadata={"description": "Why it is void."})
    resolution_number = fields.Integer(required=True)
    known_at = Instant(required=True)
    final_at = Instant(required=True)
    is_final = fields.Boolean(required=True)
    judged_by = fields.String(required=True)
    basis = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    disputed = fields.String(required=True, allow_none=True, metadata={"description": "What is objected."})


class PredictionAnswer(AnswerSchema):
    id = fields.String(required=True)
    url = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(STATUSES))
    summary = fields.String(required=True)
    withheld = fields.Boolean(required=True, metadata={"description": "Whether its words are not for you."})
    fingerprint = fields.String(
        required=True, metadata={"description": "Proves the words, also while withheld."}
    )
    type = fields.String(required=True)
    statement = fields.String(required=True, allow_none=True)
    criteria = fields.String(required=True, allow_none=True)
    author = fields.Nested(ForecasterName, required=True, allow_none=True)
    probability = fields.Nested(Probability, required=True, allow_none=True)
    opens = Instant(required=True)
    deadline = fields.Nested(Deadline, required=True)
    made_at = Instant(required=True)
    recorded_at = Instant(required=True)
    recorded_by = fields.String(required=True)
    undo_until = Instant(required=True)
    essay = fields.String(required=True, allow_none=True)
    essay_url = fields.String(required=True, allow_none=True)
    claim = fields.String(required=True, allow_none=True)
    quote = fields.String(required=True, allow_none=True)
    stance = fields.String(required=True, allow_none=True)
    actor = fields.String(required=True, allow_none=True)
    topics = fields.List(fields.String(), required=True)
    options = fields.List(fields.String(), required=True)
    unit = fields.String(required=True, allow_none=True)
    antecedent = fields.Dict(keys=fields.String(), required=True, allow_none=True)
    consequent = fields.Dict(keys=fields.String(), required=True, allow_none=True)
    antecedent_met_at = Instant(required=True, allow_none=True)
    rule = fields.Dict(keys=fields.String(), required=True, allow_none=True)
    default_outcome = fields.Raw(required=True, allow_none=True)
    settlement = fields.String(required=True)
    proposed_outcome = fields.Raw(required=True, allow_none=True)
    proposed_reason = fields.String(required=True, allow_none=True)
    outcome = fields.Nested(Outcome, required=True, allow_none=True)
    amendments = fields.Integer(
        required=True, metadata={"description": "How often its words were made clearer."}
    )
    withdrawn = fields.String(
        required=True, allow_none=True, metadata={"description": "Why it was withdrawn."}
    )
    supersedes = fields.String(required=True, allow_none=True)
    graders = fields.Integer(required=True, metadata={"description": "How many have voted."})
    visibility = fields.String(required=True)
    visible_from = Instant(required=True, allow_none=True)
    note = fields.String(required=True, allow_none=True)
    source = fields.String(
        required=True, allow_none=True, metadata={"description": "The import it came with."}
    )
    external_id = fields.String(required=True, allow_none=True)
    version = fields.Integer(required=True)
    next = fields.String(required=True)
    warnings = fields.List(fields.String(), required=True)


class PredictionPage(AnswerSchema):
    items = fields.List(fields.Nested(PredictionAnswer), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


def read_back(tx: Transaction, prediction: str) -> dict[str, Any]:
    """The content of a `PredictionAnswer` for the prediction of that id, as the request's caller may see it.

    Raises `NotFound`.
    """
    return present_all(tx, [known_prediction(tx, prediction)])[0]


def present_all(
    tx: Transaction, rows: Sequence[Row], *, moment: Moment | None = None
) -> list[dict[str, Any]]:
    """The same for rows of the predictions' table, with `moment` as they stood then: one query a kind, however many rows.

    Whether their words may be read goes by how they stand now.
    """
    context = application()
    now = context.clock()
    seen = {row["id"] for row in rows if may_read(row, maybe_caller(), now=now)}
    if moment is not None:
        then = rows_as_of(tx, [row["id"] for row in rows], moment)
        rows, now = [then.get(row["id"], row) for row in rows], instant_from_text(moment.at)
    beside = _find_beside(tx, rows, seen=seen, moment=moment)
    return [_present(row, beside, context, now=now, is_seen=row["id"] in seen) for row in rows]


def answer_written(uow: UnitOfWork, prediction: str) -> dict[str, Any]:
    """The same of a prediction that `uow` has recorded, from what it holds: nothing is read back.

    Only what was there before is looked up: the author's name, and essay or claim where they are named.
    """
    stream = stream_of("prediction", prediction)
    view = uow.views.held(stream)
    assert view is not None, "what was recorded has been folded"  # noqa: S101 - programmer error
    row, context, now = row_of(view), application(), application().clock()
    is_seen = may_read(row, maybe_caller(), now=now)
    related = _related(uow.tx, [row], seen={prediction} if is_seen else set())
    forecasts = [
        forecast_row(recorded.event, recorded)
        for batch in uow.appended
        for recorded in batch.events
        if isinstance(recorded.event, ForecastStated) and recorded.event.forecaster == row["author"]
    ]
    found = _Beside(
        fingerprints={one.stream: one.commitments[0].hex() for one in uow.appended if one.stream == stream},
        forecasts={prediction: forecasts[-1]} if forecasts else {},
        **related,
    )
    return _present(row, found, context, now=now, is_seen=is_seen)


class _Beside(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in other tables about the predictions of a page, by the ids under which their rows name it."""

    fingerprints: dict[str, str]
    authors: dict[str, Row]
    forecasts: dict[str, Row]
    addresses: dict[str, str | None]
    claims: dict[str, Row]
    labels: set[Label]


def _find_beside(tx: Transaction, rows: Sequence[Row], *, seen: set[str], moment: Moment | None) -> _Beside:
    ids = [row["id"] for row in rows]
    forecasts = authors_forecasts(tx, ids, moment=moment)
    return _Beside(
        fingerprints=first_commitments(tx, [stream_of("prediction", one) for one in ids]),
        forecasts=forecasts,
        **_related(tx, rows, seen=seen, speakers=[one["forecaster"] for one in forecasts.values()]),
    )


def _related(
    tx: Transaction, rows: Sequence[Row], *, seen: set[str], speakers: Sequence[str] = ()
) -> dict[str, Any]:
    """What the rows name: forecasters, and of those whose words may be read essays, claims and labels."""
    read = [row for row in rows if row["id"] in seen]
    waiting = [row for row in read if not row["outcome"]]
    return {
        "authors": find_forecasters(tx, [*_named(rows, "author"), *speakers]),
        "addresses": addresses_of(tx, _named(read, "essay")),
        "claims": find_claims(tx, _named(read, "claim")),
        "labels": seen_labels(tx, [label for row in waiting for label in labels_of_rules(row)]),
    }


def _named(rows: Sequence[Row], column: str) -> list[str]:
    return [row[column] for row in rows if row[column] is not None]


def _present(
    row: Row, beside: _Beside, context: AppContext, *, now: datetime, is_seen: bool
) -> dict[str, Any]:
    forecast = beside.forecasts.get(row["id"])
    spoke = row["author"] or (forecast["forecaster"] if forecast else None)
    author = beside.authors.get(spoke) if spoke else None
    return {
        **_state(row, context, now=now, is_seen=is_seen),
        **(_words(row, beside) if is_seen else _withheld()),
        "url": f"/v1/predictions/{row['id']}",
        "withheld": not is_seen,
        "fingerprint": beside.fingerprints[stream_of("prediction", row["id"])],
        "summary": summary_words(row, author=author, forecast=forecast, is_seen=is_seen),
        "author": {"id": author["id"], "name": author["name"]} if author else None,
        "probability": present_probability(forecast, is_seen=is_seen) if forecast else None,
    }


def present_probability(forecast: Row, *, is_seen: bool) -> dict[str, Any]:
    """The content of a `Probability` for a row of the forecasts' table; options are words of the prediction's."""
    kept = ("p", "as_said", "term", "scale", "low", "high")
    numbers = msgspec.json.decode(forecast["numbers"]) if forecast["numbers"] else None
    return {
        **{name: forecast[name] for name in kept},
        "source": forecast["probability_source"],
        "words": said_words(forecast, is_seen=is_seen),
        "distribution": None if isinstance(numbers, dict) and not is_seen else numbers,
    }


def _state(row: Row, context: AppContext, *, now: datetime, is_seen: bool) -> dict[str, Any]:
    """What everybody may know: when, how it stands, what came of it."""
    kept = ("id", "opens", "recorded_at", "recorded_by", "settlement", "proposed_reason", "amendments", "supersedes",
            "graders", "visibility", "visible_from", "source", "external_id", "version")  # fmt: skip
    outcomes = {
        name: visible_outcome(row[name], kind=row["judged_as"], is_seen=is_seen, is_void=is_void)
        for name, is_void in (
            ("default_outcome", False),
            ("proposed_outcome", row["proposed_annulment"] is not None),
        )
    }
    return {
        **{name: row[name] for name in kept},
        **outcomes,
        "type": row["kind"],
        "status": status_of(row, now=now, lapse_after=context.lapse_after),
        "deadline": {"on": row["closes_on"], "at": row["closes"], "timezone": row["timezone"]},
        "made_at": row["effective_at"],
        "undo_until": instant_from_text(row["recorded_at"]) + context.undo_window,
        "antecedent_met_at": row["met_at"],
        "outcome": _outcome(row, now=now, is_seen=is_seen) if row["outcome"] else None,
        "next": next_words(row, now=now, is_seen=is_seen),
    }


def _words(row: Row, beside: _Beside) -> dict[str, Any]:
    """What is the prediction's own."""
    claim = beside.claims.get(row["claim"])
    return {
        **{name: row[name] for name in ("statement", "criteria", "essay", "claim", "actor", "note", "unit")},
        "essay_url": beside.addresses.get(row["essay"]),
        "quote": claim["quote"] if claim else None,
        "stance": claim["stance"] if claim else None,
        "topics": msgspec.json.decode(row["topics"]),
        "options": msgspec.json.decode(row["options"]),
        "antecedent": _decoded(row["antecedent"]),
        "consequent": _decoded(row["consequent"]),
        "rule": _decoded(row["rule"]),
        "withdrawn": row["withdrawn_reason"],
        "warnings": [
            *late_number_words(row, beside.forecasts.get(row["id"])),
            *_warnings(row, beside.labels),
        ],
    }


def _withheld() -> dict[str, Any]:
    """The same fields without a word in them."""
    nothing = ("statement", "criteria", "essay", "claim", "actor", "note", "essay_url", "quote", "stance",
               "antecedent", "consequent", "rule", "withdrawn", "unit")  # fmt: skip
    return {**dict.fromkeys(nothing), "topics": [], "options": [], "warnings": []}


def _outcome(row: Row, *, now: datetime, is_seen: bool) -> dict[str, Any]:
    """Reasons and objections are somebody's words about it."""
    kept = ("annulment", "resolution_number", "known_at", "final_at", "judged_by", "basis")
    return {
        **{name: row[name] for name in kept},
        "outcome": visible_outcome(
            row["outcome"], kind=row["judged_as"], is_seen=is_seen, is_void=row["annulment"] is not None
        ),
        "is_final": is_settled_for_good(row, now=now),
        "reason": row["reason"] if is_seen else None,
        "disputed": row["dispute_reason"] if is_seen else None,
    }


def _decoded(text: str | None) -> Any:
    return msgspec.json.decode(text) if text else None


def _warnings(row: Row, labels: set[Label]) -> list[str]:
    if row["outcome"]:
        return []
    return [
        f"No recorded development uses {label!r} yet. Check the spelling: a misspelled rule never fires."
        for kind, label in labels_of_rules(row)
        if (kind, label) not in labels
    ]

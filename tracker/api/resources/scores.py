"""Scores of a prediction: every scoring with its numbers and inputs; superseded ones stay visible."""

from __future__ import annotations

from datetime import datetime
from typing import Any, get_args

import msgspec
from marshmallow import fields, validate

from tracker.api.http.context import application, maybe_caller, reading
from tracker.api.http.fields import AnswerSchema, EntrySchema, Instant, Text
from tracker.api.http.operation import Resource, operation
from tracker.api.http.pages import PageQuery, page
from tracker.application.access.visibility import may_read
from tracker.application.recording.forecasts import known_prediction
from tracker.application.words.phrases import visible_outcome
from tracker.application.work.questions import interim, question_of, series_of
from tracker.domain import limits
from tracker.projections.forecasters import find_forecasters
from tracker.projections.forecasts import series_on
from tracker.projections.scores import list_scores, scores_of
from tracker.projections.table import POSITION_END
from tracker.scoring.catalogue import RULES, Better
from tracker.scoring.series_score import SeriesScore
from tracker.store.databases.database import Row, Transaction

resource = Resource("scores", description="What a forecast was worth once the outcome was known.")


class ScoredForecaster(AnswerSchema):
    id = fields.String(required=True)
    name = fields.String(required=True)
    external_id = fields.String(required=True, allow_none=True)


class ScoreAnswer(AnswerSchema):
    forecaster = fields.Nested(ScoredForecaster, required=True)
    series = fields.String(
        required=True,
        metadata={
            "description": "own: numbers that the forecaster gave. assigned: numbers that someone else assigned."
        },
    )
    resolution = fields.Integer(required=True, metadata={"description": "The resolution's number."})
    superseded = fields.Boolean(required=True)
    interim = fields.Boolean(required=True)
    as_of = Instant(required=True, metadata={"description": "From when these numbers were known."})
    outcome = fields.Raw(required=True, allow_none=True)
    known_at = Instant(required=True, allow_none=True)
    values = fields.Dict(
        keys=fields.String(),
        required=True,
        metadata={"description": "Numbers by name, null where there is none; a `_range` is [best, worst]."},
    )
    coverage = fields.Float(required=True, allow_none=True)
    updates = fields.Integer(required=True)
    late = fields.Integer(required=True)
    marks = fields.List(fields.String(), required=True)
    clipped = fields.List(fields.String(), required=True)
    log_infinite = fields.Boolean(required=True)
    event = fields.String(
        required=True, allow_none=True, metadata={"description": "The event that recorded these numbers."}
    )
    inputs = fields.List(
        fields.String(), required=True, metadata={"description": "Ids of the forecasts' events."}
    )


class ScoresAnswer(AnswerSchema):
    items = fields.List(fields.Nested(ScoreAnswer), required=True)


class ScoringRuleAnswer(AnswerSchema):
    name = fields.String(required=True)
    version = fields.Integer(
        required=True, metadata={"description": "Raised when the same inputs give another result."}
    )
    formula = fields.String(required=True)
    low = fields.Float(required=True, allow_none=True, metadata={"description": "Null: no lower end."})
    high = fields.Float(required=True, allow_none=True, metadata={"description": "Null: no upper end."})
    better = fields.String(
        required=True, validate=validate.OneOf(get_args(Better)), metadata={"description": "Which is better."}
    )
    is_proper = fields.Boolean(
        required=True,
        allow_none=True,
        metadata={"description": "Whether saying what one believes is best; null where that is no question."},
    )
    source = fields.String(required=True)


class ScoringRulesAnswer(AnswerSchema):
    items = fields.List(fields.Nested(ScoringRuleAnswer), required=True)


class ListedScore(ScoreAnswer):
    prediction = fields.String(required=True)
    p_first = fields.Float(required=True, allow_none=True)
    p_last = fields.Float(required=True, allow_none=True)
    brier_first = fields.Float(required=True, allow_none=True)
    brier_last = fields.Float(required=True, allow_none=True)
    brier_time_weighted = fields.Float(required=True, allow_none=True)
    log_last = fields.Float(required=True, allow_none=True)


class ScorePage(AnswerSchema):
    items = fields.List(fields.Nested(ListedScore), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class ScoreListQuery(PageQuery):
    forecaster = Text(
        chars_max=40, metadata={"description": "A forecaster's id: only the numbers recorded under it."}
    )
    source = Text(
        chars_max=limits.NAME_CHARS_MAX, metadata={"description": "Only predictions of this import."}
    )


class ScoresQuery(EntrySchema):
    interim_at = Instant(
        metadata={"description": "Also what date predictions were worth while pending then."}
    )


@resource.get("/scores")
@operation(summary="List scores", query=ScoreListQuery, answers={200: ScorePage})
def list_all_scores(query: dict[str, Any]) -> Any:
    """The scores of all present outcomes, a row for each forecaster's series, in the order of the predictions' ids."""
    now, reader = application().clock(), maybe_caller()

    def present(tx: Transaction, row: Row) -> dict[str, Any]:
        prediction = known_prediction(tx, row["prediction"])
        shown = _present(row, prediction, is_seen=may_read(prediction, reader, now=now))
        return {"prediction": row["prediction"], **{name: row[name] for name in _LISTED}, **shown}

    with reading() as tx:
        return page(tx, query, list_scores, present, filters=("forecaster", "source"))


_LISTED = ("p_first", "p_last", "brier_first", "brier_last", "brier_time_weighted", "log_last")


@resource.get("/rules")
@operation(summary="List the rules of scoring", answers={200: ScoringRulesAnswer})
def list_scoring_rules() -> Any:
    """What each value of a score is: formula, range, direction, source and version."""
    named = ("name", "version", "formula", "low", "high", "better", "is_proper", "source")
    return {"items": [{name: getattr(rule, name) for name in named} for rule in RULES]}


@resource.get("/predictions/<prediction_id>/scores")
@operation(summary="Read a prediction's scores", query=ScoresQuery, answers={200: ScoresAnswer})
def get_scores(query: dict[str, Any], prediction_id: str) -> Any:
    """Every scoring, oldest first: a number's inputs are the events that it was computed from."""
    with reading() as tx:
        row = known_prediction(tx, prediction_id)
        is_seen = may_read(row, maybe_caller(), now=application().clock())
        items = [_present(one, row, is_seen=is_seen) for one in scores_of(tx, prediction_id)]
        if "interim_at" in query:
            items += _interim(tx, row, at=query["interim_at"])
        return {"items": items}


def _present(row: Row, prediction: Row, *, is_seen: bool) -> dict[str, Any]:
    """A scoring is superseded by a later one, and by an outcome that no longer is the one it scored."""
    is_of_another = row["resolution_number"] != prediction["resolution_number"]
    ranges = msgspec.json.decode(row["ranges"])
    return {
        "forecaster": {"id": row["forecaster"], "name": row["name"], "external_id": row["external_id"]},
        "series": row["series"],
        "resolution": row["resolution_number"],
        "superseded": row["position_to"] != POSITION_END or is_of_another,
        "interim": False,
        "as_of": row["known_from"],
        "outcome": visible_outcome(row["outcome"], kind=prediction["judged_as"], is_seen=is_seen),
        "known_at": row["known_at"],
        "values": {
            **msgspec.json.decode(row["numbers"]),
            **{f"{name}_range": ends for name, ends in ranges.items()},
        },
        "coverage": row["coverage"],
        "updates": row["updates"],
        "late": row["late"],
        "marks": [*_words(row["marks"]), *_merged_after(row)],
        "clipped": _words(row["clipped"]),
        "log_infinite": bool(row["infinite"]),
        "event": row["event_id"],
        "inputs": msgspec.json.decode(row["inputs"]),
    }


def _merged_after(row: Row) -> list[str]:
    """Whose numbers count in another's record by a merger that was decided when the outcome was known."""
    is_after = row["merged_at"] is not None and row["merged_at"] >= row["known_at"]
    return ["merged_after_outcome"] if is_after else []


def _interim(tx: Transaction, row: Row, *, at: datetime) -> list[dict[str, Any]]:
    """Computed when asked for: an interim score is of no outcome, so nothing is recorded of it."""
    question = question_of(row)
    if question is None:
        return []
    series = series_of(series_on(tx, row["id"]))
    scores = interim(question, series, at=at)
    forecasters = find_forecasters(tx, [said[0]["forecaster"] for said in series.values()])
    return [
        _present_interim(forecasters[series[name][0]["forecaster"]], series[name][0]["series"], score, at=at)
        for name, score in scores.items()
        if score is not None
    ]


def _present_interim(by: Row, series: str, score: SeriesScore, *, at: datetime) -> dict[str, Any]:
    return {
        "forecaster": {"id": by["id"], "name": by["name"], "external_id": by["external_id"]},
        "series": series,
        "resolution": 0,
        "superseded": False,
        "interim": True,
        "as_of": at,
        "outcome": None,
        "known_at": None,
        "values": dict(score.values),
        "coverage": score.coverage,
        "updates": score.n_updates,
        "late": 0,
        "marks": [],
        "clipped": [],
        "log_infinite": False,
        "event": None,
        "inputs": list(score.inputs),
    }


def _words(fenced: str) -> list[str]:
    return [word for word in fenced.split("|") if word]

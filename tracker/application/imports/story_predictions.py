"""Recording a story's predictions and the forecasts on them."""

from __future__ import annotations

from typing import Any

from tracker.application.access.access import require
from tracker.application.imports.story_lines import (
    ForecastLine,
    PredictionLine,
)
from tracker.application.imports.story_references import (
    Story,
    asked_question,
    claim_row,
    essay_id,
    forecaster_id,
    imported,
    line_at,
    new_entity,
    prediction_row,
)
from tracker.application.recording.predictions import record_prediction
from tracker.application.transact import UnitOfWork
from tracker.domain import forecast
from tracker.domain.errors import Invalid
from tracker.domain.forecast import ForecastInput, StateForecast
from tracker.domain.ids import stream_of
from tracker.domain.instants import zone_named
from tracker.domain.prediction.commands import Condition, Consequence, RecordPrediction

_AS_STORY = {"/deadline": "/closes"}
"""A story calls `closes` what a request calls `deadline`."""


def record_prediction_line(uow: UnitOfWork, story: Story, line: PredictionLine) -> None:
    new = new_entity(uow, story, "prediction")
    said_in = claim_row(uow, story, line.claim)
    written = said_in["essay"] if said_in and line.essay is None else essay_id(uow, story, line.essay)
    command = RecordPrediction(
        prediction=new,
        kind=line.type,
        statement=line.statement,
        opens=line.opens or line.at,
        deadline=line.closes,
        timezone=zone_named(line.timezone) or story.timezone,
        criteria=line.criteria,
        essay=written,
        claim=said_in["id"] if said_in else None,
        author=forecaster_id(uow, story, line.author, pointer="/author") if line.author else None,
        actor=line.actor,
        actor_ended=line.actor_ended,
        topics=line.topics,
        rule=_own_ids(uow, story, line.rule),
        default_outcome=line.default_outcome,
        settlement=line.settlement,
        imported=imported(story, line.id),
        note=line.note,
        options=line.options,
        unit=line.unit,
        antecedent=_antecedent(uow, story, line),
        consequent=_consequent(line),
        visibility=line.visibility,
        visible_from=line.visible_from,
        supersedes=prediction_row(uow, story, line.supersedes, pointer="/supersedes")["id"]
        if line.supersedes
        else None,
    )
    try:
        record_prediction(uow, command, caller=story.caller)
    except Invalid as refusal:
        raise refusal.renamed(_AS_STORY) from None


def _antecedent(uow: UnitOfWork, story: Story, line: PredictionLine) -> Condition | None:
    raw = line.antecedent
    if raw is None:
        return None
    return Condition(statement=raw.statement, by=raw.by, rule=_own_ids(uow, story, raw.rule))


def _consequent(line: PredictionLine) -> Consequence | None:
    raw = line.consequent
    return None if raw is None else Consequence(type=raw.type, within_days=raw.within_days)


def _own_ids(uow: UnitOfWork, story: Story, raw: Any) -> Any:
    """A rule with the predictions it names by the story's ids named by ours."""
    match raw:
        case {"prediction": str(external_id), **rest}:
            return {"prediction": prediction_row(uow, story, external_id)["id"], **rest}
        case dict():
            return {word: _own_ids(uow, story, part) for word, part in raw.items()}
        case list():
            return [_own_ids(uow, story, part) for part in raw]
        case _:
            return raw


def record_forecast_line(uow: UnitOfWork, story: Story, line: ForecastLine) -> None:
    on, question = asked_question(uow, story, line.prediction)
    by = forecaster_id(uow, story, line.forecaster, pointer="/forecaster")
    if by in story.seen.own_forecasters and by != story.caller.forecaster:
        require(story.caller, "assign")  # the source speaks for its own forecasters, not for the tracker's
    new = uow.new_entity("forecast")
    command = StateForecast(
        said=ForecastInput(
            p=line.p,
            term=line.term,
            scale=line.scale,
            probabilities=line.probabilities,
            quantiles=line.quantiles,
            cdf=line.cdf,
            note=line.note,
        ),
        forecast=new,
        prediction=on,
        forecaster=by,
        probability_source=line.probability_source,
        made_at=line_at(line),
        seq=line.seq,
        question=question,
    )
    uow.decide(forecast, stream_of("forecast", on, by), command)

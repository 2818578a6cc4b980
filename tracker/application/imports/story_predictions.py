"""Recording a story's predictions and the forecasts on them."""

from __future__ import annotations

from typing import Any

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
from tracker.application.recording.forecasts import as_instants, words_of
from tracker.application.recording.predictions import bare_date, check_references, choice, topics
from tracker.application.transact import Writing
from tracker.domain import forecast
from tracker.domain import prediction as predictions
from tracker.domain.errors import Invalid
from tracker.domain.forecast import ForecastStated, StateForecast
from tracker.domain.ids import stream_of
from tracker.domain.instants import parse_begin, parse_end, zone_named
from tracker.domain.prediction.commands import (
    RecordPrediction,
)
from tracker.domain.prediction.events import (
    ActorEnded,
    Antecedent,
    Consequent,
    JudgedKind,
    Kind,
    PredictionRecorded,
    Settlement,
    Visibility,
)


def record_prediction_line(writing: Writing, story: Story, line: PredictionLine) -> None:
    new = new_entity(writing, story, "prediction")
    timezone = zone_named(line.timezone) or story.timezone
    said_in = claim_row(writing, story, line.claim)
    written = said_in["essay"] if said_in and line.essay is None else essay_id(writing, story, line.essay)
    recorded = PredictionRecorded(
        prediction=new,
        kind=choice(line.type, Kind, pointer="/type"),
        statement=line.statement,
        opens=parse_begin(line.opens or line.at, timezone, pointer="/opens"),
        closes=parse_end(line.closes, timezone, pointer="/closes"),
        closes_on=bare_date(line.closes),
        timezone=timezone,
        criteria=line.criteria,
        essay=written,
        claim=said_in["id"] if said_in else None,
        author=forecaster_id(writing, story, line.author, pointer="/author") if line.author else None,
        actor=line.actor,
        actor_ended=choice(line.actor_ended, ActorEnded, pointer="/actor_ended"),
        topics=topics(line.topics),
        rule=_own_ids(writing, story, line.rule),
        default_outcome=line.default_outcome,
        settlement=choice(line.settlement, Settlement, pointer="/settlement"),
        imported=imported(story, line.id),
        note=line.note,
        options=tuple(option.strip() for option in line.options),
        unit=line.unit,
        antecedent=_antecedent(writing, story, line),
        consequent=_consequent(line),
        visibility=choice(line.visibility, Visibility, pointer="/visibility") or "public",
        visible_from=parse_begin(line.visible_from, timezone, pointer="/visible_from")
        if line.visible_from
        else None,
        supersedes=prediction_row(writing, story, line.supersedes, pointer="/supersedes")["id"]
        if line.supersedes
        else None,
    )
    check_references(writing, recorded, caller=story.caller)
    writing.decide(predictions, stream_of("prediction", new), RecordPrediction(proposed=recorded))


def _antecedent(writing: Writing, story: Story, line: PredictionLine) -> Antecedent | None:
    raw = line.antecedent
    if raw is None:
        return None
    return Antecedent(
        statement=raw.statement,
        by=parse_end(raw.by, line.timezone or story.timezone, pointer="/antecedent/by"),
        by_on=bare_date(raw.by),
        rule=_own_ids(writing, story, raw.rule),
    )


def _consequent(line: PredictionLine) -> Consequent | None:
    if line.consequent is None:
        return Consequent() if line.type == "conditional" else None
    kind = choice(line.consequent.type, JudgedKind, pointer="/consequent/type")
    return Consequent(kind=kind, within_days=line.consequent.within_days)


def _own_ids(writing: Writing, story: Story, raw: Any) -> Any:
    """A rule with the predictions it names by the story's ids named by ours."""
    match raw:
        case {"prediction": str(external_id), **rest}:
            return {"prediction": prediction_row(writing, story, external_id)["id"], **rest}
        case dict():
            return {word: _own_ids(writing, story, part) for word, part in raw.items()}
        case list():
            return [_own_ids(writing, story, part) for part in raw]
        case _:
            return raw


def record_forecast_line(writing: Writing, story: Story, line: ForecastLine) -> None:
    on, question = asked_question(writing, story, line.prediction)
    by = forecaster_id(writing, story, line.forecaster, pointer="/forecaster")
    new = writing.new_entity("forecast")
    stated = ForecastStated(
        forecast=new,
        prediction=on,
        forecaster=by,
        probability_source=line.probability_source,
        made_at=line_at(line),
        seq=line.seq,
        note=line.note,
        **_numbers(line),
    )
    command = StateForecast(proposed=stated, question=question)
    writing.decide(forecast, stream_of("forecast", on, by), command)


def _numbers(line: ForecastLine) -> dict[str, Any]:
    """What was said: in a word of a scale, as a probability, or as a distribution."""
    if line.term is not None:
        if line.p is not None:
            raise Invalid.at("/p", "give a number or a word, not both", "ambiguous")
        return words_of(line.term, line.scale, pointer="/term")
    return {
        "p": line.p,
        "probabilities": line.probabilities,
        "quantiles": line.quantiles,
        "cdf": None if line.cdf is None else as_instants(line.cdf),
    }

"""Recording one story line: from the ids of its source to our own, and through the domain like any other command."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tracker.application.event_ids import DerivedIds
from tracker.application.imports.story_judging import (
    record_grade_line,
    record_re_resolution_line,
    record_resolution_line,
)
from tracker.application.imports.story_life import RECORDERS as LIFE
from tracker.application.imports.story_lines import (
    ClaimLine,
    DevelopmentLine,
    EssayLine,
    EvidenceLine,
    ForecasterLine,
    ForecastLine,
    GradeLine,
    Line,
    PredictionLine,
    ReResolutionLine,
    ResolutionLine,
)
from tracker.application.imports.story_predictions import record_forecast_line, record_prediction_line
from tracker.application.imports.story_references import (
    Story,
    development_row,
    imported,
    known_row,
    line_at,
    new_entity,
    prediction_row,
)
from tracker.application.recording.developments import settles
from tracker.application.transact import UnitOfWork
from tracker.domain import claim, development, essay, forecaster
from tracker.domain import prediction as predictions
from tracker.domain.claim import RecordClaim
from tracker.domain.development import RecordDevelopment, Settles
from tracker.domain.essay import RecordEssay
from tracker.domain.forecaster import RecordForecaster
from tracker.domain.ids import stream_of
from tracker.domain.instants import instant_text
from tracker.domain.prediction.commands import LinkEvidence
from tracker.projections.essays import find_imported_essay
from tracker.store.essay_texts import keep_text


def line_ids(story: Story, line: Line) -> DerivedIds:
    """The ids of a line's events, the same however often it is sent."""
    named = getattr(line, "id", None)
    if named is not None:
        return DerivedIds("import", story.source, line.kind, named)
    subject = next(
        (
            getattr(line, word)
            for word in ("forecaster", "development", "grader")
            if getattr(line, word, None) is not None
        ),
        None,
    )
    prediction = getattr(line, "prediction", None)
    return DerivedIds(
        "import", story.source, line.kind, prediction, subject, instant_text(line_at(line)), line.seq
    )


def record_line(uow: UnitOfWork, story: Story, line: Line) -> None:
    """Decide what `line` says; nothing where it says nothing new. Raises whatever refusal the domain has."""
    _RECORDERS[type(line)](uow, story, line)


def _forecaster(uow: UnitOfWork, story: Story, line: ForecasterLine) -> None:
    new = uow.new_entity("forecaster")
    command = RecordForecaster(
        forecaster=new, name=line.name, imported=imported(story, line.id), note=line.note
    )
    uow.decide(forecaster, stream_of("forecaster", new), command)


def _essay(uow: UnitOfWork, story: Story, line: EssayLine) -> None:
    new = uow.new_entity("essay")
    digest = None if line.text is None else keep_text(uow.tx, line.text)
    command = RecordEssay(
        essay=new,
        published_at=line.at,
        byline=line.author,
        title=line.title,
        url=line.url,
        publication=line.publication,
        text_sha256=line.text_sha256,
        text_digest=digest,
        imported=imported(story, line.id),
        note=line.note,
    )
    uow.decide(essay, stream_of("essay", new), command)


def _claim(uow: UnitOfWork, story: Story, line: ClaimLine) -> None:
    new = new_entity(uow, story, "claim")
    in_essay = known_row(find_imported_essay(uow.tx, line.essay, source=story.source), "essay", line.essay)
    command = RecordClaim(
        claim=new,
        essay=in_essay["id"],
        stance=line.stance,
        quote=line.quote,
        probability_source=line.probability_source,
        made_at=line_at(line),
        imported=imported(story, line.id),
        note=line.note,
    )
    uow.decide(claim, stream_of("claim", new), command)


def _development(uow: UnitOfWork, story: Story, line: DevelopmentLine) -> None:
    new = new_entity(uow, story, "development")
    command = RecordDevelopment(
        development=new,
        headline=line.headline,
        timezone=line.timezone or story.timezone,
        occurred_on=line.occurred_on,
        occurred_at=line.occurred_at,
        event_type=line.event_type,
        actors=line.actors,
        tags=line.tags,
        facts=line.facts,
        about=tuple(
            prediction_row(uow, story, one, pointer=f"/about/{n}")["id"] for n, one in enumerate(line.about)
        ),
        sources=line.sources,
        ends_actor=line.ends_actor,
        resolves=_settles(uow, story, line),
        imported=imported(story, line.id),
        note=line.note,
        now=uow.now,
    )
    uow.decide(development, stream_of("development", new), command)


def _settles(uow: UnitOfWork, story: Story, line: DevelopmentLine) -> Settles | None:
    if line.resolves is None:
        return None
    on = prediction_row(uow, story, line.resolves.prediction, pointer="/resolves/prediction")
    return settles(uow.tx, on["id"], line.resolves.outcome)


def _evidence(uow: UnitOfWork, story: Story, line: EvidenceLine) -> None:
    on = prediction_row(uow, story, line.prediction)
    command = LinkEvidence(
        development=development_row(uow, story, line.development)["id"],
        bearing=line.bearing,
        strength=line.strength,
        group=line.group,
        note=line.note,
    )
    uow.decide(predictions, stream_of("prediction", on["id"]), command)


_RECORDERS: dict[type[Line], Callable[[UnitOfWork, Story, Any], None]] = {
    ForecasterLine: _forecaster,
    EssayLine: _essay,
    ClaimLine: _claim,
    PredictionLine: record_prediction_line,
    ForecastLine: record_forecast_line,
    DevelopmentLine: _development,
    EvidenceLine: _evidence,
    ResolutionLine: record_resolution_line,
    GradeLine: record_grade_line,
    ReResolutionLine: record_re_resolution_line,
    **LIFE,
}

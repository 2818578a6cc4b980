"""Recording one story line: from the ids of its source to our own, and through the domain like any other command."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from tracker.application.event_ids import DerivedIds
from tracker.application.outcomes import happened_in_zone_of
from tracker.application.predictions import bare_date, only, settlement, topics
from tracker.application.story_lines import (
    ClaimLine,
    DevelopmentLine,
    EssayLine,
    EvidenceLine,
    ForecasterLine,
    ForecastLine,
    Line,
    PredictionLine,
    ReResolutionLine,
    ResolutionLine,
)
from tracker.application.transact import Past, Writing
from tracker.domain import claim, development, essay, forecast, forecaster
from tracker.domain import prediction as predictions
from tracker.domain.claim import ClaimRecorded, RecordClaim
from tracker.domain.development import DevelopmentRecorded, RecordDevelopment, Settles
from tracker.domain.errors import Invalid
from tracker.domain.essay import EssayRecorded, RecordEssay
from tracker.domain.event import Imported
from tracker.domain.forecast import ForecastStated, StateForecast
from tracker.domain.forecaster import ForecasterRecorded, RecordForecaster
from tracker.domain.ids import stream_of
from tracker.domain.instants import instant_text, parse_begin, parse_date, parse_end, parse_instant
from tracker.domain.prediction.decisions import (
    LinkEvidence,
    RecordPrediction,
    ReResolvePrediction,
    ResolvePrediction,
    binary_outcome,
)
from tracker.domain.prediction.events import EvidenceLinked, JudgedBy, PredictionRecorded
from tracker.projections.claims import find_imported_claim
from tracker.projections.developments import find_imported_development
from tracker.projections.essays import find_imported_essay
from tracker.projections.forecasters import find_by_external_id
from tracker.projections.predictions import find_imported_prediction
from tracker.store.database import Row


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """The run a line belongs to: its source's namespace, its zone for bare dates, the author of its key."""

    run: str
    source: str
    timezone: str
    own: str | None


def line_at(line: Line) -> datetime:
    """The asserted instant of a line."""
    return parse_instant(line.at, pointer="/at")


def line_ids(story: Story, line: Line) -> DerivedIds:
    """The ids of a line's events, the same however often it is sent."""
    named = getattr(line, "id", None)
    if named is not None:
        return DerivedIds("import", story.source, line.kind, named)
    subject = getattr(line, "forecaster", None) or getattr(line, "development", None)
    prediction = getattr(line, "prediction", None)
    return DerivedIds(
        "import", story.source, line.kind, prediction, subject, instant_text(line_at(line)), line.seq
    )


def record_line(writing: Writing, story: Story, line: Line) -> None:
    """Decide what `line` says; nothing where it says nothing new. Raises whatever refusal the domain has."""
    _RECORDERS[type(line)](writing, story, line)


def _forecaster(writing: Writing, story: Story, line: ForecasterLine) -> None:
    new = writing.new_entity("forecaster")
    recorded = ForecasterRecorded(
        forecaster=new, name=line.name, imported=_imported(story, line.id), note=line.note
    )
    writing.decide(forecaster, stream_of("forecaster", new), RecordForecaster(proposed=recorded))


def _essay(writing: Writing, story: Story, line: EssayLine) -> None:
    new = writing.new_entity("essay")
    text = None if line.text is None else unicodedata.normalize("NFC", line.text)
    digest = None if text is None else hashlib.sha256(text.encode()).hexdigest()
    recorded = EssayRecorded(
        essay=new,
        published_at=line_at(line),
        byline=line.author,
        title=line.title,
        url=line.url,
        publication=line.publication,
        text_sha256=line.text_sha256,
        imported=_imported(story, line.id),
        note=line.note,
    )
    writing.decide(essay, stream_of("essay", new), RecordEssay(proposed=recorded, text_digest=digest))
    if text is not None:
        writing.tx.execute(
            "INSERT INTO essay_text (sha256, text) VALUES (:sha256, :text) ON CONFLICT (sha256) DO NOTHING",
            {"sha256": digest, "text": text},
        )


def _claim(writing: Writing, story: Story, line: ClaimLine) -> None:
    new = writing.new_entity("claim")
    in_essay = _known(find_imported_essay(writing.tx, line.essay, source=story.source), "essay", line.essay)
    recorded = ClaimRecorded(
        claim=new,
        essay=in_essay["id"],
        stance=line.stance,
        quote=line.quote,
        probability_source=line.probability_source,
        made_at=line_at(line),
        imported=_imported(story, line.id),
        note=line.note,
    )
    writing.decide(claim, stream_of("claim", new), RecordClaim(proposed=recorded))


def _prediction(writing: Writing, story: Story, line: PredictionLine) -> None:
    kind = only(line.type, "binary", pointer="/type")
    new = writing.new_entity("prediction")
    said_in = _claim_row(writing, story, line.claim)
    written = said_in["essay"] if said_in and line.essay is None else _essay_id(writing, story, line.essay)
    recorded = PredictionRecorded(
        prediction=new,
        kind=kind,
        statement=line.statement,
        opens=parse_begin(line.opens or line.at, story.timezone, pointer="/opens"),
        closes=parse_end(line.closes, story.timezone, pointer="/closes"),
        closes_on=bare_date(line.closes),
        timezone=story.timezone,
        criteria=line.criteria,
        essay=written,
        claim=said_in["id"] if said_in else None,
        actor=line.actor,
        actor_ended=only(line.actor_ended, "resolve_default", None, pointer="/actor_ended"),
        topics=topics(line.topics),
        rule=line.rule,
        default_outcome=binary_outcome(line.default_outcome, pointer="/default_outcome")
        if line.default_outcome
        else None,
        settlement=settlement(line.settlement),
        imported=_imported(story, line.id),
        note=line.note,
    )
    writing.decide(predictions, stream_of("prediction", new), RecordPrediction(proposed=recorded))


def _forecast(writing: Writing, story: Story, line: ForecastLine) -> None:
    if line.p is None:
        raise Invalid.at("/p", "a forecast on a yes/no prediction needs p", "required")
    on = _prediction_row(writing, story, line.prediction)
    by = _known(
        next(iter(find_by_external_id(writing.tx, line.forecaster, source=story.source)), None),
        "forecaster",
        line.forecaster,
    )
    new = writing.new_entity("forecast")
    stated = ForecastStated(
        forecast=new,
        prediction=on["id"],
        forecaster=by["id"],
        p=line.p,
        probability_source=line.probability_source,
        made_at=line_at(line),
        seq=line.seq,
        note=line.note,
    )
    writing.decide(forecast, stream_of("forecast", on["id"], by["id"]), StateForecast(proposed=stated))


def _development(writing: Writing, story: Story, line: DevelopmentLine) -> None:
    new = writing.new_entity("development")
    recorded = DevelopmentRecorded(
        development=new,
        headline=line.headline,
        timezone=story.timezone,
        occurred_on=parse_date(line.occurred_on, pointer="/occurred_on") if line.occurred_on else None,
        occurred_at=parse_instant(line.occurred_at, pointer="/occurred_at") if line.occurred_at else None,
        event_type=line.event_type,
        actors=line.actors,
        tags=line.tags,
        facts=line.facts,
        about=tuple(_prediction_row(writing, story, one)["id"] for one in line.about),
        source_urls=line.sources,
        ends_actor=line.ends_actor,
        resolves=_settles(writing, story, line),
        imported=_imported(story, line.id),
        note=line.note,
    )
    writing.decide(
        development, stream_of("development", new), RecordDevelopment(proposed=recorded, now=writing.now)
    )


def _settles(writing: Writing, story: Story, line: DevelopmentLine) -> Settles | None:
    if line.resolves is None:
        return None
    on = _prediction_row(writing, story, line.resolves.prediction)
    return Settles(
        prediction=on["id"], outcome=binary_outcome(line.resolves.outcome, pointer="/resolves/outcome")
    )


def _evidence(writing: Writing, story: Story, line: EvidenceLine) -> None:
    on = _prediction_row(writing, story, line.prediction)
    linked = EvidenceLinked(
        prediction=on["id"],
        development=_development_row(writing, story, line.development)["id"],
        bearing=line.bearing,
        strength=line.strength,
        group=line.group,
        note=line.note,
    )
    writing.decide(predictions, stream_of("prediction", on["id"]), LinkEvidence(proposed=linked))


def _resolution(writing: Writing, story: Story, line: ResolutionLine) -> None:
    on, past, effective_at = _decided(writing, story, line.prediction)
    cited = [_development_row(writing, story, one) for one in line.developments]
    as_of = _as_of(story, line.resolved_as_of)
    known_at = min((happened_in_zone_of(on, one) for one in cited), default=as_of or effective_at)
    command = ResolvePrediction(
        outcome=_outcome(line.outcome),
        known_at=known_at,
        effective_at=effective_at,
        basis="person",
        judged_by=_judged_by(story, on),
        cites=tuple(one["id"] for one in cited),
        resolved_as_of=as_of,
        reason=line.reason,
        note=line.note,
    )
    writing.decide(predictions, stream_of("prediction", on["id"]), command, past=past)


def _re_resolution(writing: Writing, story: Story, line: ReResolutionLine) -> None:
    on, past, effective_at = _decided(writing, story, line.prediction)
    as_of = _as_of(story, line.resolved_as_of)
    command = ReResolvePrediction(
        outcome=_outcome(line.outcome),
        reason=line.reason,
        effective_at=effective_at,
        judged_by=_judged_by(story, on),
        known_at=as_of,
        resolved_as_of=as_of,
        note=line.note,
    )
    writing.decide(predictions, stream_of("prediction", on["id"]), command, past=past)


_RECORDERS: dict[type[Line], Callable[[Writing, Story, Any], None]] = {
    ForecasterLine: _forecaster,
    EssayLine: _essay,
    ClaimLine: _claim,
    PredictionLine: _prediction,
    ForecastLine: _forecast,
    DevelopmentLine: _development,
    EvidenceLine: _evidence,
    ResolutionLine: _resolution,
    ReResolutionLine: _re_resolution,
}


def _decided(writing: Writing, story: Story, external_id: str) -> tuple[Row, Past, datetime]:
    """The prediction a decision is about, its past, and the instant from which the decision counts as known."""
    on = _prediction_row(writing, story, external_id)
    past = writing.past(predictions, stream_of("prediction", on["id"]))
    return on, past, max(writing.effective_at, past.effective_at or writing.effective_at)


def _imported(story: Story, external_id: str) -> Imported:
    return Imported(name=story.source, external_id=external_id)


def _as_of(story: Story, text: str | None) -> datetime | None:
    return None if text is None else parse_begin(text, story.timezone, pointer="/resolved_as_of")


def _outcome(raw: Any) -> str:
    return binary_outcome(raw)


def _judged_by(story: Story, on: Row) -> JudgedBy:
    return "author" if story.own is not None and story.own == on["author"] else "other"


def _prediction_row(writing: Writing, story: Story, external_id: str) -> Row:
    return _known(
        find_imported_prediction(writing.tx, external_id, source=story.source), "prediction", external_id
    )


def _development_row(writing: Writing, story: Story, external_id: str) -> Row:
    return _known(
        find_imported_development(writing.tx, external_id, source=story.source), "development", external_id
    )


def _claim_row(writing: Writing, story: Story, external_id: str | None) -> Row | None:
    if external_id is None:
        return None
    return _known(find_imported_claim(writing.tx, external_id, source=story.source), "claim", external_id)


def _essay_id(writing: Writing, story: Story, external_id: str | None) -> str | None:
    if external_id is None:
        return None
    row = _known(find_imported_essay(writing.tx, external_id, source=story.source), "essay", external_id)
    return str(row["id"])


def _known(row: Row | None, kind: str, external_id: str) -> Row:
    if row is None:
        raise Invalid.at(f"/{kind}", f"no {kind} {external_id!r} stands before this line", f"unknown_{kind}")
    return row

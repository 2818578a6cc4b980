"""Writes events as story lines, for another tracker to import under the same ids.

The workers' decisions are written with their instants, so the importing tracker need not decide again. Their proposals
are left out, since they follow from the developments.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, assert_never

import msgspec

from tracker.domain.claim import ClaimRecorded
from tracker.domain.development import DevelopmentRecorded, Report
from tracker.domain.essay import EssayRecorded
from tracker.domain.event import Event
from tracker.domain.forecast import ForecastStated
from tracker.domain.forecaster import ForecasterRecorded
from tracker.domain.instants import instant_text
from tracker.domain.prediction import events
from tracker.domain.prediction.events import (
    AntecedentMet,
    EvidenceLinked,
    PredictionAmended,
    PredictionAnnulled,
    PredictionDisputed,
    PredictionEvent,
    PredictionFinalized,
    PredictionGraded,
    PredictionRecorded,
    PredictionReResolved,
    PredictionResolved,
    PredictionUpheld,
    PredictionWithdrawn,
)
from tracker.domain.prediction.outcomes import ANNULLED
from tracker.domain.redaction import PredictionRedacted

Line = dict[str, Any]


def opening(source: str, *, title: str, at: datetime) -> Line:
    """The story line, which comes first."""
    line = {"seq": 0, "at": instant_text(at), "kind": "story", "source": source, "title": title}
    return {**line, "timezone": "UTC"}


def forecaster_line(event: ForecasterRecorded) -> Line:
    return {"kind": "forecaster", "id": event.forecaster, "name": event.name}


def essay_line(event: EssayRecorded, *, author: str | None, text: str | None) -> Line:
    """The essay's line.

    `author` is the forecaster who wrote it if known, else the name as printed.
    """
    digest = event.text_sha256
    return {
        "at": None if event.published_at is None else instant_text(event.published_at),
        "kind": "essay",
        "id": event.essay,
        "author": author or event.author or event.byline,
        **_fields(event, "title", "url", "publication"),
        "text": text,
        "text_sha256": digest,
    }


def claim_line(event: ClaimRecorded) -> Line:
    return {
        "at": None if event.made_at is None else instant_text(event.made_at),
        "kind": "claim",
        "id": event.claim,
        **_fields(event, "essay", "stance", "quote", "probability_source"),
    }


def prediction_line(event: PredictionRecorded, *, visibility: str, visible_from: str | None) -> Line:
    """The prediction as it was recorded, with its current visibility."""
    antecedent = event.antecedent
    condition = None
    if antecedent is not None:
        by = antecedent.by_on.isoformat() if antecedent.by_on else instant_text(antecedent.by)
        condition = {"statement": antecedent.statement, "by": by, "rule": antecedent.rule}
    consequent = event.consequent
    follows = None
    if consequent is not None:
        follows = {"type": consequent.kind, "within_days": consequent.within_days}
    return {
        "kind": "prediction",
        "id": event.prediction,
        "type": event.kind,
        "opens": instant_text(event.opens),
        "closes": event.closes_on.isoformat() if event.closes_on else instant_text(event.closes),
        **_fields(event, "statement", "criteria", "author", "essay", "claim", "actor", "actor_ended", "topics", "rule",
                "default_outcome", "settlement", "options", "unit", "supersedes", "timezone"),
        "antecedent": condition,
        "consequent": follows,
        "visibility": visibility,
        "visible_from": visible_from,
    }  # fmt: skip


def forecast_line(event: ForecastStated, *, at: str, seq: int) -> Line:
    """The forecast's line; `at` is the instant from which it counts."""
    words = {"term": event.term, "scale": event.scale} if event.term is not None else {"p": event.p}
    return {
        "seq": event.seq if event.seq is not None else seq,
        "at": at,
        "kind": "forecast",
        **_fields(event, "prediction", "forecaster", "probability_source"),
        **words,
        **_fields(event, "probabilities", "quantiles", "cdf"),
    }


def development_line(
    event: DevelopmentRecorded, present: Report, *, is_included: Callable[[str], bool]
) -> Line:
    """The development as it is now, without references to predictions outside the story."""
    resolves = present.resolves
    return {
        "kind": "development",
        "id": event.development,
        **_fields(present, "headline", "occurred_on", "occurred_at", "actors", "tags", "event_type", "facts",
                "ends_actor", "timezone"),
        "about": [one for one in present.about if is_included(one)],
        "sources": list(present.source_urls),
        "resolves": msgspec.to_builtins(resolves) if resolves and is_included(resolves.prediction) else None,
    }  # fmt: skip


def life_line(event: PredictionEvent, *, is_included: Callable[[str], bool]) -> Line | None:  # noqa: C901, PLR0911, PLR0912 - one case each
    """A later event of a prediction; None if it is left out.

    `is_included` asks for a development by id.
    """
    match event:
        case EvidenceLinked():
            if not is_included(event.development):
                return None
            return {
                "kind": "evidence",
                **_fields(event, "prediction", "development", "bearing", "strength", "group"),
            }
        case PredictionGraded():
            return {"kind": "grade", **_fields(event, "prediction", "grader", "grade")}
        case AntecedentMet():
            return _decision("antecedent_met", event, is_included)
        case PredictionResolved():
            return _decision(
                "resolution", event, is_included, "outcome", "final_at", "resolved_as_of", "reason"
            )
        case PredictionReResolved():
            return _decision(
                "re_resolution", event, is_included, "outcome", "final_at", "resolved_as_of", "reason"
            )
        case PredictionAnnulled():
            return {**_decision("resolution", event, is_included, "final_at", "reason"), "outcome": ANNULLED}
        case PredictionAmended():
            return {"kind": "amendment", **_fields(event, "prediction", "statement", "criteria", "reason")}
        case PredictionFinalized():
            return {"kind": "final", **_fields(event, "prediction")}
        case PredictionWithdrawn():
            return {"kind": "withdrawal", **_fields(event, "prediction", "reason")}
        case PredictionDisputed():
            return {"kind": "dispute", **_fields(event, "prediction", "reason")}
        case PredictionUpheld():
            return {"kind": "uphold", **_fields(event, "prediction", "reason")}
        case PredictionRecorded():
            return None  # a line of its own, see `prediction_line`
        case (
            events.OutcomeProposed()
            | events.ProposalDropped()
            | events.PredictionLapsed()
            | events.AntecedentUnmet()
        ):
            return None  # follows from the developments
        case events.PredictionUndone() | events.PredictionOpenedUp() | events.EvidenceUnlinked():
            return None  # the story shows what they left: nothing, or what may be seen now
        case PredictionRedacted():
            return None
        case _:
            assert_never(event)


def finished(line: Line, event: Event, *, at: datetime, seq: int) -> Line:
    """The line with its instant, position and note, without empty fields."""
    first = {"seq": seq, "at": line.get("at") or instant_text(at)}
    whole = {**first, **line, **first, "note": getattr(event, "note", None)}
    return {name: value for name, value in whole.items() if value is not None and value != []}


def encoded(line: Line) -> bytes:
    """The line as JSON in bytes."""
    return msgspec.json.encode(line) + b"\n"


def _decision(kind: str, event: Any, is_included: Callable[[str], bool], *names: str) -> Line:
    developments = [one for one in event.cites if is_included(one)]
    fields = _fields(event, "prediction", "known_at", "basis", "judged_by", *names)
    return {"kind": kind, **fields, "developments": developments}


def _fields(event: Any, *names: str) -> Line:
    """These fields of `event` as JSON values, without empty ones."""
    values = {name: getattr(event, name) for name in names}
    return {
        name: instant_text(value) if isinstance(value, datetime) else msgspec.to_builtins(value)
        for name, value in values.items()
        if value is not None and value != ()
    }

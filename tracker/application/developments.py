"""Recording what happened in the world."""

from __future__ import annotations

from typing import Any

import msgspec

from tracker.application.access import Caller, require
from tracker.application.application import Application
from tracker.application.predictions import known_prediction
from tracker.application.transact import Writing
from tracker.domain import development
from tracker.domain.development import DevelopmentRecorded, Fact, RecordDevelopment, Settles
from tracker.domain.errors import Invalid, NotFound
from tracker.domain.ids import stream_of
from tracker.domain.instants import parse_date, parse_instant, zone
from tracker.domain.prediction.decisions import binary_outcome
from tracker.store.database import Transaction


class DevelopmentEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A development as it came; `occurred_on` is a day in `timezone`."""

    headline: str
    occurred_on: str | None = None
    occurred_at: str | None = None
    timezone: str | None = None
    event_type: str | None = None
    actors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    about: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    ends_actor: str | None = None
    resolves: dict[str, Any] | None = None
    note: str | None = None


def record_development(
    application: Application, writing: Writing, entry: DevelopmentEntry, *, caller: Caller
) -> str:
    """Record the development; its id. One that decides a prediction outright needs the scope to resolve."""
    if entry.resolves is not None:
        require(caller, "resolve")
    for n, prediction in enumerate(entry.about):
        _check_prediction(writing.tx, prediction, pointer=f"/about/{n}")
    new = writing.new_entity("development")
    timezone = entry.timezone or application.timezone
    zone(timezone)
    recorded = DevelopmentRecorded(
        development=new,
        headline=entry.headline,
        timezone=timezone,
        occurred_on=parse_date(entry.occurred_on, pointer="/occurred_on") if entry.occurred_on else None,
        occurred_at=parse_instant(entry.occurred_at, pointer="/occurred_at") if entry.occurred_at else None,
        event_type=entry.event_type,
        actors=entry.actors,
        tags=entry.tags,
        facts=entry.facts,
        about=entry.about,
        source_urls=entry.sources,
        ends_actor=entry.ends_actor,
        resolves=_settles(writing.tx, entry.resolves),
        note=entry.note,
    )
    command = RecordDevelopment(proposed=recorded, now=writing.now)
    writing.decide(development, stream_of("development", new), command)
    return new


def _settles(tx: Transaction, raw: dict[str, Any] | None) -> Settles | None:
    if raw is None:
        return None
    _check_prediction(tx, raw["prediction"], pointer="/resolves/prediction")
    outcome = binary_outcome(raw["outcome"], pointer="/resolves/outcome")
    return Settles(prediction=raw["prediction"], outcome=outcome)


def _check_prediction(tx: Transaction, prediction: str, *, pointer: str) -> None:
    try:
        known_prediction(tx, prediction)
    except NotFound as unknown:
        raise Invalid.at(pointer, unknown.detail, "unknown_prediction") from None

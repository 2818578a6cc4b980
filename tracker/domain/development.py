"""A development: a dated real-world event recorded as evidence."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, ClassVar, assert_never

import msgspec
from msgspec import Meta

from tracker.domain import limits
from tracker.domain.errors import Conflict, Invalid, NotFound
from tracker.domain.event import (
    Command,
    Event,
    Headline,
    Imported,
    Instant,
    Name,
    Note,
    RecordedEvent,
    Slug,
    Url,
)
from tracker.domain.instants import LAST_INSTANT, day_begins, parse_date, parse_instant
from tracker.domain.prediction.outcomes import Outcome
from tracker.domain.redaction import DevelopmentRedacted
from tracker.domain.text.words import refuse_disguise
from tracker.domain.view import View, follow


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One measured value, such as a poll's approval rate."""

    metric: Slug
    value: float
    unit: Slug | None = None
    as_of: Instant | None = None


class Settles(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """That this development decides a prediction outright."""

    prediction: str
    outcome: Outcome


Actors = Annotated[tuple[Name, ...], Meta(max_length=limits.ACTORS_MAX)]
Tags = Annotated[tuple[Slug, ...], Meta(max_length=limits.TAGS_MAX)]
Facts = Annotated[tuple[Fact, ...], Meta(max_length=limits.FACTS_MAX)]
Urls = Annotated[tuple[Url, ...], Meta(max_length=limits.SOURCES_MAX)]

# Events


class Report(Event, frozen=True):
    """Either `occurred_on`, a day in `timezone`, or `occurred_at` says when it happened in the world."""

    development: str
    headline: Headline
    timezone: Name
    occurred_on: date | None = None
    occurred_at: Instant | None = None
    event_type: Slug | None = None
    actors: Actors = ()
    tags: Tags = ()
    facts: Facts = ()
    about: Annotated[tuple[str, ...], Meta(max_length=limits.ABOUT_MAX)] = ()
    source_urls: Urls = ()
    ends_actor: Name | None = None
    resolves: Settles | None = None
    imported: Imported | None = None
    note: Note | None = None


class DevelopmentRecorded(Report, frozen=True, kw_only=True):
    TYPE: ClassVar[str] = "development.recorded"


class DevelopmentCorrected(Report, frozen=True, kw_only=True):
    """The whole report as it reads now, and why it was changed."""

    TYPE: ClassVar[str] = "development.corrected"

    reason: Note


class DevelopmentRetracted(Event, frozen=True):
    """It did not happen, or not so: it counts for nothing any more."""

    TYPE: ClassVar[str] = "development.retracted"

    development: str
    reason: Note


DevelopmentEvent = DevelopmentRecorded | DevelopmentCorrected | DevelopmentRetracted | DevelopmentRedacted

# Commands


class ReportDevelopment(Command, frozen=True):
    """What happened, as the reporter states it: `occurred_on` and `occurred_at` are the text that was written.

    The caller of `decide` fills in `development`, the `timezone` of days where none is named, and `now`, the latest
    instant that can already have happened.
    """

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
    resolves: Settles | None = None
    note: str | None = None
    development: str = ""
    imported: Imported | None = None
    now: datetime = LAST_INSTANT


class RecordDevelopment(ReportDevelopment, frozen=True):
    """Something new."""


class CorrectDevelopment(ReportDevelopment, frozen=True, kw_only=True):
    """The whole report as it should read, and why."""

    reason: str


class RetractDevelopment(Command, frozen=True):
    reason: str


DevelopmentCommand = RecordDevelopment | CorrectDevelopment | RetractDevelopment

# State


class Development(msgspec.Struct, frozen=True, kw_only=True):
    """`report` is what it says now; None before it is recorded."""

    report: DevelopmentRecorded | DevelopmentCorrected | None = None
    corrections: int = 0
    retracted: DevelopmentRetracted | None = None


INITIAL = Development()


def decide(command: DevelopmentCommand, state: Development) -> list[DevelopmentEvent]:
    """The events that follow from `command`, or a refusal."""
    match command:
        case RecordDevelopment():
            if state.report is not None:
                raise Conflict("this development is recorded already")
            recorded = DevelopmentRecorded(**_report(command))
            _check_happened(recorded, now=command.now)
            return [recorded]
        case CorrectDevelopment():
            return _correct(command, state)
        case RetractDevelopment():
            if state.report is None:
                raise NotFound("there is no such development")
            development = state.report.development
            retracted = DevelopmentRetracted(development=development, reason=command.reason)
            return [] if state.retracted else [retracted]
        case _:
            assert_never(command)


def evolve(state: Development, event: DevelopmentEvent) -> Development:
    """The state after `event`."""
    match event:
        case DevelopmentRecorded():
            return msgspec.structs.replace(state, report=event)
        case DevelopmentCorrected():
            return msgspec.structs.replace(state, report=event, corrections=state.corrections + 1)
        case DevelopmentRetracted():
            return msgspec.structs.replace(state, retracted=event)
        case DevelopmentRedacted():
            return state
        case _:
            assert_never(event)


def development_after(view: View[Development] | None, recorded: RecordedEvent) -> View[Development]:
    """The view of a development after one more event of its stream."""
    return follow(
        view, recorded, initial=INITIAL, evolve=evolve, decides=(DevelopmentRecorded, DevelopmentCorrected)
    )


def happened_at(event: Report, *, timezone: str | None = None) -> datetime:
    """The instant at which it became knowable: `occurred_at`, or the start of `occurred_on`.

    `timezone` is the zone of the prediction that asks; by default the development's own.
    """
    if event.occurred_at is not None:
        return event.occurred_at
    if event.occurred_on is None:
        raise Invalid.at("/occurred_on", "say when it happened: occurred_on or occurred_at", "required")
    return day_begins(event.occurred_on, timezone or event.timezone)


def _correct(command: CorrectDevelopment, state: Development) -> list[DevelopmentEvent]:
    if state.report is None:
        raise NotFound("there is no such development")
    if state.retracted is not None:
        raise Conflict("this development was retracted: record it anew")
    corrected = DevelopmentCorrected(reason=command.reason, **_report(command))
    _check_happened(corrected, now=command.now)
    return [] if corrected == state.report else [corrected]


def _report(command: ReportDevelopment) -> dict[str, Any]:
    """The fields of the event, its days read."""
    on, at = command.occurred_on, command.occurred_at
    return {
        "development": command.development,
        "headline": command.headline,
        "timezone": command.timezone or "UTC",
        "occurred_on": parse_date(on, pointer="/occurred_on") if on else None,
        "occurred_at": parse_instant(at, pointer="/occurred_at") if at else None,
        "event_type": command.event_type,
        "actors": command.actors,
        "tags": command.tags,
        "facts": command.facts,
        "about": command.about,
        "source_urls": command.sources,
        "ends_actor": command.ends_actor,
        "resolves": command.resolves,
        "imported": command.imported,
        "note": command.note,
    }


def _check_happened(event: Report, *, now: datetime) -> None:
    refuse_disguise(event.headline, pointer="/headline")
    if event.occurred_on is not None and event.occurred_at is not None:
        raise Invalid.at("/occurred_at", "give occurred_on or occurred_at, not both", "ambiguous")
    if happened_at(event) > now:
        pointer = "/occurred_on" if event.occurred_on else "/occurred_at"
        raise Invalid.at(pointer, "this lies in the future", "in_the_future")

"""A development: a dated real-world event recorded as evidence."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar, assert_never

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
from tracker.domain.instants import day_begins
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
    about: Annotated[tuple[str, ...], Meta(max_length=limits.CITES_MAX)] = ()
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


class RecordDevelopment(Command, frozen=True):
    """`now` is the latest instant that can already have happened."""

    proposed: DevelopmentRecorded
    now: datetime


class CorrectDevelopment(Command, frozen=True):
    proposed: DevelopmentCorrected
    now: datetime


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
            _check_happened(command.proposed, now=command.now)
            return [command.proposed]
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
    _check_happened(command.proposed, now=command.now)
    return [] if command.proposed == state.report else [command.proposed]


def _check_happened(event: Report, *, now: datetime) -> None:
    refuse_disguise(event.headline, pointer="/headline")
    if event.occurred_on is not None and event.occurred_at is not None:
        raise Invalid.at("/occurred_at", "give occurred_on or occurred_at, not both", "ambiguous")
    if happened_at(event) > now:
        pointer = "/occurred_on" if event.occurred_on else "/occurred_at"
        raise Invalid.at(pointer, "this lies in the future", "in_the_future")

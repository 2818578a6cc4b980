"""An essay: the text in which claims were made, in every version of it that was seen."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, assert_never

import msgspec

from tracker.domain import limits
from tracker.domain.errors import Conflict, Invalid, NotFound
from tracker.domain.event import (
    Command,
    Digest,
    Event,
    Imported,
    Instant,
    Name,
    Note,
    RecordedEvent,
    Statement,
    Url,
)
from tracker.domain.instants import parse_begin
from tracker.domain.redaction import EssayRedacted
from tracker.domain.view import View, follow

# Events


class EssayRecorded(Event, frozen=True):
    """`author` is a forecaster's id, `byline` the name as printed, or in an import the id of a forecaster there.

    An imported byline is not looked up when it is recorded: the same line must always record the same event. The text
    itself is kept by its hash. `timezone` is where the essay's days begin and end: what "by Friday" means.
    """

    TYPE: ClassVar[str] = "essay.recorded"

    essay: str
    published_at: Instant | None = None
    author: str | None = None
    byline: Name | None = None
    title: Statement | None = None
    url: Url | None = None
    publication: Name | None = None
    text_sha256: Digest | None = None
    imported: Imported | None = None
    note: Note | None = None
    timezone: Name | None = None


class EssayRevised(Event, frozen=True):
    """What is different now, a new text or what is said about it; what is None stays as it was."""

    TYPE: ClassVar[str] = "essay.revised"

    essay: str
    text_sha256: Digest | None = None
    published_at: Instant | None = None
    author: str | None = None
    byline: Name | None = None
    title: Statement | None = None
    publication: Name | None = None
    timezone: Name | None = None
    note: Note | None = None


EssayEvent = EssayRecorded | EssayRevised | EssayRedacted

REVISABLE = ("text_sha256", "published_at", "author", "byline", "title", "publication", "timezone")

# Commands


class RecordEssay(Command, frozen=True):
    """An essay, as it is stated: `byline` the name as printed, `published_at` a day in `timezone` or an instant.

    The caller of `decide` keeps `text` and fills in `text_digest`, its SHA-256, beside `essay` and the `author` whose
    byline it is. `text_sha256` is what was announced of a text.
    """

    url: str | None = None
    title: str | None = None
    byline: str | None = None
    publication: str | None = None
    published_at: str | None = None
    timezone: str | None = None
    text: str | None = None
    text_sha256: str | None = None
    note: str | None = None
    essay: str = ""
    author: str | None = None
    text_digest: str | None = None
    imported: Imported | None = None


class ReviseEssay(Command, frozen=True):
    """What is different now; what is None stays as it was. The same is filled in.

    `days_in` is the zone of days where neither the revision nor the essay says one.
    """

    text: str | None = None
    title: str | None = None
    byline: str | None = None
    publication: str | None = None
    published_at: str | None = None
    timezone: str | None = None
    note: str | None = None
    essay: str = ""
    author: str | None = None
    text_digest: str | None = None
    days_in: str = "UTC"


EssayCommand = RecordEssay | ReviseEssay

# State


class Essay(msgspec.Struct, frozen=True, kw_only=True):
    """`present` says everything as it was last said."""

    present: EssayRecorded | None = None
    revisions: int = 0


INITIAL = Essay()


def decide(command: EssayCommand, state: Essay) -> list[EssayEvent]:
    """The events that follow from `command`, or a refusal."""
    match command:
        case RecordEssay():
            if state.present is not None:
                raise Conflict("this essay is recorded already")
            return [_recorded(command)]
        case ReviseEssay():
            return _revised(command, state)
        case _:
            assert_never(command)


def evolve(state: Essay, event: EssayEvent) -> Essay:
    """The state after `event`."""
    match event:
        case EssayRecorded():
            return msgspec.structs.replace(state, present=event)
        case EssayRevised():
            if state.present is None:
                return state
            present = msgspec.structs.replace(state.present, **changes_of(event))
            return msgspec.structs.replace(state, present=present, revisions=state.revisions + 1)
        case EssayRedacted():
            return state
        case _:
            assert_never(event)


def essay_after(view: View[Essay] | None, recorded: RecordedEvent) -> View[Essay]:
    """The view of an essay after one more event of its stream."""
    return follow(view, recorded, initial=INITIAL, evolve=evolve)


def is_address(text: str | None) -> bool:
    """Whether `text` says where in the web something can be read."""
    return text is not None and text.startswith(("https://", "http://"))


def changes_of(event: EssayRevised) -> dict[str, object]:
    """The fields that the revision speaks about, by name."""
    said = {name: getattr(event, name) for name in REVISABLE}
    return {name: value for name, value in said.items() if value is not None}


def _recorded(command: RecordEssay) -> EssayRecorded:
    stated, found = command.text_sha256, command.text_digest
    if stated is not None and found is not None and stated != found:
        raise Invalid.at("/text_sha256", f"the text's SHA-256 is {found}", "text_hash_differs")
    return EssayRecorded(
        essay=command.essay,
        published_at=_published_at(command.published_at, command.timezone),
        author=command.author,
        byline=command.byline,
        title=command.title,
        url=command.url,
        publication=command.publication,
        text_sha256=found or stated,
        imported=command.imported,
        note=command.note,
        timezone=command.timezone,
    )


def _revised(command: ReviseEssay, state: Essay) -> list[EssayEvent]:
    """Nothing where everything stands so already."""
    if state.present is None:
        raise NotFound(f"there is no essay {command.essay}")
    timezone = command.timezone or state.present.timezone or command.days_in
    revised = EssayRevised(
        essay=command.essay,
        text_sha256=command.text_digest,
        published_at=_published_at(command.published_at, timezone),
        author=command.author,
        byline=command.byline,
        title=command.title,
        publication=command.publication,
        timezone=command.timezone,
        note=command.note,
    )
    if all(getattr(state.present, name) == value for name, value in changes_of(revised).items()):
        return []
    if state.revisions >= limits.ESSAY_REVISIONS_MAX:
        raise Conflict(f"an essay is revised at most {limits.ESSAY_REVISIONS_MAX} times")
    return [revised]


def _published_at(text: str | None, timezone: str | None) -> datetime | None:
    return None if text is None else parse_begin(text, timezone or "UTC", pointer="/published_at")

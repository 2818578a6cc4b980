"""An essay: the text in which claims were made."""

from __future__ import annotations

from typing import ClassVar, assert_never

import msgspec

from tracker.domain.errors import Conflict, Invalid
from tracker.domain.event import Command, Digest, Event, Imported, Instant, Name, Note, Statement, Url
from tracker.domain.redaction import EssayRedacted

# Events


class EssayRecorded(Event, frozen=True):
    """`author` is a forecaster's id, `byline` the name as printed, or in an import the id of a forecaster there.

    An imported byline is not looked up when it is recorded: the same line must always record the same event. The text
    itself is kept by its hash.
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


EssayEvent = EssayRecorded | EssayRedacted

# Commands


class RecordEssay(Command, frozen=True):
    """`text_digest` is the SHA-256 of the NFC text that came along, if one did."""

    proposed: EssayRecorded
    text_digest: str | None = None


EssayCommand = RecordEssay

# State


class Essay(msgspec.Struct, frozen=True, kw_only=True):
    is_recorded: bool = False


INITIAL = Essay()


def decide(command: EssayCommand, state: Essay) -> list[EssayEvent]:
    """The events that follow from `command`, or a refusal."""
    match command:
        case RecordEssay():
            if state.is_recorded:
                raise Conflict("this essay is recorded already")
            return [_recorded(command)]
        case _:
            assert_never(command)


def evolve(state: Essay, event: EssayEvent) -> Essay:
    """The state after `event`."""
    match event:
        case EssayRecorded():
            return msgspec.structs.replace(state, is_recorded=True)
        case EssayRedacted():
            return state
        case _:
            assert_never(event)


def _recorded(command: RecordEssay) -> EssayRecorded:
    stated, found = command.proposed.text_sha256, command.text_digest
    if found is None:
        return command.proposed
    if stated is not None and stated != found:
        raise Invalid.at("/text_sha256", f"the text's SHA-256 is {found}", "text_hash_differs")
    return msgspec.structs.replace(command.proposed, text_sha256=found)

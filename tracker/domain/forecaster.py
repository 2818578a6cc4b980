"""A forecaster: a person or institution that states probabilities."""

from __future__ import annotations

from typing import ClassVar, assert_never

import msgspec

from tracker.domain.errors import Conflict, Invalid, NotFound
from tracker.domain.event import Command, Event, Imported, Name, Note
from tracker.domain.redaction import ForecasterRedacted
from tracker.domain.text.words import refuse_disguise

# Events


class ForecasterRecorded(Event, frozen=True):
    TYPE: ClassVar[str] = "forecaster.recorded"

    forecaster: str
    name: Name
    imported: Imported | None = None
    note: Note | None = None


class ForecasterRenamed(Event, frozen=True):
    """Another name for the same forecaster; what was said stays his."""

    TYPE: ClassVar[str] = "forecaster.renamed"

    forecaster: str
    name: Name
    reason: Note | None = None


class ForecasterMerged(Event, frozen=True):
    """Two entries are one person: from here on whatever `forecaster` says counts as said by `into`. It can be undone."""

    TYPE: ClassVar[str] = "forecaster.merged"

    forecaster: str
    into: str
    reason: Note


class ForecasterUnmerged(Event, frozen=True):
    """They were two after all."""

    TYPE: ClassVar[str] = "forecaster.unmerged"

    forecaster: str
    reason: Note


ForecasterEvent = (
    ForecasterRecorded | ForecasterRenamed | ForecasterMerged | ForecasterUnmerged | ForecasterRedacted
)

# Commands


class RecordForecaster(Command, frozen=True):
    """A forecaster by that name; `imported` says where it was known before."""

    forecaster: str
    name: str
    imported: Imported | None = None
    note: str | None = None


class RenameForecaster(Command, frozen=True):
    name: str
    reason: str | None = None


class MergeForecaster(Command, frozen=True):
    """`into_is_merged` and `has_merged` say whether either of the two has part in another merger."""

    into: str
    reason: str
    into_is_merged: bool
    has_merged: bool


class UnmergeForecaster(Command, frozen=True):
    reason: str


ForecasterCommand = RecordForecaster | RenameForecaster | MergeForecaster | UnmergeForecaster

# State


class Forecaster(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a forecaster; `name` is None before it is recorded."""

    forecaster: str = ""
    name: str | None = None
    merged_into: str | None = None


INITIAL = Forecaster()


def decide(command: ForecasterCommand, state: Forecaster) -> list[ForecasterEvent]:
    """The events that follow from `command`, or a refusal."""
    if isinstance(command, RecordForecaster):
        if state.name is not None:
            raise Conflict("this forecaster is recorded already")
        refuse_disguise(command.name, pointer="/name")
        return [ForecasterRecorded(**msgspec.structs.asdict(command))]
    if state.name is None:
        raise NotFound("there is no such forecaster")
    match command:
        case RenameForecaster():
            refuse_disguise(command.name, pointer="/name")
            renamed = ForecasterRenamed(forecaster=state.forecaster, name=command.name, reason=command.reason)
            return [] if command.name == state.name else [renamed]
        case MergeForecaster():
            return _merge(command, state)
        case UnmergeForecaster():
            unmerged = ForecasterUnmerged(forecaster=state.forecaster, reason=command.reason)
            return [] if state.merged_into is None else [unmerged]
        case _:
            assert_never(command)


def evolve(state: Forecaster, event: ForecasterEvent) -> Forecaster:
    """The state after `event`."""
    match event:
        case ForecasterRecorded():
            return Forecaster(forecaster=event.forecaster, name=event.name)
        case ForecasterRenamed():
            return msgspec.structs.replace(state, name=event.name)
        case ForecasterMerged():
            return msgspec.structs.replace(state, merged_into=event.into)
        case ForecasterUnmerged():
            return msgspec.structs.replace(state, merged_into=None)
        case ForecasterRedacted():
            return state
        case _:
            assert_never(event)


def _merge(command: MergeForecaster, state: Forecaster) -> list[ForecasterEvent]:
    """Mergers are one step deep, so that the owner of a forecast is one look-up away."""
    if state.merged_into == command.into:
        return []
    if state.merged_into is not None:
        raise Conflict(f"it is merged into {state.merged_into} already: undo that first")
    if command.into == state.forecaster:
        raise Invalid.at("/into", "a forecaster cannot be merged into itself", "not_another")
    if command.into_is_merged:
        raise Conflict(f"{command.into} is itself merged into another: name that one")
    if command.has_merged:
        raise Conflict("others are merged into it: undo that first")
    return [ForecasterMerged(forecaster=state.forecaster, into=command.into, reason=command.reason)]

"""A forecaster: a person or institution that states probabilities."""

from __future__ import annotations

from typing import ClassVar, assert_never

import msgspec

from tracker.domain.errors import Conflict
from tracker.domain.event import Command, Event, Imported, Name, Note

# Events


class ForecasterRecorded(Event, frozen=True):
    TYPE: ClassVar[str] = "forecaster.recorded"

    forecaster: str
    name: Name
    imported: Imported | None = None
    note: Note | None = None


ForecasterEvent = ForecasterRecorded

# Commands


class RecordForecaster(Command, frozen=True):
    proposed: ForecasterRecorded


ForecasterCommand = RecordForecaster

# State


class Forecaster(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a forecaster; `name` is None before it is recorded."""

    name: str | None = None


INITIAL = Forecaster()


def decide(command: ForecasterCommand, state: Forecaster) -> list[ForecasterEvent]:
    """The events that follow from `command`, or a refusal."""
    match command:
        case RecordForecaster():
            if state.name is not None:
                raise Conflict("this forecaster is recorded already")
            return [command.proposed]
        case _:
            assert_never(command)


def evolve(state: Forecaster, event: ForecasterEvent) -> Forecaster:
    """The state after `event`."""
    match event:
        case ForecasterRecorded():
            return msgspec.structs.replace(state, name=event.name)
        case _:
            assert_never(event)

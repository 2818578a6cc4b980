"""An import run: one per source; it owns every stream of that source while it is open."""

from __future__ import annotations

from typing import ClassVar, assert_never

import msgspec

from tracker.domain.event import Command, Event, Name, Statement

# Events


class ImportStarted(Event, frozen=True):
    TYPE: ClassVar[str] = "import.started"

    run: str
    from_source: Name
    timezone: Name
    title: Statement | None = None


class ImportFinished(Event, frozen=True):
    TYPE: ClassVar[str] = "import.finished"

    run: str
    from_source: Name


ImportEvent = ImportStarted | ImportFinished

# Commands


class StartImport(Command, frozen=True):
    """Issued with the first new line after the run was opened."""

    run: str
    from_source: str
    timezone: str


class FinishImport(Command, frozen=True):
    """The source has sent everything."""

    run: str
    from_source: str


ImportCommand = StartImport | FinishImport

# State


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """`is_underway` from a recorded start until the finish that follows it."""

    is_underway: bool = False


INITIAL = Import()


def decide(command: ImportCommand, state: Import) -> list[ImportEvent]:
    """The events that follow from `command`: one start, and a finish only after something new."""
    match command:
        case StartImport():
            started = ImportStarted(
                run=command.run, from_source=command.from_source, timezone=command.timezone
            )
            return [] if state.is_underway else [started]
        case FinishImport():
            finished = ImportFinished(run=command.run, from_source=command.from_source)
            return [finished] if state.is_underway else []
        case _:
            assert_never(command)


def evolve(state: Import, event: ImportEvent) -> Import:
    """The state after `event`."""
    match event:
        case ImportStarted():
            return msgspec.structs.replace(state, is_underway=True)
        case ImportFinished():
            return msgspec.structs.replace(state, is_underway=False)
        case _:
            assert_never(event)

"""Imports a story file line by line through the HTTP API."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import chain
from pathlib import Path

import click

from tracker.cli.client.client import Client, Document, Refused, Unreachable
from tracker.cli.imports.sending import (
    Piece,
    Tally,
    Watcher,
    await_projected,
    finish_run,
    open_run,
    send_story,
)
from tracker.cli.imports.story import Opening, StoryLine, Unreadable, read_opening, read_story
from tracker.domain import limits

PATIENCE_S = 30.0
"""How long a request of a running import is retried while the tracker restarts or is busy."""


class NothingStarted(click.ClickException):
    """The import could not begin."""

    exit_code = 2


def import_story(
    client: Client,
    file: Path,
    *,
    choice: Opening,
    with_clock: bool,
    is_held: bool = False,
    is_atomic: bool = False,
    watcher: Watcher | None = None,
) -> Tally:
    """Import the file; returns once reports include it.

    `choice` overrides the file's story line. Raises `NothingStarted`, or a ClickException with exit code 1 where
    the import stops on the way.
    """
    try:
        opening, lines = _opened(file, choice=choice)
        if is_atomic:
            lines = _one_piece(lines, with_clock=with_clock)
    except Unreadable as flaw:
        raise NothingStarted(str(flaw)) from None
    run = start_import(client, opening)
    return send_lines(
        client,
        run["run"],
        lines,
        with_clock=with_clock,
        is_held=is_held,
        is_atomic=is_atomic,
        watcher=watcher or Watcher(),
    )


def start_import(client: Client, opening: Opening) -> Document:
    """The opened import run. Raises `NothingStarted`."""
    try:
        return open_run(client, opening)
    except (Refused, Unreachable) as flaw:
        raise NothingStarted(str(flaw)) from None


def send_lines(
    client: Client,
    run: str,
    lines: Iterable[StoryLine],
    *,
    watcher: Watcher,
    with_clock: bool = False,
    is_held: bool = False,
    is_atomic: bool = False,
    then: Callable[[], None] | None = None,
) -> Tally:
    """Send the lines, call `then`, finish the run unless it is held, and await the projections.

    Raises a ClickException with exit code 1 where the import stops on the way.
    """
    client.patience_s = PATIENCE_S
    try:
        tally = send_story(client, run, lines, with_clock=with_clock, is_atomic=is_atomic, watcher=watcher)
        if then is not None:
            then()
        if not is_held:
            finish_run(client, run)
        watcher.moved("waiting for the reports to catch up")
        await_projected(client, run)
    except (Unreadable, Refused, Unreachable) as flaw:
        raise click.ClickException(
            f"The import stopped: {str(flaw).rstrip('.')}. Import the same file again to continue."
        ) from None
    return tally


def _opened(file: Path, *, choice: Opening) -> tuple[Opening, Iterable[StoryLine]]:
    """How to open the run, and the lines to send. Raises `Unreadable`."""
    lines = read_story(file)
    first = next(lines, None)
    if first is None:
        raise Unreadable(f"{file} has no lines.")
    if first.kind == "story":
        from_line, rest = read_opening(first), lines
    else:
        from_line, rest = Opening(), chain([first], lines)
    opening = Opening(
        source=choice.source or from_line.source,
        timezone=choice.timezone or from_line.timezone,
        title=choice.title or from_line.title,
    )
    if opening.source is None:
        raise Unreadable(
            "The source of the ids is missing. Begin the file with a story line, or add --source."
        )
    return opening, rest


def _one_piece(lines: Iterable[StoryLine], *, with_clock: bool) -> list[StoryLine]:
    """The lines, if they can be recorded all or none. Raises `Unreadable`."""
    piece, kept = Piece(), []
    for line in lines:
        if line.kind == "clock":
            if with_clock:
                raise Unreadable(f"Line {line.number} is a clock step, which --atomic does not allow.")
            continue
        if not piece.has_room_for(line):
            raise Unreadable(
                f"--atomic takes at most {limits.IMPORT_LINES_MAX:,} lines and {limits.IMPORT_BYTES_MAX:,} bytes; "
                f"line {line.number} is beyond that."
            )
        piece.add(line)
        kept.append(line)
    return _all_or_none(kept)


def _all_or_none(lines: list[StoryLine]) -> list[StoryLine]:
    """The lines; where one cannot be sent, every other one gets a fault too."""
    faulty = next((line for line in lines if line.fault is not None), None)
    if faulty is None or faulty.fault is None:
        return lines
    because = replace(
        faulty.fault, pointer="", detail=f"Not recorded because line {faulty.number} cannot be sent."
    )
    return [line if line.fault is not None else replace(line, fault=because) for line in lines]

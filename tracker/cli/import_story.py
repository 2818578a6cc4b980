"""`tracker import`: a story's file, line by line, through the HTTP API."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from pathlib import Path

import click
from rich.console import Console
from rich.status import Status
from rich.text import Text

from tracker.cli.client import Client, Refused, Unreachable, open_client
from tracker.cli.sending import Piece, Tally, Watcher, await_projected, finish_run, open_run, send_story
from tracker.cli.story import Opening, StoryLine, Unreadable, read_opening, read_story
from tracker.domain import limits

PATIENCE_S = 30.0
"""How long a request of a running import is repeated while the tracker restarts or is busy."""


class NothingStarted(click.ClickException):
    """The import could not begin."""

    exit_code = 2


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", help="The namespace of the file's ids; else its story line says it.")
@click.option(
    "--timezone", metavar="TZ", help="Where its bare dates are days; else its story line, else UTC."
)
@click.option("--run-clock", is_flag=True, help="Do the workers' work at the story's own clock lines.")
@click.option("--hold", is_flag=True, help="Leave the run open, so that the real clock stays away.")
@click.option("--atomic", is_flag=True, help="All lines or none: at most 1,000, without clock steps.")
@click.option("--yes", is_flag=True, help="Never ask. A story asks nothing.")
def command(
    *,
    file: Path,
    source: str | None,
    timezone: str | None,
    run_clock: bool,
    hold: bool,
    atomic: bool,
    yes: bool,  # noqa: ARG001 - scripts say it for spreadsheets and stories alike
) -> None:
    """Import a story: JSON Lines, gzipped or not.

    Importing a file twice records nothing new. Exit code 0: every line is recorded, 1: some were refused (they are
    on stderr), 2: nothing could start.
    """
    if file.suffix.lower() in {".csv", ".xlsx"}:
        raise NothingStarted("spreadsheets are not supported by this version yet: import JSON Lines")
    with open_client() as client, _watching() as watcher:
        tally = import_story(
            client,
            file,
            choice=Opening(source=source, timezone=timezone),
            with_clock=run_clock,
            is_held=hold,
            is_atomic=atomic,
            watcher=watcher,
        )
    click.echo(f"{tally.recorded:,} recorded, {tally.already:,} already there, {tally.refused:,} refused.")
    if tally.refused:
        raise click.exceptions.Exit(1)


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
    """Import the file and return when reports have seen it; `choice` overrides what its story line says.

    Raises `NothingStarted`, or a ClickException with exit code 1 where the import broke off on its way.
    """
    try:
        opening, lines = _opened(file, choice=choice)
        if is_atomic:
            lines = _one_piece(lines, with_clock=with_clock)
        run = open_run(client, opening)
    except (Unreadable, Refused, Unreachable) as flaw:
        raise NothingStarted(str(flaw)) from None
    client.patience_s = PATIENCE_S
    watcher = watcher or Watcher()
    try:
        tally = send_story(client, run, lines, with_clock=with_clock, is_atomic=is_atomic, watcher=watcher)
        if not is_held:
            finish_run(client, run)
        watcher.moved("waiting until the reports have caught up")
        await_projected(client, run)
    except (Unreadable, Refused, Unreachable) as flaw:
        raise click.ClickException(
            f"broken off: {flaw}. Import the file again to go on from there."
        ) from None
    return tally


def _opened(file: Path, *, choice: Opening) -> tuple[Opening, Iterable[StoryLine]]:
    """How the run is opened, and the lines that are to be sent."""
    lines = read_story(file)
    first = next(lines, None)
    if first is None:
        raise Unreadable(f"{file} has no lines")
    if first.kind == "story":
        said, rest = read_opening(first), lines
    else:
        said, rest = Opening(), chain([first], lines)
    opening = Opening(
        source=choice.source or said.source,
        timezone=choice.timezone or said.timezone,
        title=choice.title or said.title,
    )
    if opening.source is None:
        raise Unreadable("whose ids are these? Begin with a story line, or say --source")
    return opening, rest


def _one_piece(lines: Iterable[StoryLine], *, with_clock: bool) -> list[StoryLine]:
    """The lines, if they can be recorded all or none. Raises `Unreadable`."""
    piece, kept = Piece(), []
    for line in lines:
        if line.kind == "clock":
            if with_clock:
                raise Unreadable(f"line {line.number}: --atomic takes no clock steps")
            continue
        if not piece.has_room_for(line):
            raise Unreadable(
                f"line {line.number}: --atomic takes at most {limits.IMPORT_LINES_MAX:,} lines and "
                f"{limits.IMPORT_BYTES_MAX:,} bytes"
            )
        piece.add(line)
        kept.append(line)
    return _all_or_none(kept)


def _all_or_none(lines: list[StoryLine]) -> list[StoryLine]:
    """The lines; where one cannot be sent, every other one carries a fault too."""
    faulty = next((line for line in lines if line.fault is not None), None)
    if faulty is None or faulty.fault is None:
        return lines
    because = replace(faulty.fault, pointer="", detail=f"not recorded: line {faulty.number} cannot be sent")
    return [line if line.fault is not None else replace(line, fault=because) for line in lines]


class _Screen(Watcher):
    """Refused lines on stderr, and on a terminal one line below them that says how far it is."""

    def __init__(self, status: Status | None) -> None:
        self._status = status

    def refused(self, number: int, faults: str) -> None:
        line = f"line {number}: {faults}"
        if self._status is None:
            click.echo(line, err=True)
        else:
            self._status.console.print(line, markup=False, highlight=False, soft_wrap=True)

    def moved(self, words: str) -> None:
        if self._status is not None:
            self._status.update(Text(words))


@contextmanager
def _watching() -> Iterator[_Screen]:
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Screen(None)
        return
    with console.status("reading") as status:
        yield _Screen(status)

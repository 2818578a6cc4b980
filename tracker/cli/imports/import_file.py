"""`tracker import`: which format a file has, and how its import looks on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.status import Status
from rich.text import Text

from tracker.cli.client.client import open_client
from tracker.cli.imports.foreign_import import import_told
from tracker.cli.imports.import_sheet import SheetChoice, import_sheet
from tracker.cli.imports.import_story import NothingStarted, import_story
from tracker.cli.imports.sending import Tally, Watcher
from tracker.cli.imports.story import Opening
from tracker.formats.detecting import FORMATS, find_format
from tracker.scoring.verbal import DEFAULT_SCALE, SCALES

HEAD_BYTES = 100_000
"""As much of a file as it takes to see what it is."""


def _pairs(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    if any(not name or not value for name, _, value in pairs):
        raise click.BadParameter("write it as --column deadline=NAME")
    return {name.strip().lower(): value for name, _, value in pairs}


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "format_", type=click.Choice(FORMATS), help="By default as the file looks.")
@click.option("--source", help="The namespace of the file's ids; else its story line or its name says it.")
@click.option(
    "--timezone", metavar="TZ", help="Where its bare dates are days; else its story line, else the setting."
)
@click.option("--yes", is_flag=True, help="Never ask.")
@click.option("--create-authors", is_flag=True, help="Record authors whom the tracker does not know.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Sheet: where it is written back."
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="NAME=HEADER",
    callback=_pairs,
    help="Sheet: a column's name.",
)
@click.option("--day-first", "order", flag_value="day", help="Sheet: 5/3/2026 is in March.")
@click.option("--month-first", "order", flag_value="month", help="Sheet: 5/3/2026 is in May.")
@click.option("--scale", type=click.Choice(tuple(SCALES)), default=DEFAULT_SCALE, help="Sheet: of its words.")
@click.option(
    "--outcome-means",
    "means",
    type=click.Choice(["event", "call"]),
    help="Sheet: what right and wrong are about.",
)
@click.option("--encoding", help="Sheet: else UTF-8 or cp932, as it fits.")
@click.option("--run-clock", is_flag=True, help="Story: do the workers' work at its own clock lines.")
@click.option("--hold", is_flag=True, help="Story: leave the run open, so that the real clock stays away.")
@click.option("--atomic", is_flag=True, help="Story: all lines or none, at most 1,000 without clock steps.")
def command(*, file: Path, format_: str | None, yes: bool, out: Path | None, **told: Any) -> None:
    """Import a spreadsheet, a story or another tool's file.

    That is a sheet as CSV, JSON Lines, gzipped or not, or what Fatebook or PredictionBook export. A sheet is shown as it was understood, and nothing is recorded until you say yes. Importing a file twice
    records nothing new. Exit code 0: everything is recorded, 1: some was refused (it is on stderr), 2: nothing could
    start.
    """
    format_ = format_ or _format_of(file)
    if format_ == "csv":
        tally = _import_sheet(file, is_sure=yes, out=out, told=told)
    elif format_ == "story":
        tally = _import_story(file, told)
    else:
        with open_client() as client, watching() as watcher:
            choice = _opening(told)
            tally = import_told(
                client,
                file,
                format_,
                choice=choice,
                is_creating_authors=told["create_authors"],
                watcher=watcher,
            )
    click.echo(f"{tally.recorded:,} recorded, {tally.already:,} already there, {tally.refused:,} refused.")
    if tally.refused:
        raise click.exceptions.Exit(1)


def _import_story(file: Path, told: dict[str, Any]) -> Tally:
    with open_client() as client, watching() as watcher:
        return import_story(
            client,
            file,
            choice=_opening(told),
            with_clock=told["run_clock"],
            is_held=told["hold"],
            is_atomic=told["atomic"],
            watcher=watcher,
        )


def _import_sheet(file: Path, *, is_sure: bool, out: Path | None, told: dict[str, Any]) -> Tally:
    names = ("source", "timezone", "columns", "order", "scale", "means", "encoding", "create_authors")
    choice = SheetChoice(**{name: told[name] for name in names}, is_sure=is_sure, out=out)
    with open_client() as client:
        return import_sheet(client, file, choice)


def _opening(told: dict[str, Any]) -> Opening:
    return Opening(source=told["source"], timezone=told["timezone"])


def _format_of(file: Path) -> str:
    if file.suffix.lower() in {".xlsx", ".xls", ".ods"}:
        raise NothingStarted("save the sheet as CSV first: its own format is not read")
    with file.open("rb") as opened:
        return find_format(opened.read(HEAD_BYTES), name=file.name)


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
def watching() -> Iterator[Watcher]:
    """A watcher on stderr."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Screen(None)
        return
    with console.status("reading") as status:
        yield _Screen(status)

"""`tracker import`: detects a file's format, imports it and shows the progress."""

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
from tracker.cli.imports.foreign_import import import_foreign
from tracker.cli.imports.import_sheet import SheetChoice, import_sheet
from tracker.cli.imports.import_story import NothingStarted, import_story
from tracker.cli.imports.sending import Tally, Watcher
from tracker.cli.imports.story import Opening
from tracker.formats.detecting import FORMATS, find_format
from tracker.scoring.verbal import DEFAULT_SCALE, SCALES

HEAD_BYTES = 100_000
"""How many bytes of the file `find_format` reads."""


def _pairs(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    if any(not name or not value for name, _, value in pairs):
        raise click.BadParameter("Write it as --column deadline=NAME.")
    return {name.strip().lower(): value for name, _, value in pairs}


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="The format; by default detected from the content.",
)
@click.option(
    "--source", help="The namespace of the file's ids; default: from its story line or its file name."
)
@click.option(
    "--timezone",
    metavar="TZ",
    help="The zone of dates without a time; default: from its story line, then TRACKER_TIMEZONE.",
)
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@click.option("--create-authors", is_flag=True, help="Record authors that the tracker does not know yet.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Sheet: where to write the copy with ids; default: NAME.tracker.csv.",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="NAME=HEADER",
    callback=_pairs,
    help="Sheet: the header of a column, such as deadline='Due date'.",
)
@click.option("--day-first", "order", flag_value="day", help="Sheet: 5/3/2026 is 5 March.")
@click.option("--month-first", "order", flag_value="month", help="Sheet: 5/3/2026 is 3 May.")
@click.option(
    "--scale",
    type=click.Choice(tuple(SCALES)),
    default=DEFAULT_SCALE,
    help="Sheet: the scale of its probability words.",
)
@click.option(
    "--outcome-means",
    "means",
    type=click.Choice(["event", "call"]),
    help="Sheet: whether right and wrong refer to the event, or to the call (the side of 50% taken).",
)
@click.option("--encoding", help="Sheet: its encoding; default: UTF-8, then cp932.")
@click.option("--run-clock", is_flag=True, help="Story: settle and score at its own clock lines.")
@click.option(
    "--hold", is_flag=True, help="Story: leave the run open, so that the real clock does not settle it."
)
@click.option(
    "--atomic", is_flag=True, help="Story: record all lines or none; at most 1,000, without clock steps."
)
def command(*, file: Path, format_: str | None, yes: bool, out: Path | None, **options: Any) -> None:
    """Import a spreadsheet, a story or another tool's file.

    FILE is a sheet (CSV), a story (JSON Lines, also gzipped), or an export of Fatebook or PredictionBook. For a sheet,
    the command shows how it reads the rows and asks before it records anything. Importing a file twice records
    nothing new. Exit code 0: everything is recorded, 1: some lines were refused (listed on stderr), 2: the import
    could not start.
    """
    format_ = format_ or _format_of(file)
    if format_ == "csv":
        tally = _import_sheet(file, is_sure=yes, out=out, options=options)
    elif format_ == "story":
        tally = _import_story(file, options)
    else:
        with open_client() as client, watching() as watcher:
            choice = _opening(options)
            tally = import_foreign(
                client,
                file,
                format_,
                choice=choice,
                is_creating_authors=options["create_authors"],
                watcher=watcher,
            )
    click.echo(f"{tally.recorded:,} recorded, {tally.already:,} already recorded, {tally.refused:,} refused.")
    if tally.refused:
        raise click.exceptions.Exit(1)


def _import_story(file: Path, options: dict[str, Any]) -> Tally:
    with open_client() as client, watching() as watcher:
        return import_story(
            client,
            file,
            choice=_opening(options),
            with_clock=options["run_clock"],
            is_held=options["hold"],
            is_atomic=options["atomic"],
            watcher=watcher,
        )


def _import_sheet(file: Path, *, is_sure: bool, out: Path | None, options: dict[str, Any]) -> Tally:
    names = ("source", "timezone", "columns", "order", "scale", "means", "encoding", "create_authors")
    choice = SheetChoice(**{name: options[name] for name in names}, is_sure=is_sure, out=out)
    with open_client() as client:
        return import_sheet(client, file, choice)


def _opening(options: dict[str, Any]) -> Opening:
    return Opening(source=options["source"], timezone=options["timezone"])


def _format_of(file: Path) -> str:
    if file.suffix.lower() in {".xlsx", ".xls", ".ods"}:
        raise NothingStarted(f"{file.suffix} files are not supported. Save the sheet as CSV first.")
    with file.open("rb") as opened:
        return find_format(opened.read(HEAD_BYTES), name=file.name)


class _Screen(Watcher):
    """Prints refused lines on stderr and, on a terminal, shows a status line below them."""

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
    """A watcher that prints to stderr."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _Screen(None)
        return
    with console.status("reading") as status:
        yield _Screen(status)

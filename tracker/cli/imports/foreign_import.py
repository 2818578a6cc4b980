"""Imports other tools' exports: converts them to story lines and sends those."""

from __future__ import annotations

from pathlib import Path

from tracker.cli.client.client import Client, Refused, Unreachable
from tracker.cli.imports.import_story import NothingStarted, send_lines, start_import
from tracker.cli.imports.lookups import author_lines, names_of
from tracker.cli.imports.sending import Tally, Watcher
from tracker.cli.imports.story import Opening, line_of
from tracker.formats import fatebook, predictionbook
from tracker.formats.foreign_import import ForeignImport
from tracker.formats.table import BYTES_MAX, NotATable

READERS = {"fatebook": fatebook.read, "predictionbook": predictionbook.read}


def import_foreign(
    client: Client,
    file: Path,
    format_: str,
    *,
    choice: Opening,
    is_creating_authors: bool,
    watcher: Watcher,
) -> Tally:
    """Import the file; returns once reports include it."""
    converted = _read(file, format_)
    for number, detail in converted.bad:
        watcher.refused(number, detail)
    opening = Opening(source=choice.source or converted.source, timezone=choice.timezone, title=file.name)
    created = []
    if is_creating_authors:
        try:
            created = author_lines(converted.authors, names_of(client), at=converted.first_at)
        except (Refused, Unreachable) as flaw:
            raise NothingStarted(str(flaw)) from None
    lines = [line_of(number, line) for number, line in [*((0, one) for one in created), *converted.lines]]
    run = start_import(client, opening)
    tally = send_lines(client, run["run"], lines, watcher=watcher)
    tally.refused += len(converted.bad)
    return tally


def _read(file: Path, format_: str) -> ForeignImport:
    if file.stat().st_size > BYTES_MAX:
        raise NothingStarted(f"{file} has more than {BYTES_MAX:,} bytes.")
    try:
        return READERS[format_](file.read_bytes())
    except NotATable as wrong:
        raise NothingStarted(f"{file}: {wrong}") from None

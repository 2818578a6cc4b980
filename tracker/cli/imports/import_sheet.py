"""Imports a spreadsheet: shows how it was read, records it after a yes, adds ids."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

import click

from tracker.cli.client.client import Client, Document, Refused, Unreachable
from tracker.cli.imports.import_story import NothingStarted, send_lines, start_import
from tracker.cli.imports.lookups import author_lines, find_recorded, ids_of, names_of
from tracker.cli.imports.sending import Tally, Watcher
from tracker.cli.imports.sheet_changes import make_changes
from tracker.cli.imports.sheet_preview import show_bad, show_preview
from tracker.cli.imports.story import Opening, StoryLine, line_of
from tracker.domain.errors import Invalid
from tracker.domain.instants import zone
from tracker.domain.text.words import nfc
from tracker.formats.cells import Means
from tracker.formats.columns import UnknownColumn, guess_columns
from tracker.formats.days import Order
from tracker.formats.round_trip import file_of, table_with_ids
from tracker.formats.sheet import BadRow, Reading, Sheet, order_of, read_sheet
from tracker.formats.sheet_lines import Importing, column_of, lines_of_row
from tracker.formats.sheet_plan import Plan, Recorded, make_plan
from tracker.formats.table import NotATable, Table, read_table
from tracker.settings import read_settings

_FAULT = re.compile(r"(/\S*): (.*)", re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class SheetChoice:
    """The command line options of a sheet import."""

    source: str | None = None
    timezone: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    order: Order | None = None
    scale: str = "icd203"
    means: Means | None = None
    encoding: str | None = None
    create_authors: bool = False
    is_sure: bool = False
    out: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Understood:
    """The file as it was read, with the choices that reading it needed."""

    table: Table
    columns: Mapping[str, int]
    sheet: Sheet
    source: str
    timezone: str
    order: Order | None


def import_sheet(client: Client, file: Path, choice: SheetChoice) -> Tally:
    """Show what the sheet says and would change, and record it after a yes.

    Raises `NothingStarted`.
    """
    understood = _understand(file, choice)
    rows = understood.sheet.rows
    try:
        recorded = find_recorded(client, rows, source=understood.source)
        plan = _plan(client, understood, choice, recorded)
    except (Refused, Unreachable) as flaw:
        raise NothingStarted(str(flaw)) from None
    show_preview(file.name, understood.table, understood.columns, plan, source=understood.source,
                 timezone=understood.timezone, order=understood.order)  # fmt: skip
    show_bad(plan.bad)
    refused = {one.number for one in plan.bad}
    if not plan.new and not plan.changed:
        _write_back(file, understood, choice, ids={number: one.id for number, one in recorded.items()})
        return Tally(already=len(plan.same), refused=len(refused))
    _ask("Record this?", is_sure=choice.is_sure)
    tally = _record(client, file, understood, plan)
    tally.already += len(plan.same)
    tally.refused += len(refused)
    _write_back(file, understood, choice, ids=ids_of(client, rows, source=understood.source))
    return tally


def _understand(file: Path, choice: SheetChoice) -> Understood:
    timezone = choice.timezone or read_settings().timezone
    try:
        now = datetime.now(zone(timezone))
        table = read_table(file.read_bytes(), encoding=choice.encoding)
        columns = guess_columns(table.header, named=choice.columns)
    except (NotATable, UnknownColumn) as wrong:
        raise NothingStarted(f"{file}: {wrong}") from None
    except Invalid as wrong:
        raise NothingStarted(wrong.detail) from None
    order = choice.order or _decide_order(table, columns, is_asking=not choice.is_sure)
    reading = Reading(order=order, scale=choice.scale, means=choice.means, today=now.date())
    return Understood(
        table=table,
        columns=columns,
        sheet=read_sheet(table, columns, reading),
        source=choice.source or source_of(file),
        timezone=timezone,
        order=order,
    )


def source_of(file: Path) -> str:
    """The namespace of a sheet's rows: its file name, which is the same for the copy with ids."""
    return nfc(file.name.removesuffix(".csv").removesuffix(".tracker") or file.name)


def _decide_order(table: Table, columns: Mapping[str, int], *, is_asking: bool) -> Order | None:
    """Whether days or months come first; asks where the rows leave it open.

    Raises `NothingStarted`.
    """
    orders = order_of(table, columns)
    if not orders.is_open:
        return orders.decided
    example = (orders.unsure or orders.day_first)[0]
    words = f"{example} is ambiguous: which number is the month?"
    if orders.day_first and orders.month_first:
        words = f"{orders.day_first[0]} and {orders.month_first[0]} use different orders. {words}"
    if not is_asking:
        raise NothingStarted(f"{words} Add --day-first or --month-first.")
    click.echo(words, err=True)
    try:
        answer: Literal["day", "month"] = click.prompt(
            "Which comes first, day or month?", type=click.Choice(["day", "month"]), err=True
        )
    except click.Abort:
        raise NothingStarted(f"{words} Add --day-first or --month-first.") from None
    return answer


def _plan(
    client: Client, understood: Understood, choice: SheetChoice, recorded: Mapping[int, Recorded]
) -> Plan:
    rows = understood.sheet.rows
    names = names_of(client) if any(row.author for row in rows) else []
    plan = make_plan(rows, recorded, names=names, is_creating_authors=choice.create_authors)
    plan.bad = sorted([*understood.sheet.bad, *plan.bad], key=lambda one: one.number)
    return plan


def _ask(question: str, *, is_sure: bool) -> None:
    if is_sure:
        return
    try:
        is_wanted = click.confirm(question, err=True)
    except click.Abort:
        raise NothingStarted("Nothing was recorded. Add --yes to import without confirmation.") from None
    if not is_wanted:
        raise NothingStarted("Nothing was recorded.")


def _record(client: Client, file: Path, understood: Understood, plan: Plan) -> Tally:
    """Send new rows as lines of the source's run, then make the changes row by row.

    The tally counts rows.
    """
    opening = Opening(source=understood.source, timezone=understood.timezone, title=file.name)
    run = start_import(client, opening)
    screen, changed = _Rows(), 0

    def change() -> None:
        nonlocal changed
        wanted = [one for one in plan.changed if not one.is_completed]
        changed = make_changes(client, wanted, file=file.name, refuse=screen.refuse)

    lines = list(_lines(plan, _importing(run, understood, plan)))
    send_lines(client, run["run"], lines, watcher=screen, then=change)
    completed = [one.row for one in plan.changed if one.is_completed]
    sent = [row for row in (*plan.new, *completed) if row.number not in screen.bad]
    return Tally(recorded=len(sent) + changed, refused=len(screen.bad))


def _importing(run: Document, understood: Understood, plan: Plan) -> Importing:
    """The context of the import.

    Raises `NothingStarted` where neither the row nor the key has an author.
    """
    own = run["author"]
    without_author = next((row for row in plan.new if row.author is None and own is None), None)
    if without_author is not None:
        raise NothingStarted(
            f"Row {without_author.number} has no author, and this key belongs to none. Add an author column."
        )
    return Importing(
        own_id=own["id"] if own else None,
        own_name=own["name"] if own else None,
        timezone=understood.timezone,
        now=run["now"],
        visibility=run["visibility"],
    )


def _lines(plan: Plan, importing: Importing) -> Iterator[StoryLine]:
    for line in author_lines(plan.unknown_authors, [], at=importing.now):
        yield line_of(0, line)
    for row in plan.new:
        for line in lines_of_row(row, importing):
            yield line_of(row.number, line)
    for change in plan.changed:
        if change.is_completed:
            for line in lines_of_row(change.row, importing, has_prediction=True):
                yield line_of(change.row.number, line)


class _Rows(Watcher):
    """Prints each refused row once on stderr.

    Further faults of the same row usually follow from the first.
    """

    def __init__(self) -> None:
        self.bad: set[int] = set()

    def refused(self, number: int, faults: str) -> None:
        found = _FAULT.match(faults)
        column, detail = (column_of(found[1]), found[2]) if found else ("row", faults)
        self.refuse(BadRow(number, column, detail))

    def refuse(self, bad: BadRow) -> None:
        if bad.number not in self.bad:
            show_bad([bad])
        self.bad.add(bad.number)


def _write_back(file: Path, understood: Understood, choice: SheetChoice, *, ids: Mapping[int, str]) -> None:
    """Write a copy of the sheet with the tracker's ids, which can be edited and imported again."""
    path = choice.out or file_of(file)
    content = table_with_ids(understood.table, understood.columns, ids)
    if path.exists() and path.read_bytes() == content:
        return
    path.write_bytes(content)
    click.echo(f"Wrote a copy with ids: {path}")

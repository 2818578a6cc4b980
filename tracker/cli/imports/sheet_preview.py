"""The preview of a sheet import: how it was read; the new, changed and rejected rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from tracker.cli.client.client import one_line
from tracker.domain.probability import percent
from tracker.formats.cells import ProbabilityCell, outcome_cell
from tracker.formats.days import Order
from tracker.formats.sheet import BadRow, Row
from tracker.formats.sheet_plan import Change, Plan
from tracker.formats.table import Table
from tracker.reports.sentences.phrases import counted

SHOWN_MAX = 5
STATEMENT_CHARS = 60
_SIGNS = {",": "commas", ";": "semicolons", "\t": "tabs"}


def show_preview(
    name: str,
    table: Table,
    columns: Mapping[str, int],
    plan: Plan,
    *,
    source: str,
    timezone: str,
    order: Order | None,
) -> None:
    """Print the preview on stderr, like all messages to a person."""
    lines = [
        f"{name}: {counted(len(table.rows), 'row')}, {table.encoding}, separated by {_SIGNS[table.delimiter]}"
    ]
    lines += [f"  {column}: {table.header[place]}" for column, place in columns.items()]
    unread = [header for place, header in enumerate(table.header) if place not in columns.values() and header]
    if unread:
        lines.append(f"  ignored columns: {', '.join(unread)}")
    if order is not None:
        lines.append(f"  dates: 5/3/2026 is {'5 March' if order == 'day' else '3 May'}")
    lines.append(f"  ids belong to the source {source}; days are in {timezone}")
    lines += _sections(plan)
    click.echo("\n".join(one_line_kept(line) for line in lines), err=True)


def one_line_kept(line: str) -> str:
    """The line without control characters, with its indent."""
    return line[: len(line) - len(line.lstrip())] + one_line(line)


def show_bad(bad: Sequence[BadRow]) -> None:
    """Print rejected rows on stderr."""
    for one in bad:
        click.echo(one_line(f"row {one.number}: {one.field}: {one.detail}"), err=True)


def _sections(plan: Plan) -> list[str]:
    lines = _section(f"New: {len(plan.new):,}", [_new(row) for row in plan.new])
    if plan.changed:
        lines += _section(f"Changed: {len(plan.changed):,}", [_changed(one) for one in plan.changed])
    if plan.same:
        lines.append(f"Unchanged: {len(plan.same):,}")
    known = [row for row in plan.new if row.outcome is not None]
    if known:
        lines.append(
            f"{len(known):,} of the new rows already have an outcome; reports count them separately."
        )
    undated = [row for row in known if row.made is None and row.said is not None]
    if undated:
        lines.append(
            f"{len(undated):,} of these have no date of their own; they are recorded but count in no score."
        )
    if plan.unknown_authors:
        names = ", ".join(sorted(plan.unknown_authors)[:SHOWN_MAX])
        lines.append(f"Unknown authors: {names}")
    rows = len({one.number for one in plan.bad})
    if rows:
        lines.append(f"Rejected: {rows:,}")
    return lines


def _section(title: str, lines: Sequence[str]) -> list[str]:
    shown = [f"  {line}" for line in lines[:SHOWN_MAX]]
    rest = len(lines) - len(shown)
    return [title, *shown, *([f"  and {rest:,} more"] if rest else [])]


def _new(row: Row) -> str:
    parts = [_short(row.statement), _words(row.said), f"by {row.deadline}"]
    parts += [f"made {row.made}"] if row.made else []
    parts += [f"-> {outcome_cell(row.outcome)}"] if row.outcome else []
    parts += [f"({row.author})"] if row.author else []
    return f"row {row.number}: {' '.join(parts)}"


def _changed(change: Change) -> str:
    parts = []
    if change.is_completed:
        parts.append("completes an earlier import that stopped")
    if change.statement is not None:
        parts.append(f"wording -> {_short(change.statement)}")
    if change.said is not None:
        parts.append(f"{_words(change.recorded.said)} -> {_words(change.said)}")
    if change.visibility is not None:
        parts.append(f"visible to {change.visibility}")
    if change.outcome is not None:
        parts.append(f"outcome {outcome_cell(change.outcome)}")
    return f"row {change.row.number}: {change.recorded.id} {'; '.join(parts)}"


def _words(said: ProbabilityCell | None) -> str:
    if said is None:
        return "no number"
    return said.term or (percent(said.p) if said.p is not None else "no number")


def _short(text: str) -> str:
    return text if len(text) <= STATEMENT_CHARS else text[: STATEMENT_CHARS - 1] + "\u2026"

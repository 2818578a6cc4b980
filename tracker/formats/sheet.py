"""A sheet of predictions: its rows, and the faults of rejected rows by number and field."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from tracker.formats.cells import (
    Means,
    NotACell,
    Outcome,
    ProbabilityCell,
    one_is_percent,
    read_outcome,
    read_probability,
    read_topics,
    read_visibility,
)
from tracker.formats.days import Edge, NotADay, Order, Orders, find_order, read_day
from tracker.formats.table import Table, unguarded

DAYS = ("deadline", "made", "outcome_date")

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How to read the cells of a sheet.

    `today` is the latest day on which a forecast can be made.
    """

    order: Order | None = None
    scale: str = "icd203"
    means: Means | None = None
    today: date


@dataclass(frozen=True, kw_only=True)
class Row:
    """One prediction of a sheet; `number` is its row's number, days are YYYY-MM-DD."""

    number: int
    statement: str
    deadline: str
    id: str | None = None
    said: ProbabilityCell | None = None
    made: str | None = None
    author: str | None = None
    outcome: Outcome | None = None
    outcome_date: str | None = None
    source: str | None = None
    topics: tuple[str, ...] = ()
    note: str | None = None
    visibility: str | None = None


@dataclass(frozen=True)
class BadRow:
    """Why a row is rejected."""

    number: int
    field: str
    detail: str


@dataclass(frozen=True)
class Sheet:
    rows: tuple[Row, ...]
    bad: tuple[BadRow, ...]


def order_of(table: Table, columns: Mapping[str, int]) -> Orders:
    """The order of day and month according to all days of the sheet."""
    places = [columns[name] for name in DAYS if name in columns]
    return find_order(cells[place] for _, cells in table.rows for place in places if place < len(cells))


def read_sheet(table: Table, columns: Mapping[str, int], reading: Reading) -> Sheet:
    """All rows of the table, read or rejected; a row that repeats an earlier one is rejected."""
    percents = one_is_percent(
        _cell(cells, columns.get("probability")) for _, cells in table.rows if _is_read(cells, columns)
    )
    rows, bad, first_with = [], [], dict[str, int]()
    for number, cells in table.rows:
        faults: list[BadRow] = []
        row = _read_row(number, cells, columns, reading=reading, percents=percents, faults=faults)
        if row is not None and (same := first_with.setdefault(_sameness(row), number)) != number:
            faults.append(BadRow(number, "id" if row.id else "statement", f"It repeats row {same}."))
        if faults or row is None:
            bad += faults
        else:
            rows.append(row)
    return Sheet(tuple(rows), tuple(bad))


def identity(row: Row) -> str:
    """The id of a row; without one, an id derived from statement, deadline and author.

    >>> identity(Row(number=2, statement="It  rains", deadline="2030-12-31"))
    'row-07603eea8d'
    """
    if row.id is not None:
        return row.id
    said = "\n".join(
        [" ".join(row.statement.casefold().split()), row.deadline, (row.author or "").casefold()]
    )
    return f"row-{hashlib.sha256(said.encode()).hexdigest()[:10]}"


def _sameness(row: Row) -> str:
    """What must be unique among rows: an export has one row per forecaster of a prediction."""
    return identity(row) if row.id is None else f"{row.id}\n{(row.author or '').casefold()}"


def _read_row(
    number: int,
    cells: tuple[str, ...],
    columns: Mapping[str, int],
    *,
    reading: Reading,
    percents: bool | None,
    faults: list[BadRow],
) -> Row | None:
    def text(column: str) -> str | None:
        return unguarded(_cell(cells, columns.get(column)).strip()) or None

    def read(column: str, how: Callable[[str], T]) -> T | None:
        cell = text(column)
        try:
            return None if cell is None else how(cell)
        except (NotACell, NotADay) as wrong:
            faults.append(BadRow(number, column, str(wrong)))
            return None

    def day(column: str, edge: Edge) -> str | None:
        return read(column, lambda cell: read_day(cell, order=reading.order, edge=edge))

    statement, deadline = text("statement"), day("deadline", "last")
    missing = [name for name in ("statement", "deadline") if text(name) is None]
    faults += [BadRow(number, name, "The cell is empty.") for name in missing]
    said = read(
        "probability", lambda cell: read_probability(cell, scale=reading.scale, one_is_percent=percents)
    )
    row = Row(
        number=number,
        id=text("id"),
        statement=statement or "",
        said=said,
        deadline=deadline or "",
        made=read("made", lambda cell: _made(cell, reading)),
        author=text("author"),
        outcome=read("outcome", lambda cell: read_outcome(cell, said, means=reading.means)),
        outcome_date=day("outcome_date", "first"),
        source=text("source"),
        topics=read_topics(text("topics") or ""),
        note=text("note"),
        visibility=read("visibility", read_visibility),
    )
    return None if faults else row


def _made(cell: str, reading: Reading) -> str:
    """The last day of the period, so that nothing counts before it was said.

    In the current month it is today.
    """
    first, last = (read_day(cell, order=reading.order, edge=edge) for edge in ("first", "last"))
    today = reading.today.isoformat()
    return today if first <= today < last else last


def _is_read(cells: tuple[str, ...], columns: Mapping[str, int]) -> bool:
    return bool(_cell(cells, columns.get("statement")).strip())


def _cell(cells: tuple[str, ...], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""

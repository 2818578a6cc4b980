"""Writes a sheet back with the tracker's ids: UTF-8 with the byte order mark for Excel."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tracker.formats.table import Table, write_table

SUFFIX = ".tracker.csv"


def file_of(file: Path) -> Path:
    """The path of the copy with ids: MY.tracker.csv for MY.csv, and itself for such a copy.

    >>> file_of(Path("my.csv")).name, file_of(Path("my.tracker.csv")).name
    ('my.tracker.csv', 'my.tracker.csv')
    """
    if file.name.endswith(SUFFIX):
        return file
    return file.with_name(file.name.removesuffix(".csv") + SUFFIX)


def table_with_ids(table: Table, columns: Mapping[str, int], ids: Mapping[int, str]) -> bytes:
    """The table with `ids` (by row number) in its id column; a missing id column is added first."""
    place = columns.get("id")
    header = list(table.header) if place is not None else ["id", *table.header]
    lines = [header]
    for number, cells in table.rows:
        row = list(cells) if place is not None else ["", *cells]
        at = place or 0
        row += [""] * (at + 1 - len(row))
        row[at] = ids.get(number, row[at])
        lines.append(row)
    return "".join(write_table(lines, delimiter=table.delimiter)).encode("utf-8-sig")

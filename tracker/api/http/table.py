"""Lists and reports as CSV (RFC 4180, UTF-8, header line), safe to open in a spreadsheet.

The columns follow from the schema of a row, so they are the same on every page and in an empty table. A
nested object becomes columns such as `author.name`, a list of words becomes one cell, anything else becomes
JSON.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response
from marshmallow import Schema, fields

from tracker.api.http.media import CSV
from tracker.formats.table import BETWEEN, guarded

Path = tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """How to turn an answer into rows: the rows' schema, and where they are in the dumped answer."""

    row: type[Schema]
    rows: Callable[[Mapping[str, Any]], Iterable[Mapping[str, Any]]]


def table_of_list(schema: Schema | None) -> Table | None:
    """The table of a list's `items`; None for an answer that is not a list."""
    items = schema.fields.get("items") if schema is not None else None
    if isinstance(items, fields.List) and isinstance(items.inner, fields.Nested):
        return Table(row=type(items.inner.schema), rows=lambda content: content["items"])
    return None


def csv_response(table: Table, content: Mapping[str, Any]) -> Response:
    """The dumped answer as a table.

    Data outside the rows, such as the cursor, remains in the headers.
    """
    text = write_csv(table.row(), table.rows(content))
    return Response(text, content_type=f"{CSV}; charset=utf-8; header=present")


def write_csv(row: Schema, rows: Iterable[Mapping[str, Any]]) -> str:
    """The rows, dumped by `row`, under a header line with its field names."""
    columns = list(_columns(row, ()))
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(".".join(path) for path in columns)
    for one in rows:
        writer.writerow(_cell(_at(one, path)) for path in columns)
    return written.getvalue()


def _columns(schema: Schema, above: Path) -> Iterator[Path]:
    for name, field in schema.dump_fields.items():
        path = (*above, field.data_key or name)
        if isinstance(field, fields.Nested) and not field.many:
            yield from _columns(field.schema, path)
        else:
            yield path


def _at(row: Mapping[str, Any], path: Path) -> Any:
    value: Any = row
    for name in path:
        if value is None:
            return None
        value = value.get(name)
    return value


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return json.dumps(value)
        case str():
            return guarded(value)
        case list() if all(isinstance(one, str) for one in value):
            return guarded(BETWEEN.join(value))
        case _:
            return json.dumps(value, ensure_ascii=False)

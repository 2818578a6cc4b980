"""The predictions that an export covers and its reader may see, in pages of bounded size."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from tracker.application.access.access import Caller
from tracker.application.access.visibility import may_read
from tracker.application.recording.authors import find_author
from tracker.domain.errors import Invalid
from tracker.domain.text.words import folded
from tracker.projections.exported import (
    ExportFilter,
    Needed,
    exported_after,
    exported_that_need,
    find_exported,
)
from tracker.projections.forecasters import find_by_external_id
from tracker.projections.prediction_history import find_essays
from tracker.store.databases.database import Database, Row, Transaction

PAGE = 100


class ExportScope(msgspec.Struct, frozen=True, kw_only=True):
    """The export's filters by id (None: all), its reader, and its time."""

    author: str | None = None
    topic: str | None = None
    essay: str | None = None
    source: str | None = None
    reader: Caller | None
    now: datetime

    @property
    def filter(self) -> ExportFilter:
        topic = None if self.topic is None else msgspec.json.encode(folded(self.topic)).decode()
        return ExportFilter(author=self.author, topic=topic, essay=self.essay, source=self.source)

    @property
    def is_everything(self) -> bool:
        return self.filter == ExportFilter()

    def may_read(self, row: Row) -> bool:
        return may_read(row, self.reader, now=self.now)


def find_scope(
    tx: Transaction, asked: dict[str, Any], *, reader: Caller | None, now: datetime
) -> ExportScope:
    """The scope for filters given as ids, names or import ids. Raises `Invalid`."""
    author, essay = asked.get("author"), asked.get("essay")
    return ExportScope(
        author=None if author is None else _find_author(tx, author),
        essay=None if essay is None else _find_essay(tx, essay),
        topic=asked.get("topic"),
        source=asked.get("source"),
        reader=reader,
        now=now,
    )


def pages_of(database: Database, scope: ExportScope) -> Iterator[tuple[Transaction, list[Row]]]:
    """The readable predictions of `scope` by id, a hundred per page, each page in a new snapshot."""
    after = ""
    while True:
        with database.reading() as tx:
            rows = exported_after(tx, scope.filter, after=after, limit=PAGE)
            if not rows:
                return
            after = rows[-1]["id"]
            yield tx, [row for row in rows if scope.may_read(row)]


def find_readable(tx: Transaction, scope: ExportScope, prediction: str) -> Row | None:
    """The prediction's row where the export is about it and it may be read."""
    row = find_exported(tx, scope.filter, prediction)
    return row if row is not None and scope.may_read(row) else None


def is_any_readable(tx: Transaction, scope: ExportScope, kind: Needed, entity: str) -> bool:
    """Whether any readable prediction of the scope needs `entity`, which is a `kind`."""
    after = ""
    while True:
        rows = exported_that_need(tx, scope.filter, kind, entity, after=after, limit=PAGE)
        if any(scope.may_read(row) for row in rows):
            return True
        if len(rows) < PAGE:
            return False
        after = rows[-1]["id"]


def _find_author(tx: Transaction, words: str) -> str:
    rows = find_by_external_id(tx, words)
    return str(rows[0]["id"]) if len(rows) == 1 else find_author(tx, words, own=None)


def _find_essay(tx: Transaction, words: str) -> str:
    rows = find_essays(tx, words)
    if len(rows) != 1:
        what = "No essay is" if not rows else "Several essays are"
        raise Invalid.at("/query/essay", f"{what} known as {words!r}.", "unknown_essay")
    return str(rows[0]["id"])

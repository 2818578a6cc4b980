"""Which predictions an export is about, and whether the one who asks may read them; paged, so that memory is bounded."""

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
from tracker.projections.forecasters import find_by_external_id
from tracker.projections.prediction_history import find_essays
from tracker.store.databases.database import Database, Row, Transaction

PAGE = 100

CONDITION = """
    prediction.state <> 'undone'
    AND (CAST(:source AS TEXT) IS NULL OR prediction.source = :source)
    AND (CAST(:essay AS TEXT) IS NULL OR prediction.essay = :essay)
    AND (CAST(:topic AS TEXT) IS NULL OR replace(prediction.topics, :topic, '') <> prediction.topics)
    AND (CAST(:author AS TEXT) IS NULL OR prediction.author = :author OR EXISTS (
        SELECT 1 FROM forecast AS theirs
        WHERE theirs.prediction = prediction.id AND theirs.forecaster = :author AND theirs.undone_event IS NULL))"""


class ExportScope(msgspec.Struct, frozen=True, kw_only=True):
    """Filters by ids (None: all), who asks, and when."""

    author: str | None = None
    topic: str | None = None
    essay: str | None = None
    source: str | None = None
    reader: Caller | None
    now: datetime

    @property
    def parameters(self) -> dict[str, Any]:
        topic = None if self.topic is None else msgspec.json.encode(folded(self.topic)).decode()
        return {"author": self.author, "topic": topic, "essay": self.essay, "source": self.source}

    @property
    def is_everything(self) -> bool:
        return all(value is None for value in self.parameters.values())

    def may_read(self, row: Row) -> bool:
        return may_read(row, self.reader, now=self.now)


def find_scope(
    tx: Transaction, asked: dict[str, Any], *, reader: Caller | None, now: datetime
) -> ExportScope:
    """The scope that `asked` names by ids, names or ids of an import. Raises `Invalid`."""
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
    """The readable predictions of `scope` by id, a hundred at a time, each page in a snapshot of its own."""
    after = ""
    while True:
        with database.reading() as tx:
            rows = tx.rows(
                f"SELECT * FROM prediction WHERE id > :after AND {CONDITION} ORDER BY id LIMIT :limit",  # noqa: S608 - ours
                {**scope.parameters, "after": after, "limit": PAGE},
            )
            if not rows:
                return
            after = rows[-1]["id"]
            yield tx, [row for row in rows if scope.may_read(row)]


def find_told(tx: Transaction, scope: ExportScope, prediction: str) -> Row | None:
    """The prediction's row where the export is about it and it may be read."""
    row = tx.row(
        f"SELECT * FROM prediction WHERE id = :id AND {CONDITION}",  # noqa: S608 - ours
        {**scope.parameters, "id": prediction},
    )
    return row if row is not None and scope.may_read(row) else None


def is_any_told(tx: Transaction, scope: ExportScope, join: str, value: str) -> bool:
    """Whether any readable prediction of the scope is joined to `value` by the condition `join` (`:value`)."""
    after = ""
    while True:
        rows = tx.rows(
            f"SELECT * FROM prediction WHERE id > :after AND {join} AND {CONDITION} ORDER BY id LIMIT :limit",  # noqa: S608 - ours
            {**scope.parameters, "value": value, "after": after, "limit": PAGE},
        )
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
        what = "no essay is" if not rows else "several essays are"
        raise Invalid.at("/query/essay", f"{what} known as {words!r}", "unknown_essay")
    return str(rows[0]["id"])

"""Who states probabilities: found by id, name or the id of an import (inline)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from sqlalchemy import Index
from sqlmodel import Field

from tracker.domain.event import RecordedEvent
from tracker.domain.forecaster import (
    ForecasterEvent,
    ForecasterMerged,
    ForecasterRecorded,
    ForecasterRenamed,
    ForecasterUnmerged,
)
from tracker.domain.redaction import ForecasterRedacted
from tracker.projections.table import ProjectionTable, upsert
from tracker.projections.views import Views
from tracker.store.databases.database import Row, Transaction, places

VERSION = 2
CATEGORIES = ("forecaster",)


class ForecasterRow(ProjectionTable, table=True):
    """`merged_into`: whose everything is that was said under this name; `mergers` counts how often that changed."""

    __tablename__ = "forecaster"
    __table_args__ = (Index("forecaster_external_index", "source", "external_id"),)
    id: str = Field(primary_key=True)
    name: str
    folded_name: str = Field(index=True)
    source: str | None = None
    external_id: str | None = None
    merged_into: str | None = Field(default=None, index=True)
    mergers: int = 0


TABLES = (ForecasterRow,)

NAMES_OF = "(SELECT id FROM forecaster WHERE :forecaster IN (id, merged_into))"
"""Whatever somebody has spoken as; the parameter is the id that scores are kept under."""


def project(tx: Transaction, recorded: RecordedEvent, views: Views) -> None:
    """Bring the table up to `recorded`."""
    event = recorded.event
    if not isinstance(event, ForecasterEvent):
        return
    match event:
        case ForecasterRecorded():
            upsert(tx, ForecasterRow, _row(event))
        case ForecasterRenamed():
            _change(tx, event.forecaster, name=event.name, folded_name=event.name.casefold())
        case ForecasterMerged():
            _change(tx, event.forecaster, counted=True, merged_into=event.into)
        case ForecasterUnmerged():
            _change(tx, event.forecaster, counted=True, merged_into=None)
        case ForecasterRedacted():
            pass  # the redacted event says what remains
        case _:
            assert_never(event)


def merged_into(tx: Transaction, forecaster: str) -> list[str]:
    """The ids of those whose word counts as this forecaster's."""
    rows = tx.rows("SELECT id FROM forecaster WHERE merged_into = :id ORDER BY id", {"id": forecaster})
    return [row["id"] for row in rows]


def find_forecaster(tx: Transaction, forecaster: str) -> Row | None:
    """The forecaster of that id, or None."""
    return tx.row("SELECT * FROM forecaster WHERE id = :id", {"id": forecaster})


def find_forecasters(tx: Transaction, ids: Iterable[str]) -> dict[str, Row]:
    """Those of `ids` that there are, by id."""
    bracket, parameters = places("id", ids)
    rows = tx.rows(f"SELECT * FROM forecaster WHERE id IN {bracket}", parameters)  # noqa: S608 - our own names
    return {row["id"]: row for row in rows}


def find_by_name(tx: Transaction, name: str) -> list[Row]:
    """Every forecaster of that name, whatever its case."""
    return tx.rows(
        "SELECT * FROM forecaster WHERE folded_name = :name ORDER BY id", {"name": name.casefold()}
    )


def find_by_external_id(tx: Transaction, external_id: str) -> list[Row]:
    """The forecasters that imports call `external_id`, whatever their source."""
    return tx.rows(
        "SELECT * FROM forecaster WHERE external_id = :external_id ORDER BY id", {"external_id": external_id}
    )


def find_imported_forecaster(tx: Transaction, external_id: str, *, source: str) -> Row | None:
    """The forecaster whom the import `source` calls `external_id`, or None."""
    return tx.row(
        "SELECT * FROM forecaster WHERE external_id = :external_id AND source = :source",
        {"external_id": external_id, "source": source},
    )


def find_by_prefix(tx: Transaction, prefix: str) -> list[Row]:
    """The forecasters whose id begins with `prefix`, two at most: one is an answer, two are too many."""
    return tx.rows(
        "SELECT * FROM forecaster WHERE id >= :low AND id < :high ORDER BY id LIMIT 2",
        {"low": prefix, "high": prefix + "~"},
    )


def list_forecasters(
    tx: Transaction, *, external_id: str | None, source: str | None, after: str, limit: int
) -> list[Row]:
    """Forecasters by id, after the id `after`, those of an import where `external_id` or `source` name one."""
    return tx.rows(
        """
        SELECT * FROM forecaster
        WHERE id > :after AND (CAST(:external_id AS TEXT) IS NULL OR external_id = :external_id)
            AND (CAST(:source AS TEXT) IS NULL OR source = :source)
        ORDER BY id LIMIT :limit""",
        {"external_id": external_id, "source": source, "after": after, "limit": limit},
    )


def all_names(tx: Transaction, *, limit: int = 10_000) -> list[str]:
    """Names to suggest from where one is not known."""
    return [
        row["name"]
        for row in tx.rows("SELECT name FROM forecaster ORDER BY name LIMIT :limit", {"limit": limit})
    ]


def _row(event: ForecasterRecorded) -> dict[str, str | int | None]:
    return {
        "id": event.forecaster,
        "name": event.name,
        "folded_name": event.name.casefold(),
        "source": event.imported.name if event.imported else None,
        "external_id": event.imported.external_id if event.imported else None,
        "mergers": 0,
    }


def _change(tx: Transaction, forecaster: str, *, counted: bool = False, **changes: str | None) -> None:
    settings = ", ".join(f"{column} = :{column}" for column in changes)
    settings += ", mergers = mergers + 1" if counted else ""
    tx.execute(
        f"UPDATE forecaster SET {settings} WHERE id = :id",  # noqa: S608 - our own column names
        {**changes, "id": forecaster},
    )

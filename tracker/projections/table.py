"""What projection tables have in common: they are derived from the log, so they are rebuilt and never migrated."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import MetaData, Table
from sqlmodel import SQLModel

from tracker.domain.event import RecordedEvent
from tracker.domain.instants import instant_text
from tracker.store.databases.database import Transaction

FOREVER = "9999-12-31T23:59:59.999999Z"
"""The end of a range that nothing has closed yet; text order puts it after every instant."""

POSITION_END = 2**62
"""The same for a range of log positions."""


class ProjectionTable(SQLModel):
    metadata = MetaData()


def ranges_from(recorded: RecordedEvent) -> dict[str, Any]:
    """The two ranges of a row that holds from `recorded` on."""
    return {
        "known_from": instant_text(recorded.effective_at),
        "known_to": FOREVER,
        "position_from": recorded.position,
        "position_to": POSITION_END,
    }


def upsert(tx: Transaction, table: type[ProjectionTable], row: Mapping[str, Any]) -> None:
    """Write the whole row in place of the one with its primary key, if there is one."""
    tx.execute(_upsert_sql(table, tuple(row)), row)


def table_of(table: type[ProjectionTable]) -> Table:
    """The SQLAlchemy table behind a SQLModel class."""
    found: Table = table.__table__  # type: ignore[attr-defined]
    return found


@cache
def _upsert_sql(table: type[ProjectionTable], columns: tuple[str, ...]) -> str:
    target = table_of(table)
    keys = [column.name for column in target.primary_key.columns]
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns if column not in keys)
    action = f"UPDATE SET {changes}" if changes else "NOTHING"
    places = ", ".join(f":{column}" for column in columns)
    return (
        f"INSERT INTO {target.name} ({', '.join(columns)}) VALUES ({places}) "  # noqa: S608 - names from the table
        f"ON CONFLICT ({', '.join(keys)}) DO {action}"
    )

"""Every row of every projection table, for comparing a rebuilt tracker with a live one."""

from __future__ import annotations

from typing import Any

from tracker.projections.table import ProjectionTable
from tracker.store.databases.database import Transaction


def projection_rows(tx: Transaction) -> dict[str, list[tuple[Any, ...]]]:
    """Table name -> its rows in a stable order."""
    return {
        table.name: sorted((tuple(row) for row in tx.rows(f"SELECT * FROM {table.name}")), key=repr)
        for table in ProjectionTable.metadata.sorted_tables
    }

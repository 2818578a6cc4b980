"""What all fact tables have in common: SQLModel classes that define them for Alembic."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, MetaData, String, Text
from sqlmodel import SQLModel

Position = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite's own 64-bit row number has to be called INTEGER."""


def order_by_bytes(metadata: MetaData) -> None:
    """Have PostgreSQL compare all text by its bytes, as SQLite does: ids and instants sort alike on both."""
    in_bytes = String().with_variant(Text(collation="C"), "postgresql")
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, String):
                column.type = in_bytes


class FactTable(SQLModel):
    metadata = MetaData()

"""Which version of its code filled each projection's table."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from tracker.store.databases.database import Transaction

_READ = "SELECT name, version FROM projection"


def filled_versions(tx: Transaction) -> dict[str, int]:
    """By projection the version of the code that filled it."""
    return {row["name"]: row["version"] for row in tx.rows(_READ)}


def filled_versions_on(connection: Connection) -> dict[str, int]:
    """The same on a connection of a migration."""
    return {row.name: row.version for row in connection.exec_driver_sql(_READ)}


def write_versions(tx: Transaction, versions: Mapping[str, int]) -> None:
    """Write that every projection was filled, each by that version of its code."""
    tx.execute("DELETE FROM projection")
    tx.execute_many(
        "INSERT INTO projection (name, version) VALUES (:name, :version)",
        [{"name": name, "version": version} for name, version in versions.items()],
    )

"""The triggers that keep the log append-only: which there have to be, and which are gone."""

from __future__ import annotations

from tracker.store.databases.database import Transaction

GUARDED = ("event", "log")


def missing_guards(tx: Transaction) -> list[str]:
    """The names of the triggers that do not stand on `event` and `log`, or no longer refuse anything."""
    # Unique keys stop a REPLACE on PostgreSQL, where on the other hand TRUNCATE passes over DELETE's trigger.
    changes = ("delete", "update", "replace" if tx.numbers_positions else "truncate")
    wanted = [f"{table}_no_{change}" for table in GUARDED for change in changes]
    standing = _on_sqlite(tx) if tx.numbers_positions else _on_postgres(tx)
    return [name for name in wanted if name not in standing]


def _on_sqlite(tx: Transaction) -> set[str]:
    rows = tx.rows("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
    return {
        row["name"] for row in rows if row["name"].startswith(row["tbl_name"]) and "RAISE(ABORT" in row["sql"]
    }


def _on_postgres(tx: Transaction) -> set[str]:
    rows = tx.rows(
        """
        SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE NOT tgisinternal AND tgenabled <> 'D'"""
    )
    return {row["tgname"] for row in rows if row["tgname"].startswith(row["relname"])}

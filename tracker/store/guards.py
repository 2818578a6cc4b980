"""The triggers that keep the log append-only: which there have to be, and which are gone."""

from __future__ import annotations

from tracker.store.database import Transaction

GUARDED = ("event", "log")
GUARDS = tuple(f"{table}_no_{change}" for table in GUARDED for change in ("delete", "update", "replace"))


def missing_guards(tx: Transaction) -> list[str]:
    """The names of the triggers that do not stand on `event` and `log`, or no longer refuse anything."""
    rows = tx.rows("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
    standing = {
        row["name"] for row in rows if row["name"].startswith(row["tbl_name"]) and "RAISE(ABORT" in row["sql"]
    }
    return [name for name in GUARDS if name not in standing]

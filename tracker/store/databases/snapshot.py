"""A copy of a SQLite database that others go on writing to."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

PAGES = 1_000
"""Copied at a time: 4 MB."""


def copy_database(
    source: Path, target: Path, *, on_step: Callable[[int, int, int], None] | None = None
) -> None:
    """Copy what is committed now into the new file `target`, and bring it to disk.

    After every `PAGES` pages `on_step` is called with SQLite's status and the pages that remain and that there are.

    The source is read in one snapshot. In WAL mode that keeps no writer waiting, and without it the copy would begin
    again from the first page whenever another process commits: on a busy tracker it would not end.
    """
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as reading,
        closing(sqlite3.connect(target)) as uow,
    ):
        reading.isolation_level = None
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM sqlite_master").fetchone()
        reading.backup(uow, pages=PAGES, progress=on_step)
        reading.execute("ROLLBACK")

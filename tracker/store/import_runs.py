"""Import runs: one row for each source, with the counts of its lines and the clock of its story."""

from __future__ import annotations

from tracker.store.databases.database import Row, Transaction


def find_run(tx: Transaction, run: str) -> Row | None:
    """The run of that id, or None."""
    return tx.row("SELECT * FROM import_run WHERE run = :run", {"run": run})


def write_open_run(tx: Transaction, run: str, *, source: str, timezone: str, title: str | None) -> None:
    """Add the run, or open it again as it is."""
    tx.execute(
        """
        INSERT INTO import_run (run, source, timezone, title, is_open, lines, refused)
        VALUES (:run, :source, :timezone, :title, 1, 0, 0)
        ON CONFLICT (run) DO UPDATE SET is_open = 1""",
        {"run": run, "source": source, "timezone": timezone, "title": title},
    )


def close_run(tx: Transaction, run: str) -> None:
    """Write that the run is finished."""
    tx.execute("UPDATE import_run SET is_open = 0 WHERE run = :run", {"run": run})


def count_lines(tx: Transaction, run: str, *, lines: int, refused: int) -> None:
    """Add to the numbers of lines that were read and refused."""
    tx.execute(
        "UPDATE import_run SET lines = lines + :lines, refused = refused + :refused WHERE run = :run",
        {"lines": lines, "refused": refused, "run": run},
    )


def ask_clock(tx: Transaction, run: str, *, at: str) -> None:
    """Ask for a step of the run's clock to the instant `at`."""
    tx.execute("UPDATE import_run SET clock_at = :at WHERE run = :run", {"at": at, "run": run})


def end_clock(tx: Transaction, run: str, *, at: str) -> None:
    """Write that the step to `at` is done, unless a later one was asked for meanwhile."""
    tx.execute(
        "UPDATE import_run SET clock_done_at = :at WHERE run = :run AND clock_at = :at",
        {"at": at, "run": run},
    )


def runs_with_clock(tx: Transaction) -> list[Row]:
    """The `run` and `clock_at` of each step of a clock that is not done, by run."""
    return tx.rows(
        """
        SELECT run, clock_at FROM import_run
        WHERE clock_at IS NOT NULL AND coalesce(clock_done_at, '') < clock_at ORDER BY run"""
    )

"""The runs of periodic jobs that were enqueued: a row for each, so that any number of relays enqueue it once."""

from __future__ import annotations

from tracker.store.databases.database import Database

SLOTS_KEPT = 100


def taken_slots(database: Database) -> set[tuple[str, int]]:
    """Each job and slot that was enqueued, of the last hundred slots of each job."""
    with database.reading() as tx:
        return {(row["job"], row["slot"]) for row in tx.rows("SELECT job, slot FROM slot")}


def take_slot(database: Database, job: str, slot: int) -> None:
    """Note that the slot was enqueued, and forget slots long past."""
    with database.writing() as tx:
        tx.execute(
            "INSERT INTO slot (job, slot) VALUES (:job, :slot) ON CONFLICT (job, slot) DO NOTHING",
            {"job": job, "slot": slot},
        )
        tx.execute(
            "DELETE FROM slot WHERE job = :job AND slot < :before",
            {"job": job, "before": slot - SLOTS_KEPT},
        )

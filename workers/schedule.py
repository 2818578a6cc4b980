"""The table of periodic jobs, and the slots that make several relays enqueue a run once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tracker.store.databases.database import Database
from tracker.store.slots import take_slot, taken_slots


@dataclass(frozen=True)
class Periodic:
    """A job that runs once per slot of `interval_s` seconds.

    After downtime only the latest slot runs.
    """

    name: str
    func: str
    queue: str
    interval_s: int

    def slot(self, now: datetime) -> int:
        return int(now.timestamp()) // self.interval_s


PERIODIC = (
    Periodic("forget-idempotency", "workers.jobs.forget_idempotency", "reports", 3_600),
    Periodic("refresh-statistics", "workers.jobs.refresh_statistics", "reports", 3_600),
    Periodic("publish-digests", "workers.jobs.publish_digests", "reports", 60),
    Periodic("read-feeds", "workers.jobs.read_feeds", "reports", 900),
    Periodic("prune-deliveries", "workers.jobs.prune_deliveries", "reports", 86_400),
    Periodic("verify-log", "workers.jobs.verify_log", "reports", 86_400),  # a slot begins at midnight UTC
)


def open_slots(database: Database, *, now: datetime) -> list[tuple[Periodic, int]]:
    """The periodic jobs whose current slot is not enqueued yet."""
    taken = taken_slots(database)
    slots = [(periodic, periodic.slot(now)) for periodic in PERIODIC]
    return [(periodic, slot) for periodic, slot in slots if (periodic.name, slot) not in taken]


def close_slot(database: Database, periodic: Periodic, slot: int) -> None:
    """Record that the slot was enqueued, and delete old slots."""
    take_slot(database, periodic.name, slot)

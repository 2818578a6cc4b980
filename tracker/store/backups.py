"""When the tracker was last backed up: a fact about its keeping, and no event. It is noted once the backup is safe."""

from __future__ import annotations

from datetime import datetime

from tracker.domain.instants import instant_text
from tracker.store.databases.database import Database


def note_backup(database: Database, *, position: int, head: bytes, at: datetime) -> None:
    """Record that a backup up to `position`, with the chained hash `head`, was finished at `at`."""
    with database.writing() as tx:
        tx.execute(
            """
            INSERT INTO backed_up (id, position, head, at) VALUES (1, :position, :head, :at)
            ON CONFLICT (id) DO UPDATE SET position = excluded.position, head = excluded.head, at = excluded.at""",
            {"position": position, "head": head, "at": instant_text(at)},
        )

"""The sequencer: gives every event its place in the log, in the order of insertion, one batch a transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import psycopg

from tracker.domain.instants import instant_text
from tracker.store.databases.envelope import first_head, next_head

BATCH = 1_000


def sequence_pending(connection: psycopg.Connection[Any], *, now: datetime) -> int:
    """Move pending events to the log at the instant `now`, or at the last one's where a clock was set back; how many.

    `connection` (autocommit, rows as tuples) holds the lock that makes this the only sequencer.
    """
    with connection.transaction():
        pending = connection.execute(
            # An array, planned anew each time: a join with a table that is mostly empty would read all events, and so
            # would a plan that was kept from when there were few.
            """
            SELECT inserted, event_id, commitment FROM event
            WHERE inserted = ANY (ARRAY(SELECT inserted FROM pending ORDER BY inserted LIMIT %s))
            ORDER BY inserted""",
            (BATCH,),
            prepare=False,
        ).fetchall()
        if not pending:
            return 0
        position, head, last_at = _end(connection)
        sequenced_at = max(instant_text(now), last_at)
        rows = []
        for inserted, event_id, commitment in pending:
            position += 1
            head = next_head(head, position=position, sequenced_at=sequenced_at, commitment=commitment)
            rows.append((position, event_id, inserted, sequenced_at, head))
        with (
            connection.cursor() as cursor,
            cursor.copy("COPY log (position, event_id, inserted, sequenced_at, head) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)
        connection.execute("DELETE FROM pending WHERE inserted = ANY(%s)", ([row[0] for row in pending],))
        return len(rows)


def _end(connection: psycopg.Connection[Any]) -> tuple[int, bytes, str]:
    row = connection.execute(
        "SELECT position, head, sequenced_at FROM log ORDER BY position DESC LIMIT 1"
    ).fetchone()
    if row is not None:
        return row[0], bytes(row[1]), row[2]
    founded = connection.execute("SELECT house_id FROM house").fetchone()
    assert founded is not None, "a migrated database has an identity"  # noqa: S101 - programmer error
    return 0, first_head(founded[0]), ""

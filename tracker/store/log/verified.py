"""How far the log was last verified, and any fault that was found: one row beside the log."""

from __future__ import annotations

import msgspec

from tracker.store.databases.database import Transaction


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """The row (see `VerifiedRow`)."""

    position: int
    head: bytes
    at: str
    whole_at: str | None = None
    fault_position: int | None = None
    fault: str | None = None


def read_verified(tx: Transaction) -> Verified | None:
    """How far the log was verified and what was found; None before the first verification."""
    row = tx.row("SELECT position, head, at, whole_at, fault_position, fault FROM verified")
    return None if row is None else Verified(**{name: row[name] for name in row.keys()})  # noqa: SIM118 - a row is no mapping on every database


def write_verified(tx: Transaction, verified: Verified) -> None:
    """Write the whole row in place of the one before."""
    tx.execute(
        """
        INSERT INTO verified (id, position, head, at, whole_at, fault_position, fault)
        VALUES (1, :position, :head, :at, :whole_at, :fault_position, :fault)
        ON CONFLICT (id) DO UPDATE SET position = excluded.position, head = excluded.head, at = excluded.at,
            whole_at = excluded.whole_at, fault_position = excluded.fault_position, fault = excluded.fault""",
        msgspec.structs.asdict(verified),
    )

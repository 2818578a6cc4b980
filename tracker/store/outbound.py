"""The switch that says whether anything may be sent to others, and which copy of the database this is."""

from __future__ import annotations

import msgspec

from tracker.store.databases.database import Transaction


class Outbound(msgspec.Struct, frozen=True, kw_only=True):
    """The row; `changed_at` and `changed_by` are None where nobody has touched the switch."""

    is_on: bool = True
    epoch: int = 1
    changed_at: str | None = None
    changed_by: str | None = None


def read_outbound(tx: Transaction) -> Outbound:
    """The switch as it is in the table, whatever the setting says."""
    row = tx.row("SELECT is_on, epoch, changed_at, changed_by FROM outbound")
    if row is None:
        return Outbound()
    return Outbound(
        is_on=row["is_on"] == 1,
        epoch=row["epoch"],
        changed_at=row["changed_at"],
        changed_by=row["changed_by"],
    )


def write_outbound(tx: Transaction, outbound: Outbound) -> None:
    """Write the whole row in place of the one before."""
    tx.execute(
        """
        INSERT INTO outbound (id, is_on, epoch, changed_at, changed_by)
        VALUES (1, :is_on, :epoch, :changed_at, :changed_by)
        ON CONFLICT (id) DO UPDATE SET is_on = excluded.is_on, epoch = excluded.epoch,
            changed_at = excluded.changed_at, changed_by = excluded.changed_by""",
        {**msgspec.structs.asdict(outbound), "is_on": int(outbound.is_on)},
    )

"""Whether this house may send anything to others, and which copy of the house it is.

Two switches, and off wins: the owner's setting and a row that `tracker outbound` turns. A restored house is silent and
of a new epoch, since the house it was copied from may live on and be sending already.
"""

from __future__ import annotations

import msgspec

from tracker.application.context import Application
from tracker.domain.instants import instant_text
from tracker.store.databases.database import Transaction


class Outbound(msgspec.Struct, frozen=True, kw_only=True):
    """The row; `changed_at` and `changed_by` are None where nobody has touched the switch."""

    is_on: bool = True
    epoch: int = 1
    changed_at: str | None = None
    changed_by: str | None = None


def is_outbound_on(application: Application, tx: Transaction) -> bool:
    """Whether anything may be sent now."""
    return application.is_outbound_allowed and read_outbound(tx).is_on


def read_outbound(tx: Transaction) -> Outbound:
    """The switch as it stands, whatever the setting says."""
    row = tx.row("SELECT is_on, epoch, changed_at, changed_by FROM outbound")
    if row is None:
        return Outbound()
    return Outbound(
        is_on=row["is_on"] == 1,
        epoch=row["epoch"],
        changed_at=row["changed_at"],
        changed_by=row["changed_by"],
    )


def turn_outbound(application: Application, *, is_on: bool, by: str) -> Outbound:
    """Turn the switch; the epoch stays."""
    with application.database.writing() as tx:
        return _write(application, tx, is_on=is_on, epoch=read_outbound(tx).epoch, by=by)


def silence_copy(application: Application, *, by: str) -> Outbound:
    """Off, in a new epoch: what a house is that was restored from a copy."""
    with application.database.writing() as tx:
        return _write(application, tx, is_on=False, epoch=read_outbound(tx).epoch + 1, by=by)


def _write(application: Application, tx: Transaction, *, is_on: bool, epoch: int, by: str) -> Outbound:
    tx.execute(
        """
        INSERT INTO outbound (id, is_on, epoch, changed_at, changed_by)
        VALUES (1, :is_on, :epoch, :changed_at, :changed_by)
        ON CONFLICT (id) DO UPDATE SET is_on = excluded.is_on, epoch = excluded.epoch,
            changed_at = excluded.changed_at, changed_by = excluded.changed_by""",
        {
            "is_on": int(is_on),
            "epoch": epoch,
            "changed_at": instant_text(application.clock()),
            "changed_by": by,
        },
    )
    return read_outbound(tx)

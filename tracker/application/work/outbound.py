"""Whether this house may send anything to others, and which copy of the house it is.

Two switches, and off wins: the owner's setting and a row that `tracker outbound` turns. A restored house is silent and
of a new epoch, since the house it was copied from may live on and be sending already.
"""

from __future__ import annotations

from tracker.application.context import Application
from tracker.domain.instants import instant_text
from tracker.store.databases.database import Transaction
from tracker.store.outbound import Outbound, read_outbound, write_outbound


def is_outbound_on(application: Application, tx: Transaction) -> bool:
    """Whether anything may be sent now."""
    return application.is_outbound_allowed and read_outbound(tx).is_on


def turn_outbound(application: Application, *, is_on: bool, by: str) -> Outbound:
    """Turn the switch; the epoch stays."""
    with application.database.writing() as tx:
        return _write(application, tx, is_on=is_on, epoch=read_outbound(tx).epoch, by=by)


def silence_copy(application: Application, *, by: str) -> Outbound:
    """Off, in a new epoch: what a house is that was restored from a copy."""
    with application.database.writing() as tx:
        return _write(application, tx, is_on=False, epoch=read_outbound(tx).epoch + 1, by=by)


def _write(application: Application, tx: Transaction, *, is_on: bool, epoch: int, by: str) -> Outbound:
    changed = Outbound(is_on=is_on, epoch=epoch, changed_at=instant_text(application.clock()), changed_by=by)
    write_outbound(tx, changed)
    return changed

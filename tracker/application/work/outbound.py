"""Whether this tracker may send anything to others, and which copy of the tracker it is.

There are two switches: the owner's setting and a row that `tracker outbound` changes. Both must be on. A
restored copy starts with its switch off and a new epoch, since the original may still be running and sending.
"""

from __future__ import annotations

from tracker.application.context import AppContext
from tracker.domain.instants import instant_text
from tracker.store.databases.database import Transaction
from tracker.store.outbound import Outbound, read_outbound, write_outbound


def is_outbound_on(application: AppContext, tx: Transaction) -> bool:
    """Whether the tracker may send now."""
    return application.is_outbound_allowed and read_outbound(tx).is_on


def turn_outbound(application: AppContext, *, is_on: bool, by: str) -> Outbound:
    """Set the switch; the epoch stays."""
    with application.database.writing() as tx:
        return _write(application, tx, is_on=is_on, epoch=read_outbound(tx).epoch, by=by)


def silence_copy(application: AppContext, *, by: str) -> Outbound:
    """Switch off and begin a new epoch, as a restored copy does."""
    with application.database.writing() as tx:
        return _write(application, tx, is_on=False, epoch=read_outbound(tx).epoch + 1, by=by)


def _write(application: AppContext, tx: Transaction, *, is_on: bool, epoch: int, by: str) -> Outbound:
    changed = Outbound(is_on=is_on, epoch=epoch, changed_at=instant_text(application.clock()), changed_by=by)
    write_outbound(tx, changed)
    return changed

"""How long it is remembered what was sent: attempts for a month, messages for a quarter, what was given up for good.

A message that is forgotten keeps its number, and a replay makes it anew under its old id (see `planner`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from tracker.application.application import Application
from tracker.delivery.deliveries import prune_attempts, prune_delivered
from tracker.store.database import Transaction

ATTEMPTS_KEPT = timedelta(days=30)
DEAD_ATTEMPTS_KEPT = timedelta(days=90)
DELIVERED_KEPT = timedelta(days=90)

PIECE = 2_000
"""Rows that go in one transaction, since SQLite's one writer waits meanwhile."""


def prune(application: Application, *, now: datetime) -> int:
    """Forget what is older; how many rows."""

    def attempts(tx: Transaction) -> int:
        return prune_attempts(
            tx, before=now - ATTEMPTS_KEPT, dead_before=now - DEAD_ATTEMPTS_KEPT, limit=PIECE
        )

    def delivered(tx: Transaction) -> int:
        return prune_delivered(tx, before=now - DELIVERED_KEPT, limit=PIECE)

    return _in_pieces(application, attempts) + _in_pieces(application, delivered)


def _in_pieces(application: Application, prune_some: Callable[[Transaction], int]) -> int:
    count, gone = 0, PIECE
    while gone == PIECE:
        with application.database.writing() as tx:
            gone = prune_some(tx)
        count += gone
    return count

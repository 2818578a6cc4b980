"""How long sent messages are kept: attempts for a month, bodies for a quarter.

The id and number of a message stay, and a replay makes its body again (see `planner`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from tracker.application.context import AppContext
from tracker.delivery.queue.deliveries import forget_bodies, prune_attempts
from tracker.store.databases.database import Transaction

ATTEMPTS_KEPT = timedelta(days=30)
DEAD_ATTEMPTS_KEPT = timedelta(days=90)
WORDS_KEPT = timedelta(days=90)

PIECE = 2_000
"""Rows per transaction, since SQLite's single writer waits meanwhile."""


def prune(application: AppContext, *, now: datetime) -> int:
    """Delete what is older; returns the number of rows."""

    def attempts(tx: Transaction) -> int:
        return prune_attempts(
            tx, before=now - ATTEMPTS_KEPT, dead_before=now - DEAD_ATTEMPTS_KEPT, limit=PIECE
        )

    def words(tx: Transaction) -> int:
        return forget_bodies(tx, before=now - WORDS_KEPT, limit=PIECE)

    return _in_pieces(application, attempts) + _in_pieces(application, words)


def _in_pieces(application: AppContext, prune_some: Callable[[Transaction], int]) -> int:
    count, gone = 0, PIECE
    while gone == PIECE:
        with application.database.writing() as tx:
            gone = prune_some(tx)
        count += gone
    return count

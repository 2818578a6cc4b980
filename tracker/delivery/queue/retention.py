"""How long it is remembered what was sent: attempts for a month, the words of messages for a quarter.

Of a message whose words are forgotten its id and its number stay, and a replay makes it anew (see `planner`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from tracker.application.context import Application
from tracker.delivery.queue.deliveries import forget_bodies, prune_attempts
from tracker.store.databases.database import Transaction

ATTEMPTS_KEPT = timedelta(days=30)
DEAD_ATTEMPTS_KEPT = timedelta(days=90)
WORDS_KEPT = timedelta(days=90)

PIECE = 2_000
"""Rows of one transaction, since SQLite's one writer waits meanwhile."""


def prune(application: Application, *, now: datetime) -> int:
    """Forget what is older; of how many rows."""

    def attempts(tx: Transaction) -> int:
        return prune_attempts(
            tx, before=now - ATTEMPTS_KEPT, dead_before=now - DEAD_ATTEMPTS_KEPT, limit=PIECE
        )

    def words(tx: Transaction) -> int:
        return forget_bodies(tx, before=now - WORDS_KEPT, limit=PIECE)

    return _in_pieces(application, attempts) + _in_pieces(application, words)


def _in_pieces(application: Application, prune_some: Callable[[Transaction], int]) -> int:
    count, gone = 0, PIECE
    while gone == PIECE:
        with application.database.writing() as tx:
            gone = prune_some(tx)
        count += gone
    return count

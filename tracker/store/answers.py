"""The answers that requests with an Idempotency-Key got, kept so that a repeated request gets the same."""

from __future__ import annotations

from tracker.store.databases.database import Transaction


def forget_answers_naming(tx: Transaction, entity: str) -> None:
    """Delete every answer that holds the id of the entity."""
    tx.execute("DELETE FROM idempotency WHERE body LIKE :held", {"held": f"%{entity}%"})

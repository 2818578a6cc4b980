"""Messages that were made of words which were taken down since: the words go, the numbers of the messages stay."""

from __future__ import annotations

import msgspec

from tracker.projections.predictions import predictions_of
from tracker.store.databases.database import Transaction, places

TAKEN_DOWN = "taken_down"
WORDS = ("statement", "criteria", "withdrawn")
"""The facts of a notification that quote someone's words."""


def forget_messages(tx: Transaction, entity: str, now: str) -> None:
    """Empty every message that tells of the entity or of a prediction that it belongs to; none of them is sent again.

    What receivers answered to them goes too, since some send back what they were sent.
    """
    concerned = predictions_of(tx, entity)
    bracket, named = places("prediction", concerned)
    tx.execute(
        f"UPDATE delivery SET {_EMPTIED} WHERE order_key IN {bracket}",  # noqa: S608 - our own words
        {"now": now, "error": TAKEN_DOWN, **named},
    )
    for mentioned in (entity, *concerned):
        tx.execute(
            f"UPDATE delivery SET {_EMPTIED} WHERE body LIKE :held",  # noqa: S608 - our own words
            {"now": now, "error": TAKEN_DOWN, "held": f"%{mentioned}%"},
        )
    tx.execute(_UNANSWERED, {"error": TAKEN_DOWN})
    for row in tx.rows(
        f"SELECT endpoint, prediction, facts FROM told WHERE prediction IN {bracket}",  # noqa: S608 - our own words
        named,
    ):
        facts = {name: fact for name, fact in msgspec.json.decode(row["facts"]).items() if name not in WORDS}
        tx.execute(
            "UPDATE told SET facts = :facts WHERE endpoint = :endpoint AND prediction = :prediction",
            {
                "facts": msgspec.json.encode(facts, order="deterministic").decode(),
                "endpoint": row["endpoint"],
                "prediction": row["prediction"],
            },
        )


_EMPTIED = """body = '', error = :error, settled_at = coalesce(settled_at, :now),
    state = CASE WHEN state = 'waiting' THEN 'dead' ELSE state END"""

_UNANSWERED = """
UPDATE attempt SET answer = NULL WHERE answer IS NOT NULL AND EXISTS (
    SELECT 1 FROM delivery WHERE delivery.endpoint = attempt.endpoint AND delivery.message = attempt.message
        AND delivery.error = :error)"""

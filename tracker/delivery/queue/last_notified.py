"""What each subscriber was last told of each prediction."""

from __future__ import annotations

import msgspec

from tracker.delivery.messages.notices import Before
from tracker.store.databases.database import Transaction


def read_told(tx: Transaction, endpoint: str, prediction: str) -> Before | None:
    """What that subscriber was told of it, None where nothing."""
    row = tx.row(
        "SELECT message, facts FROM told WHERE endpoint = :endpoint AND prediction = :prediction",
        {"endpoint": endpoint, "prediction": prediction},
    )
    return None if row is None else Before(message=row["message"], facts=msgspec.json.decode(row["facts"]))


def write_told(tx: Transaction, endpoint: str, prediction: str, told: Before) -> None:
    """Keep what that subscriber was told of it just now."""
    tx.execute(
        """
        INSERT INTO told (endpoint, prediction, message, facts) VALUES (:endpoint, :prediction, :message, :facts)
        ON CONFLICT (endpoint, prediction) DO UPDATE SET message = excluded.message, facts = excluded.facts""",
        {
            "endpoint": endpoint,
            "prediction": prediction,
            "message": told.message,
            "facts": msgspec.json.encode(told.facts, order="deterministic").decode(),
        },
    )

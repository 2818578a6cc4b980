"""What each subscriber was last notified of about each prediction."""

from __future__ import annotations

import msgspec

from tracker.delivery.messages.notices import Notified
from tracker.store.databases.database import Transaction


def read_last_notified(tx: Transaction, endpoint: str, prediction: str) -> Notified | None:
    """What the subscriber was last notified of about the prediction; None where it was not."""
    row = tx.row(
        "SELECT message, facts FROM told WHERE endpoint = :endpoint AND prediction = :prediction",
        {"endpoint": endpoint, "prediction": prediction},
    )
    return None if row is None else Notified(message=row["message"], facts=msgspec.json.decode(row["facts"]))


def write_last_notified(tx: Transaction, endpoint: str, prediction: str, notified: Notified) -> None:
    """Store what the subscriber was just notified of about the prediction."""
    tx.execute(
        """
        INSERT INTO told (endpoint, prediction, message, facts) VALUES (:endpoint, :prediction, :message, :facts)
        ON CONFLICT (endpoint, prediction) DO UPDATE SET message = excluded.message, facts = excluded.facts""",
        {
            "endpoint": endpoint,
            "prediction": prediction,
            "message": notified.message,
            "facts": msgspec.json.encode(notified.facts, order="deterministic").decode(),
        },
    )

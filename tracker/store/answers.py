"""The answers that requests with an Idempotency-Key got, kept so that a repeated request gets the same."""

from __future__ import annotations

from tracker.store.databases.database import Parameters, Row, Transaction


def answer_rows(tx: Transaction, key_id: str, idempotency_key: str, *, first_id: str) -> list[Row]:
    """The answer that was kept for a request, and a row of NULLs where the event `first_id` is recorded."""
    return tx.rows(
        """
        SELECT request_digest, status, body, is_encoded FROM idempotency
        WHERE key_id = :key_id AND idempotency_key = :idempotency_key
        UNION ALL SELECT NULL, NULL, NULL, NULL FROM event WHERE event_id = :first_id""",
        {"key_id": key_id, "idempotency_key": idempotency_key, "first_id": first_id},
    )


def keep_answer(tx: Transaction, answer: Parameters) -> None:
    """Keep an answer: a value for each column of `IdempotencyRow` but `is_encoded`, since `body` is what was sent."""
    tx.execute(
        """
        INSERT INTO idempotency (key_id, idempotency_key, request_digest, status, body, is_encoded, created_at)
        VALUES (:key_id, :idempotency_key, :request_digest, :status, :body, 1, :created_at)""",
        answer,
    )


def forget_answers_before(tx: Transaction, instant: str) -> int:
    """Delete the answers that were made before that instant; how many."""
    return tx.execute("DELETE FROM idempotency WHERE created_at < :before", {"before": instant})


def forget_answers_naming(tx: Transaction, entity: str) -> None:
    """Delete every answer that holds the id of the entity."""
    tx.execute("DELETE FROM idempotency WHERE body LIKE :held", {"held": f"%{entity}%"})

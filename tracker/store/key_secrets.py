"""The digests by which API keys are recognized; the keys themselves are kept nowhere."""

from __future__ import annotations

from tracker.store.databases.database import Transaction


def keep_key_secret(tx: Transaction, key: str, secret_sha256: bytes) -> None:
    """Keep the SHA-256 of the secret of `key`, which has none yet."""
    tx.execute(
        "INSERT INTO key_secret (key, secret_sha256) VALUES (:key, :secret_sha256)",
        {"key": key, "secret_sha256": secret_sha256},
    )

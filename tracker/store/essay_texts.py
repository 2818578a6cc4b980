"""Essays' texts as facts: kept once each by the SHA-256 of their NFC form, outside the log so that one can be taken down."""

from __future__ import annotations

import hashlib
import unicodedata

from tracker.store.databases.database import Transaction


def normal_text(text: str) -> str:
    """The form in which texts are kept and characters counted: NFC."""
    return unicodedata.normalize("NFC", text)


def digest_of_text(text: str) -> str:
    """The hex SHA-256 of the text's NFC form."""
    return hashlib.sha256(normal_text(text).encode()).hexdigest()


def keep_text(tx: Transaction, text: str) -> str:
    """Keep `text`, unless it is kept already; the hex SHA-256 of its NFC form, by which it is read."""
    digest = digest_of_text(text)
    tx.execute(
        "INSERT INTO essay_text (sha256, text) VALUES (:sha256, :text) ON CONFLICT (sha256) DO NOTHING",
        {"sha256": digest, "text": normal_text(text)},
    )
    return digest


def read_text(tx: Transaction, sha256: str) -> str | None:
    """The text of that hash, or None where it was never kept or was taken down."""
    text: str | None = tx.value("SELECT text FROM essay_text WHERE sha256 = :sha256", {"sha256": sha256})
    return text

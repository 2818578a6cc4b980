"""Essays' texts as facts: kept once each by the SHA-256 of their NFC form, outside the log so that one can be taken down."""

from __future__ import annotations

import hashlib
from typing import Any

from tracker.domain.errors import TextAltered
from tracker.domain.text.words import nfc
from tracker.store.databases.database import Transaction


def digest_of_text(text: str) -> str:
    """The hex SHA-256 of the text's NFC form."""
    return hashlib.sha256(nfc(text).encode()).hexdigest()


def keep_text(tx: Transaction, text: str) -> str:
    """Keep `text`, unless it is kept already; the hex SHA-256 of its NFC form, by which it is read.

    Where another text was written under that hash, this one takes its place again.
    """
    digest = digest_of_text(text)
    if is_text_altered(tx, digest):
        forget_text(tx, digest)
    tx.execute(
        "INSERT INTO essay_text (sha256, text) VALUES (:sha256, :text) ON CONFLICT (sha256) DO NOTHING",
        {"sha256": digest, "text": nfc(text)},
    )
    return digest


def forget_text(tx: Transaction, sha256: str) -> None:
    """Delete the text of that hash; the caller knows that no other essay has it."""
    tx.execute("DELETE FROM essay_text WHERE sha256 = :sha256", {"sha256": sha256})


def read_text(tx: Transaction, sha256: str) -> str | None:
    """The text of that hash, or None where it was never kept or was taken down. Raises `TextAltered`."""
    text = _stored_text(tx, sha256)
    if text is None or _is_of(text, sha256):
        return text  # type: ignore[no-any-return]
    detail = (
        f"The stored text does not match its hash {sha256}. It was changed in the database and is not shown."
    )
    raise TextAltered(detail)


def is_text_kept(tx: Transaction, sha256: str) -> bool:
    """Whether a text stands under that hash, be it the right one or not."""
    return _stored_text(tx, sha256) is not None


def is_text_altered(tx: Transaction, sha256: str) -> bool:
    """Whether what stands under that hash is not the text that it was made of."""
    text = _stored_text(tx, sha256)
    return text is not None and not _is_of(text, sha256)


def _stored_text(tx: Transaction, sha256: str) -> Any:
    return tx.value("SELECT text FROM essay_text WHERE sha256 = :sha256", {"sha256": sha256})


def _is_of(text: object, sha256: str) -> bool:
    """Compared as it stands: a text in another form of the same characters is another one to quotes, which count them."""
    return isinstance(text, str) and hashlib.sha256(text.encode(errors="replace")).hexdigest() == sha256

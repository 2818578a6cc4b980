"""Proof that the texts beside the log are those whose hashes its events hold."""

from __future__ import annotations

from typing import Any

import msgspec

from tracker.domain.catalogue import CATEGORIES
from tracker.store.databases.database import Row, Transaction
from tracker.store.essay_texts import is_text_altered, is_text_kept
from tracker.store.log.remains import find_remains

WITH_TEXT = frozenset(event.TYPE for event in CATEGORIES["essay"] if "text_sha256" in event.__struct_fields__)
"""The types of events that name the text of an essay by its hash."""


class _Hashed(msgspec.Struct, frozen=True):
    text_sha256: str | None = None
    imported: Any = None


def text_fault(tx: Transaction, row: Row) -> str | None:
    """What is wrong with the text that the event of this row, which was found intact, names; None if nothing."""
    said = row["data"] or row["remains"] if row["type"] in WITH_TEXT else None
    event = _Hashed() if said is None else msgspec.json.decode(said, type=_Hashed)
    if event.text_sha256 is None:
        return None
    if is_text_altered(tx, event.text_sha256):
        return "the stored text does not match the hash that was recorded"
    # An import may say the hash of a text that it does not bring along.
    if event.imported is None and not is_text_kept(tx, event.text_sha256) and not _is_taken_down(tx, row):
        return "the stored text is gone and no redaction says so"
    return None


def _is_taken_down(tx: Transaction, row: Row) -> bool:
    """Whether anything of the essay was taken down, with which all of its texts go."""
    return bool(find_remains(tx, [row["stream"]]))

"""Words that say what they seem to say: no marks that make a reader see other letters in another order."""

from __future__ import annotations

import re

from tracker.domain.errors import Invalid

_DIRECTION_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Embeddings, overrides and isolates (Unicode UAX 9). Right-to-left letters need none of them."""


def refuse_disguise(text: str | None, *, pointer: str) -> None:
    """Raise `Invalid` naming `pointer` where `text` holds a mark that turns the direction of reading."""
    mark = _DIRECTION_MARKS.search(text or "")
    if mark is not None:
        detail = (
            f"U+{ord(mark[0]):04X} turns the direction of reading and so disguises the text: leave it out"
        )
        raise Invalid.at(pointer, detail, "direction_mark")

"""Text as it may be recorded: in one Unicode form, visible, and without marks that change the reading order."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from tracker.domain.errors import Invalid

_DIRECTION_MARKS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Embeddings, overrides and isolates (Unicode UAX 9). Right-to-left letters need none of them."""

_UNSEEN = frozenset({"Cc", "Cf", "Mn", "Mc", "Me", "Zs", "Zl", "Zp"})
"""General categories without a glyph of their own: controls, formats, combining marks, spaces."""

_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Characters that Unicode calls letters or symbols and fonts leave blank: Hangul fillers, the empty Braille cell."""


def nfc(text: str) -> str:
    r"""The text in Unicode Normalization Form C (UAX 15), the one form in which text is recorded and compared.

    >>> nfc("e\u0301") == "\xe9"
    True
    """
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def in_nfc(value: Any, *, pointer: str = "") -> Any:
    r"""A JSON value with every text in NFC, names of objects too.

    `value` must not be nested deeper than Python recurses. Raises `Invalid` where two names of one object become the
    same; `pointer` is the place of `value`.

    >>> in_nfc({"e\u0301": ["e\u0301", 1]}) == {"\xe9": ["\xe9", 1]}
    True
    """
    match value:
        case str():
            return nfc(value)
        case dict():
            return _object_in_nfc(value, pointer)
        case list() | tuple():
            return [in_nfc(part, pointer=f"{pointer}/{n}") for n, part in enumerate(value)]
        case _:
            return value


def folded(word: str) -> str:
    """The form in which topics are recorded and compared: trimmed, without case, in NFC.

    Casefolding takes some letters apart, so NFC comes last.
    """
    return nfc(word.strip().casefold())


def is_blank(text: str) -> bool:
    r"""Whether a reader sees nothing: only spaces, zero-width characters or combining marks.

    >>> is_blank("\u200b \u0301"), is_blank("")
    (True, True)
    """
    return all(sign in _BLANK_LETTERS or unicodedata.category(sign) in _UNSEEN for sign in text)


def refuse_disguise(text: str | None, *, pointer: str) -> None:
    """Raise `Invalid` naming `pointer` where `text` changes the reading order, or where there is nothing to see in it.

    None passes.
    """
    if text is None:
        return
    mark = _DIRECTION_MARKS.search(text)
    if mark is not None:
        detail = (
            f"U+{ord(mark[0]):04X} turns the direction of reading and so disguises the text: leave it out"
        )
        raise Invalid.at(pointer, detail, "direction_mark")
    if text and is_blank(text):  # an empty one is refused by its length
        raise Invalid.at(pointer, "The text has no visible character. Write at least one.", "blank")


def _object_in_nfc(value: dict[str, Any], pointer: str) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for raw, part in value.items():
        name = nfc(raw)
        if name in result:
            raise Invalid.at(pointer, f"{name!r} is named twice. Name it once.", "named_twice")
        result[name] = in_nfc(part, pointer=f"{pointer}/{name}")
    return result

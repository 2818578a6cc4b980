"""Detects the format of a file from its first bytes and its name."""

from __future__ import annotations

FORMATS = ("csv", "story", "fatebook", "predictionbook")

_GZIP_MAGIC = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"


def find_format(head: bytes, *, name: str = "") -> str:
    """One of FORMATS for a file that begins with `head`; csv if no other format matches.

    >>> find_format(b'{"kind": "story"}'), find_format(b"Question title,Multiple choice option,"), find_format(b"a;b")
    ('story', 'fatebook', 'csv')
    >>> find_format(b'[{"id": 1, "mean_confidence": 50}]'), find_format(b"not a story", name="x.jsonl")
    ('predictionbook', 'story')
    """
    if name.lower().endswith((".jsonl", ".jsonl.gz", ".ndjson")) or head.startswith(_GZIP_MAGIC):
        return "story"
    text = head.removeprefix(_BOM).lstrip()
    if text.startswith((b"[", b"{")):
        is_story = b'"kind"' in text.split(b"\n", 1)[0] and b'"mean_confidence"' not in text
        return "story" if is_story else "predictionbook"
    is_fatebook = text.removeprefix(b'"').startswith(b"Question title")
    return "fatebook" if is_fatebook else "csv"

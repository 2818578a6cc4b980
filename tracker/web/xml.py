"""Writes XML without the characters that XML forbids."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

_IMPOSSIBLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """The text with U+FFFD for each character that XML 1.0 forbids (section 2.2, Char).

    >>> xml_text(chr(0) + "<i>") == chr(0xFFFD) + "<i>"
    True
    """
    return _IMPOSSIBLE.sub("\ufffd", text)


def add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    """A new last child of `parent`; `_` in an attribute's name becomes `-`."""
    written = {key.replace("_", "-"): xml_text(value) for key, value in attributes.items()}
    element = ET.SubElement(parent, name, written)
    element.text = None if text is None else xml_text(text)
    return element


def document(root: ET.Element) -> bytes:
    """The document in UTF-8."""
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written

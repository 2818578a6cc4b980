"""HTML as plain text: one paragraph per block, without scripts and styles."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from tracker.domain.text.words import nfc

BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption", "figure",
        "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
        "section", "summary", "table", "tr", "ul",
    }
)  # fmt: skip
CELLS = frozenset({"td", "th"})
UNREAD = frozenset({"script", "style", "template", "noscript", "head", "title", "svg"})

_UNKEPT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters and lone surrogates, which are not text."""

_SPACES = re.compile(r"[ \t\n\r\f]+")
"""White space in HTML; a no-break space belongs to the text."""


def text_of_html(html: str) -> str:
    """The visible text; tags may be unclosed.

    >>> text_of_html("<h1>Title</h1><p>A <b>bold</b> word</p><script>x</script>").splitlines()
    ['Title', '', 'A bold word']
    """
    reading = _Reading()
    reading.feed(html)
    reading.close()
    return storable("\n\n".join(reading.paragraphs()))


def storable(text: str) -> str:
    """The text in NFC without control characters, which databases reject."""
    return nfc(_UNKEPT.sub("", text))


def one_line(text: str) -> str:
    """`text` in NFC with single spaces and no control characters, for titles and names."""
    return " ".join(nfc(_UNKEPT.sub(" ", text)).split())


class _Reading(HTMLParser):
    """Collects blocks, each a list of lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[list[str]] = [[""]]
        self._unread: str | None = None
        self._depth = 0

    def paragraphs(self) -> list[str]:
        """The text of every block that is not empty."""
        blocks = ("\n".join(_SPACES.sub(" ", line).strip(" ") for line in block) for block in self._blocks)
        return [text for block in blocks if (text := block.strip("\n"))]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if self._unread is not None:
            self._depth += tag == self._unread
        elif tag in UNREAD:
            self._unread, self._depth = tag, 1
        elif tag == "br":
            self._blocks[-1].append("")
        else:
            self._bound(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._unread is None:
            self._bound(tag)
        elif tag == self._unread:
            self._depth -= 1
            self._unread = None if self._depth == 0 else tag

    def handle_data(self, data: str) -> None:
        if self._unread is None:
            self._blocks[-1][-1] += data

    def _bound(self, tag: str) -> None:
        if tag in BLOCKS:
            self._blocks.append([""])
        elif tag in CELLS:
            self._blocks[-1][-1] += " "

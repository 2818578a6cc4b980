"""The content of a feed, before it is written as Atom or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An entry. `id` is independent of the address.

    `source` is the address of the outcome's source.
    """

    id: str
    url: str
    title: str
    author: str
    published: datetime
    updated: datetime
    quote: str | None
    paragraphs: Sequence[str]
    topics: Sequence[str]
    source: str | None

    @property
    def html(self) -> str:
        """The entry as HTML.

        Each paragraph has its own text direction, so that none reverses the next.
        """
        quoted = [f'<blockquote dir="auto">{escape(self.quote)}</blockquote>'] if self.quote else []
        return "\n".join(
            [*quoted, *(f'<p dir="auto">{linked(one, self.source)}</p>' for one in self.paragraphs)]
        )

    @property
    def text(self) -> str:
        """The entry as plain text."""
        return "\n\n".join([*([f"“{self.quote}”"] if self.quote else []), *self.paragraphs])


@dataclass(frozen=True, kw_only=True)
class Feed:
    """A feed: `url` is its address, `home` its web page's, `updated` its last change."""

    id: str
    title: str
    url: str
    home: str
    updated: datetime
    entries: Sequence[Entry]


def linked(paragraph: str, address: str | None) -> str:
    """The paragraph as HTML, with the first occurrence of `address` in it as a link.

    >>> linked("a <b>", None)
    'a &lt;b&gt;'
    >>> linked("Source: https://a.example/?a&b", "https://a.example/?a&b")
    'Source: <a href="https://a.example/?a&amp;b">https://a.example/?a&amp;b</a>'
    """
    before, found, after = paragraph.partition(address) if address else (paragraph, "", "")
    link = f'<a href="{escape(found)}">{escape(found)}</a>' if found else ""
    return f"{escape(before)}{link}{escape(after)}"


def second_text(at: datetime) -> str:
    """An instant in UTC to the second, as both formats write it.

    >>> from datetime import UTC
    >>> second_text(datetime(2026, 1, 1, 12, tzinfo=UTC))
    '2026-01-01T12:00:00Z'
    """
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"

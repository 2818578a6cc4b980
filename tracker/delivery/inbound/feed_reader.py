"""Reading Atom and RSS: the essays that a feed tells of. Pure.

A feed is read as far as it is well-formed and whole, so that one that is cut short tells its newest essays. Whatever
declares entities is not read at all: they could name each other and grow, or stand for a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parseaddr, parsedate_to_datetime
from html import escape
from itertools import islice
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from tracker.application.recording.essays import EssayEntry
from tracker.domain import limits
from tracker.domain.errors import Invalid
from tracker.domain.essay import is_address
from tracker.domain.instants import instant_text, parse_instant
from tracker.formats.html_text import one_line, storable, text_of_html

ENTRIES_MAX = 100
"""Of one feed; feeds tell the newest first."""

DEPTH_MAX = 100

ATOM = "{http://www.w3.org/2005/Atom}"
RSS_1 = "{http://purl.org/rss/1.0/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}"
DC = "{http://purl.org/dc/elements/1.1/}"
ENTRIES = frozenset({f"{ATOM}entry", f"{RSS_1}item", "item"})


class _NotRead(Exception):
    """No feed that we read on in."""


def read_feed(body: bytes, *, address: str) -> list[EssayEntry]:
    """The essays in the order of the feed, which stands at `address`; none where it is no feed."""
    reading = _Reading()
    reading.read(body)
    return list(islice(reading.essays(address), ENTRIES_MAX))


class _Reading:
    """Builds the tree, and keeps every entry as it is closed."""

    def __init__(self) -> None:
        self._builder = TreeBuilder()
        self._root: Element | None = None
        self._entries: list[Element] = []
        self._depth = 0

    def read(self, body: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._builder.data
        parser.EntityDeclHandler = _refuse_entity
        try:
            parser.Parse(body, True)
        except (expat.ExpatError, _NotRead):
            return

    def essays(self, address: str) -> Iterator[EssayEntry]:
        byline = None if self._root is None else self._root.findtext(f"{ATOM}author/{ATOM}name")
        for entry in self._entries:
            url = _address(entry, address)
            if url is not None:
                yield EssayEntry(
                    url=url,
                    title=_line(_title(entry), limits.STATEMENT_CHARS_MAX),
                    author=_line(_author(entry) or byline, limits.NAME_CHARS_MAX),
                    published_at=_published_at(entry),
                    text=_text(entry),
                )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise _NotRead
        element = self._builder.start(_name(name), dict(attributes))
        if self._root is None:
            self._root = element

    def _end(self, name: str) -> None:
        self._depth -= 1
        element = self._builder.end(_name(name))
        if element.tag in ENTRIES:
            self._entries.append(element)


def _name(name: str) -> str:
    """As ElementTree writes it; names without a namespace stay as they are."""
    return f"{{{name}" if "}" in name else name


def _refuse_entity(*_: Any) -> None:
    raise _NotRead


def _address(entry: Element, feed: str) -> str | None:
    """Where the essay stands, by which it is known; None where that is no address."""
    linked = (
        one.get("href") for one in entry.iterfind(f"{ATOM}link") if one.get("rel", "alternate") == "alternate"
    )
    stated = _first(entry, "link", f"{RSS_1}link") or next(linked, None)
    try:
        url = urljoin(feed, (stated or "").strip()) if stated else ""
    except ValueError:
        return None
    is_one = is_address(url) and len(url) <= limits.URL_CHARS_MAX and url.isprintable()
    return url if is_one else None


def _title(entry: Element) -> str | None:
    atom = entry.find(f"{ATOM}title")
    return _plain(atom) if atom is not None else text_of_html(_first(entry, "title", f"{RSS_1}title") or "")


def _author(entry: Element) -> str | None:
    """A name; RSS writes `bo@essays.example (Bo Byline)`."""
    named = _first(entry, f"{ATOM}author/{ATOM}name", f"{DC}creator")
    return named or parseaddr(_first(entry, "author") or "")[0]


def _published_at(entry: Element) -> str | None:
    """When it says that it was published, which a later change does not move; None where it is no instant."""
    stated = _first(entry, f"{ATOM}published", f"{DC}date")
    mailed = _first(entry, "pubDate")
    try:
        if stated is not None:
            return _taken(datetime.fromisoformat(stated.strip()))
        return None if mailed is None else _taken(_in_utc(parsedate_to_datetime(mailed.strip())))
    except (ValueError, OverflowError, Invalid):
        return None


def _taken(at: datetime) -> str:
    """As text, where it lies in the years that are taken in: a slip of the feed's must not keep its essay away."""
    text = instant_text(at)
    parse_instant(text, pointer="")
    return text


def _in_utc(at: datetime) -> datetime:
    """A zone of -0000 says that it is not known, and the time is that of UTC (RFC 5322)."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _text(entry: Element) -> str | None:
    """What it says in full; a summary is not the essay, and half an essay would not be it either."""
    atom = entry.find(f"{ATOM}content")
    text = _plain(atom) if atom is not None else text_of_html(_first(entry, f"{CONTENT}encoded") or "")
    return text if text and len(text) <= limits.ESSAY_TEXT_CHARS_MAX else None


def _plain(construct: Element) -> str | None:
    """An Atom text construct as plain text (RFC 4287, 3.1); None for a content that is none."""
    match construct.get("type", "text"):
        case "html" | "text/html":
            return text_of_html(construct.text or "")
        case "xhtml" | "application/xhtml+xml":
            return text_of_html(_markup(construct))
        case "text" | "text/plain":
            return storable(construct.text or "")
        case _:
            return None


def _markup(element: Element) -> str:
    """What stands inside it, as HTML without attributes."""
    inside = (f"<{_local(one)}>{_markup(one)}</{_local(one)}>{escape(one.tail or '')}" for one in element)
    return escape(element.text or "") + "".join(inside)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _first(entry: Element, *paths: str) -> str | None:
    """The first of these that says something."""
    return next((text for path in paths if (text := entry.findtext(path))), None)


def _line(text: str | None, chars_max: int) -> str | None:
    return one_line(text or "")[:chars_max] or None

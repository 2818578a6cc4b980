"""Reads the essays announced in an Atom or RSS feed. Pure.

feedparser's strict parser reads the XML. Its lenient parser, the fallback of `feedparser.parse`, is not used:
a feed is cut after 64 KiB, and the lenient parser makes an essay of the half entry before the cut.
"""

from __future__ import annotations

import io
import re
import xml.sax
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parseaddr, parsedate_to_datetime
from itertools import islice
from typing import Any
from urllib.parse import urljoin
from xml.sax.handler import feature_external_ges, feature_namespaces

from feedparser.api import StrictFeedParser

from tracker.domain import limits
from tracker.domain.errors import Invalid
from tracker.domain.essay import RecordEssay, is_address
from tracker.domain.instants import instant_text, parse_instant
from tracker.formats.html_text import one_line, storable, text_of_html

ENTRIES_MAX = 100
"""Per feed; feeds list the newest first."""

ELEMENTS_MAX = 5_000
"""Per feed, to bound the time: feedparser takes about 50 us for each (measured)."""

HTML = frozenset({"text/html", "application/xhtml+xml"})

_ENTITY = re.compile(rb"<!ENTITY")

Entry = dict[str, Any]


def read_feed(body: bytes, *, address: str) -> list[RecordEssay]:
    """The essays in the order of the feed, which stands at `address`, as far as it is whole; none where it is no feed.

    None where it is not a feed.

    A feed that declares entities is not read: entities can name each other and grow, or refer to a file.
    """
    if _ENTITY.search(body.replace(b"\0", b"")):  # in UTF-16 each ASCII letter has a zero byte
        return []
    reading = _Reading(address, None, "utf-8")
    parser = xml.sax.make_parser()  # noqa: S317 - no entity gets here
    parser.setFeature(feature_namespaces, True)
    parser.setFeature(feature_external_ges, False)
    parser.setContentHandler(reading)
    with suppress(xml.sax.SAXException, LookupError, ValueError):  # the last two for unknown encodings
        parser.parse(io.BytesIO(body))
    return list(islice(_essays(reading, address), ENTRIES_MAX))


class _Reading(StrictFeedParser):  # type: ignore[misc]
    """Collects `entries` and `feeddata` up to the first XML error."""

    resolve_relative_uris = sanitize_html = False  # only plain text is kept
    _elements = 0

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:  # noqa: N802 - SAX's own name
        self._elements += 1
        is_nested = self.inentry and name[1] in {"item", "entry"}
        if is_nested or self._elements > ELEMENTS_MAX:
            raise xml.sax.SAXException("an entry inside another, or more elements than a feed has")
        super().startElementNS(name, qname, attrs)

    def _sync_author_detail(self, key: str = "author") -> None:
        """Keeps only Atom's name: feedparser's search for a mail address can take minutes.

        It takes them for 64 KiB without an `@`.
        """
        context = self._get_context()
        name = (context.get(f"{key}s") or [{}])[-1].get("name")
        if name:
            context[key] = name


def _essays(reading: Any, feed: str) -> Iterator[RecordEssay]:
    whole: list[Entry] = reading.entries[:-1] if reading.inentry else reading.entries
    for entry in whole:
        url = _address(entry, feed)
        if url is not None:
            yield RecordEssay(
                url=url,
                title=_line(_plain(entry.get("title_detail", {})), limits.STATEMENT_CHARS_MAX),
                byline=_line(
                    _author(entry.get("author")) or reading.feeddata.get("author"), limits.NAME_CHARS_MAX
                ),
                published_at=_published_at(entry, is_rss=reading.version.startswith("rss")),
                text=_text(entry.get("content", [])),
            )


def _address(entry: Entry, feed: str) -> str | None:
    """The essay's address, which identifies it; None where it is not an address."""
    stated = (entry.get("link") or "").strip()
    try:
        url = urljoin(feed, stated) if stated else ""
    except ValueError:
        return None
    is_one = is_address(url) and len(url) <= limits.URL_CHARS_MAX and url.isprintable()
    return url if is_one else None


def _author(stated: str | None) -> str | None:
    """A name; RSS writes `bo@essays.example (Bo Byline)`."""
    return parseaddr(stated)[0] if stated and "@" in stated else stated


def _published_at(entry: Entry, *, is_rss: bool) -> str | None:
    """The stated publication time, which later updates do not move; None if it is not an instant.

    feedparser calls the `dc:date` of RSS `updated`. It reads a date without an offset as UTC.
    """
    name = "updated" if is_rss and "published" not in entry else "published"
    stated = (entry.get(name) or "").strip()
    with suppress(ValueError, Invalid):
        return _taken(datetime.fromisoformat(stated))
    with suppress(ValueError, OverflowError, Invalid):
        at = parsedate_to_datetime(stated)
        return _taken(at if at.tzinfo else at.replace(tzinfo=UTC))  # -0000: the zone is not known
    return None


def _taken(at: datetime) -> str:
    """The instant as text, if its year can be recorded: an error must not exclude the essay."""
    text = instant_text(at)
    parse_instant(text, pointer="")
    return text


def _text(contents: list[Entry]) -> str | None:
    """The full text; None for a summary, and for a text that is too long."""
    text = _plain(contents[0]) if contents else None
    return text if text and len(text) <= limits.ESSAY_TEXT_CHARS_MAX else None


def _plain(construct: Entry) -> str | None:
    """An Atom text construct as plain text (RFC 4287, 3.1); None for other content types."""
    match construct.get("type"):
        case str(kind) if kind in HTML:
            return text_of_html(construct.get("value") or "")
        case "text/plain":
            return storable(construct.get("value") or "")
        case _:
            return None


def _line(text: str | None, chars_max: int) -> str | None:
    return one_line(text or "")[:chars_max] or None

"""A feed as Atom (RFC 4287)."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from tracker.web.feed import Entry, Feed, second_text
from tracker.web.xml import add, document

MEDIA_TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"


def atom(feed: Feed) -> bytes:
    """The feed as an Atom document, in bytes."""
    root = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": "en"})
    add(root, "id", feed.id)
    add(root, "title", feed.title)
    add(root, "updated", second_text(feed.updated))
    add(root, "link", rel="self", type=MEDIA_TYPE, href=feed.url)
    add(root, "link", rel="alternate", type="text/html", href=feed.home)
    for entry in feed.entries:
        _add_entry(root, entry)
    return document(root)


def _add_entry(root: ET.Element, entry: Entry) -> None:
    element = add(root, "entry")
    add(element, "id", entry.id)
    add(element, "title", entry.title)
    add(element, "published", second_text(entry.published))
    add(element, "updated", second_text(entry.updated))
    add(add(element, "author"), "name", entry.author)
    add(element, "link", rel="alternate", type="text/html", href=entry.url)
    if entry.source is not None:
        add(element, "link", rel="related", href=entry.source)
    for topic in entry.topics:
        add(element, "category", term=topic)
    add(element, "content", entry.html, type="html")

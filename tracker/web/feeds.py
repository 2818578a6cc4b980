"""Feeds of predictions and outcomes, as Atom and JSON Feed, by author and topic.

They are the same for every reader: public records that can no longer be undone, without imported ones.
"""

from __future__ import annotations

from typing import Literal
from uuid import UUID, uuid5

import msgspec
from flask import Blueprint, Response, request

from tracker.application.access.visibility import readable
from tracker.application.context import AppContext
from tracker.application.recording.authors import find_author
from tracker.application.recording.links import card_page, linkable
from tracker.application.words.notice import PredictionInWords
from tracker.application.words.notices import predictions_in_words
from tracker.domain.errors import Invalid
from tracker.domain.instants import instant_text
from tracker.domain.limits import NAME_CHARS_MAX
from tracker.domain.text.words import folded, nfc
from tracker.projections.forecasters import find_forecaster
from tracker.projections.live_lists import Wanted, newest_outcomes, newest_recorded
from tracker.store.databases.database import Transaction
from tracker.store.log.log import founded_at, tracker_id
from tracker.web import atom, json_feed
from tracker.web.addresses import address
from tracker.web.feed import Entry, Feed
from tracker.web.http_cache import cached_response

ENTRIES_MAX = 50

About = Literal["predictions", "outcomes"]
Form = Literal["atom", "json"]

_TITLES: dict[About, str] = {"predictions": "Predictions", "outcomes": "Outcomes"}
_LISTS = {"predictions": newest_recorded, "outcomes": newest_outcomes}
_FORMS = {"atom": (atom.atom, atom.MEDIA_TYPE), "json": (json_feed.json_feed, json_feed.MEDIA_TYPE)}


class _Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which feed was requested; `author` is an id, even where a name was given."""

    about: About
    form: Form
    author: str | None
    topic: str | None

    @property
    def path(self) -> str:
        return f"/feeds/{self.about}.{self.form}"


def feeds(application: AppContext) -> Blueprint:
    """The blueprint with the feeds."""
    web = Blueprint("feeds", __name__)

    @web.get("/feeds/<any(predictions, outcomes):about>.<any(atom, json):form>")
    def feed(about: About, form: Form) -> Response:
        """The newest fifty entries; unknown parameters are ignored."""
        with application.database.reading() as tx:
            author = _author(tx)
            wanted = _Filter(about=about, form=form, author=author, topic=_topic())
            made = _make_feed(tx, application, wanted)
        write, media_type = _FORMS[form]
        return cached_response(write(made), media_type, changed_at=made.updated)

    return web


def _author(tx: Transaction) -> str | None:
    name = _parameter("author")
    return None if name is None else find_author(tx, name, own=None, pointer="/query/author")


def _topic() -> str | None:
    name = _parameter("topic")
    return None if name is None else folded(name)


def _parameter(name: str) -> str | None:
    """The query parameter; None where empty. Raises `Invalid` for text that cannot be a name."""
    text = nfc(request.args.get(name, "")).strip()
    if len(text) > NAME_CHARS_MAX or not text.isprintable():
        raise Invalid.at(f"/query/{name}", f"This is not a valid {name}.")
    return text or None


def _make_feed(tx: Transaction, application: AppContext, requested: _Filter) -> Feed:
    now = application.clock()
    query = Wanted(
        readable=readable(None, now=now),
        author=requested.author,
        topic=requested.topic,
        until=instant_text(now - application.undo_window),
        limit=ENTRIES_MAX,
    )
    rows = _LISTS[requested.about](tx, query)
    namespace = UUID(tracker_id(tx))
    entries = [
        _entry(words, requested.about, namespace)
        for words in predictions_in_words(tx, rows, now=now, delay=application.undo_window)
    ]
    return Feed(
        id=_permanent_id(namespace, requested.about, requested.author, requested.topic),
        title=_title(tx, requested),
        url=address(requested.path, author=requested.author, topic=requested.topic),
        home=address("/"),
        updated=max((entry.updated for entry in entries), default=founded_at(tx)),
        entries=entries,
    )


def _entry(words: PredictionInWords, about: About, namespace: UUID) -> Entry:
    """The entry.

    `published` is when it was recorded, `updated` when its present text became readable.
    """
    outcome = words.outcome if about == "outcomes" else None
    return Entry(
        id=_permanent_id(namespace, about, words.id),
        url=address(card_page(words.id)),
        title=f"{words.happened}: {words.statement}" if outcome else words.statement,
        author=words.by,
        published=(outcome or words).recorded_at,
        updated=words.visible_at,
        quote=words.quote,
        paragraphs=words.paragraphs(),
        topics=words.topics,
        source=linkable(words.outcome.source) if words.outcome else None,
    )


def _title(tx: Transaction, requested: _Filter) -> str:
    found = find_forecaster(tx, requested.author) if requested.author else None
    author = f" of {found['name']}" if found else ""
    return f"{_TITLES[requested.about]}{author}{f' on {requested.topic}' if requested.topic else ''}"


def _permanent_id(namespace: UUID, *parts: str | None) -> str:
    """An id derived from the tracker's own; it survives a change of address (RFC 4287, 4.2.6)."""
    return uuid5(namespace, "/".join(part or "" for part in parts)).urn

"""Feeds of what was recorded and of what came of it, as Atom and JSON Feed, by author and topic.

Everybody gets the same: what anybody may read, once it cannot be taken back any more, and nothing that was imported.
"""

from __future__ import annotations

from typing import Literal
from uuid import UUID, uuid5

import msgspec
from flask import Blueprint, Response, request

from tracker.application.access.visibility import readable
from tracker.application.context import Application
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
from tracker.store.log.log import founded_at, house_id
from tracker.web import atom, json_feed
from tracker.web.addresses import address
from tracker.web.feed import Entry, Feed
from tracker.web.http_cache import kept

ENTRIES_MAX = 50

About = Literal["predictions", "outcomes"]
Form = Literal["atom", "json"]

_TITLES: dict[About, str] = {"predictions": "Predictions", "outcomes": "What came of predictions"}
_LISTS = {"predictions": newest_recorded, "outcomes": newest_outcomes}
_FORMS = {"atom": (atom.atom, atom.MEDIA_TYPE), "json": (json_feed.json_feed, json_feed.MEDIA_TYPE)}


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Which feed; `author` by id, whatever name was asked for."""

    about: About
    form: Form
    author: str | None
    topic: str | None

    @property
    def path(self) -> str:
        return f"/feeds/{self.about}.{self.form}"


def feeds(application: Application) -> Blueprint:
    """The feeds of the house."""
    web = Blueprint("feeds", __name__)

    @web.get("/feeds/<any(predictions, outcomes):about>.<any(atom, json):form>")
    def feed(about: About, form: Form) -> Response:
        """The newest fifty; parameters that are not ours are not read."""
        with application.database.reading() as tx:
            author = _author(tx)
            asked = _Asked(about=about, form=form, author=author, topic=_topic())
            made = _make_feed(tx, application, asked)
        write, media_type = _FORMS[form]
        return kept(write(made), media_type, changed_at=made.updated)

    return web


def _author(tx: Transaction) -> str | None:
    named = _parameter("author")
    return None if named is None else find_author(tx, named, own=None, pointer="/query/author")


def _topic() -> str | None:
    named = _parameter("topic")
    return None if named is None else folded(named)


def _parameter(name: str) -> str | None:
    """What was asked under that name, None where it is empty. Raises `Invalid` for what nobody can be called."""
    text = nfc(request.args.get(name, "")).strip()
    if len(text) > NAME_CHARS_MAX or not text.isprintable():
        raise Invalid.at(f"/query/{name}", f"no {name} is written like this")
    return text or None


def _make_feed(tx: Transaction, house: Application, asked: _Asked) -> Feed:
    now = house.clock()
    wanted = Wanted(
        readable=readable(None, now=now),
        author=asked.author,
        topic=asked.topic,
        until=instant_text(now - house.undo_window),
        limit=ENTRIES_MAX,
    )
    rows = _LISTS[asked.about](tx, wanted)
    names = UUID(house_id(tx))
    entries = [
        _entry(words, asked.about, names)
        for words in predictions_in_words(tx, rows, now=now, delay=house.undo_window)
    ]
    return Feed(
        id=_permanent_id(names, asked.about, asked.author, asked.topic),
        title=_title(tx, asked),
        url=address(asked.path, author=asked.author, topic=asked.topic),
        home=address("/"),
        updated=max((entry.updated for entry in entries), default=founded_at(tx)),
        entries=entries,
    )


def _entry(words: PredictionInWords, about: About, names: UUID) -> Entry:
    """`published` is when the record came to hold it, `updated` since when it can be read as it stands."""
    news = words.outcome if about == "outcomes" else None
    return Entry(
        id=_permanent_id(names, about, words.id),
        url=address(card_page(words.id)),
        title=f"{words.happened}: {words.statement}" if news else words.statement,
        author=words.by,
        published=(news or words).recorded_at,
        updated=words.told_at,
        quote=words.quote,
        paragraphs=words.paragraphs(),
        topics=words.topics,
        source=linkable(words.outcome.source) if words.outcome else None,
    )


def _title(tx: Transaction, asked: _Asked) -> str:
    found = find_forecaster(tx, asked.author) if asked.author else None
    whose = f" of {found['name']}" if found else ""
    return f"{_TITLES[asked.about]}{whose}{f' on {asked.topic}' if asked.topic else ''}"


def _permanent_id(names: UUID, *parts: str | None) -> str:
    """Follows from the house's own id, so that it outlives every change of address (RFC 4287, 4.2.6)."""
    return uuid5(names, "/".join(part or "" for part in parts)).urn

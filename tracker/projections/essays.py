"""Essays as they stand now and every text they had, found by id, address or the id of an import (inline)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any, assert_never

from sqlalchemy import Index
from sqlmodel import Field

from tracker.domain.errors import TextAltered
from tracker.domain.essay import Essay, EssayEvent, EssayRecorded, EssayRevised
from tracker.domain.event import RecordedEvent
from tracker.domain.ids import stream_of
from tracker.domain.instants import instant_text
from tracker.domain.redaction import EssayRedacted
from tracker.domain.view import View
from tracker.projections.table import ProjectionTable, upsert
from tracker.projections.views import Views
from tracker.store.databases.database import Row, Transaction, places
from tracker.store.essay_texts import read_text

VERSION = 3
CATEGORIES = ("essay",)

SEARCH_WORDS_MAX = 8


class EssayRow(ProjectionTable, table=True):
    """`byline_key` and `search` are folded, so that both databases compare them alike."""

    __tablename__ = "essay"
    __table_args__ = (Index("essay_external_index", "source", "external_id"),)
    id: str = Field(primary_key=True)
    version: int
    url: str | None = Field(default=None, index=True)
    title: str | None = None
    author: str | None = Field(default=None, index=True)
    byline: str | None = None
    byline_key: str | None = Field(default=None, index=True)
    publication: str | None = None
    published_at: str | None = None
    timezone: str | None = None
    text_sha256: str | None = None
    note: str | None = None
    source: str | None = None
    external_id: str | None = None
    run: str | None = None
    recorded_at: str
    recorded_by: str
    search: str


class EssayVersionRow(ProjectionTable, table=True):
    """A text that the essay had from the stream's `version` on."""

    __tablename__ = "essay_version"
    essay: str = Field(primary_key=True)
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    text_sha256: str
    note: str | None = None
    recorded_at: str
    recorded_by: str


TABLES = (EssayRow, EssayVersionRow)


def project(tx: Transaction, recorded: RecordedEvent, views: Views) -> None:
    """Write the row of the essay as it is after `recorded`, and the version of its text where it brings one."""
    view = views.after(tx, recorded)
    if view.state.present is not None:
        upsert(tx, EssayRow, _row(view))
    event = recorded.event
    if not isinstance(event, EssayEvent):
        return
    match event:
        case EssayRecorded() | EssayRevised():
            _keep_version(tx, event, recorded)
        case EssayRedacted():
            pass  # the hashes of its texts stay
        case _:
            assert_never(event)


def find_essay(tx: Transaction, essay: str) -> Row | None:
    """The essay of that id, or None."""
    return tx.row("SELECT * FROM essay WHERE id = :id", {"id": essay})


def find_essay_by_url(tx: Transaction, url: str) -> Row | None:
    """The essay at that address, or None."""
    return tx.row("SELECT * FROM essay WHERE url = :url ORDER BY id LIMIT 1", {"url": url})


def find_imported_essay(tx: Transaction, external_id: str, *, source: str) -> Row | None:
    """The essay that the import `source` calls `external_id`, or None."""
    return tx.row(
        "SELECT * FROM essay WHERE external_id = :external_id AND source = :source",
        {"external_id": external_id, "source": source},
    )


def list_essays(
    tx: Transaction,
    *,
    author: str | None,
    q: str | None,
    external_id: str | None,
    source: str | None,
    after: str,
    limit: int,
) -> list[Row]:
    """Essays by id, after the id `after`.

    `author` is a byline as printed, or a forecaster's id, name or, among the essays of its import, the id it has there.
    `q` is up to eight words, or beginnings of words, that title, byline, publication or address must all hold.
    """
    parameters: dict[str, Any] = {
        "author": author,
        "author_key": None if author is None else fold(author),
        "external_id": external_id,
        "source": source,
        "after": after,
        "limit": limit,
    }
    words = fold(q or "").split()[:SEARCH_WORDS_MAX]
    parameters.update({f"word_{n}": f"%{_escaped(word)}%" for n, word in enumerate(words)})
    holding = "".join(f" AND essay.search LIKE :word_{n} ESCAPE '!'" for n in range(len(words)))
    return tx.rows(
        f"""
        SELECT essay.* FROM essay
        WHERE essay.id > :after AND (CAST(:external_id AS TEXT) IS NULL OR essay.external_id = :external_id)
            AND (CAST(:source AS TEXT) IS NULL OR essay.source = :source)
            AND (CAST(:author AS TEXT) IS NULL OR essay.author = :author OR essay.byline_key = :author_key
                OR EXISTS (
                    SELECT 1 FROM forecaster
                    WHERE (forecaster.id = :author OR forecaster.folded_name = :author_key)
                        AND (essay.author = forecaster.id
                            OR (essay.source = forecaster.source AND essay.byline = forecaster.external_id))))
            {holding}
        ORDER BY essay.id LIMIT :limit""",  # noqa: S608 - numbered parameters only
        parameters,
    )


def texts_of(tx: Transaction, essay: str, *, limit: int) -> list[dict[str, Any]]:
    """The texts that the essay had, oldest first, each with its length; `chars` is None where it is not kept as recorded."""
    rows = tx.rows(
        "SELECT * FROM essay_version WHERE essay = :essay ORDER BY version LIMIT :limit",
        {"essay": essay, "limit": limit},
    )
    return [
        {**{name: row[name] for name in row.keys()}, "chars": _chars(tx, row["text_sha256"])}  # noqa: SIM118 - a row is no mapping
        for row in rows
    ]


def had_text(tx: Transaction, essay: str, sha256: str) -> bool:
    """Whether the essay ever had the text of that hash."""
    sql = "SELECT 1 FROM essay_version WHERE essay = :essay AND text_sha256 = :sha256 LIMIT 1"
    return tx.value(sql, {"essay": essay, "sha256": sha256}) is not None


def has_another_essay(tx: Transaction, sha256: str, *, essay: str) -> bool:
    """Whether another essay than that one has, or had, the text of that hash."""
    sql = "SELECT 1 FROM essay_version WHERE text_sha256 = :sha256 AND essay <> :essay LIMIT 1"
    return tx.value(sql, {"sha256": sha256, "essay": essay}) is not None


def fold(text: str) -> str:
    """The form in which bylines and searches are compared."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _row(view: View[Essay]) -> dict[str, Any]:
    said, first = view.state.present, view.first
    assert said is not None, "nothing remains of its first event"  # noqa: S101 - callers ask before
    return {
        "id": said.essay,
        "version": view.latest.version,
        "url": said.url,
        "title": said.title,
        "author": said.author,
        "byline": said.byline,
        "byline_key": fold(said.byline) if said.byline else None,
        "publication": said.publication,
        "published_at": instant_text(said.published_at) if said.published_at else None,
        "timezone": said.timezone,
        "text_sha256": said.text_sha256,
        "note": said.note,
        "source": said.imported.name if said.imported else None,
        "external_id": said.imported.external_id if said.imported else None,
        "run": first.import_id,
        "recorded_at": instant_text(first.recorded_at),
        "recorded_by": first.recorded_by,
        "search": _search(said.title, said.byline, said.publication, said.url),
    }


def _keep_version(tx: Transaction, event: EssayRecorded | EssayRevised, recorded: RecordedEvent) -> None:
    if event.text_sha256 is None:
        return
    row = {
        "essay": recorded.stream.removeprefix(stream_of("essay", "")),
        "version": recorded.version,
        "text_sha256": event.text_sha256,
        "note": event.note,
        "recorded_at": instant_text(recorded.recorded_at),
        "recorded_by": recorded.recorded_by,
    }
    upsert(tx, EssayVersionRow, row)


def _chars(tx: Transaction, sha256: str) -> int | None:
    try:
        text = read_text(tx, sha256)
    except TextAltered:
        return None
    return None if text is None else len(text)


def _search(*parts: str | None) -> str:
    return fold(" ".join(part for part in parts if part))


def _escaped(word: str) -> str:
    """The word with its own `%` and `_` meant as they stand."""
    return word.replace("!", "!!").replace("%", "!%").replace("_", "!_")


def addresses_of(tx: Transaction, essays: Iterable[str]) -> dict[str, str | None]:
    """The addresses of essays, by id."""
    essays = list(essays)
    if not essays:
        return {}
    bracket, parameters = places("id", essays)
    rows = tx.rows(f"SELECT id, url FROM essay WHERE id IN {bracket}", parameters)  # noqa: S608 - our own names
    return {row["id"]: row["url"] for row in rows}

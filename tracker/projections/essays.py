"""Essays and the claims quoted from them, found by id, address or the id of an import (inline)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Index
from sqlmodel import Field

from tracker.domain.claim import ClaimRecorded
from tracker.domain.essay import EssayRecorded
from tracker.domain.instants import instant_text
from tracker.projections.table import ProjectionTable, places, upsert
from tracker.store.database import Row, Transaction
from tracker.store.log import RecordedEvent

VERSION = 1
CATEGORIES = ("essay", "claim")


class EssayRow(ProjectionTable, table=True):
    __tablename__ = "essay"
    __table_args__ = (Index("essay_external_index", "source", "external_id"),)
    id: str = Field(primary_key=True)
    url: str | None = Field(default=None, index=True)
    title: str | None = None
    author: str | None = None
    byline: str | None = None
    publication: str | None = None
    published_at: str | None = None
    text_sha256: str | None = None
    source: str | None = None
    external_id: str | None = None


class ClaimRow(ProjectionTable, table=True):
    __tablename__ = "claim"
    __table_args__ = (Index("claim_external_index", "source", "external_id"),)
    id: str = Field(primary_key=True)
    essay: str = Field(index=True)
    stance: str
    quote: str
    source: str | None = None
    external_id: str | None = None


TABLES = (EssayRow, ClaimRow)


def project(tx: Transaction, recorded: RecordedEvent) -> None:
    """Bring the tables up to `recorded`."""
    match recorded.event:
        case EssayRecorded() as event:
            upsert(tx, EssayRow, _essay_row(event))
        case ClaimRecorded() as event:
            upsert(tx, ClaimRow, _claim_row(event))
        case _:
            pass


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


def find_claim(tx: Transaction, claim: str) -> Row | None:
    """The claim of that id, or None."""
    return tx.row("SELECT * FROM claim WHERE id = :id", {"id": claim})


def addresses_of(tx: Transaction, essays: Iterable[str]) -> dict[str, str | None]:
    """The addresses of essays, by id."""
    bracket, parameters = places("id", essays)
    rows = tx.rows(f"SELECT id, url FROM essay WHERE id IN {bracket}", parameters)  # noqa: S608 - our own names
    return {row["id"]: row["url"] for row in rows}


def find_claims(tx: Transaction, claims: Iterable[str]) -> dict[str, Row]:
    """Those of `claims` that there are, by id."""
    bracket, parameters = places("id", claims)
    rows = tx.rows(f"SELECT * FROM claim WHERE id IN {bracket}", parameters)  # noqa: S608 - our own names
    return {row["id"]: row for row in rows}


def find_imported_claim(tx: Transaction, external_id: str, *, source: str) -> Row | None:
    """The claim that the import `source` calls `external_id`, or None."""
    return tx.row(
        "SELECT * FROM claim WHERE external_id = :external_id AND source = :source",
        {"external_id": external_id, "source": source},
    )


def _essay_row(event: EssayRecorded) -> dict[str, str | None]:
    return {
        "id": event.essay,
        "url": event.url,
        "title": event.title,
        "author": event.author,
        "byline": event.byline,
        "publication": event.publication,
        "published_at": instant_text(event.published_at) if event.published_at else None,
        "text_sha256": event.text_sha256,
        "source": event.imported.name if event.imported else None,
        "external_id": event.imported.external_id if event.imported else None,
    }


def _claim_row(event: ClaimRecorded) -> dict[str, str | None]:
    return {
        "id": event.claim,
        "essay": event.essay,
        "stance": event.stance,
        "quote": event.quote.exact,
        "source": event.imported.name if event.imported else None,
        "external_id": event.imported.external_id if event.imported else None,
    }

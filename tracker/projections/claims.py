"""Claims as they stand now and what links them, found by id, essay or the id of an import (inline)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, assert_never

from sqlalchemy import Index
from sqlmodel import Field

from tracker.domain.claim import Claim, ClaimCorrected, ClaimEvent, ClaimLinked, ClaimRecorded, Quote, Stance
from tracker.domain.event import RecordedEvent
from tracker.domain.instants import instant_text
from tracker.domain.redaction import ClaimRedacted
from tracker.domain.view import View
from tracker.projections.table import ProjectionTable, upsert
from tracker.projections.views import Views
from tracker.store.databases.database import Row, Transaction, places

VERSION = 3
CATEGORIES = ("claim",)


class ClaimRow(ProjectionTable, table=True):
    """`quote` is the exact words; `text_sha256` the text they were found in when they were quoted."""

    __tablename__ = "claim"
    __table_args__ = (Index("claim_external_index", "source", "external_id"),)
    id: str = Field(primary_key=True)
    version: int
    essay: str = Field(index=True)
    stance: str
    quote: str
    quote_prefix: str | None = None
    quote_suffix: str | None = None
    quote_start: int | None = None
    quote_end: int | None = None
    text_sha256: str | None = None
    probability_source: str
    made_at: str | None = None
    correction: str | None = None
    note: str | None = None
    source: str | None = None
    external_id: str | None = None
    run: str | None = None
    recorded_at: str
    recorded_by: str


class ClaimLinkRow(ProjectionTable, table=True):
    __tablename__ = "claim_link"
    claim: str = Field(primary_key=True)
    to_claim: str = Field(primary_key=True, index=True)
    relation: str = Field(primary_key=True)
    note: str | None = None
    recorded_at: str
    recorded_by: str


TABLES = (ClaimRow, ClaimLinkRow)


def project(tx: Transaction, recorded: RecordedEvent, views: Views) -> None:
    """Write the row of the claim as it is after `recorded`, and a link where it adds one."""
    view, event = views.after(tx, recorded), recorded.event
    if view.state.present is not None:
        upsert(tx, ClaimRow, _row(view))
    if not isinstance(event, ClaimEvent):
        return
    match event:
        case ClaimLinked():
            upsert(tx, ClaimLinkRow, _link_row(event, recorded))
        case ClaimRecorded() | ClaimCorrected() | ClaimRedacted():
            pass  # no link
        case _:
            assert_never(event)


def find_claim(tx: Transaction, claim: str) -> Row | None:
    """The claim of that id, or None."""
    return tx.row("SELECT * FROM claim WHERE id = :id", {"id": claim})


def attested_at(tx: Transaction, claim: str) -> str | None:
    """Since when the essay's text that holds the quote is on record, where the quote itself says how likely it is.

    A text hash of that day proves what was said by then, whenever somebody made a prediction of it.
    """
    at: str | None = tx.value(
        """
        SELECT min(essay_version.recorded_at) FROM claim
        JOIN essay_version ON essay_version.essay = claim.essay AND essay_version.text_sha256 = claim.text_sha256
        WHERE claim.id = :claim AND claim.probability_source IN ('author_numeric', 'author_verbal')""",
        {"claim": claim},
    )
    return at


def find_claims(tx: Transaction, claims: Iterable[str]) -> dict[str, Row]:
    """Those of `claims` that there are, by id."""
    claims = list(claims)
    if not claims:
        return {}
    bracket, parameters = places("id", claims)
    rows = tx.rows(f"SELECT * FROM claim WHERE id IN {bracket}", parameters)  # noqa: S608 - our own names
    return {row["id"]: row for row in rows}


def find_imported_claim(tx: Transaction, external_id: str, *, source: str) -> Row | None:
    """The claim that the import `source` calls `external_id`, or None."""
    return tx.row(
        "SELECT * FROM claim WHERE external_id = :external_id AND source = :source",
        {"external_id": external_id, "source": source},
    )


def list_claims(
    tx: Transaction,
    *,
    essay: str | None,
    stance: Stance | None,
    external_id: str | None,
    source: str | None,
    after: str,
    limit: int,
) -> list[Row]:
    """Claims by id, after the id `after`, those of an essay, a stance or an import where these are named."""
    return tx.rows(
        """
        SELECT * FROM claim
        WHERE id > :after AND (CAST(:essay AS TEXT) IS NULL OR essay = :essay)
            AND (CAST(:stance AS TEXT) IS NULL OR stance = :stance)
            AND (CAST(:external_id AS TEXT) IS NULL OR external_id = :external_id)
            AND (CAST(:source AS TEXT) IS NULL OR source = :source)
        ORDER BY id LIMIT :limit""",
        {
            "essay": essay,
            "stance": stance,
            "external_id": external_id,
            "source": source,
            "after": after,
            "limit": limit,
        },
    )


def links_from(tx: Transaction, claim: str, *, limit: int) -> list[Row]:
    """The links that the claim has to others, in the order of their ids."""
    sql = "SELECT * FROM claim_link WHERE claim = :claim ORDER BY to_claim, relation LIMIT :limit"
    return tx.rows(sql, {"claim": claim, "limit": limit})


def links_to(tx: Transaction, claim: str, *, limit: int) -> list[Row]:
    """The links that others have to the claim, in the order of their ids."""
    sql = "SELECT * FROM claim_link WHERE to_claim = :claim ORDER BY claim, relation LIMIT :limit"
    return tx.rows(sql, {"claim": claim, "limit": limit})


def predictions_read_from(tx: Transaction, claim: str, *, after: str, limit: int) -> list[Row]:
    """The predictions that were read from the claim, by id, after the id `after`."""
    return tx.rows(
        "SELECT * FROM prediction WHERE claim = :claim AND id > :after ORDER BY id LIMIT :limit",
        {"claim": claim, "after": after, "limit": limit},
    )


def quote_of(row: Row) -> Quote:
    """The quote of a claim's row."""
    return Quote(
        exact=row["quote"],
        prefix=row["quote_prefix"],
        suffix=row["quote_suffix"],
        start=row["quote_start"],
        end=row["quote_end"],
    )


def _row(view: View[Claim]) -> dict[str, Any]:
    said, first = view.state.present, view.first
    assert said is not None, "nothing remains of its first event"  # noqa: S101 - callers ask before
    return {
        "id": said.claim,
        "version": view.latest.version,
        "essay": said.essay,
        "stance": said.stance,
        "quote": said.quote.exact,
        "quote_prefix": said.quote.prefix,
        "quote_suffix": said.quote.suffix,
        "quote_start": said.quote.start,
        "quote_end": said.quote.end,
        "text_sha256": said.text_sha256,
        "probability_source": said.probability_source,
        "made_at": instant_text(said.made_at) if said.made_at else None,
        "correction": view.state.correction,
        "note": said.note,
        "source": said.imported.name if said.imported else None,
        "external_id": said.imported.external_id if said.imported else None,
        "run": first.import_id,
        "recorded_at": instant_text(first.recorded_at),
        "recorded_by": first.recorded_by,
    }


def _link_row(event: ClaimLinked, recorded: RecordedEvent) -> dict[str, Any]:
    return {
        "claim": event.claim,
        "to_claim": event.to,
        "relation": event.relation,
        "note": event.note,
        "recorded_at": instant_text(recorded.recorded_at),
        "recorded_by": recorded.recorded_by,
    }

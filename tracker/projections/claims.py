"""Claims as they stand now and what links them, found by id, essay or the id of an import (inline)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Index
from sqlmodel import Field

from tracker.domain.claim import ClaimCorrected, ClaimLinked, ClaimRecorded, Quote, Stance
from tracker.domain.instants import instant_text
from tracker.projections.table import ProjectionTable, upsert
from tracker.store.databases.database import Row, Transaction, places
from tracker.store.log.log import RecordedEvent

VERSION = 2
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


def project(tx: Transaction, recorded: RecordedEvent) -> None:
    """Bring the tables up to `recorded`."""
    match recorded.event:
        case ClaimRecorded() as event:
            upsert(tx, ClaimRow, _claim_row(event, recorded))
        case ClaimCorrected() as event:
            _change(tx, event.claim, _corrections(event) | {"version": recorded.version})
        case ClaimLinked() as event:
            upsert(tx, ClaimLinkRow, _link_row(event, recorded))
            _change(tx, event.claim, {"version": recorded.version})
        case _:
            pass


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


def _claim_row(event: ClaimRecorded, recorded: RecordedEvent) -> dict[str, Any]:
    return {
        "id": event.claim,
        "version": recorded.version,
        "essay": event.essay,
        "stance": event.stance,
        **_quote_columns(event.quote),
        "text_sha256": event.text_sha256,
        "probability_source": event.probability_source,
        "made_at": instant_text(event.made_at) if event.made_at else None,
        "note": event.note,
        "source": event.imported.name if event.imported else None,
        "external_id": event.imported.external_id if event.imported else None,
        "run": recorded.import_id,
        "recorded_at": instant_text(recorded.recorded_at),
        "recorded_by": recorded.recorded_by,
    }


def _quote_columns(quote: Quote) -> dict[str, Any]:
    return {
        "quote": quote.exact,
        "quote_prefix": quote.prefix,
        "quote_suffix": quote.suffix,
        "quote_start": quote.start,
        "quote_end": quote.end,
    }


def _corrections(event: ClaimCorrected) -> dict[str, Any]:
    changes: dict[str, Any] = {"correction": event.reason}
    if event.stance is not None:
        changes["stance"] = event.stance
    if event.probability_source is not None:
        changes["probability_source"] = event.probability_source
    if event.quote is not None:
        changes |= _quote_columns(event.quote) | {"text_sha256": event.text_sha256}
    return changes


def _link_row(event: ClaimLinked, recorded: RecordedEvent) -> dict[str, Any]:
    return {
        "claim": event.claim,
        "to_claim": event.to,
        "relation": event.relation,
        "note": event.note,
        "recorded_at": instant_text(recorded.recorded_at),
        "recorded_by": recorded.recorded_by,
    }


def _change(tx: Transaction, claim: str, changes: dict[str, Any]) -> None:
    columns = ", ".join(f"{column} = :{column}" for column in changes)
    tx.execute(
        f"UPDATE claim SET {columns} WHERE id = :id",  # noqa: S608 - our own column names
        {"id": claim, **changes},
    )

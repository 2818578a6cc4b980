"""Yes/no predictions as rows of a sheet, of Fatebook's CSV and of ClaimReview.

Reads one page at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from tracker.application.context import AppContext
from tracker.application.exports.scope import ExportScope, pages_of
from tracker.application.words.phrases import said_words
from tracker.domain.instants import instant_from_text, local
from tracker.domain.prediction.outcomes import share_of
from tracker.formats import claimreview, fatebook, sheet_out
from tracker.formats.exported import Exported, ExportedForecast
from tracker.projections.claims import find_claim
from tracker.projections.developments import find_development
from tracker.projections.essays import find_essay
from tracker.projections.forecasters import find_forecaster
from tracker.projections.forecasts import forecasts_on
from tracker.projections.scores import scores_of
from tracker.projections.table import FOREVER
from tracker.store.databases.database import Row, Transaction
from tracker.store.log.log import find_event


def sheet_lines(application: AppContext, scope: ExportScope) -> Iterator[bytes]:
    """A sheet with the columns that an import reads."""
    yield sheet_out.header().encode()
    yield from _encoded(application, scope, sheet_out.rows_of)


def fatebook_lines(application: AppContext, scope: ExportScope) -> Iterator[bytes]:
    """Fatebook's CSV."""
    yield fatebook.header_line().encode()
    yield from _encoded(application, scope, fatebook.rows_of)


def claim_reviews(application: AppContext, scope: ExportScope, *, address: str) -> Iterator[bytes]:
    """One JSON-LD document with a ClaimReview for each prediction that has an outcome."""
    address = address.rstrip("/")
    yield f'{{"@context":"{claimreview.CONTEXT}","@graph":['.encode()
    before = b""
    for one in _exported(application, scope):
        found = claimreview.review(one, url=f"{address}/p/{one.id}", tracker=address)
        if found is not None:
            yield before + b"\n" + msgspec.json.encode(found)
            before = b","
    yield b"\n]}\n"


def _encoded(
    application: AppContext, scope: ExportScope, write: Callable[[Exported], str]
) -> Iterator[bytes]:
    return (write(one).encode() for one in _exported(application, scope))


def _exported(application: AppContext, scope: ExportScope) -> Iterator[Exported]:
    """Reads each page whole before yielding it, so that a slow reader keeps no snapshot open."""
    for tx, rows in pages_of(application.database, scope):
        yield from [_read(tx, row) for row in rows if row["kind"] == "binary"]


def _read(tx: Transaction, row: Row) -> Exported:
    essay = find_essay(tx, row["essay"]) if row["essay"] else None
    claim = find_claim(tx, row["claim"]) if row["claim"] else None
    is_out = row["outcome"] is not None
    return Exported(
        id=row["id"],
        statement=row["statement"],
        deadline=row["closes_on"] or row["closes"],
        made=row["effective_at"],
        author=_name(tx, row["author"]) if row["author"] else None,
        forecasts=tuple(_forecasts(tx, row)),
        topics=tuple(msgspec.json.decode(row["topics"], type=list[str])),
        note=row["note"],
        visibility=row["visibility"],
        outcome=row["outcome"],
        outcome_date=_day(row["known_at"], row["timezone"]) if is_out else None,
        outcome_share=share_of(row["outcome"]) if is_out and not row["annulment"] else None,
        source=_source(tx, row) if is_out else None,
        essay_url=essay["url"] if essay else None,
        is_posed=claim is not None and claim["stance"] == "poses",
    )


def _forecasts(tx: Transaction, row: Row) -> Iterator[ExportedForecast]:
    briers = {
        (score["forecaster"], score["series"] == "assigned"): score["brier_last"]
        for score in (scores_of(tx, row["id"]) if row["outcome"] and not row["annulment"] else ())
        if score["known_to"] == FOREVER
    }
    names: dict[str, str] = {}
    for said in forecasts_on(tx, row["id"]):
        by, is_assigned = said["forecaster"], said["probability_source"] == "analyst_imputed"
        names[by] = names.get(by) or _name(tx, by)
        yield ExportedForecast(
            forecaster=names[by],
            p=said["p"],
            term=said["term"],
            words=said_words(said, is_seen=True),
            at=said["stands_at"],
            is_assigned=is_assigned,
            brier=briers.get((by, is_assigned)),
        )


def _name(tx: Transaction, forecaster: str) -> str:
    found = find_forecaster(tx, forecaster)
    return forecaster if found is None else str(found["name"])


def _day(at: str, timezone: str) -> str:
    return local(instant_from_text(at), timezone).date().isoformat()


def _source(tx: Transaction, row: Row) -> str | None:
    """The first address of the developments that the outcome cites."""
    settled = find_event(tx, row["resolution_event"])
    cites: Any = getattr(settled.event, "cites", ()) if settled is not None else ()
    for cited in cites:
        found = find_development(tx, cited)
        addresses = msgspec.json.decode(found["source_urls"], type=list[str]) if found else []
        if addresses:
            return addresses[0]
    return None

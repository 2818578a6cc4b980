"""The predictions that an export is about, filtered by ids, a page at a time by id."""

from __future__ import annotations

from typing import Literal

import msgspec

from tracker.store.databases.database import Row, Transaction

Needed = Literal["forecaster", "essay", "claim", "development"]


class ExportFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Ids; None: all. `topic` is the JSON text of one topic."""

    author: str | None = None
    topic: str | None = None
    essay: str | None = None
    source: str | None = None


def exported_after(tx: Transaction, wanted: ExportFilter, *, after: str, limit: int) -> list[Row]:
    """Up to `limit` predictions by id, behind the id `after`."""
    return tx.rows(
        f"SELECT * FROM prediction WHERE id > :after AND {_IS_WANTED} ORDER BY id LIMIT :limit",  # noqa: S608 - our own words
        {**msgspec.structs.asdict(wanted), "after": after, "limit": limit},
    )


def find_exported(tx: Transaction, wanted: ExportFilter, prediction: str) -> Row | None:
    """The prediction of that id, or None where there is none that the export is about."""
    return tx.row(
        f"SELECT * FROM prediction WHERE id = :id AND {_IS_WANTED}",  # noqa: S608 - our own words
        {**msgspec.structs.asdict(wanted), "id": prediction},
    )


def exported_that_need(
    tx: Transaction, wanted: ExportFilter, kind: Needed, entity: str, *, after: str, limit: int
) -> list[Row]:
    """The same as `exported_after`, only those that `entity`, which is a `kind`, belongs to."""
    return tx.rows(
        f"""
        SELECT * FROM prediction WHERE id > :after AND {_NEEDS[kind]} AND {_IS_WANTED}
        ORDER BY id LIMIT :limit""",  # noqa: S608 - our own words
        {**msgspec.structs.asdict(wanted), "value": entity, "after": after, "limit": limit},
    )


_IS_WANTED = """
    prediction.state <> 'undone'
    AND (CAST(:source AS TEXT) IS NULL OR prediction.source = :source)
    AND (CAST(:essay AS TEXT) IS NULL OR prediction.essay = :essay)
    AND (CAST(:topic AS TEXT) IS NULL OR replace(prediction.topics, :topic, '') <> prediction.topics)
    AND (CAST(:author AS TEXT) IS NULL OR prediction.author = :author OR EXISTS (
        SELECT 1 FROM forecast AS theirs
        WHERE theirs.prediction = prediction.id AND theirs.forecaster = :author AND theirs.undone_event IS NULL))"""

_NEEDS: dict[Needed, str] = {
    "forecaster": "(author = :value OR EXISTS (SELECT 1 FROM forecast AS said WHERE said.prediction = prediction.id "
    "AND said.undone_event IS NULL AND said.forecaster = :value))",
    "essay": "essay = :value",
    "claim": "claim = :value",
    "development": "EXISTS (SELECT 1 FROM evidence WHERE evidence.prediction = prediction.id "
    "AND evidence.development = :value)",
}
"""How something is joined to the predictions that need it."""

"""Lists of developments, and what they are found by as they read now, in both orders (inline).

What settlement looks up (`development_label`) keeps what was corrected; what a list is asked for does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, assert_never

import msgspec
from sqlalchemy import Index
from sqlmodel import Field

from tracker.domain.development import (
    DevelopmentCorrected,
    DevelopmentEvent,
    DevelopmentRecorded,
    DevelopmentRetracted,
    Report,
    happened_at,
)
from tracker.domain.event import RecordedEvent
from tracker.domain.instants import instant_text
from tracker.domain.redaction import DevelopmentRedacted
from tracker.domain.rules import fold_label
from tracker.projections.prediction_lists import Span
from tracker.projections.table import ProjectionTable, upsert
from tracker.projections.views import Views
from tracker.store.databases.database import Row, Transaction

VERSION = 1
CATEGORIES = ("development",)

FacetKind = Literal["event_type", "tag", "actor", "about", "retracted"]
LONG = 10_000
"""A facet of more developments is not looked through to see how many they are."""

Facet = tuple[FacetKind, str]
RETRACTED: Facet = ("retracted", "yes")


class DevelopmentFacetRow(ProjectionTable, table=True):
    """The instants are those of the development's own row."""

    __tablename__ = "development_facet"
    __table_args__ = tuple(
        Index(f"development_facet_{column}_index", "kind", "value", column, "development")
        for column in ("happened_at", "recorded_at")
    )
    development: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    happened_at: str
    recorded_at: str


TABLES = (DevelopmentFacetRow,)


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a list is asked for: all facets, no retracted ones where `is_standing`; begins included, ends not."""

    facets: tuple[Facet, ...] = ()
    equal: Mapping[str, str] = msgspec.field(default_factory=dict)
    happened: Span = Span()
    is_standing: bool = False
    order: str = "recorded_at"
    is_descending: bool = True


def project(tx: Transaction, recorded: RecordedEvent, views: Views) -> None:
    """Bring the table up to `recorded`."""
    event = recorded.event
    if not isinstance(event, DevelopmentEvent):
        return
    match event:
        case DevelopmentRecorded():
            _write(tx, event, event.development, recorded_at=instant_text(recorded.recorded_at))
        case DevelopmentCorrected():
            _correct(tx, event)
        case DevelopmentRetracted():
            tx.execute(
                """
                INSERT INTO development_facet (development, kind, value, happened_at, recorded_at)
                SELECT id, 'retracted', 'yes', happened_at, recorded_at FROM development WHERE id = :id
                ON CONFLICT DO NOTHING""",
                {"id": event.development},
            )
        case DevelopmentRedacted():
            pass  # the redacted report says what remains
        case _:
            assert_never(event)


def folded(kind: FacetKind, value: str) -> Facet:
    """A facet in the form in which it is compared."""
    return (kind, value if kind == "about" else fold_label(value))


def list_developments(
    tx: Transaction, asked: Asked, *, after: tuple[str, str] | None, limit: int
) -> list[Row]:
    """The developments behind the key `after` (order's value and id), `limit` at most."""
    facets = _rarest_first(tx, asked.facets)
    listed = "facet_0" if facets else "development"
    order, key = f"{listed}.{asked.order}", "facet_0.development" if facets else "development.id"
    way, ahead = ("DESC", "<") if asked.is_descending else ("ASC", ">")
    tables = [*(f"development_facet AS facet_{n}" for n in range(len(facets))), "development"]
    conditions = [
        *_facets(len(facets)),
        *(f"development.{column} = :equal_{column}" for column in asked.equal),
        *([f"{listed}.happened_at >= :begins"] if asked.happened.begins is not None else []),
        *([f"{listed}.happened_at < :ends"] if asked.happened.ends is not None else []),
        *(["development.retracted_reason IS NULL"] if asked.is_standing else []),
        *([f"({order}, {key}) {ahead} (:after_value, :after_id)"] if after is not None else []),
    ]
    return tx.rows(
        f"""
        SELECT development.* FROM {" CROSS JOIN ".join(tables)} WHERE {" AND ".join(conditions) or "1 = 1"}
        ORDER BY {order} {way}, {key} {way} LIMIT :limit""",  # noqa: S608 - our own columns
        {
            **{f"kind_{n}": kind for n, (kind, _) in enumerate(facets)},
            **{f"value_{n}": value for n, (_, value) in enumerate(facets)},
            **{f"equal_{column}": value for column, value in asked.equal.items()},
            "begins": asked.happened.begins,
            "ends": asked.happened.ends,
            "after_value": after[0] if after else None,
            "after_id": after[1] if after else None,
            "limit": limit,
        },
    )


def _facets(count: int) -> list[str]:
    """The first is read along its index, each other is looked up by its key."""
    held = [f"facet_{n}.kind = :kind_{n} AND facet_{n}.value = :value_{n}" for n in range(count)]
    joined = [f"facet_{n}.development = facet_0.development" for n in range(1, count)]
    return [*held, *joined, *(["development.id = facet_0.development"] if count else [])]


def _rarest_first(tx: Transaction, facets: tuple[Facet, ...]) -> tuple[Facet, ...]:
    if len(facets) < 2:
        return facets
    sql = """
        SELECT count(*) FROM (
            SELECT 1 FROM development_facet WHERE kind = :kind AND value = :value LIMIT :limit) AS counted"""
    return tuple(
        sorted(facets, key=lambda one: int(tx.value(sql, {"kind": one[0], "value": one[1], "limit": LONG})))
    )


def _correct(tx: Transaction, event: DevelopmentCorrected) -> None:
    row = tx.row("SELECT recorded_at FROM development WHERE id = :id", {"id": event.development})
    if row is None:
        return  # its first report was taken down
    tx.execute(
        "DELETE FROM development_facet WHERE development = :id AND kind <> 'retracted'",
        {"id": event.development},
    )
    _write(tx, event, event.development, recorded_at=row["recorded_at"])


def _write(tx: Transaction, report: Report, development: str, *, recorded_at: str) -> None:
    for kind, value in _facets_of(report):
        row = {
            "development": development,
            "kind": kind,
            "value": value,
            "happened_at": instant_text(happened_at(report)),
            "recorded_at": recorded_at,
        }
        upsert(tx, DevelopmentFacetRow, row)


def _facets_of(report: Report) -> list[Facet]:
    return [
        *([folded("event_type", report.event_type)] if report.event_type is not None else []),
        *(folded("tag", tag) for tag in report.tags),
        *(folded("actor", actor) for actor in report.actors),
        *(folded("about", prediction) for prediction in report.about),
    ]

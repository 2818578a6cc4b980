"""Developments and their labels, as settlement looks them up (inline)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import msgspec
from sqlalchemy import Index
from sqlmodel import Field

from tracker.domain.development import (
    Development,
    Report,
    happened_at,
)
from tracker.domain.event import RecordedEvent
from tracker.domain.instants import instant_text
from tracker.domain.prediction.outcomes import outcome_text
from tracker.domain.rules import fold_label
from tracker.domain.view import View
from tracker.projections.table import ProjectionTable, upsert
from tracker.projections.views import Views
from tracker.store.databases.database import Row, Transaction, places

VERSION = 4
CATEGORIES = ("development",)

LabelKind = Literal["event_type", "tag", "ends_actor", "resolves", "metric", "prediction"]
Label = tuple[LabelKind, str]


class DevelopmentRow(ProjectionTable, table=True):
    __tablename__ = "development"
    __table_args__ = (
        Index("development_external_index", "source", "external_id"),
        *(Index(f"development_{column}_index", column, "id") for column in ("happened_at", "recorded_at")),
        *(
            Index(f"development_source_{column}_index", "source", column, "id")
            for column in ("happened_at", "recorded_at")
        ),
    )
    id: str = Field(primary_key=True)
    event_id: str
    version: int
    headline: str
    occurred_on: str | None = None
    occurred_at: str | None = None
    timezone: str
    happened_at: str
    event_type: str | None = None
    actors: str
    tags: str
    facts: str
    source_urls: str
    ends_actor: str | None = None
    resolves_prediction: str | None = None
    resolves_outcome: str | None = None
    note: str | None = None
    source: str | None = None
    external_id: str | None = Field(default=None, index=True)
    run: str | None = Field(default=None, index=True)
    effective_at: str
    recorded_at: str
    recorded_by: str
    corrections: int = 0
    retracted_reason: str | None = None


class DevelopmentLabelRow(ProjectionTable, table=True):
    """What a development can be found by: its type, a tag, the actor it ended, the prediction it decides, a metric.

    What it was found by before a correction stays: predictions that used it then must be settled again. (`prediction` is a label of
    the trigger index alone: a rule can wait for another prediction.)
    """

    __tablename__ = "development_label"
    kind: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    development: str = Field(primary_key=True)


TABLES = (DevelopmentRow, DevelopmentLabelRow)


def project(tx: Transaction, recorded: RecordedEvent, views: Views) -> None:
    """Write the row of the development as it is after `recorded`, and the labels that it brings."""
    view = views.after(tx, recorded)
    if view.state.report is not None:
        upsert(tx, DevelopmentRow, _row(view))
    if isinstance(recorded.event, Report):
        for kind, value in labels(recorded.event):
            row = {"kind": kind, "value": value, "development": recorded.event.development}
            upsert(tx, DevelopmentLabelRow, row)


def labels(event: Report) -> list[Label]:
    """What `event` can be found by; predictions are triggered by the same labels."""
    found: list[Label] = [("tag", fold_label(tag)) for tag in event.tags]
    if event.event_type is not None:
        found.append(("event_type", fold_label(event.event_type)))
    if event.ends_actor is not None:
        found.append(("ends_actor", fold_label(event.ends_actor)))
    if event.resolves is not None:
        found.append(("resolves", event.resolves.prediction))
    return found + [
        ("metric", metric) for metric in sorted({fold_label(fact.metric) for fact in event.facts})
    ]


def labels_of(tx: Transaction, development: str) -> list[Label]:
    """Everything a development can be or could once be found by."""
    rows = tx.rows(
        "SELECT kind, value FROM development_label WHERE development = :id ORDER BY kind, value",
        {"id": development},
    )
    return [(row["kind"], row["value"]) for row in rows]


def find_development(tx: Transaction, development: str) -> Row | None:
    """The development of that id, or None."""
    return tx.row("SELECT * FROM development WHERE id = :id", {"id": development})


def find_developments(tx: Transaction, ids: Iterable[str]) -> dict[str, Row]:
    """Those of `ids` that there are, by id."""
    bracket, parameters = places("id", ids)
    rows = tx.rows(f"SELECT * FROM development WHERE id IN {bracket}", parameters)  # noqa: S608 - our own names
    return {row["id"]: row for row in rows}


def seen_labels(tx: Transaction, wanted: Iterable[Label]) -> set[Label]:
    """Those of `wanted` that any development has borne."""
    listed = list(dict.fromkeys(wanted))
    if not listed:
        return set()
    rows = tx.rows(
        f"""
        SELECT column1 AS kind, column2 AS value
        FROM (VALUES {", ".join(f"(:kind_{n}, :value_{n})" for n in range(len(listed)))}) AS wanted
        WHERE EXISTS (SELECT 1 FROM development_label WHERE kind = column1 AND value = column2)""",  # noqa: S608
        {f"kind_{n}": kind for n, (kind, _) in enumerate(listed)}
        | {f"value_{n}": value for n, (_, value) in enumerate(listed)},
    )
    return {(row["kind"], row["value"]) for row in rows}


def find_imported_development(tx: Transaction, external_id: str, *, source: str) -> Row | None:
    """The development that the import `source` calls `external_id`, or None."""
    return tx.row(
        "SELECT * FROM development WHERE external_id = :external_id AND source = :source",
        {"external_id": external_id, "source": source},
    )


def developments_with(tx: Transaction, wanted: Iterable[Label], *, run: str | None) -> list[Row]:
    """Developments with any of the labels, by when they happened; those of another import that is open do not count.

    Each row says in `effective_at` from when it counts as known.
    """
    found: dict[str, Row] = {}
    for kind, value in wanted:
        rows = tx.rows(
            """
            SELECT development.* FROM development_label AS label
            JOIN development ON development.id = label.development
            LEFT JOIN import_run ON import_run.run = development.run
            WHERE label.kind = :kind AND label.value = :value AND development.retracted_reason IS NULL
                AND (development.run IS NULL OR development.run = :run OR import_run.is_open = 0)""",
            {"kind": kind, "value": value, "run": run},
        )
        found.update((row["id"], row) for row in rows)
    return sorted(found.values(), key=lambda row: (row["happened_at"], row["id"]))


def labels_of_run(tx: Transaction, run: str) -> list[Label]:
    """Every label of an import's developments."""
    rows = tx.rows(
        """
        SELECT DISTINCT label.kind, label.value FROM development
        JOIN development_label AS label ON label.development = development.id
        WHERE development.run = :run ORDER BY label.kind, label.value""",
        {"run": run},
    )
    return [(row["kind"], row["value"]) for row in rows]


def _row(view: View[Development]) -> dict[str, Any]:
    """What the report says now; it is known to say so from its latest correction on."""
    state, first, decided = view.state, view.first, view.decided
    said = state.report
    assert said is not None, "nothing remains of its first event"  # noqa: S101 - callers ask before
    imported = first.event.imported if isinstance(first.event, Report) else None
    assert decided is not None, "a report comes with its event"  # noqa: S101 - programmer error
    return {
        "id": said.development,
        "event_id": decided.event_id,
        "version": view.latest.version,
        "headline": said.headline,
        "occurred_on": said.occurred_on.isoformat() if said.occurred_on else None,
        "occurred_at": instant_text(said.occurred_at) if said.occurred_at else None,
        "timezone": said.timezone,
        "happened_at": instant_text(happened_at(said)),
        "event_type": said.event_type,
        "actors": msgspec.json.encode(said.actors).decode(),
        "tags": msgspec.json.encode(said.tags).decode(),
        "facts": msgspec.json.encode(said.facts).decode(),
        "source_urls": msgspec.json.encode(said.source_urls).decode(),
        "ends_actor": said.ends_actor,
        "resolves_prediction": said.resolves.prediction if said.resolves else None,
        "resolves_outcome": outcome_text(said.resolves.outcome) if said.resolves else None,
        "note": said.note,
        "source": imported.name if imported else None,
        "external_id": imported.external_id if imported else None,
        "run": first.import_id,
        "effective_at": instant_text(decided.effective_at),
        "recorded_at": instant_text(first.recorded_at),
        "recorded_by": first.recorded_by,
        "corrections": state.corrections,
        "retracted_reason": state.retracted.reason if state.retracted else None,
    }

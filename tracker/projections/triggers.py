"""The trigger index: which open predictions a development can settle, by the labels they wait for (async)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from sqlmodel import Field

from tracker.domain.event import RecordedEvent
from tracker.domain.prediction import events
from tracker.domain.prediction.events import (
    PredictionEvent,
    PredictionFinalized,
    PredictionRecorded,
    PredictionUndone,
)
from tracker.domain.prediction.state import antecedent_rule, measure_of, rule_of
from tracker.domain.redaction import PredictionRedacted
from tracker.domain.rules import EventLeaf, Leaf, MetricLeaf, PredictionLeaf, fold_label, leaves
from tracker.projections.developments import Label
from tracker.projections.predictions import PUBLIC
from tracker.projections.table import ProjectionTable, upsert
from tracker.projections.views import Views
from tracker.store.databases.database import Row, Transaction

VERSION = 2
CATEGORIES = ("prediction",)
WOKEN_MAX = 100_000


class TriggerRow(ProjectionTable, table=True):
    __tablename__ = "prediction_trigger"
    kind: str = Field(primary_key=True)
    value: str = Field(primary_key=True)
    prediction: str = Field(primary_key=True, index=True)
    run: str | None = None


TABLES = (TriggerRow,)


def project(tx: Transaction, recorded: RecordedEvent, views: Views) -> None:
    """Bring the index up to `recorded`; what is final waits for nothing any more."""
    event = recorded.event
    if not isinstance(event, PredictionEvent):
        return
    match event:
        case PredictionRecorded():
            for kind, value in triggers(event):
                row = {
                    "kind": kind,
                    "value": value,
                    "prediction": event.prediction,
                    "run": recorded.import_id,
                }
                upsert(tx, TriggerRow, row)
        case PredictionFinalized() | PredictionUndone():
            tx.execute(
                "DELETE FROM prediction_trigger WHERE prediction = :prediction",
                {"prediction": event.prediction},
            )
        case (
            events.PredictionAmended()
            | events.PredictionWithdrawn()
            | events.PredictionOpenedUp()
            | events.AntecedentMet()
            | events.AntecedentUnmet()
            | events.OutcomeProposed()
            | events.ProposalDropped()
            | events.PredictionResolved()
            | events.PredictionReResolved()
            | events.PredictionAnnulled()
            | events.PredictionDisputed()
            | events.PredictionUpheld()
            | events.PredictionLapsed()
            | events.PredictionGraded()
            | events.EvidenceLinked()
            | events.EvidenceUnlinked()
            | PredictionRedacted()
        ):
            pass  # it waits for the same developments
        case _:
            assert_never(event)


def triggers(recorded: PredictionRecorded) -> list[Label]:
    """The labels of developments that concern this prediction."""
    found: dict[Label, None] = {("resolves", recorded.prediction): None}
    for leaf in waited_for(recorded):
        found.update(dict.fromkeys(labels_waited_for(leaf)))
    if recorded.actor is not None and recorded.actor_ended is not None:
        found["ends_actor", fold_label(recorded.actor)] = None
    return list(found)


def waited_for(recorded: PredictionRecorded) -> list[Leaf]:
    """The leaves of a prediction's rule, of its condition and of its measure."""
    rules = [rule for rule in (rule_of(recorded), antecedent_rule(recorded)) if rule is not None]
    measure = measure_of(recorded)
    return [*(leaf for rule in rules for leaf in leaves(rule)), *([measure] if measure else [])]


def labels_waited_for(leaf: Leaf) -> list[Label]:
    """The labels of whatever can change what a leaf says."""
    match leaf:
        case EventLeaf():
            types: list[Label] = [("event_type", leaf.event_type)] if leaf.event_type is not None else []
            return [*types, *(("tag", tag) for tag in sorted(leaf.tags))]
        case MetricLeaf():
            return [("metric", leaf.metric)]
        case PredictionLeaf():
            return [("prediction", leaf.prediction)]
        case _:
            assert_never(leaf)


def woken_by(tx: Transaction, labels: Iterable[Label]) -> dict[str, str | None]:
    """The open predictions that wait for any of the labels, each with the import run that owns it."""
    found: dict[str, str | None] = {}
    for kind, value in labels:
        rows = tx.rows(
            "SELECT prediction, run FROM prediction_trigger WHERE kind = :kind AND value = :value LIMIT :limit",
            {"kind": kind, "value": value, "limit": WOKEN_MAX},
        )
        found.update((row["prediction"], row["run"]) for row in rows)
    return found


def awaited_labels(tx: Transaction, *, after: tuple[str, str], now: str, limit: int) -> list[Row]:
    """The labels behind the (kind, value) `after` that public predictions without an outcome wait for, and how many do.

    `is_seen` says whether any development carries the label. A development that names a prediction has no label for it.
    """
    return tx.rows(
        f"""
        SELECT waiting.kind, waiting.value, count(*) AS predictions, EXISTS (
            SELECT 1 FROM development_label AS label
            WHERE label.kind = waiting.kind AND label.value = waiting.value
        ) AS is_seen
        FROM prediction_trigger AS waiting JOIN prediction ON prediction.id = waiting.prediction
        WHERE waiting.kind NOT IN ('resolves', 'prediction') AND prediction.outcome IS NULL
            AND {PUBLIC}
            AND (waiting.kind, waiting.value) > (:kind, :value)
        GROUP BY waiting.kind, waiting.value ORDER BY waiting.kind, waiting.value LIMIT :limit""",  # noqa: S608 - our own condition
        {"kind": after[0], "value": after[1], "now": now, "limit": limit},
    )

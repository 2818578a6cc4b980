"""Collects the recorded developments about a prediction as evidence for settlement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from tracker.domain.development import Fact
from tracker.domain.findings import Claimed, Ended, Evidence
from tracker.domain.instants import day_begins, day_ends, instant_from_text, read_date
from tracker.domain.prediction.events import PredictionRecorded
from tracker.domain.prediction.judging import outcome_of
from tracker.domain.prediction.state import Prediction
from tracker.domain.rules import FactSeen, Happening, KnownOutcome, PredictionLeaf, fold_label, fold_labels
from tracker.domain.rules.parsing import decimal_of
from tracker.projections.developments import developments_with
from tracker.projections.keys import keys_of
from tracker.projections.predictions import find_prediction
from tracker.projections.triggers import triggers, waited_for
from tracker.store.databases.database import Row, Transaction


def find_developments(tx: Transaction, state: Prediction, *, run: str | None) -> list[Row]:
    """All recorded developments that bear on the outcome.

    None once the outcome can no longer change.
    """
    if state.recorded is None or state.is_final or state.is_undone:
        return []
    return developments_with(tx, triggers(state.recorded), run=run)


def evidence_of(tx: Transaction, state: Prediction, rows: Sequence[Row]) -> Evidence:
    """The evidence in `rows`, and the outcomes of the predictions that the rule names."""
    recorded = state.recorded
    if recorded is None:
        return Evidence()
    return Evidence(
        happenings=[_happening(row, recorded) for row in rows],
        claimed=[
            Claimed(
                row["id"], happened_in(row, recorded.timezone), outcome_of(recorded, row["resolves_outcome"])
            )
            for row in rows
            if row["resolves_prediction"] == recorded.prediction
        ],
        ended=[
            Ended(row["id"], happened_in(row, recorded.timezone))
            for row in rows
            if _ends_actor(row, recorded)
        ],
        outcomes=_outcomes(tx, recorded),
        by_author=_by_author(tx, recorded, rows),
    )


def counts_from(row: Row, state: Prediction) -> datetime:
    """When it was recorded or when its day begins in the prediction's zone, whichever is later."""
    effective_at = instant_from_text(row["effective_at"])
    return (
        effective_at
        if state.recorded is None
        else max(effective_at, happened_in(row, state.recorded.timezone))
    )


def happened_in(row: Row, timezone: str) -> datetime:
    """The instant it happened; a bare day begins in the prediction's zone, not in the reporter's."""
    if row["occurred_on"]:
        return day_begins(read_date(row["occurred_on"], pointer="/occurred_on"), timezone)
    return instant_from_text(row["happened_at"])


def _outcomes(tx: Transaction, recorded: PredictionRecorded) -> dict[str, KnownOutcome]:
    """The outcomes of the predictions that the rule names, without annulled and disputed ones."""
    wanted = {leaf.prediction for leaf in waited_for(recorded) if isinstance(leaf, PredictionLeaf)}
    rows = [row for one in sorted(wanted) if (row := find_prediction(tx, one)) is not None]
    return {
        row["id"]: KnownOutcome(row["outcome"], instant_from_text(row["known_at"]))
        for row in rows
        if row["state"] == "resolved"
    }


def _by_author(tx: Transaction, recorded: PredictionRecorded, rows: Sequence[Row]) -> frozenset[str]:
    """The developments that were recorded under a key of the prediction's author."""
    if recorded.author is None or not rows:
        return frozenset()
    keys = keys_of(tx, recorded.author)
    return frozenset(row["id"] for row in rows if row["recorded_by"] in keys)


def _ends_actor(row: Row, recorded: PredictionRecorded) -> bool:
    if not row["ends_actor"] or not recorded.actor:
        return False
    return fold_label(row["ends_actor"]) == fold_label(recorded.actor)


def _happening(row: Row, recorded: PredictionRecorded) -> Happening:
    return Happening(
        development=row["id"],
        at=happened_in(row, recorded.timezone),
        ends=_day_ends(row, recorded),
        event_type=fold_label(row["event_type"]) if row["event_type"] else None,
        actors=fold_labels(msgspec.json.decode(row["actors"], type=list[str])),
        tags=fold_labels(msgspec.json.decode(row["tags"], type=list[str])),
        facts=tuple(_fact(fact) for fact in msgspec.json.decode(row["facts"], type=list[Fact])),
    )


def _fact(fact: Fact) -> FactSeen:
    unit = None if fact.unit is None else fold_label(fact.unit)
    return FactSeen(fold_label(fact.metric), decimal_of(fact.value), unit)


def _day_ends(row: Row, recorded: PredictionRecorded) -> datetime | None:
    if not row["occurred_on"]:
        return None
    return day_ends(read_date(row["occurred_on"], pointer="/occurred_on"), recorded.timezone)

"""Predictions as they stood at a moment: their rows, made again from the events that had been recorded by then."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from tracker.domain.ids import stream_of
from tracker.domain.prediction.events import (
    AntecedentMet,
    PredictionAmended,
    PredictionGraded,
    PredictionRecorded,
    PredictionUpheld,
    ProposalDropped,
)
from tracker.projections.as_of import Moment
from tracker.projections.predictions import PredictionRow, changes_of, recorded_row
from tracker.store.databases.database import Transaction, places
from tracker.store.log.log import OF_LOG, WHOLE, RecordedEvent, recorded


def rows_then(tx: Transaction, predictions: Iterable[str], moment: Moment) -> dict[str, dict[str, Any]]:
    """The rows of `predictions` at the moment, by id; without those whose first event cannot be read any more."""
    bracket, parameters = places("stream", (stream_of("prediction", one) for one in predictions))
    bound = "" if moment.is_position else "AND event.effective_at <= :as_of"
    rows = tx.rows(
        f"""
        {WHOLE} {OF_LOG} WHERE event.stream IN {bracket} AND log.position <= :position {bound}
        ORDER BY event.stream, event.version""",
        parameters | moment.parameters,
    )
    made = (_row([recorded(row) for row in events]) for _, events in groupby(rows, lambda row: row["stream"]))
    return {row["id"]: row for row in made if row is not None}


def _row(events: list[RecordedEvent]) -> dict[str, Any] | None:
    row: dict[str, Any] | None = None
    graders: set[str] = set()
    for one in events:
        if isinstance(one.event, PredictionRecorded):
            row = dict.fromkeys(PredictionRow.__table__.columns.keys()) | recorded_row(one.event, one)  # type: ignore[attr-defined]
        if row is None:
            continue
        row |= {"version": one.version, **changes_of(one.event, one)}
        match one.event:
            case PredictionAmended():
                row["amendments"] += 1
            case AntecedentMet() if row["settled_state"] is None:
                row["state"] = "open"
            case ProposalDropped():
                is_awaiting = row["antecedent"] is not None and row["met_at"] is None
                row["state"] = "dormant" if is_awaiting else "open"
            case PredictionUpheld():
                row |= {"state": row["settled_state"], "dispute_reason": None}
            case PredictionGraded() as event:
                graders.add(event.grader)
                row["graders"] = len(graders)
            case _:
                pass
    return row

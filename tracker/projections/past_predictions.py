"""Predictions as they were at a moment: folded again from the events that had been recorded by then."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from tracker.domain.ids import stream_of
from tracker.domain.prediction.view import prediction_after, row_of
from tracker.domain.view import view_of
from tracker.projections.as_of import Moment
from tracker.store.databases.database import Transaction, places
from tracker.store.log.log import OF_LOG, WHOLE, recorded
from tracker.store.log.remains import with_remains


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
    streams = (events for _, events in groupby(with_remains(tx, rows), lambda row: row["stream"]))
    views = (view_of(map(recorded, events), prediction_after) for events in streams)
    then = [row_of(view) for view in views if view is not None and view.state.recorded is not None]
    return {row["id"]: row for row in then}

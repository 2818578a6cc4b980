"""Who may read the words of a prediction: one question, asked wherever words go out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from tracker.application.access import Caller
from tracker.domain.ids import category_of
from tracker.domain.instants import instant_text
from tracker.projections.predictions import find_prediction, predictions_quoting
from tracker.store.database import Row, Transaction


def may_read(row: Row, reader: Caller | None, *, now: datetime) -> bool:
    """Whether `reader` (None: without a key) may see the words of the prediction of `row` at `now`.

    Whoever recorded it, its author and whoever keeps the house always may. Before its embargo ends nobody else may;
    then everybody may read what is public, and every key what is for clients.
    """
    if reader is not None and _is_own(row, reader):
        return True
    if row["visible_from"] is not None and row["visible_from"] > instant_text(now):
        return False
    if row["visibility"] == "public":
        return True
    return row["visibility"] == "clients" and reader is not None and "read" in reader.scopes


def as_parameters(reader: Caller | None, *, now: datetime) -> dict[str, Any]:
    """The reader as the parameters of `READABLE`, which asks the same of many predictions at once."""
    return {
        "sees_all": int(reader is not None and "admin" in reader.scopes),
        "is_client": int(reader is not None and "read" in reader.scopes),
        "forecaster": reader.forecaster if reader else None,
        "key": reader.key if reader else None,
        "now": instant_text(now),
    }


def withheld_streams(
    tx: Transaction, streams: Iterable[str], reader: Caller | None, *, now: datetime
) -> frozenset[str]:
    """Which of `streams` hold words of a prediction that `reader` may not see: its own, its numbers', its quote's."""
    return frozenset(stream for stream in set(streams) if not _may_read_stream(tx, stream, reader, now=now))


def may_read_claim(tx: Transaction, claim: str, reader: Caller | None, *, now: datetime) -> bool:
    """A quote is withheld while every prediction that was read from it is."""
    rows = predictions_quoting(tx, claim)
    return not rows or any(may_read(row, reader, now=now) for row in rows)


def _may_read_stream(tx: Transaction, stream: str, reader: Caller | None, *, now: datetime) -> bool:
    category, _, rest = stream.partition("-")
    if category_of(stream) == "claim":
        return may_read_claim(tx, rest, reader, now=now)
    if category not in {"prediction", "forecast", "score"}:
        return True
    row = find_prediction(tx, rest.partition("-")[0])
    return row is None or may_read(row, reader, now=now)


def _is_own(row: Row, reader: Caller) -> bool:
    is_author = reader.forecaster is not None and reader.forecaster == row["author"]
    return is_author or reader.key == row["recorded_by"] or "admin" in reader.scopes

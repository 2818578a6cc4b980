"""Who may read the words of a prediction: asked wherever words go out, and before anything is written beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from tracker.application.access.access import Caller
from tracker.domain.errors import Forbidden, Invalid, TrackerError
from tracker.domain.ids import category_of
from tracker.domain.instants import instant_text
from tracker.domain.prediction.events import PredictionGraded
from tracker.projections.developments import labels_of
from tracker.projections.prediction_lists import Condition, holds_beyond
from tracker.projections.predictions import find_prediction, predictions_quoting
from tracker.projections.readable import EVERYTHING, own_or, shown_to
from tracker.store.databases.database import Row, Transaction

FOR_ADMINS = ("key", "endpoint")
"""Categories of events that only keepers may read."""


def may_read(row: Row, reader: Caller | None, *, now: datetime) -> bool:
    """Whether `reader` (None: without a key) may see the words of the prediction of `row` at `now`.

    The key that recorded it, its author and admins always may. Before its embargo ends nobody else may;
    then everybody may read what is public, and every key what is for clients.
    """
    if reader is not None and is_own(row, reader):
        return True
    if row["visible_from"] is not None and row["visible_from"] > instant_text(now):
        return False
    if row["visibility"] == "public":
        return True
    return row["visibility"] == "clients" and reader is not None and "read" in reader.scopes


def readable(reader: Caller | None, *, now: datetime) -> Condition:
    """`may_read` as SQL over `prediction`, for filters that tell about words: what is withheld may not match them."""
    if reader is not None and "admin" in reader.scopes:
        return EVERYTHING
    shown = shown_to(instant_text(now), is_client=reader is not None and "read" in reader.scopes)
    return shown if reader is None else own_or(shown, author=reader.forecaster, key=reader.key)


def rows_read(
    fetch: Callable[[str, int], list[Row]],
    reader: Caller | None,
    *,
    now: datetime,
    after: str,
    limit: int,
) -> list[Row]:
    """The first `limit` predictions that `reader` may read, of those that `fetch(after, limit)` gives by id."""
    seen: list[Row] = []
    while len(seen) < limit:
        rows = fetch(after, limit)
        seen += [row for row in rows if may_read(row, reader, now=now)]
        if len(rows) < limit:
            break
        after = rows[-1]["id"]
    return seen[:limit]


def is_own(row: Row, reader: Caller) -> bool:
    """Whether it is theirs: recorded with their key, of their author, or of the tracker they administer."""
    is_author = reader.forecaster is not None and reader.forecaster == row["author"]
    return is_author or reader.key == row["recorded_by"] or "admin" in reader.scopes


def refuse_unseen(
    tx: Transaction, stream: str, caller: Caller, *, now: datetime, pointer: str | None = None
) -> None:
    """Raise where the words of `stream` are withheld from the caller, who wants to write beside them or name them.

    `Forbidden` where the request is about them, `Invalid` at `pointer` where it only names them. Every write asks this
    before it looks at anything else: a refusal in the record's own words, or by its version, would tell about it.
    """
    if not _may_read_stream(tx, stream, caller, now=now):
        raise _withheld(pointer)


def refuse_unseen_run(tx: Transaction, run: str, caller: Caller, *, now: datetime) -> None:
    """Raise `Forbidden` where an import run holds a prediction that is withheld: its clock would settle that too."""
    if "admin" not in caller.scopes and holds_beyond(tx, run, readable(caller, now=now)):
        raise Forbidden("The run holds predictions that are withheld from this key: it cannot settle them.")


def refuse_others(tx: Transaction, prediction: str, caller: Caller) -> None:
    """Raise `Forbidden` unless the prediction is the caller's own: nobody else decides who reads it."""
    row = find_prediction(tx, prediction)
    if row is not None and not is_own(row, caller):
        raise Forbidden("Only its author, the key that recorded it and admins may change who may read it.")


def withheld_streams(
    tx: Transaction, streams: Iterable[str], reader: Caller | None, *, now: datetime
) -> frozenset[str]:
    """Which of `streams` hold words of a prediction that `reader` may not see: its own, its numbers', its quote's."""
    return frozenset(stream for stream in set(streams) if not _may_read_stream(tx, stream, reader, now=now))


def may_read_claim(tx: Transaction, claim: str, reader: Caller | None, *, now: datetime) -> bool:
    """A quote is withheld while every prediction that was read from it is."""
    rows = predictions_quoting(tx, claim)
    return not rows or any(may_read(row, reader, now=now) for row in rows)


def is_hidden_vote(tx: Transaction, event: Row, reader: Caller | None) -> bool:
    """Whether `event` is a grade while grading goes on: nobody votes as others did. Keepers see everything."""
    if event["type"] != PredictionGraded.TYPE or (reader is not None and "admin" in reader.scopes):
        return False
    row = find_prediction(tx, event["stream"].partition("-")[2])
    return row is None or row["resolution_number"] == 0


def _withheld(pointer: str | None) -> TrackerError:
    if pointer is None:
        return Forbidden("Its words are withheld from this key, which can neither judge nor change it.")
    return Invalid.at(pointer, "Its words are withheld from this key.", "withheld")


def _may_read_stream(tx: Transaction, stream: str, reader: Caller | None, *, now: datetime) -> bool:
    category, _, rest = stream.partition("-")
    if category_of(stream) == "claim":
        return may_read_claim(tx, rest, reader, now=now)
    if category == "development":
        return _may_read_development(tx, rest, reader, now=now)
    if category not in {"prediction", "forecast", "score"}:
        return True
    row = find_prediction(tx, rest.partition("-")[0])
    return row is None or may_read(row, reader, now=now)


def _may_read_development(tx: Transaction, development: str, reader: Caller | None, *, now: datetime) -> bool:
    """The payload of one that decides a prediction outright says its outcome in the prediction's own words."""
    decided = [value for kind, value in labels_of(tx, development) if kind == "resolves"]
    rows = [find_prediction(tx, one) for one in decided]
    return all(row is None or may_read(row, reader, now=now) for row in rows)

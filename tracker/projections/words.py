"""The words of predictions, an inverted index of our own: the same answers on every database (async).

`prediction_word` is the postings, `word` how many predictions hold a word, `word_total` what BM25 averages over. The
relay alone writes here, in log order, so that counts need no lock. Only predictions that are open are matched with
developments, all are listed by their words (see `prediction_lists`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import assert_never

import msgspec
from sqlalchemy import SmallInteger
from sqlmodel import Field

from tracker.domain.event import RecordedEvent
from tracker.domain.prediction import events
from tracker.domain.prediction.events import (
    PredictionAmended,
    PredictionAnnulled,
    PredictionEvent,
    PredictionRecorded,
    PredictionResolved,
    PredictionUndone,
)
from tracker.domain.redaction import PredictionRedacted
from tracker.domain.rules import EventLeaf, Leaf, MetricLeaf
from tracker.projections.predictions import find_prediction
from tracker.projections.table import ProjectionTable, upsert
from tracker.projections.triggers import waited_for
from tracker.projections.views import Views
from tracker.reading.words import last_beginning, search_words, weighed_words
from tracker.store.databases.database import Row, Transaction, places

VERSION = 4
CATEGORIES = ("prediction",)

WORDS_MAX = 100
"""Of a prediction: its statement has some twenty, its criteria may have six hundred, of which the first count."""

Labels = dict[str, str]

SEARCH_WORDS_MAX = 16
BEGUN_WORDS_MAX = 50
"""How many words a beginning may stand for: the most frequent ones."""

WEIGHTS = {"statement": 2, "criteria": 1, "actor": 3, "topics": 3, "rule": 2}
"""Labels are chosen to be found by, the statement says what it is about, criteria say much else."""


class PredictionWordRow(ProjectionTable, table=True):
    """`count` is weighed (see `WEIGHTS`). One tree in the order of its key, where the open ones of a word lie together."""

    __tablename__ = "prediction_word"
    __table_args__ = ({"sqlite_with_rowid": False},)
    word: str = Field(primary_key=True)
    is_open: int = Field(primary_key=True, sa_type=SmallInteger, sa_column_kwargs={"autoincrement": False})
    prediction: str = Field(primary_key=True)
    count: int


class WordRow(ProjectionTable, table=True):
    __tablename__ = "word"
    word: str = Field(primary_key=True)
    predictions: int
    open_predictions: int


class PredictionWordsRow(ProjectionTable, table=True):
    """What was indexed of a prediction, so that it can be closed without its text; `length` is the sum of its counts.

    `labels` is what it is found by beside its wording, which may be amended.
    """

    __tablename__ = "prediction_words"
    prediction: str = Field(primary_key=True)
    length: int
    is_open: int
    words: str
    labels: str


class WordTotalRow(ProjectionTable, table=True):
    """One row, id 1: the open predictions and the sum of their lengths."""

    __tablename__ = "word_total"
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    predictions: int
    length: int


TABLES = (PredictionWordRow, WordRow, PredictionWordsRow, WordTotalRow)


def project(tx: Transaction, recorded: RecordedEvent, views: Views) -> None:
    """Bring the index up to `recorded`: whatever ends a prediction's waiting for an outcome closes it here."""
    event = recorded.event
    if not isinstance(event, PredictionEvent):
        return
    match event:
        case PredictionRecorded():
            _open(tx, event.prediction, words_of(event), labels=_labels_of(event))
        case PredictionAmended():
            _reword(tx, event)
        case PredictionResolved() | PredictionAnnulled():
            _close(tx, event.prediction)
        case PredictionUndone():
            _close(tx, event.prediction)
            _drop(tx, event.prediction)
        case (
            events.PredictionWithdrawn()
            | events.PredictionOpenedUp()
            | events.AntecedentMet()
            | events.AntecedentUnmet()
            | events.OutcomeProposed()
            | events.ProposalDropped()
            | events.PredictionReResolved()
            | events.PredictionDisputed()
            | events.PredictionUpheld()
            | events.PredictionFinalized()
            | events.PredictionLapsed()
            | events.PredictionGraded()
            | events.EvidenceLinked()
            | events.EvidenceUnlinked()
            | PredictionRedacted()
        ):
            pass  # neither its words nor its waiting change
        case _:
            assert_never(event)


def words_of(event: PredictionRecorded) -> dict[str, int]:
    """What a prediction is found by, with its weighed counts."""
    return _weighed(event.statement, event.criteria, labels=_labels_of(event))


def _labels_of(event: PredictionRecorded) -> Labels:
    """What it is found by beside its wording: actor, topics and what its rule waits for."""
    waited = [
        label.replace(".", " ").replace("_", " ") for leaf in waited_for(event) for label in _labels(leaf)
    ]
    return {"actor": event.actor or "", "topics": " ".join(event.topics), "rule": " ".join(waited)}


def _weighed(statement: str, criteria: str | None, *, labels: Labels) -> dict[str, int]:
    parts = {"statement": statement, "criteria": criteria or "", **labels}
    return weighed_words(((said, WEIGHTS[name]) for name, said in parts.items()), words_max=WORDS_MAX)


def _labels(leaf: Leaf) -> list[str]:
    match leaf:
        case EventLeaf():
            return [leaf.event_type or "", *sorted(leaf.actors), *sorted(leaf.tags)]
        case MetricLeaf():
            return [leaf.metric]
        case _:
            return []


# Asking


def rare_words(tx: Transaction, words: Iterable[str]) -> dict[str, int]:
    """How many open predictions hold each of the words, the rarest first; what none holds is left out."""
    bracket, parameters = places("word", words)
    rows = tx.rows(
        f"SELECT word, open_predictions FROM word WHERE word IN {bracket} AND open_predictions > 0",  # noqa: S608 - our own names
        parameters,
    )
    found = {row["word"]: int(row["open_predictions"]) for row in rows}
    return dict(sorted(found.items(), key=lambda one: (one[1], one[0])))


def open_with_word(tx: Transaction, word: str, *, limit: int) -> list[Row]:
    """Up to `limit` open predictions that hold the word, by id, each with its count and length."""
    return tx.rows(
        """
        SELECT held.prediction, held.count, indexed.length FROM prediction_word AS held
        JOIN prediction_words AS indexed ON indexed.prediction = held.prediction
        WHERE held.word = :word AND held.is_open = 1 ORDER BY held.prediction LIMIT :limit""",
        {"word": word, "limit": limit},
    )


def counts_in(tx: Transaction, word: str, predictions: Sequence[str]) -> dict[str, int]:
    """How often the word stands in each of `predictions` that is open; the caller bounds their number."""
    bracket, parameters = places("prediction", predictions)
    rows = tx.rows(
        f"SELECT prediction, count FROM prediction_word WHERE word = :word AND is_open = 1 AND prediction IN {bracket}",  # noqa: S608
        parameters | {"word": word},
    )
    return {row["prediction"]: int(row["count"]) for row in rows}


def open_total(tx: Transaction) -> tuple[int, int]:
    """How many open predictions there are, and the sum of their lengths."""
    row = tx.row("SELECT predictions, length FROM word_total WHERE id = 1")
    return (0, 0) if row is None else (int(row["predictions"]), int(row["length"]))


def word_groups(tx: Transaction, asked: str) -> tuple[tuple[str, ...], ...]:
    """The words that predictions must hold to be found by `asked`: one of each group, none where a group is empty.

    The last word may be the beginning of one. Where nothing but stop words was asked for, nothing is found.
    """
    words = list(dict.fromkeys(search_words(asked)))[:SEARCH_WORDS_MAX]
    begun = last_beginning(asked)
    groups = [(word,) for word in words if word != begun]
    return (*groups, _begun_so(tx, begun)) if begun is not None else tuple(groups) or ((),)


def _begun_so(tx: Transaction, beginning: str) -> tuple[str, ...]:
    """The words that begin so, the one itself first."""
    rows = tx.rows(
        """
        SELECT word FROM word WHERE word >= :low AND word < :high AND predictions > 0
        ORDER BY CASE WHEN word = :low THEN 0 ELSE 1 END, predictions DESC, word LIMIT :limit""",
        {"low": beginning, "high": f"{beginning}\U0010ffff", "limit": BEGUN_WORDS_MAX},
    )
    return tuple(row["word"] for row in rows)


# Keeping


def _open(tx: Transaction, prediction: str, words: dict[str, int], *, labels: Labels) -> None:
    length = sum(words.values())
    tx.execute_many(
        """
        INSERT INTO prediction_word (word, is_open, prediction, count) VALUES (:word, 1, :prediction, :count)
        ON CONFLICT (word, is_open, prediction) DO UPDATE SET count = excluded.count""",
        [{"word": word, "prediction": prediction, "count": count} for word, count in words.items()],
    )
    tx.execute_many(
        """
        INSERT INTO word (word, predictions, open_predictions) VALUES (:word, 1, 1)
        ON CONFLICT (word) DO UPDATE SET predictions = word.predictions + 1,
            open_predictions = word.open_predictions + 1""",
        [{"word": word} for word in words],
    )
    row = {
        "prediction": prediction,
        "length": length,
        "is_open": 1,
        "words": msgspec.json.encode(sorted(words)).decode(),
        "labels": msgspec.json.encode(labels).decode(),
    }
    upsert(tx, PredictionWordsRow, row)
    _count(tx, predictions=1, length=length)


def _reword(tx: Transaction, event: PredictionAmended) -> None:
    """Index the prediction anew by its clearer words.

    What the amendment leaves as it was is read from the present row, which may be ahead of the relay: then another
    amendment follows, and the last one has the last word.
    """
    kept = tx.row(
        "SELECT is_open, labels FROM prediction_words WHERE prediction = :prediction",
        {"prediction": event.prediction},
    )
    present = find_prediction(tx, event.prediction)
    if kept is None or present is None:
        return
    labels = msgspec.json.decode(kept["labels"], type=Labels)
    words = _weighed(
        event.statement or present["statement"], event.criteria or present["criteria"], labels=labels
    )
    _close(tx, event.prediction)
    _drop(tx, event.prediction)
    _open(tx, event.prediction, words, labels=labels)
    if not kept["is_open"]:
        _close(tx, event.prediction)


def _close(tx: Transaction, prediction: str) -> None:
    """Take a prediction out of what developments are matched with; it is still found by its words."""
    row = tx.row(
        "SELECT * FROM prediction_words WHERE prediction = :prediction AND is_open = 1",
        {"prediction": prediction},
    )
    if row is None:
        return
    words = msgspec.json.decode(row["words"], type=list[str])
    tx.execute_many(
        "UPDATE prediction_word SET is_open = 0 WHERE word = :word AND is_open = 1 AND prediction = :prediction",
        [{"word": word, "prediction": prediction} for word in words],
    )
    tx.execute_many(
        "UPDATE word SET open_predictions = open_predictions - 1 WHERE word = :word",
        [{"word": word} for word in words],
    )
    tx.execute(
        "UPDATE prediction_words SET is_open = 0 WHERE prediction = :prediction", {"prediction": prediction}
    )
    _count(tx, predictions=-1, length=-row["length"])


def _drop(tx: Transaction, prediction: str) -> None:
    """Forget the words of a prediction that was closed: it is found by none any more."""
    words = _words_held(tx, prediction)
    tx.execute_many(
        "DELETE FROM prediction_word WHERE word = :word AND is_open IN (0, 1) AND prediction = :prediction",
        [{"word": word, "prediction": prediction} for word in words],
    )
    tx.execute_many(
        "UPDATE word SET predictions = predictions - 1 WHERE word = :word", [{"word": word} for word in words]
    )
    tx.execute_many(
        "DELETE FROM word WHERE word = :word AND predictions = 0", [{"word": word} for word in words]
    )
    tx.execute("DELETE FROM prediction_words WHERE prediction = :prediction", {"prediction": prediction})


def _words_held(tx: Transaction, prediction: str) -> list[str]:
    row = tx.row(
        "SELECT words FROM prediction_words WHERE prediction = :prediction", {"prediction": prediction}
    )
    return [] if row is None else msgspec.json.decode(row["words"], type=list[str])


def _count(tx: Transaction, *, predictions: int, length: int) -> None:
    tx.execute(
        """
        INSERT INTO word_total (id, predictions, length) VALUES (1, :predictions, :length)
        ON CONFLICT (id) DO UPDATE SET predictions = word_total.predictions + :predictions,
            length = word_total.length + :length""",
        {"predictions": predictions, "length": length},
    )

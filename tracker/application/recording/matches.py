"""Open predictions that a development may concern, ranked by BM25 over their words.

The cost does not grow with the number of predictions: of a word that few open predictions hold, all are read; a more
common one only counts for those found by rarer words. Ranking is done here, so both databases give the same.
"""

from __future__ import annotations

from datetime import datetime
from itertools import islice

import msgspec

from tracker.application.access.access import Caller
from tracker.application.access.visibility import may_read
from tracker.projections.predictions import find_prediction
from tracker.projections.words import counts_in, open_total, open_with_word, rare_words
from tracker.reading.bm25 import rarity, worth
from tracker.reading.words import search_words
from tracker.store.databases.database import Row, Transaction

POSTINGS_MAX = 1_000
"""Predictions read for one word; a word that more of them hold tells too little to begin with."""

QUERY_WORDS_MAX = 32
CANDIDATES_MAX = 2_000
LOOKUP_MAX = 500
"""Ids in one query: below what either database takes as parameters."""

MATCHES_DEFAULT = 3
MATCHES_MAX = 50


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A prediction's row, how well it matches, and the words that both share, the most telling first."""

    prediction: Row
    score: float
    words: tuple[str, ...]


def match_development(
    tx: Transaction, development: Row, *, caller: Caller | None, now: datetime, limit: int
) -> list[Match]:
    """The `limit` open predictions that match the development best, of those that the caller may see."""
    ranked = _rank(tx, _words_of(development))
    matches = (
        Match(prediction=row, score=round(score, 6), words=words)
        for prediction, score, words in ranked
        if (row := find_prediction(tx, prediction)) is not None and _may_be_matched(row, caller, now)
    )
    return list(islice(matches, limit))


def _may_be_matched(prediction: Row, caller: Caller | None, now: datetime) -> bool:
    """Whether it is open and the caller may see it; the index may be behind by what the relay has not read yet."""
    is_open = not prediction["outcome"] and prediction["state"] != "undone"
    return is_open and may_read(prediction, caller, now=now)


def _words_of(development: Row) -> list[str]:
    """The words of headline, actors, tags, type and the actor whose time it ends."""
    labels = [development["event_type"] or "", development["ends_actor"] or ""]
    for name in ("actors", "tags"):
        labels += msgspec.json.decode(development[name], type=list[str])
    said = " ".join(labels).replace(".", " ").replace("_", " ")
    return search_words(f"{development['headline']} {said}")


def _rank(tx: Transaction, words: list[str]) -> list[tuple[str, float, tuple[str, ...]]]:
    """(prediction, score, shared words), the best first and of equals the first by id."""
    held = dict(islice(rare_words(tx, words).items(), QUERY_WORDS_MAX))
    documents, length = open_total(tx)
    lengths: dict[str, int] = {}
    counts: dict[str, dict[str, int]] = {}
    for word, holders in held.items():
        if not lengths or (holders <= POSTINGS_MAX and len(lengths) < CANDIDATES_MAX):
            rows = open_with_word(tx, word, limit=POSTINGS_MAX)
            lengths.update((row["prediction"], int(row["length"])) for row in rows)
            counts[word] = {row["prediction"]: int(row["count"]) for row in rows}
        else:
            counts[word] = _look_up(tx, word, list(lengths))
    mean = length / documents if documents else 0.0
    scored = []
    for prediction, own in lengths.items():
        shared = [word for word in held if prediction in counts[word]]
        score = sum(
            rarity(held[word], documents) * worth(counts[word][prediction], own, mean) for word in shared
        )
        scored.append((prediction, score, tuple(shared)))
    return sorted(scored, key=lambda one: (-one[1], one[0]))


def _look_up(tx: Transaction, word: str, predictions: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for start in range(0, len(predictions), LOOKUP_MAX):
        found |= counts_in(tx, word, predictions[start : start + LOOKUP_MAX])
    return found

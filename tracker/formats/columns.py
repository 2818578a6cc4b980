"""Guesses which column of a sheet holds what, from its header.

An import shows the guess before it records.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

COLUMNS = (
    "id", "statement", "probability", "deadline", "made", "author", "outcome", "outcome_date", "source", "topics",
    "note", "visibility",
)  # fmt: skip
"""The columns of a sheet, in the order in which they are written."""

NEEDED = ("statement", "deadline")

_NAMES = {
    "id": "id, prediction id, tracker id, key, \u756a\u53f7",
    "statement": "statement, prediction, claim, question, forecast statement, text, what, event, title, question title, "
    "aussage, prognose, vorhersage, \u4e88\u6e2c, \u5185\u5bb9, \u4e88\u6e2c\u5185\u5bb9",
    "probability": "probability, p, prob, chance, likelihood, confidence, percent, forecast, estimate, odds, "
    "probability (%), wahrscheinlichkeit, \u78ba\u7387, \u53ef\u80fd\u6027",
    "deadline": "deadline, by, due, due date, closes, close, resolve by, by when, until, end, end date, expiry, "
    "frist, bis, \u671f\u9650, \u7de0\u5207, \u7de0\u3081\u5207\u308a",
    "made": "made, made on, made at, date, date made, created, created at, said, said on, published, logged, datum, "
    "\u65e5\u4ed8, \u4f5c\u6210\u65e5, \u4e88\u6e2c\u65e5",
    "author": "author, forecaster, who, name, by whom, predictor, pundit, analyst, autor, autorin, "
    "\u4e88\u6e2c\u8005, \u8457\u8005, \u6c0f\u540d",
    "outcome": "outcome, result, resolution, resolved, happened, came true, right, correct, answer, ergebnis, "
    "\u7d50\u679c, \u6b63\u8aa4",
    "outcome_date": "outcome date, outcome on, resolved on, resolved at, resolution date, date resolved, happened on, "
    "result date, \u7d50\u679c\u65e5, \u5224\u5b9a\u65e5",
    "source": "source, url, link, evidence, reference, quelle, \u51fa\u5178, \u60c5\u5831\u6e90",
    "topics": "topics, topic, tags, tag, category, categories, thema, themen, \u30c8\u30d4\u30c3\u30af, \u5206\u985e, \u30bf\u30b0",
    "note": "note, notes, comment, comments, reason, reasons, remark, why, notiz, \u5099\u8003, \u30e1\u30e2",
    "visibility": "visibility, visible, who sees it, sichtbarkeit, \u516c\u958b, \u516c\u958b\u7bc4\u56f2",
}


class UnknownColumn(ValueError):
    """A column is missing, or a named column does not exist; the message says which."""


def guess_columns(header: Sequence[str], *, named: Mapping[str, str] | None = None) -> dict[str, int]:
    """The index of each column in `header`; `named` (column -> header) overrides the guess.

    Raises `UnknownColumn` if the statement or deadline column is missing.

    >>> guess_columns(["Prediction", "Chance", "Due date", "Mood"])
    {'statement': 0, 'probability': 1, 'deadline': 2}
    """
    folded = [_folded(name) for name in header]
    found = {column: _place(folded, name) for column, name in (named or {}).items()}
    unsure = [column for column in found if column not in COLUMNS]
    if unsure:
        raise UnknownColumn(f"{unsure[0]!r} is not a column name. Write one of {', '.join(COLUMNS)}.")
    for column in COLUMNS:
        taken = set(found.values())
        place = next((folded.index(name) for name in _known(column) if name in folded), None)
        if column not in found and place is not None and place not in taken:
            found[column] = place
    missing = [column for column in NEEDED if column not in found]
    if missing:
        raise UnknownColumn(
            f"No column looks like {missing[0]!r}; the sheet has {', '.join(header)}. "
            f"Add --column {missing[0]}=HEADER."
        )
    return {column: found[column] for column in COLUMNS if column in found}


def _place(folded: Sequence[str], name: str) -> int:
    if _folded(name) not in folded:
        raise UnknownColumn(f"The sheet has no column {name!r}.")
    return folded.index(_folded(name))


def _known(column: str) -> list[str]:
    return [column, *_NAMES[column].split(", ")]


def _folded(name: str) -> str:
    """A header for comparison: case, width, underscores and extra spaces do not matter."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    folded = re.sub(r"[\s_\-]+", " ", plain).strip(" :?*")
    return "outcome_date" if folded == "outcome date" else folded

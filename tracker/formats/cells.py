"""Reads one cell of a sheet: a probability, an outcome, a visibility, topics.

Days are in days.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from tracker.formats.days import plain
from tracker.scoring.verbal import Term, read_term

Outcome = str | dict[str, float]
"""yes, no, annulled, or a share such as `{"partial": 0.25}`, as in story lines and requests."""

Means = Literal["event", "call"]
"""What right and wrong refer to: the event, or the call, which is the side of 50% that was taken."""

_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*(?:%|percent|pct)", re.ASCII | re.IGNORECASE)
_BARE = re.compile(r"\d{1,3}(?:[.,]\d+)?|[.,]\d+", re.ASCII)

_OUTCOMES = {
    "yes": "yes y true 1 happened came_true occurred ja wahr \u306f\u3044 \u5b9f\u73fe",
    "no": "no n false 0 did_not_happen did_not_come_true nein falsch \u3044\u3044\u3048 \u5b9f\u73fe\u305b\u305a",
    "right": "right correct hit \u7684\u4e2d \u25cb \u6b63",
    "wrong": "wrong incorrect miss missed \u5916\u308c \u00d7 \u8aa4",
    "annulled": "annulled void n/a na cancelled canceled ambiguous \u7121\u52b9",
    "": "open pending tbd unknown unresolved not_yet - ? \u672a\u5b9a",
}
_OUTCOME_OF = {
    word.replace("_", " "): outcome for outcome, words in _OUTCOMES.items() for word in words.split()
}
_VISIBILITIES = {
    "public": "public",
    "everyone": "public",
    "clients": "clients",
    "client": "clients",
    "private": "private",
}


class NotACell(ValueError):
    """The cell cannot be read; the message says how to write it."""


@dataclass(frozen=True)
class ProbabilityCell:
    """A probability as in the cell: `p` in 0..1, a `term` of `scale`, or both None for a hedge."""

    p: float | None = None
    term: str | None = None
    scale: str | None = None


def one_is_percent(cells: Iterable[str]) -> bool | None:
    """Whether a bare 1 in this column means 1%: by the other numbers; None if they are mixed.

    >>> one_is_percent(["70", "1"]), one_is_percent(["0.7", "1"]), one_is_percent(["70", "0.7"])
    (True, False, None)
    """
    bare = [_number(text) for cell in cells if _BARE.fullmatch(text := plain(cell))]
    has_percents = any(value > 1 for value in bare)
    has_fractions = any(0 < value < 1 for value in bare)
    return None if has_percents and has_fractions else has_percents


def read_probability(cell: str, *, scale: str, one_is_percent: bool | None) -> ProbabilityCell:
    """What `cell` says. Raises `NotACell`.

    >>> [read_probability(c, scale="icd203", one_is_percent=None).p for c in ("70", "70%", "0.7", "0,7")]
    [0.7, 0.7, 0.7, 0.7]
    >>> read_probability("Very likely", scale="icd203", one_is_percent=None)
    ProbabilityCell(p=None, term='very likely', scale='icd203')
    """
    text = plain(cell)
    if not any(sign.isdigit() for sign in text):
        return _word(text, scale)
    percent = _PERCENT.fullmatch(text)
    if percent is None and not _BARE.fullmatch(text):
        raise NotACell(f"{text!r} is not a probability. Write 70% or 0.7.")
    value = _number(percent[1] if percent else text)
    if percent is None and value == 1 and one_is_percent is None:
        raise NotACell("1 can mean 1% or 100% in this column. Write 1% or 100%.")
    is_percent = percent is not None or value > 1 or (value == 1 and bool(one_is_percent))
    share = value / 100 if is_percent else value
    if share > 1:
        raise NotACell(f"{text} is more than 100%.")
    return ProbabilityCell(p=float(share))


def read_outcome(cell: str, said: ProbabilityCell | None, *, means: Means | None) -> Outcome | None:
    """The outcome in `cell`; None while it is open. Raises `NotACell`.

    Right and wrong are unambiguous above 50%. At or below, `means` must say what they refer to.

    >>> [read_outcome(word, ProbabilityCell(p=0.7), means=None) for word in ("Yes", "wrong", "open", "", "25%")]
    ['yes', 'no', None, None, {'partial': 0.25}]
    """
    word = plain(cell).casefold().rstrip(".!")
    if not word:
        return None
    if word not in _OUTCOME_OF:
        return {"partial": _share(word)}
    outcome = _OUTCOME_OF[word]
    if outcome in {"right", "wrong"}:
        return _judged(outcome == "right", said, means=means)
    return outcome or None


def outcome_cell(outcome: Outcome) -> str:
    """The text that `read_outcome` reads as `outcome`.

    >>> outcome_cell("annulled"), outcome_cell({"partial": 0.25}), outcome_cell({"partial": 1 / 3})
    ('void', '25%', '33.33333333333333%')
    """
    if isinstance(outcome, str):
        return "void" if outcome == "annulled" else outcome
    percent = Decimal(repr(outcome["partial"])) * 100
    return f"{percent.normalize():f}%"


def read_visibility(cell: str) -> str | None:
    """public, clients or private; None for an empty cell. Raises `NotACell`."""
    word = plain(cell).casefold()
    if word and word not in _VISIBILITIES:
        raise NotACell(f"{plain(cell)!r} is not a visibility. Write public, clients or private.")
    return _VISIBILITIES.get(word)


def read_topics(cell: str) -> tuple[str, ...]:
    """The topics in the cell, separated by `;` or `,`, without duplicates.

    >>> read_topics("Japan; #ukraine")
    ('japan', 'ukraine')
    """
    parts = re.split(r"[;,\u3001]", plain(cell))
    words = (part.strip().lstrip("#").casefold() for part in parts)
    return tuple(dict.fromkeys(word for word in words if word))


def number_of(said: ProbabilityCell | None) -> float | None:
    """The number that a cell means; for a word, the midpoint of its range.

    None without a number.
    """
    if said is None or said.term is None:
        return None if said is None else said.p
    found = read_term(said.term, said.scale or "")
    return found.midpoint if isinstance(found, Term) else None


def _judged(is_right: bool, said: ProbabilityCell | None, *, means: Means | None) -> str:  # noqa: FBT001 - one word of two
    p = number_of(said)
    is_plain = p is not None and p > 0.5
    if not is_plain and means is None:
        raise NotACell(
            "Right and wrong are ambiguous at or below 50%. Add --outcome-means event (right: it happened) "
            "or --outcome-means call (right: the side taken was correct)."
        )
    if is_plain or means == "event":
        return "yes" if is_right else "no"
    if p is None or p == 0.5:
        raise NotACell("At 50% no side was taken that could be right or wrong. Write yes or no.")
    return "no" if is_right else "yes"


def _share(word: str) -> float:
    """The share that came true; a bare number must be in 0..1 (0 is no, 1 is yes)."""
    percent = _PERCENT.fullmatch(word)
    if percent is None and not _BARE.fullmatch(word):
        raise NotACell(f"{word!r} is not an outcome. Write yes, no, void or a share, or leave it empty.")
    share = _number(percent[1]) / 100 if percent else _number(word)
    if share > 1:
        raise NotACell(f"{word} is not a share. Write 25% or 0.25.")
    return float(share)


def _word(text: str, scale: str) -> ProbabilityCell:
    found = read_term(text, scale)
    if not isinstance(found, Term) and not found.is_hedge:
        raise NotACell(f"{text!r} is not a word of the scale {scale}. Write 70% or 0.7.")
    return ProbabilityCell(term=found.word, scale=scale)


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))

"""How likely a sentence says something is: a number, a word of ICD 203's scale, or neither.

The words are those of Intelligence Community Directive 203, "Analytic Standards" (2015), which gives two rows of
synonyms for the same ranges. `may`, `might`, `could`, `possible`, `perhaps` and a bare `will` have no number in any
standard.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tracker.reading.sentences import Token, word_set

SCALE = "icd203"
NEAR_WORDS = 6

_TERMS = {
    **dict.fromkeys(("almost no chance", "almost certainly not", "remote chance"), "almost no chance"),
    **dict.fromkeys(("very unlikely", "highly unlikely", "highly improbable", "very improbable"), "very unlikely"),
    **dict.fromkeys(("unlikely", "improbable", "not likely", "not very likely", "probably not", "not probable"), "unlikely"),
    **dict.fromkeys(
        ("roughly even chance", "roughly even odds", "even chance", "even odds", "toss - up", "coin toss", "fifty - fifty"),
        "roughly even chance"),
    **dict.fromkeys(("likely", "probable", "probably", "in all likelihood", "chances are", "odds are"), "likely"),
    **dict.fromkeys(("very likely", "highly likely", "highly probable", "very probable", "very probably"), "very likely"),
    **dict.fromkeys(("almost certain", "almost certainly", "nearly certain", "all but certain", "virtually certain"),
                    "almost certain"),
}  # fmt: skip
_PHRASES = sorted((tuple(phrase.split()) for phrase in _TERMS), key=len, reverse=True)
_PERCENT = frozenset({"%", "percent", "per"})
_OF_CHANCE = word_set("""chance chances probability likelihood odds likely certain probable confident""")
_DIGITS = re.compile(r"\d{1,3}(?:\.\d+)?")


@dataclass(frozen=True)
class Estimate:
    """`p` for a number, `term` for a word of the scale, neither for `unquantified`."""

    kind: Literal["number", "term", "unquantified"]
    said: str | None = None
    term: str | None = None
    p: float | None = None


def read_estimate(words: Sequence[Token]) -> Estimate:
    """The first estimate in a sentence; a number takes precedence over a word."""
    return _number(words) or _term(words) or Estimate("unquantified")


def _number(words: Sequence[Token]) -> Estimate | None:
    """A percentage near a word of chance, such as `a 70% chance` or `60 percent likely`."""
    for at, word in enumerate(words[1:], 1):
        if word.low not in _PERCENT or not _DIGITS.fullmatch(words[at - 1].low):
            continue
        near = words[max(0, at - NEAR_WORDS) : at + NEAR_WORDS]
        p = float(words[at - 1].low) / 100
        if p <= 1 and any(one.low in _OF_CHANCE for one in near):
            return Estimate("number", said=f"{words[at - 1].low}%", p=round(p, 6))
    return None


def _term(words: Sequence[Token]) -> Estimate | None:
    for at in range(len(words)):
        for phrase in _PHRASES:
            if all(at + n < len(words) and words[at + n].low == one for n, one in enumerate(phrase)):
                said = " ".join(phrase)
                return Estimate("term", said=said, term=_negated(words, at, said))
    return None


def _negated(words: Sequence[Token], at: int, said: str) -> str:
    """The term, negated: `isn't likely` and `not at all likely` are unlikely."""
    before = [word.low for word in words[max(0, at - 3) : at]]
    is_denied = any(word == "not" or word.endswith("n't") for word in before)
    return "unlikely" if is_denied and _TERMS[said] in {"likely", "very likely"} else _TERMS[said]

"""Verbs that refer to the future (`will`, `going to`, `may`), weighed by subject and verb.

A word that is not a verb gives None: the will of a people, Will Smith, the month of May. The weight is zero where the
author states plans of her own, addresses the reader, or says what would or might have been.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from tracker.reading.sentences import CLAUSE_ENDS, Token, has_phrase_at, is_question, word_set

ENOUGH = 1.0
HALF = 0.5
NOTHING = 0.0
ADVERBS_MAX = 3

_WILLS = frozenset({"will", "won't", "shall", "shan't"})
_MAYBES = frozenset({"may", "might", "could", "mightn't", "couldn't"})
_WOULDS = frozenset({"would", "wouldn't"})
_MODALS = _WILLS | _MAYBES | _WOULDS
_BEFORE_A_WILL = word_set(
    """the a an his her its their our my your this that no any political popular public national free good ill
    iron collective sheer strong of"""
)
_ADVERBS = word_set(
    """not never also still then soon now only just even ever always often likely probably surely certainly
    eventually ultimately perhaps maybe possibly again almost well either neither instead further simply
    quickly quietly"""
)
_STATIVE = word_set(
    """be have seem appear reflect explain suggest indicate mean imply represent sound look feel know want like
    think believe remember need owe own contain include differ resemble"""
)
_PARTICIPLES = word_set(
    """been had made done gone taken become come led left lost won given seen known fallen risen said told
    brought kept put cut set met found fought begun sent gotten got held shown spoken written thought meant"""
)
_META = word_set(
    """see show discuss argue return turn examine explore look describe explain begin start focus use"""
)
_PAST = frozenset({"ago", "yesterday", "formerly", "previously"})
QUESTION_OPENERS = frozenset({"but", "and", "so", "or", "then", "yet"})


class Modal(NamedTuple):
    """How many words the modal takes, its kind and its weight."""

    words: int
    kind: Literal["future", "possibility", "would"]
    weight: float


def modal_at(words: Sequence[Token], at: int) -> Modal | None:  # noqa: PLR0911 - one for each verb
    """The modal verb at `at`, weighed by its subject and verb; None where the word is none."""
    low = words[at].low
    verb = _verb_behind(words, at)
    if low.endswith("'ll"):
        return Modal(1, "future", NOTHING if low in {"i'll", "you'll"} else ENOUGH)
    if has_phrase_at(words, at, ("going", "to")):
        is_verb = (
            at + 2 < len(words)
            and words[at + 2].text.islower()
            and words[at + 2].low not in {"the", "a", "an", "his", "her"}
        )
        return Modal(2, "future", _by_subject(words, at, ENOUGH)) if is_verb else None
    if low in _WILLS:
        return None if _is_noun_or_name(words, at) else Modal(1, "future", _by_subject(words, at, ENOUGH))
    if low in _WOULDS:
        weight = NOTHING if _is_past(words, verb) else HALF
        return Modal(1, "would", _by_subject(words, at, weight))
    if low in _MAYBES and not (low == "may" and words[at].text != "may"):
        return Modal(1, "possibility", _by_subject(words, at, _possibility(words, verb)))
    if low == "can" and _is_behind_perhaps(words, at):
        return Modal(1, "possibility", ENOUGH)
    return None


def _is_behind_perhaps(words: Sequence[Token], at: int) -> bool:
    """Whether `perhaps` precedes `can` in its clause, which makes it a guess about the future."""
    while at and words[at - 1].text not in CLAUSE_ENDS:
        at -= 1
        if words[at].low in {"perhaps", "maybe"}:
            return True
    return False


def _possibility(words: Sequence[Token], verb: int) -> float:
    """The weight of `may`: full with a verb of change, half with one of state (maybe present)."""
    if _is_past(words, verb):
        return NOTHING
    is_of_state = verb < len(words) and words[verb].low in _STATIVE
    mentions_past = any(word.low in _PAST for word in words)
    return HALF if is_of_state or mentions_past else ENOUGH


def _by_subject(words: Sequence[Token], at: int, weight: float) -> float:
    """`weight`, or zero for plans and addresses to the reader: `I will`, `as we shall see`."""
    who = _subject(words, at)
    if who in {"i", "you"}:
        return NOTHING
    verb = _verb_behind(words, at)
    return NOTHING if who == "we" and verb < len(words) and words[verb].low in _META else weight


def _subject(words: Sequence[Token], at: int) -> str:
    """The subject: the word before the modal, without adverbs.

    After `and`, the earlier modal's subject.
    """
    before = at - 1
    while before >= 0 and words[before].low in _ADVERBS:
        before -= 1
    if before < 0:
        return ""
    if words[before].low not in {"and", "or"}:
        return words[before].low
    earlier = next((n for n in range(before - 1, -1, -1) if words[n].low in _MODALS), None)
    return "" if earlier is None else _subject(words, earlier)


def _verb_behind(words: Sequence[Token], at: int) -> int:
    """The index of the first word after a modal that is not an adverb."""
    verb = at + 1
    while (
        verb < len(words)
        and verb <= at + ADVERBS_MAX
        and (words[verb].low in _ADVERBS or words[verb].low.endswith("ly"))
    ):
        verb += 1
    return verb


def _is_past(words: Sequence[Token], verb: int) -> bool:
    """Whether `have` and a participle follow, as in what would, might or could have been."""
    if verb + 1 >= len(words) or words[verb].low not in {"have", "'ve"}:
        return False
    behind = _verb_behind(words, verb)
    return behind < len(words) and (words[behind].low in _PARTICIPLES or words[behind].low.endswith("ed"))


def _is_noun_or_name(words: Sequence[Token], at: int) -> bool:
    """Whether this `will` is a noun or a name; as a verb it begins only a question."""
    if not at and words[at].low == "will":
        return not is_question(words)
    if (
        at
        and words[at].text[0].isupper()
        and words[at].low == "will"
        and words[at - 1].low not in QUESTION_OPENERS | {"“", '"'}
    ):
        return True
    before = words[at - 1].low if at else ""
    is_of_somebody = before.endswith(("'s", "s'")) and not before.startswith(("it'", "that'", "there'"))
    return words[at].low == "will" and (before in _BEFORE_A_WILL or is_of_somebody)

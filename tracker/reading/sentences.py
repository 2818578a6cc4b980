"""Splits a text into sentences, and a sentence into words.

A sentence ends at a full stop, question mark or exclamation mark with the quotes and brackets that close after it, if
white space and a possible beginning of a sentence follow. Abbreviations, initials, numbers and list marks do not end
one. All patterns are bounded, so the cost is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

SENTENCE_CHARS_MAX = 2_000
"""The longest quote allowed. A longer text is cut at a space, since without full stops it has no bound."""

WRAPPED_CHARS_MIN = 60
"""A line this long without a final mark was wrapped at a margin; a shorter one is a heading."""

WORD_CHARS_MAX = 20

CLAUSE_ENDS = frozenset(",;:–—()")

_CANDIDATE = re.compile(r"""[.!?…]{1,8}["'”’»)\]]{0,4}(?=\s|$)|[。！？]{1,8}[」』”’）)]{0,4}|\n\s*""")
_TOKEN = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?!\d)|\d+(?:[.,]\d+)*|[^\W\d_]+(?:[’'][^\W\d_]+)*|[^\w\s]|_")


def word_set(text: str) -> frozenset[str]:
    """The words of `text`, so that long lists need not be one word per line."""
    return frozenset(text.split())


_NEVER_LAST = word_set(
    """mr mrs ms messrs dr prof gen sen rep gov lt col sgt capt cmdr adm hon rev st mt ft vs cf e.g i.e viz
    approx ca"""
)
_BEFORE_NUMBERS = word_set(
    """no nos fig figs vol vols ch sec art p pp para jan feb mar apr jun jul aug sep sept oct nov dec"""
)
_SELDOM_LAST = word_set("""inc ltd co corp bros jr sr ph.d u.s u.k u.n e.u d.c""")
_STARTERS = word_set(
    """a after all although an and as at before both but by despite during each even every few first for from
    given he her here his how however if in instead it its just last like many more most moreover my neither
    no none nor not nothing now of on once one only or other others our perhaps rather second several she
    since so some still such that the their then there these they this those though three thus to today
    together two under unless until we what when where whether which while who why will with without yet you"""
)
_ENDS = ".!?…。！？"
_CLOSERS = "\"'”’»)]」』）"
_BULLETS = "-–—*•·"


class Span(NamedTuple):
    """Code points `start` to `end`, exclusive.

    `paragraph` is the number of paragraphs before it.
    """

    start: int
    end: int
    paragraph: int


class Token(NamedTuple):
    """A word, number or mark.

    `low` is its lower-case form with straight apostrophes, for comparison.
    """

    text: str
    low: str
    start: int
    end: int


def sentences(text: str) -> Iterator[Span]:
    """The sentences of `text` in order, without surrounding white space."""
    start, line, paragraph = 0, 0, 0
    for candidate in _CANDIDATE.finditer(text):
        place, end = candidate.start(), candidate.end()
        if text[place] == "\n":
            is_end = _is_line_end(text, line, place, end)
            line = end
        else:
            is_end = _is_sentence_end(text, start, place, end)
        if is_end:
            yield from _pieces(text, start, end, paragraph)
            start = end
            paragraph += text[place] == "\n"
    yield from _pieces(text, start, len(text), paragraph)


def tokens(text: str, *, offset: int = 0) -> list[Token]:
    """The words, numbers and marks of `text`; `offset` is added to their positions."""
    return [
        Token(found[0], found[0].lower().replace("’", "'"), offset + found.start(), offset + found.end())
        for found in _TOKEN.finditer(text)
    ]


def is_question(words: Sequence[Token]) -> bool:
    """Whether the sentence ends in a question mark, apart from quotes and brackets."""
    marks = [word.text for word in words[-4:] if not word.text[0].isalnum()]
    return "?" in marks


def has_phrase_at(words: Sequence[Token], at: int, phrase: tuple[str, ...]) -> bool:
    """Whether the words from `at` on are `phrase`."""
    return at + len(phrase) <= len(words) and all(words[at + n].low == word for n, word in enumerate(phrase))


def _is_sentence_end(text: str, start: int, place: int, end: int) -> bool:
    if text[place] in "。！？":
        return True
    following = _next_visible(text, end)
    if following is None:
        return True
    letter = text[following]
    if letter.islower() or (letter in "–—-" and text[end - 1] in _CLOSERS):
        return False
    if text[place] != "." or text[place : place + 2] == "..":
        return True
    return _is_full_stop(text, start, place, following)


def _is_full_stop(text: str, start: int, place: int, following: int) -> bool:
    """Whether the `.` at `place` ends a sentence, not an abbreviation, initial or list mark."""
    begin = place
    while (
        begin > start
        and place - begin < WORD_CHARS_MAX
        and (text[begin - 1].isalnum() or text[begin - 1] == ".")
    ):
        begin -= 1
    word = text[begin:place].lower()
    if word in _NEVER_LAST:
        return False
    if word in _BEFORE_NUMBERS and text[following].isdigit():
        return False
    if word.isdigit() and len(word) <= 3 and not text[start:begin].strip():
        return False
    is_initial = len(word) == 1 and word.isalpha() and text[begin].isupper()
    is_dotted = all(len(part) == 1 and part.isalpha() for part in word.split(".")) and "." in word
    if is_initial or is_dotted or word in _SELDOM_LAST:
        return _first_word(text, following) in _STARTERS
    return True


def _is_line_end(text: str, line: int, place: int, following: int) -> bool:
    """Whether the line break at `place` is intended, not made by wrapping at a margin."""
    if following == len(text) or "\n" in text[place + 1 : following]:
        return True
    before = text[max(line, place - WRAPPED_CHARS_MIN) : place].rstrip()
    if not before or before.rstrip(_CLOSERS)[-1:] in {*_ENDS, ":", ""}:
        return True
    if text[following] in _BULLETS:
        return True
    return place - line < WRAPPED_CHARS_MIN and not text[following].islower()


def _next_visible(text: str, place: int) -> int | None:
    while place < len(text):
        if not text[place].isspace():
            return place
        place += 1
    return None


def _first_word(text: str, place: int) -> str:
    while place < len(text) and not text[place].isalnum():
        place += 1
    end = place
    while end < len(text) and end - place < WORD_CHARS_MAX and text[end].isalpha():
        end += 1
    return text[place:end].lower()


def _pieces(text: str, start: int, end: int, paragraph: int) -> Iterator[Span]:
    """The span without surrounding white space, cut at spaces if it is too long."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > SENTENCE_CHARS_MAX:
        cut = text.rfind(" ", start + 1, start + SENTENCE_CHARS_MAX)
        cut = cut if cut > 0 else start + SENTENCE_CHARS_MAX
        yield Span(start, cut, paragraph)
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield Span(start, end, paragraph)

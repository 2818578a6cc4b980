"""The words of a text for full-text search; texts and queries are treated alike.

1. NFKC and case folding make full-width and capital letters equal to others; marks over Latin, Greek and Cyrillic
   letters are dropped (`shinzo` finds `Shinzō`).
2. Runs of letters and digits are words. A possessive 's is dropped; any other apostrophe is removed (`don't` is `dont`).
3. English plurals become singular by the three rules of the S-stemmer (Harman 1991, "How effective is suffixing?").
4. Runs of Han, kana and Hangul, which have no spaces, become overlapping pairs of characters. A single character is a
   word; pairs of hiragana alone, which are grammar, are dropped.
5. English function words are dropped, and overlong words are cut.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from tracker.reading.sentences import word_set

WORD_CHARS_MAX = 40

STOP_WORDS = word_set(
    """a about after again all also an and any are as at be because been before being between both but by can could did do
    does doing down during each few for from further had has have having he her here hers him his how i if in into is it
    its itself just may me might more most must my no nor not of off on once only or other our out over own per same shall
    she should so some such than that the their them then there these they this those through to too under until up upon
    very was we were what when where which while who whom why will with within without would you your"""
)

_ASIAN = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
_WORD = re.compile(rf"[{_ASIAN}]+|[^\W_{_ASIAN}]+(?:'[^\W_{_ASIAN}]+)*")
_IS_ASIAN = re.compile(rf"[{_ASIAN}]")
_HIRAGANA = re.compile(r"[\u3040-\u309f]+")
_MARKS = re.compile(r"[\u0300-\u036f]")


def search_words(text: str) -> list[str]:
    """Every word of `text` in order, as often as it occurs.

    >>> search_words("Japan’s cabinets will RESIGN")
    ['japan', 'cabinet', 'resign']
    >>> search_words("石破内閣が総辞職")
    ['石破', '破内', '内閣', '閣が', 'が総', '総辞', '辞職']
    """
    found: list[str] = []
    for run in _WORD.findall(_folded(text)):
        if _IS_ASIAN.match(run):
            found += _pairs(run)
        else:
            word = _word(run)
            if word and word not in STOP_WORDS:
                found.append(word)
    return found


def last_beginning(text: str) -> str | None:
    """The last word of `text`, which may be incomplete.

    None if anything follows it or it is dropped.
    """
    folded = _folded(text)
    runs = _WORD.findall(folded)
    if not runs or not folded.endswith(runs[-1]) or _IS_ASIAN.match(runs[-1]):
        return None
    word = _word(runs[-1])
    return word if word and word not in STOP_WORDS else None


def weighed_words(parts: Iterable[tuple[str, int]], *, words_max: int) -> dict[str, int]:
    """The words of several texts with their counts, each count multiplied by its text's weight.

    At most `words_max` words: the heaviest ones, and among equals those that occur first.
    """
    counted: Counter[str] = Counter()
    for text, weight in parts:
        for word in search_words(text):
            counted[word] += weight
    return dict(counted.most_common(words_max))


def _folded(text: str) -> str:
    """NFKC, case folded, without marks.

    Kana keep their voicing marks, which make another letter.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    if not folded.isascii():
        bare = _MARKS.sub("", unicodedata.normalize("NFD", folded))
        folded = unicodedata.normalize("NFC", bare)
    return folded.replace("’", "'")


def _word(run: str) -> str:
    """The word without possessive ending and plural."""
    return _singular(run.removesuffix("'s").replace("'", ""))[:WORD_CHARS_MAX]


def _singular(word: str) -> str:
    if len(word) <= 3 or not word.endswith("s"):
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return f"{word[:-3]}y"
    if word.endswith("es") and not word.endswith(("aes", "ees", "oes")):
        return word[:-1]
    return word if word.endswith(("us", "ss", "is")) else word[:-1]


def _pairs(run: str) -> list[str]:
    if len(run) == 1:
        return [run]
    pairs = (run[at : at + 2] for at in range(len(run) - 1))
    return [pair for pair in pairs if not _HIRAGANA.fullmatch(pair)]

"""Where a quote stands in a text: by position, else by its words and their context, else by the closest words.

The selectors are those of the W3C Web Annotation Data Model (TextQuoteSelector, TextPositionSelector). Everything is
counted in Unicode code points of NFC text, end exclusive. Every search is bounded, whatever the text: the cost is
that of scanning it some dozens of times, and of aligning the quote with four windows not much longer than itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Literal

import msgspec

from tracker.domain.claim import Quote

State = Literal["anchored", "moved", "orphaned"]
FoundBy = Literal["position", "words", "context", "likeness"]

CONTEXT_CHARS = 32
"""What is kept on either side of a quote: enough to tell two places apart, few enough to survive an edit nearby."""

OCCURRENCES_MAX = 1_000
LIKENESS_CHARS_MIN = 16
"""Shorter quotes look like too much else."""

EDITS_SHARE = 4
"""At most one character in so many may differ: beyond that it is another sentence."""

PIECE_CHARS = 8
PIECES_MAX = 64
PIECE_HITS_MAX = 8
"""A piece that stands in more places (` of the `) tells nothing about where the quote is."""

WINDOWS_MAX = 4

_PRINTED_ALIKE = str.maketrans("‘’‚‛“”„‟«»‐‑‒–—―−\u00a0\u2009\u202f\n\t", '\'\'\'\'""""""-------     ')
"""One character for one, so that positions stay: quotes, dashes and spaces as a keyboard has them."""


class Anchor(msgspec.Struct, frozen=True, kw_only=True):
    """`anchored`: the words stand where they were said to; `moved`: elsewhere, or worded otherwise; `orphaned`: gone."""

    state: State
    start: int | None = None
    end: int | None = None
    found_by: FoundBy | None = None


ORPHANED = Anchor(state="orphaned")


def anchor(text: str, quote: Quote) -> Anchor:
    """Where `quote` stands in `text`; both are NFC."""
    if quote.start is not None and text.startswith(quote.exact, quote.start):
        return _at(quote.start, quote, found_by="position")
    plain = text.translate(_PRINTED_ALIKE)
    places = _occurrences(text, quote.exact) or _occurrences(plain, quote.exact.translate(_PRINTED_ALIKE))
    if places:
        by: FoundBy = "context" if len(places) > 1 and (quote.prefix or quote.suffix) else "words"
        length = len(quote.exact)
        start = min(places, key=lambda place: _unlikeliness(plain, quote, place, place + length))
        return _at(start, quote, found_by=by)
    return _find_alike(plain, quote)


def with_context(text: str, quote: Quote) -> Quote:
    """The quote with the position and the context that it has in `text`; as it is where its very words are not there."""
    found = anchor(text, quote)
    if found.start is None or text[found.start : found.end] != quote.exact:
        return quote
    start, end = found.start, found.start + len(quote.exact)
    return Quote(
        exact=quote.exact,
        prefix=text[max(0, start - CONTEXT_CHARS) : start],
        suffix=text[end : end + CONTEXT_CHARS],
        start=start,
        end=end,
    )


def _at(start: int, quote: Quote, *, found_by: FoundBy) -> Anchor:
    state: State = "anchored" if quote.start in {None, start} else "moved"
    return Anchor(state=state, start=start, end=start + len(quote.exact), found_by=found_by)


def _occurrences(text: str, words: str) -> list[int]:
    found: list[int] = []
    place = text.find(words)
    while place >= 0 and len(found) < OCCURRENCES_MAX:
        found.append(place)
        place = text.find(words, place + 1)
    return found


def _unlikeliness(plain: str, quote: Quote, start: int, end: int) -> tuple[int, int, int]:
    """Orders places: the most shared context first, then the nearest to the old position, then the first."""
    prefix, suffix = (
        context.translate(_PRINTED_ALIKE) for context in (quote.prefix or "", quote.suffix or "")
    )
    before = _shared(reversed(prefix), reversed(plain[max(0, start - len(prefix)) : start]))
    after = _shared(iter(suffix), iter(plain[end : end + len(suffix)]))
    distance = 0 if quote.start is None else abs(start - quote.start)
    return -(before + after), distance, start


def _shared(one: Iterator[str], other: Iterator[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


# Likeness: pieces of the quote vote for windows of the text, and in each the closest stretch is found.


def _find_alike(plain: str, quote: Quote) -> Anchor:
    words = quote.exact.translate(_PRINTED_ALIKE)
    if len(words) < LIKENESS_CHARS_MIN:
        return ORPHANED
    found = []
    for low, high in _windows(plain, words):
        edits, start, end = _closest(words, plain[low:high])
        if edits <= len(words) // EDITS_SHARE:
            start, end = low + start, low + end
            found.append((edits, *_unlikeliness(plain, quote, start, end), end))
    if not found:
        return ORPHANED
    *_, start, end = min(found)
    return Anchor(state="moved", start=start, end=end, found_by="likeness")


def _windows(plain: str, words: str) -> list[tuple[int, int]]:
    """The stretches of the text that most pieces of `words` point to, at most `WINDOWS_MAX`."""
    slack = len(words) // EDITS_SHARE + PIECE_CHARS
    step = max(1, -(-(len(words) - PIECE_CHARS) // (PIECES_MAX - 1)))
    votes: Counter[int] = Counter()
    for offset in range(0, len(words) - PIECE_CHARS + 1, step):
        hits = _hits(plain, words[offset : offset + PIECE_CHARS])
        votes.update({(hit - offset) // slack for hit in hits})
    ranked = sorted(votes, key=lambda bucket: (-votes[bucket], bucket))[:WINDOWS_MAX]
    return [
        (max(0, bucket * slack - slack), max(0, (bucket + 1) * slack + len(words) + slack))
        for bucket in ranked
    ]


def _hits(plain: str, piece: str) -> list[int]:
    """Every place of `piece`, or none where there are too many."""
    found: list[int] = []
    place = plain.find(piece)
    while place >= 0:
        if len(found) == PIECE_HITS_MAX:
            return []
        found.append(place)
        place = plain.find(piece, place + 1)
    return found


def _closest(words: str, window: str) -> tuple[int, int, int]:
    """(edits, start, end) of the stretch of `window` that takes the fewest edits to become `words`."""
    edits, end = min((count, place) for place, count in _edits(words, window, is_start_free=True))
    backwards = _edits(words[::-1], window[:end][::-1], is_start_free=False)
    length = min((count, place) for place, count in backwards)[1]
    return edits, end - length, end


def _edits(words: str, window: str, *, is_start_free: bool) -> Iterator[tuple[int, int]]:
    """(end, edits) for every end of a stretch of `window` aligned with `words`, from the first character or anywhere.

    Myers (1999), "A fast bit-vector algorithm for approximate string matching", figure 8: one column of the table of
    edit distances in two integers, whose bits are the steps up and down.
    """
    full, last = (1 << len(words)) - 1, 1 << (len(words) - 1)
    places: dict[str, int] = {}
    for bit, letter in enumerate(words):
        places[letter] = places.get(letter, 0) | 1 << bit
    up, down, edits = full, 0, len(words)
    yield 0, edits
    for end, letter in enumerate(window, 1):
        same = places.get(letter, 0)
        diagonal = (((same & up) + up) ^ up) | same | down
        rises, falls = down | (~(diagonal | up) & full), up & diagonal
        if rises & last:
            edits += 1
        elif falls & last:
            edits -= 1
        rises, falls = (rises << 1 | (not is_start_free)) & full, falls << 1 & full
        vertical = same | down
        up, down = falls | (~(vertical | rises) & full), rises & vertical
        yield end, edits

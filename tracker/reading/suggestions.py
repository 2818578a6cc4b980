"""Finds the sentences of a text that refer to the future, with a guess at their stance.

Records nothing. A sentence is suggested if the weights of its cues add up to one. Every suggestion lists its cues.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from tracker.reading.cues import Cue, ends_quoted, find_cues
from tracker.reading.deadlines import Deadline, deadlines
from tracker.reading.estimates import Estimate, read_estimate
from tracker.reading.modals import ENOUGH, HALF
from tracker.reading.periods import Reference
from tracker.reading.sentences import CLAUSE_ENDS, Span, Token, is_question, sentences, tokens, word_set

Stance = Literal["asserts", "hedges", "conditional", "poses", "rhetorical", "reports_other"]

_POINTS_BACK = word_set(
    """it this that these those they he she such and but then so in even indeed moreover furthermore thus
    therefore"""
)
_ASKS_THE_READER = word_set("""why how who whom where would could can should do does is are but""")


@dataclass(frozen=True)
class Suggestion:
    """A sentence.

    `start` and `end` are code points of the text, `cues` are in order of appearance.
    """

    start: int
    end: int
    sentence: str
    stance: Stance
    estimate: Estimate
    deadline: Deadline | None
    cues: tuple[Cue, ...]


def suggest(text: str, reference: Reference, *, limit: int) -> list[Suggestion]:
    """The first `limit` sentences of `text` that refer to the future."""
    return list(islice(_suggestions(text, reference), limit))


def _suggestions(text: str, reference: Reference) -> Iterator[Suggestion]:
    paragraph, is_quoted, hangs_on_condition = -1, False, False
    for span in sentences(text):
        if span.paragraph != paragraph:
            paragraph, is_quoted, hangs_on_condition = span.paragraph, False, False
        words = tokens(text[span.start : span.end], offset=span.start)
        found = _read(
            text, span, words, reference, is_quoted=is_quoted, hangs_on_condition=hangs_on_condition
        )
        is_quoted = ends_quoted(words, is_quoted=is_quoted)
        hangs_on_condition = found is not None and found.stance == "conditional"
        if found is not None:
            yield found


def _read(
    text: str,
    span: Span,
    words: Sequence[Token],
    reference: Reference,
    *,
    is_quoted: bool,
    hangs_on_condition: bool,
) -> Suggestion | None:
    cues = find_cues(words, is_quoted=is_quoted)
    ahead = list(deadlines(words, reference))
    if not cues and not ahead:
        return None
    goes_on = hangs_on_condition and _goes_on(words, cues)
    if _weight(cues, ahead) + (HALF if goes_on else 0) < ENOUGH:
        return None
    return Suggestion(
        start=span.start,
        end=span.end,
        sentence=text[span.start : span.end],
        stance="conditional" if goes_on else _stance(words, cues),
        estimate=read_estimate(words),
        deadline=_deadline(words, cues, ahead),
        cues=tuple(cue for cue in cues if cue.weight or cue.kind == "report"),
    )


def _weight(cues: Sequence[Cue], ahead: Sequence[Deadline]) -> float:
    """The sum of the heaviest cue of each kind.

    A firm deadline with a day adds 1, any other one half.
    """
    heaviest: dict[str, float] = {}
    for cue in cues:
        heaviest[cue.kind] = max(cue.weight, heaviest.get(cue.kind, 0))
    by_when = max((ENOUGH if one.is_firm and one.on else HALF for one in ahead), default=0)
    return sum(heaviest.values()) + by_when


def _goes_on(words: Sequence[Token], cues: Sequence[Cue]) -> bool:
    """Whether a sentence continues a conditional one: it points back and says what will be."""
    return words[0].low in _POINTS_BACK and any(
        cue.kind == "would" or cue.said in {"will", "won't"} for cue in cues
    )


def _stance(words: Sequence[Token], cues: Sequence[Cue]) -> Stance:
    """The stance, guessed from the first cue that refers to the future and from its clause."""
    leading = next((cue for cue in cues if cue.weight and cue.kind not in {"condition", "horizon"}), None)
    if any(cue.kind == "alternative" for cue in cues) and leading is not None:
        return "poses"
    if is_question(words):
        return "rhetorical" if words[0].low in _ASKS_THE_READER else "poses"
    if leading is None:
        return "asserts"
    if _is_reported(leading, cues):
        return "reports_other"
    conditions = [cue for cue in cues if cue.kind == "condition"]
    if any(one.at < leading.at or one.clause == leading.clause for one in conditions):
        return "conditional"
    return "hedges" if leading.kind in {"possibility", "would"} and not _is_estimate(leading) else "asserts"


def _is_reported(leading: Cue, cues: Sequence[Cue]) -> bool:
    """Whether someone else says it: quoted near a verb of saying, or after one in its clause."""
    reports = [cue for cue in cues if cue.kind == "report"]
    if leading.is_quoted:
        return bool(reports) or all(cue.is_quoted for cue in cues if cue.weight)
    return any(one.at < leading.at and one.clause == leading.clause for one in reports) or any(
        one.said == "according" for one in reports
    )


def _is_estimate(cue: Cue) -> bool:
    return cue.said in {"probably", "presumably", "almost certainly", "most likely", "very likely"}


def _deadline(words: Sequence[Token], cues: Sequence[Cue], ahead: Sequence[Deadline]) -> Deadline | None:
    """The first dated firm deadline, else one in a clause about the future, else any firm one."""
    firm = [one for one in ahead if one.is_firm]
    clauses = {cue.clause for cue in cues if cue.weight}
    loose = [one for one in ahead if not one.is_firm and _clause_of(words, one) in clauses]
    dated = [one for one in firm + loose if one.on is not None]
    return next(iter(dated or firm or loose), None)


def _clause_of(words: Sequence[Token], deadline: Deadline) -> int:
    return sum(word.text in CLAUSE_ENDS for word in words if word.end <= deadline.start)

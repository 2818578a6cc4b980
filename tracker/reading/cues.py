"""The words by which a sentence refers to the future; each cue has a kind, place and weight.

A cue with weight 1 is enough; one with 0.5 needs a second (see `suggestions`). The lists are our own and follow grammar,
not any one text: English refers to the future by modal verbs, verbs and idioms of expectation, words of probability,
conditions, and adverbs of time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tracker.reading.modals import ENOUGH, HALF, NOTHING, QUESTION_OPENERS, modal_at
from tracker.reading.sentences import CLAUSE_ENDS, Token, has_phrase_at, is_question, word_set

Kind = Literal["future", "possibility", "would", "condition", "question", "alternative", "horizon", "report"]

_PHRASES: dict[str, tuple[Kind, float]] = {
    **dict.fromkeys(
        ("about to", "set to", "poised to", "bound to", "on track to", "on course to", "destined to", "doomed to",
         "slated to", "scheduled to", "expected to", "projected to", "forecast to", "predicted to", "likely to",
         "unlikely to", "certain to", "sure to", "on the verge of", "on the brink of", "only a matter of time",
         "just a matter of time", "in all likelihood", "chances are", "odds are", "chance that", "odds that",
         "probability that", "likelihood that", "chance of", "odds of", "probability of", "likelihood of", "chances of",
         "expect", "expects", "predict", "predicts", "foresee", "foresees", "anticipate", "anticipates", "forecasts",
         "my guess is", "my bet is", "i doubt", "i bet", "we doubt", "time will tell", "it is likely that",
         "it is unlikely that", "it is probable that"),
        ("future", ENOUGH)),
    **dict.fromkeys(
        ("remains to be seen", "the question is whether", "question of whether", "unclear whether", "uncertain whether"),
        ("alternative", ENOUGH)),
    **dict.fromkeys(
        ("perhaps", "maybe", "possibly", "conceivably", "possible that", "possibility of", "possibility that", "risk that",
         "risk of", "prospect of", "probably", "presumably", "almost certainly", "most likely", "very likely", "i suspect"),
        ("possibility", HALF)),
    **dict.fromkeys(
        ("tomorrow", "soon", "eventually", "sooner or later", "before long", "in the future", "in the coming",
         "in coming", "the years ahead", "years to come", "in the near term", "in the long run", "in the long term",
         "in the short term", "in the medium term", "going forward", "looking ahead", "from now on", "by then",
         "in the meantime", "down the road"),
        ("horizon", HALF)),
    **dict.fromkeys(("if", "unless", "provided that", "in the event that", "in the event of", "in case"),
                    ("condition", HALF)),
}  # fmt: skip
_BY_FIRST: dict[str, list[tuple[str, ...]]] = {}
for _phrase in sorted(_PHRASES, key=len, reverse=True):
    _BY_FIRST.setdefault(_phrase.split()[0], []).append(tuple(_phrase.split()))

_REPORTS = word_set(
    """said says told argued argues claimed claims warned warns announced announces promised promises pledged
    pledges predicted believes believed thinks thought hoped hopes wrote writes insisted insists suggested
    vowed vows added noted reported stated declared"""
)
_NEVER_IF = frozenset(
    {"even", "as", "wonder", "wonders", "wondered", "ask", "asks", "asked", "know", "see", "what"}
)
_INVERTED = frozenset({"will", "would", "could", "should", "might", "won't", "wouldn't", "shall"})
_ASKING = word_set("""who what how why when which where whom""")


@dataclass(frozen=True)
class Cue:
    """`at` is the index of its first word in the sentence.

    `clause` counts the clauses before it.
    """

    kind: Kind
    said: str
    weight: float
    at: int
    start: int
    end: int
    clause: int
    is_quoted: bool = False


def find_cues(words: Sequence[Token], *, is_quoted: bool = False) -> list[Cue]:
    """The cues of a sentence in order; `is_quoted`: whether it begins inside a quotation."""
    clauses, quoted = _clauses(words), _quoted(words, is_quoted=is_quoted)
    found = [
        replace(cue, clause=clauses[cue.at], is_quoted=quoted[cue.at])
        for at in range(len(words))
        for cue in _cues_at(words, at)
    ]
    return _after_reports(found)


def ends_quoted(words: Sequence[Token], *, is_quoted: bool) -> bool:
    """Whether a quotation is still open after the sentence."""
    return (
        _quoted(words, is_quoted=is_quoted)[-1] and words[-1].text not in {"”", '"'} if words else is_quoted
    )


def _cues_at(words: Sequence[Token], at: int) -> Iterator[Cue]:
    phrase = next(
        (one for one in _BY_FIRST.get(words[at].low, ()) if has_phrase_at(words, at, one)),
        None,
    )
    if phrase is not None:
        kind, weight = _PHRASES[" ".join(phrase)]
        is_idle = phrase == ("if",) and _is_idle_if(words, at)
        is_idle |= phrase == ("soon",) and at > 0 and words[at - 1].low == "as"  # `as soon as possible`
        if not is_idle:
            yield _cue(words, at, len(phrase), kind, weight)
    elif words[at].low in _REPORTS or has_phrase_at(words, at, ("according", "to")):
        yield _cue(words, at, 1, "report", NOTHING)
    modal = modal_at(words, at)
    if modal is not None:
        yield _cue(words, at, modal.words, modal.kind, modal.weight)
    if _opens_question(words, at):
        yield _cue(words, at, 1, "question", ENOUGH if words[at].low in _INVERTED else HALF)
    if words[at].low == "whether" and _offers_alternatives(words, at):
        yield _cue(words, at, 1, "alternative", HALF)


def _is_idle_if(words: Sequence[Token], at: int) -> bool:
    """Whether this `if` sets no condition: `even if`, `as if`, `wonder if`, `if any`, `if not`."""
    before = words[at - 1].low if at else ""
    behind = words[at + 1].low if at + 1 < len(words) else ""
    return before in _NEVER_IF or behind in {"any", "not", "only", "you", "anything", "ever"}


def _opens_question(words: Sequence[Token], at: int) -> bool:
    if words[at].low not in _INVERTED | _ASKING or not is_question(words):
        return False
    before = words[at - 1].low if at else ""
    return not before or before in QUESTION_OPENERS or before in {"“", '"', "–", "—", ":", ","}


def _offers_alternatives(words: Sequence[Token], at: int) -> bool:
    """Whether alternatives follow: `whether it stays or whether it goes`, `whether or not`."""
    return any(word.low == "or" for word in words[at + 1 :])


def _after_reports(cues: list[Cue]) -> list[Cue]:
    """The cues, where `would` after a verb of saying counts fully: `he said it would fall`."""
    reported = {cue.clause for cue in cues if cue.kind == "report"}
    return [
        replace(cue, weight=ENOUGH) if cue.kind == "would" and cue.weight and cue.clause in reported else cue
        for cue in cues
    ]


def _clauses(words: Sequence[Token]) -> list[int]:
    clauses, count = [], 0
    for word in words:
        clauses.append(count)
        count += word.text in CLAUSE_ENDS
    return clauses


def _quoted(words: Sequence[Token], *, is_quoted: bool) -> list[bool]:
    quoted = []
    for word in words:
        if word.text in {"“", "«"}:
            is_quoted = True
        elif word.text == '"':
            is_quoted = not is_quoted
        quoted.append(is_quoted)
        if word.text in {"”", "»"}:
            is_quoted = False
    return quoted


def _cue(words: Sequence[Token], at: int, count: int, kind: Kind, weight: float) -> Cue:
    said = " ".join(word.low for word in words[at : at + count])
    return Cue(kind, said, weight, at, words[at].start, words[at + count - 1].end, clause=0)

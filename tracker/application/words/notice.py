"""A prediction in plain words, wherever readers are told of it: what was said and when, what came of it, what it was worth.

Sentences without markup, so that feeds, cards and messages can each escape them for themselves. What is in somebody
else's words (statement, quote, condition) stands alone and never inside a sentence of ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec

from tracker.application.words.phrases import caution_words, day_in_words
from tracker.domain.prediction.events import AnnulmentReason, JudgedBy, JudgedKind
from tracker.domain.prediction.outcomes import NEVER
from tracker.domain.probability import percent, two_digits

TOLD_MAX = 5
"""Whose numbers are told one by one where a prediction is nobody's own; more would be a table."""

VOID: dict[AnnulmentReason, str] = {
    "antecedent_false": "Void: its condition never came.",
    "actor_ended": "Void: whoever it speaks of is no longer there.",
    "source_gone": "Void: the source that was to decide it is gone.",
    "ambiguous": "Void: its words can be read both ways.",
    "premise_false": "Void: it rests on something that was not so.",
    "duplicate": "Void: it stands in the record twice.",
    "entered_by_mistake": "Void: it was entered by mistake.",
}

JUDGED: dict[JudgedBy, str] = {
    "author": "Judged by its author.",
    "other": "Judged by somebody else than its author.",
    "worker": "Judged by the rule or default that it was recorded with.",
}


@dataclass(frozen=True, kw_only=True)
class Scored:
    """What the number in force was worth; `p` is that number where it is a probability of yes.

    loss: 0 is perfect; None where no number was given in time.  is_assigned: by us.  event: the one that recorded it.
    """

    loss: float | None
    p: float | None
    is_assigned: bool
    event: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """One forecaster's numbers, the first and the present one as people read them.

    percent_first, percent_last: 0..100 where they are probabilities of yes.  assigned: those that we assigned.
    """

    forecaster: str
    name: str
    first: str
    last: str
    percent_first: float | None
    percent_last: float | None
    assigned: tuple[str, ...] = ()
    scored: Scored | None = None


@dataclass(frozen=True, kw_only=True)
class CameOut:
    """What came of it.

    value: the outcome in its text form.  known_on: the day since when it could be known.  source: an address or,
    where the development has none, its headline.
    """

    value: str
    annulment: AnnulmentReason | None
    unit: str | None
    known_on: date
    recorded_at: datetime
    final_at: datetime
    is_final: bool
    is_disputed: bool
    is_imported: bool
    judged_by: JudgedBy
    source: str | None
    reason: str | None

    @property
    def is_void(self) -> bool:
        return self.annulment is not None


@dataclass(frozen=True, kw_only=True)
class PredictionInWords:
    """Everything that readers are told of one prediction; only of one that they may read.

    kind: what it is judged as, None for a thesis.  said_on, recorded_on: days in the prediction's own zone; it was said
    when its essay came out.  others: how many more gave numbers than are told.  is_public: everybody may read it.
    told_at: since when a reader could know all of this.
    """

    id: str
    kind: JudgedKind | None
    statement: str
    criteria: str | None
    condition: str | None
    author: str | None
    author_id: str | None
    topics: tuple[str, ...]
    essay_url: str | None
    quote: str | None
    stance: str | None
    said_on: date
    recorded_on: date
    recorded_at: datetime
    deadline: date | None
    is_public: bool
    is_imported: bool
    withdrawn: str | None
    said: tuple[Said, ...]
    others: int
    outcome: CameOut | None
    told_at: datetime

    @property
    def by(self) -> str:
        """Whose it is."""
        return self.author or ", ".join(one.name for one in self.said) or "nobody in particular"

    @property
    def numbers(self) -> str:
        """Who gives it how much, by when."""
        if not self.said:
            return " ".join(["No number was given.", *self._deadline("The deadline is {}.")])
        given = "; ".join(_gives(one) for one in self.said)
        others = f"; {self.others} more gave numbers" if self.others else ""
        return "".join([given, others, *self._deadline(", by {}"), "."])

    @property
    def caution(self) -> str:
        """What has to stand beside a number that the essay did not give, and beside what it only asked."""
        assigned = dict.fromkeys(words for one in self.said for words in one.assigned)
        return caution_words(is_posed=self.stance == "poses", assigned=tuple(assigned))

    @property
    def dates(self) -> str:
        """When it was said and when it was recorded: hindsight shows."""
        origin = ", from old records" if self.is_imported else ""
        return f"Said on {day_in_words(self.said_on)}, recorded on {day_in_words(self.recorded_on)}{origin}."

    @property
    def came_out(self) -> str:
        """What came of it; empty where nothing has."""
        if self.outcome is None:
            return ""
        if self.outcome.annulment is not None:
            return VOID[self.outcome.annulment]
        return f"{self.happened}. Known since {day_in_words(self.outcome.known_on)}."

    @property
    def happened(self) -> str:
        """The same in a few words; empty where nothing has."""
        if self.outcome is None:
            return ""
        return "Void" if self.outcome.is_void else _happened(self.outcome, self.kind)

    @property
    def standing(self) -> str:
        """How firmly the outcome stands, on whose word."""
        if self.outcome is None:
            return ""
        return f"{JUDGED[self.outcome.judged_by]} {_firmness(self.outcome)}"

    @property
    def source(self) -> str:
        """On what the outcome rests: its source, else what was noted."""
        if self.outcome is None:
            return ""
        if self.outcome.source is not None:
            return f"Source: {self.outcome.source}"
        return f"Reason: {self.outcome.reason}" if self.outcome.reason else ""

    @property
    def is_scored(self) -> bool:
        """Whether everything is known that an outcome brings; where it is void or nobody gave a number, that is all."""
        if self.outcome is None:
            return False
        return self.outcome.is_void or not self.said or any(one.scored is not None for one in self.said)

    @property
    def scores(self) -> tuple[str, ...]:
        """What each number was worth, never without its meaning; nothing where it is void or not scored yet."""
        if self.outcome is None or self.outcome.is_void:
            return ()
        if not self.said:
            return ("No score: no number was given.",)
        return tuple(filter(None, map(self.score_of, self.said)))

    def score_of(self, said: Said) -> str:
        """What the number of one of those who `said` something was worth; empty where that is not known."""
        return "" if said.scored is None else _score_words(said, said.scored, self.kind)

    @property
    def without_outcome(self) -> PredictionInWords:
        """The same as it is told to whoever is not told yet what came of it."""
        return replace(self, outcome=None, said=tuple(replace(one, scored=None) for one in self.said))

    def paragraphs(self) -> tuple[str, ...]:
        """Everything but the statement and the quote, in the order in which it is read."""
        return tuple(filter(None, self._paragraphs()))

    def _paragraphs(self) -> Iterator[str]:
        yield f"On condition that: {self.condition}" if self.condition else ""
        yield self.numbers
        yield self.caution
        yield self.dates
        yield f"Withdrawn: {self.withdrawn}" if self.withdrawn else ""
        yield self.came_out
        yield from self.scores
        yield self.standing
        yield self.source

    def _deadline(self, form: str) -> Sequence[str]:
        return [] if self.deadline is None else [form.format(day_in_words(self.deadline))]


def _happened(outcome: CameOut, kind: JudgedKind | None) -> str:
    """What came of it, as a sentence without its dot; an option may be called yes too."""
    match kind:
        case "binary":
            share = None if outcome.value in _HAPPENED else msgspec.json.decode(outcome.value)["partial"]
            return _HAPPENED[outcome.value] if share is None else f"It came true by {percent(share)}"
        case "date":
            is_never = outcome.value == NEVER
            return (
                "It did not happen"
                if is_never
                else f"It happened on {day_in_words(date.fromisoformat(outcome.value))}"
            )
        case "graded":
            return f"Its grade is {outcome.value}, from 1 to 5"
        case _:
            return f"It came to {outcome.value}{f' {outcome.unit}' if outcome.unit else ''}"


_HAPPENED = {"yes": "It happened", "no": "It did not happen"}


def _firmness(outcome: CameOut) -> str:
    if outcome.is_disputed:
        return "Somebody objects to this outcome: it may change."
    if outcome.is_final:
        return "Final."
    return f"Provisional until {day_in_words(outcome.final_at.date())}, unless somebody objects."


def _gives(said: Said) -> str:
    moved = "" if said.first == said.last else f" (first {said.first})"
    if said.last in said.assigned:
        return f"{said.last}{moved} assigned by us to {said.name}"
    return f"{said.name} gives {said.last}{moved}"


def _score_words(said: Said, scored: Scored, kind: JudgedKind | None) -> str:
    if scored.loss is None:
        return f"No score for {said.name}: no number was given in time."
    if kind != "binary" or scored.p is None:
        return f"Miss of {said.name}’s forecast: {two_digits(scored.loss)}. 0 is perfect, lower is better."
    number = percent(round(scored.p, 3))
    whose = f"the {number} assigned by us to {said.name}" if scored.is_assigned else f"{said.name}’s {number}"
    explained = "0 is perfect, always saying 50 % gives 0.25, lower is better."
    return f"Miss (Brier) of {whose}: {two_digits(scored.loss)}. {explained}"

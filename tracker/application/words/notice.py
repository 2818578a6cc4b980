"""A prediction in plain words, for pages, feeds, cards and messages.

Sentences contain no markup, so that each medium can escape them itself. Other people's words (statement,
quote, condition) stand alone and are never put inside a sentence of ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec

from tracker.application.words.phrases import NO_NUMBER, caution_words, day_in_words
from tracker.domain.prediction.events import AnnulmentReason, JudgedBy, JudgedKind
from tracker.domain.prediction.outcomes import NEVER
from tracker.domain.probability import BRIER_EXPLAINED, chance, percent, two_digits

LISTED_MAX = 5
"""How many forecasters' numbers are listed for a prediction without an author.

More would be a table.
"""

VOID: dict[AnnulmentReason, str] = {
    "antecedent_false": "Void: its condition was never met.",
    "actor_ended": "Void: the actor it is about no longer exists.",
    "source_gone": "Void: the source that should decide it is gone.",
    "ambiguous": "Void: its wording is ambiguous.",
    "premise_false": "Void: it rests on a false premise.",
    "duplicate": "Void: it duplicates another prediction.",
    "entered_by_mistake": "Void: it was entered by mistake.",
}

JUDGED: dict[JudgedBy, str] = {
    "author": "Judged by its author.",
    "other": "Judged by someone other than the author.",
    "rule": "Judged by the rule recorded with it.",
    "deadline": "Judged by the default recorded with it when the deadline passed.",
    "worker": "Judged by the rule or default recorded with it.",
}


@dataclass(frozen=True, kw_only=True)
class Scored:
    """The score of the number in force; `p` is that number where it is a probability of yes.

    loss: 0 is perfect; None where no number was given in time. is_assigned: whether we assigned the number.
    event: the id of the event that recorded the score.
    """

    loss: float | None
    p: float | None
    is_assigned: bool
    event: str


@dataclass(frozen=True, kw_only=True)
class ForecastInWords:
    """One forecaster's first and latest number, as people read them.

    percent_first, percent_last: 0..100 where they are probabilities of yes. assigned: the numbers that we
    assigned. given_on: the day of the latest one, in the prediction's zone.
    """

    forecaster: str
    name: str
    first: str
    last: str
    given_on: date
    percent_first: float | None
    percent_last: float | None
    assigned: tuple[str, ...] = ()
    scored: Scored | None = None


@dataclass(frozen=True, kw_only=True)
class CameOut:
    """The outcome.

    value: in its text form. known_on: the first day on which it could be known. source: an address or, where
    the development has none, its headline.
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
    """Everything that a reader may know about one prediction.

    Build it only for readers who may see it.

    kind: what it is judged as, None for a thesis. said_on, recorded_on: days in the prediction's own zone;
    said_on is the day its essay was published. others: how many more forecasters gave numbers than `said`
    lists. is_public: whether everybody may read it. visible_at: the earliest instant at which a reader could
    know all of this.
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
    said: tuple[ForecastInWords, ...]
    others: int
    outcome: CameOut | None
    visible_at: datetime

    @property
    def by(self) -> str:
        """The author's name, else the forecasters' names."""
        return self.author or ", ".join(one.name for one in self.said) or "no named author"

    @property
    def numbers(self) -> str:
        """Each forecaster's number, and the deadline."""
        if not self.said:
            return f"No number was given.{self._deadline()}"
        given = "; ".join(f"{_gives(one)}{self._given_on(one)}" for one in self.said)
        others = f"; {self.others} more gave numbers" if self.others else ""
        return f"{given}{others}.{self._deadline()}"

    @property
    def caution(self) -> str:
        """The warning that a number was assigned by us or that the essay only raised a question.

        May be empty.
        """
        assigned = dict.fromkeys(words for one in self.said for words in one.assigned)
        return caution_words(is_posed=self.stance == "poses", assigned=tuple(assigned))

    @property
    def dates(self) -> str:
        """When it was said and when it was recorded, so that hindsight shows."""
        origin = ", from old records" if self.is_imported else ""
        return f"Said on {day_in_words(self.said_on)}, recorded on {day_in_words(self.recorded_on)}{origin}."

    @property
    def came_out(self) -> str:
        """The outcome as a sentence; empty where there is none yet."""
        if self.outcome is None:
            return ""
        if self.outcome.annulment is not None:
            return VOID[self.outcome.annulment]
        return f"{self.happened}. Known since {day_in_words(self.outcome.known_on)}."

    @property
    def happened(self) -> str:
        """The outcome in a few words; empty where there is none yet."""
        if self.outcome is None:
            return ""
        return "Void" if self.outcome.is_void else _happened(self.outcome, self.kind)

    @property
    def standing(self) -> str:
        """Who judged the outcome, and whether it is final."""
        if self.outcome is None:
            return ""
        return f"{JUDGED[self.outcome.judged_by]} {_firmness(self.outcome)}"

    @property
    def source(self) -> str:
        """The source of the outcome, else the note recorded with it."""
        if self.outcome is None:
            return ""
        if self.outcome.source is not None:
            return f"Source: {self.outcome.source}"
        return f"Reason: {self.outcome.reason}" if self.outcome.reason else ""

    @property
    def is_scored(self) -> bool:
        """Whether the outcome and its scores are complete.

        Void predictions and those without numbers need no score.
        """
        if self.outcome is None:
            return False
        return self.outcome.is_void or not self.said or any(one.scored is not None for one in self.said)

    @property
    def scores(self) -> tuple[str, ...]:
        """Each number's score with its meaning; empty while unscored, and for a void prediction."""
        if self.outcome is None or self.outcome.is_void:
            return ()
        if not self.said:
            return ("No score: no number was given.",)
        return tuple(filter(None, map(self.score_of, self.said)))

    def score_of(self, said: ForecastInWords) -> str:
        """The score of one forecaster's number; empty while it is not known."""
        return "" if said.scored is None else _score_words(said, said.scored, self.kind)

    @property
    def without_outcome(self) -> PredictionInWords:
        """A copy without the outcome, for subscribers who may not see it yet."""
        return replace(self, outcome=None, said=tuple(replace(one, scored=None) for one in self.said))

    def paragraphs(self) -> tuple[str, ...]:
        """Everything but the statement and the quote, in reading order."""
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

    def _given_on(self, said: ForecastInWords) -> str:
        """The number's own day, where it was not given with the words."""
        return "" if said.given_on == self.said_on else f" ({day_in_words(said.given_on)})"

    def _deadline(self) -> str:
        return "" if self.deadline is None else f" The deadline is {day_in_words(self.deadline)}."


def _happened(outcome: CameOut, kind: JudgedKind | None) -> str:
    """The outcome as a sentence without its full stop; an option can be called "yes" too."""
    match kind:
        case "binary":
            share = None if outcome.value in _HAPPENED else msgspec.json.decode(outcome.value)["partial"]
            return _HAPPENED[outcome.value] if share is None else f"It came true to {percent(share)}"
        case "date":
            is_never = outcome.value == NEVER
            return (
                "It did not happen"
                if is_never
                else f"It happened on {day_in_words(date.fromisoformat(outcome.value))}"
            )
        case "graded":
            return f"Its grade is {outcome.value} (1 to 5)"
        case _:
            return f"The outcome is {outcome.value}{f' {outcome.unit}' if outcome.unit else ''}"


_HAPPENED = {"yes": "It happened", "no": "It did not happen"}


def _firmness(outcome: CameOut) -> str:
    if outcome.is_disputed:
        return "Someone objects to this outcome; it may change."
    if outcome.is_final:
        return "Final."
    return f"Provisional; becomes final on {day_in_words(outcome.final_at.date())} unless someone objects."


def _gives(said: ForecastInWords) -> str:
    moved = "" if said.first == said.last else f" (first {said.first})"
    if said.last in said.assigned:
        return f"{said.last}{moved} assigned by us to {said.name}"
    if said.percent_last is not None and said.last == percent(said.percent_last / 100):
        return f"{said.name} puts {chance(said.percent_last / 100)} on this{moved}"
    return (
        f"{said.name} gives no number{moved}"
        if said.last == NO_NUMBER
        else f"{said.name} says {said.last}{moved}"
    )


def _score_words(said: ForecastInWords, scored: Scored, kind: JudgedKind | None) -> str:
    if scored.loss is None:
        return f"No score for {said.name}: no number was given in time."
    if kind != "binary" or scored.p is None:
        return f"Score of {said.name}’s forecast: {two_digits(scored.loss)} (0 is perfect; lower is better)."
    number = percent(round(scored.p, 3))
    whose = f"the {number} assigned by us to {said.name}" if scored.is_assigned else f"{said.name}’s {number}"
    return f"Brier score of {whose}: {two_digits(scored.loss)} ({BRIER_EXPLAINED})."

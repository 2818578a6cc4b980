"""What happens to a prediction, in the words that are kept for ever."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta

from tracker.domain import limits
from tracker.domain.event import (
    Cites,
    Criteria,
    Event,
    Imported,
    Instant,
    Name,
    Note,
    Positive,
    Slug,
    Statement,
    Topics,
)
from tracker.domain.prediction.outcomes import Outcome
from tracker.domain.redaction import PredictionRedacted

JudgedKind = Literal["binary", "categorical", "ordered", "numeric", "date", "graded"]
Kind = Literal["binary", "categorical", "ordered", "numeric", "date", "graded", "conditional", "thesis"]
Settlement = Literal["confirm", "window", "at_once"]
Visibility = Literal["public", "clients", "private"]
ActorEnded = Literal["resolve_default", "annul"]
AnnulmentReason = Literal[
    "antecedent_false",
    "actor_ended",
    "source_gone",
    "ambiguous",
    "premise_false",
    "duplicate",
    "entered_by_mistake",
]
Basis = Literal["person", "rule", "deadline", "actor_ended", "development", "antecedent", "grades"]
JudgedBy = Literal["author", "other", "rule", "deadline", "worker"]
"""Events of earlier versions say `worker` for rule and deadline alike."""

Bearing = Literal["supports", "contradicts", "neutral"]
Strength = Literal["slight", "moderate", "strong", "decisive"]
Options = Annotated[tuple[Name, ...], Meta(max_length=limits.OPTIONS_MAX)]
Grade = Annotated[int, Meta(ge=1, le=5)]


class Antecedent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The condition of a conditional prediction; without `rule` a person says whether it was met."""

    statement: Statement
    by: Instant
    by_on: date | None = None
    rule: dict[str, Any] | None = None


class Consequent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What follows once the condition is met, within so many days of that, or else by the deadline."""

    kind: JudgedKind = "binary"
    within_days: Annotated[int, Meta(ge=1, le=limits.WITHIN_DAYS_MAX)] | None = None


class PredictionRecorded(Event, frozen=True):
    """A statement about the future with its schedule [`opens`, `closes`).

    `author` is the forecaster whose record it belongs to (None for a question that several answer), `actor` the one
    it speaks of. `closes_on` keeps the deadline as the day it was stated as, in `timezone`. `rule` is JSON as given.
    `options` are those of a categorical or ordered prediction (ordered: lowest first), `unit` that of a number.
    The words are withheld from readers whom `visibility` leaves out, and from everybody before `visible_from`.
    """

    TYPE: ClassVar[str] = "prediction.recorded"

    prediction: str
    kind: Kind
    statement: Statement
    opens: Instant
    closes: Instant
    timezone: Name
    closes_on: date | None = None
    criteria: Criteria | None = None
    author: str | None = None
    essay: str | None = None
    claim: str | None = None
    actor: Name | None = None
    actor_ended: ActorEnded | None = None
    topics: Topics = ()
    rule: dict[str, Any] | None = None
    default_outcome: Outcome | None = None
    settlement: Settlement = "confirm"
    visibility: Visibility = "public"
    imported: Imported | None = None
    note: Note | None = None
    options: Options = ()
    unit: Slug | None = None
    antecedent: Antecedent | None = None
    consequent: Consequent | None = None
    visible_from: Instant | None = None
    supersedes: str | None = None


class PredictionUndone(Event, frozen=True):
    """Taken back by the key that recorded it, minutes later: it stays in the history and counts nowhere."""

    TYPE: ClassVar[str] = "prediction.undone"

    prediction: str


class PredictionAmended(Event, frozen=True):
    """Clearer words for the same prediction; None leaves a text as it was."""

    TYPE: ClassVar[str] = "prediction.amended"

    prediction: str
    reason: Note
    statement: Statement | None = None
    criteria: Criteria | None = None


class PredictionWithdrawn(Event, frozen=True):
    """Nobody forecasts on it any more; it stays in the record and its last numbers in force."""

    TYPE: ClassVar[str] = "prediction.withdrawn"

    prediction: str
    reason: Note


class PredictionOpenedUp(Event, frozen=True):
    """More people may read its words than before."""

    TYPE: ClassVar[str] = "prediction.opened_up"

    prediction: str
    visibility: Visibility
    visible_from: Instant | None = None


class AntecedentMet(Event, frozen=True):
    """The condition came about at `known_at`; from there on the consequent is awaited, until `closes`."""

    TYPE: ClassVar[str] = "prediction.antecedent_met"

    prediction: str
    known_at: Instant
    closes: Instant
    basis: Basis
    judged_by: JudgedBy
    cites: Cites = ()
    note: Note | None = None


class AntecedentUnmet(Event, frozen=True):
    """What showed that the condition was met was corrected or retracted: the prediction waits for it again."""

    TYPE: ClassVar[str] = "prediction.antecedent_unmet"

    prediction: str
    reason: Note


class OutcomeProposed(Event, frozen=True):
    """A worker's proposal that waits for a person; `reason` says in words what it rests on.

    `outcome` is `annulled` where it proposes that nothing can be judged, with the reason in `annulment`.
    """

    TYPE: ClassVar[str] = "prediction.outcome_proposed"

    prediction: str
    resolution_number: Positive
    outcome: Outcome
    known_at: Instant
    basis: Basis
    cites: Cites = ()
    reason: Note | None = None
    annulment: AnnulmentReason | None = None


class ProposalDropped(Event, frozen=True):
    """What the proposal rested on is gone: a development was corrected or retracted."""

    TYPE: ClassVar[str] = "prediction.proposal_dropped"

    prediction: str
    reason: Note


class PredictionResolved(Event, frozen=True):
    """The outcome it settled to; provisional until `final_at`, then finalized."""

    TYPE: ClassVar[str] = "prediction.resolved"

    prediction: str
    resolution_number: Positive
    outcome: Outcome
    known_at: Instant
    final_at: Instant
    basis: Basis
    judged_by: JudgedBy
    cites: Cites = ()
    resolved_as_of: Instant | None = None
    reason: Note | None = None
    note: Note | None = None


class PredictionReResolved(Event, frozen=True):
    """A later outcome; the earlier one and its scores stay visible."""

    TYPE: ClassVar[str] = "prediction.re_resolved"

    prediction: str
    resolution_number: Positive
    outcome: Outcome
    known_at: Instant
    final_at: Instant
    basis: Basis
    judged_by: JudgedBy
    reason: Note
    cites: Cites = ()
    resolved_as_of: Instant | None = None
    note: Note | None = None


class PredictionAnnulled(Event, frozen=True):
    """It cannot be judged and leaves every score; provisional until `final_at`. It counts among the outcomes' numbers."""

    TYPE: ClassVar[str] = "prediction.annulled"

    prediction: str
    resolution_number: Positive
    reason: AnnulmentReason
    known_at: Instant
    final_at: Instant
    basis: Basis
    judged_by: JudgedBy
    cites: Cites = ()
    note: Note | None = None


class PredictionDisputed(Event, frozen=True):
    """Somebody objects to a provisional outcome; its window stands still until a person decides."""

    TYPE: ClassVar[str] = "prediction.disputed"

    prediction: str
    resolution_number: Positive
    reason: Note


class PredictionUpheld(Event, frozen=True):
    """The objection was heard, and the outcome stays."""

    TYPE: ClassVar[str] = "prediction.upheld"

    prediction: str
    resolution_number: Positive
    reason: Note


class PredictionFinalized(Event, frozen=True):
    """The window in which anybody could object is over."""

    TYPE: ClassVar[str] = "prediction.finalized"

    prediction: str
    resolution_number: Positive


class PredictionLapsed(Event, frozen=True):
    """Its deadline is long past and nobody said what happened. It only tells; an outcome may still come."""

    TYPE: ClassVar[str] = "prediction.lapsed"

    prediction: str


class PredictionGraded(Event, frozen=True):
    """One grader's mark, 1 (broken) to 5 (kept), hidden until grading closes."""

    TYPE: ClassVar[str] = "prediction.graded"

    prediction: str
    grader: Name
    grade: Grade
    graded_at: Instant
    note: Note | None = None


class EvidenceLinked(Event, frozen=True):
    """A development bears on this prediction; one story (`group`) counts once."""

    TYPE: ClassVar[str] = "evidence.linked"

    prediction: str
    development: str
    bearing: Bearing
    strength: Strength | None = None
    group: Slug | None = None
    note: Note | None = None


class EvidenceUnlinked(Event, frozen=True):
    """A link that was a mistake: it weighs nothing any more."""

    TYPE: ClassVar[str] = "evidence.unlinked"

    prediction: str
    development: str
    reason: Note


Settled = PredictionResolved | PredictionReResolved | PredictionAnnulled

PredictionEvent = (
    PredictionRecorded
    | PredictionUndone
    | PredictionAmended
    | PredictionWithdrawn
    | PredictionOpenedUp
    | AntecedentMet
    | AntecedentUnmet
    | OutcomeProposed
    | ProposalDropped
    | PredictionResolved
    | PredictionReResolved
    | PredictionAnnulled
    | PredictionDisputed
    | PredictionUpheld
    | PredictionFinalized
    | PredictionLapsed
    | PredictionGraded
    | EvidenceLinked
    | EvidenceUnlinked
    | PredictionRedacted
)

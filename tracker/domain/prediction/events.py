"""What happens to a prediction, in the words that are kept for ever."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Literal

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

Kind = Literal["binary"]
Settlement = Literal["confirm", "at_once"]
Visibility = Literal["public"]
BinaryOutcome = Literal["yes", "no"]
ActorEnded = Literal["resolve_default"]
Basis = Literal["person", "rule", "deadline", "actor_ended", "development"]
JudgedBy = Literal["author", "other", "worker"]
Bearing = Literal["supports", "contradicts", "neutral"]
Strength = Literal["slight", "moderate", "strong", "decisive"]


class PredictionRecorded(Event, frozen=True):
    """A statement about the future with its schedule [`opens`, `closes`).

    `author` is the forecaster whose record it belongs to (None for a question that several answer), `actor` the one
    it speaks of. `closes_on` keeps the deadline as the day it was stated as, in `timezone`. `rule` is JSON as given.
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
    default_outcome: BinaryOutcome | None = None
    settlement: Settlement = "confirm"
    visibility: Visibility = "public"
    imported: Imported | None = None
    note: Note | None = None


class OutcomeProposed(Event, frozen=True):
    """A worker's proposal that waits for a person; `reason` says in words what it rests on."""

    TYPE: ClassVar[str] = "prediction.outcome_proposed"

    prediction: str
    resolution_number: Positive
    outcome: BinaryOutcome
    known_at: Instant
    basis: Basis
    cites: Cites = ()
    reason: Note | None = None


class PredictionResolved(Event, frozen=True):
    """The outcome it settled to; provisional until `final_at`, then finalized."""

    TYPE: ClassVar[str] = "prediction.resolved"

    prediction: str
    resolution_number: Positive
    outcome: BinaryOutcome
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
    outcome: BinaryOutcome
    known_at: Instant
    final_at: Instant
    basis: Basis
    judged_by: JudgedBy
    reason: Note
    cites: Cites = ()
    resolved_as_of: Instant | None = None
    note: Note | None = None


class PredictionFinalized(Event, frozen=True):
    """The window in which anybody could object is over."""

    TYPE: ClassVar[str] = "prediction.finalized"

    prediction: str
    resolution_number: Positive


class EvidenceLinked(Event, frozen=True):
    """A development bears on this prediction; one story (`group`) counts once."""

    TYPE: ClassVar[str] = "evidence.linked"

    prediction: str
    development: str
    bearing: Bearing
    strength: Strength | None = None
    group: Slug | None = None
    note: Note | None = None


PredictionEvent = (
    PredictionRecorded
    | OutcomeProposed
    | PredictionResolved
    | PredictionReResolved
    | PredictionFinalized
    | EvidenceLinked
)

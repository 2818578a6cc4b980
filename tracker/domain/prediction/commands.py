"""What may be asked of a prediction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from tracker.domain.event import Command, Imported
from tracker.domain.prediction.events import (
    AnnulmentReason,
    Basis,
    Bearing,
    JudgedBy,
    Strength,
    Visibility,
)
from tracker.domain.prediction.outcomes import Outcome


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """The antecedent as it is stated: `by` is a day or an instant, by default the deadline."""

    statement: str
    by: str | None = None
    rule: dict[str, Any] | None = None


class Consequence(msgspec.Struct, frozen=True, kw_only=True):
    """The consequent as it is stated; `type` is a kind."""

    type: str = "binary"
    within_days: int | None = None


class RecordPrediction(Command, frozen=True):
    """A prediction as it is stated: days, instants and choices are still the text that was written.

    The caller of `decide` fills in what only it can look up: `prediction`, the ids of `author`, `essay`, `claim` and
    `supersedes`, and what holds where nothing is said of `timezone` and `visibility`. `opens` is by default `now`,
    the live clock, which is None for old records, whose deadline may have passed.
    """

    statement: str
    deadline: str
    kind: str = "binary"
    criteria: str | None = None
    opens: str | None = None
    timezone: str | None = None
    topics: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    unit: str | None = None
    antecedent: Condition | None = None
    consequent: Consequence | None = None
    rule: dict[str, Any] | None = None
    default_outcome: Any = None
    settlement: str = "confirm"
    actor: str | None = None
    actor_ended: str | None = None
    visibility: str | None = None
    visible_from: str | None = None
    note: str | None = None
    author: str | None = None
    supersedes: str | None = None
    prediction: str = ""
    essay: str | None = None
    claim: str | None = None
    imported: Imported | None = None
    now: datetime | None = None


class UndoPrediction(Command, frozen=True):
    """Take it back; `is_own` says whether the key that recorded it asks, `until` when that ends."""

    is_own: bool
    now: datetime
    until: datetime


class AmendPrediction(Command, frozen=True):
    """Clearer words, with the reason; None leaves a text alone. `now` is None for old records."""

    reason: str
    now: datetime | None
    statement: str | None = None
    criteria: str | None = None


class WithdrawPrediction(Command, frozen=True):
    reason: str


class OpenUpPrediction(Command, frozen=True):
    """Let more people read it, or the same people earlier."""

    visibility: Visibility
    visible_from: datetime | None
    now: datetime


class UnmeetAntecedent(Command, frozen=True):
    """Nothing bears out any more that the condition was met."""

    reason: str


class MeetAntecedent(Command, frozen=True):
    """The condition came about at `known_at`."""

    known_at: datetime
    effective_at: datetime
    basis: Basis
    judged_by: JudgedBy
    cites: tuple[str, ...] = ()
    note: str | None = None


class ProposeOutcome(Command, frozen=True):
    """A worker's finding, for a person to confirm; `annulment` where it is that nothing can be judged."""

    outcome: Outcome
    known_at: datetime
    basis: Basis
    cites: tuple[str, ...] = ()
    reason: str | None = None
    annulment: AnnulmentReason | None = None


class DropProposal(Command, frozen=True):
    """Nothing bears out what a worker proposed any more."""

    reason: str


class ResolvePrediction(Command, frozen=True):
    """The first outcome. `final_at` None makes it final at once, else it is provisional until then."""

    outcome: object
    known_at: datetime
    effective_at: datetime
    basis: Basis
    judged_by: JudgedBy
    final_at: datetime | None = None
    cites: tuple[str, ...] = ()
    resolved_as_of: datetime | None = None
    reason: str | None = None
    note: str | None = None


class ReResolvePrediction(Command, frozen=True):
    """Another outcome, with the reason; `known_at` None keeps the old one."""

    outcome: object
    reason: str | None
    effective_at: datetime
    judged_by: JudgedBy
    known_at: datetime | None = None
    final_at: datetime | None = None
    cites: tuple[str, ...] = ()
    resolved_as_of: datetime | None = None
    note: str | None = None


class AnnulPrediction(Command, frozen=True):
    """It cannot be judged; after an outcome this takes that outcome's place."""

    reason: AnnulmentReason
    effective_at: datetime
    basis: Basis
    judged_by: JudgedBy
    known_at: datetime | None = None
    final_at: datetime | None = None
    cites: tuple[str, ...] = ()
    note: str | None = None


class DisputeOutcome(Command, frozen=True):
    """Object to a provisional outcome; `now` is None for a worker, which may come after the window's end."""

    reason: str
    now: datetime | None = None


class UpholdOutcome(Command, frozen=True):
    """The outcome stays; it is final once its window is over."""

    reason: str
    now: datetime


class FinalizeOutcome(Command, frozen=True):
    """The window of `resolution_number` is over at `now`."""

    resolution_number: int
    now: datetime


class LapsePrediction(Command, frozen=True):
    """Its deadline passed long before `now`."""

    now: datetime


class GradePrediction(Command, frozen=True):
    """One grader's mark, given at `graded_at`."""

    grader: str
    grade: int
    graded_at: datetime
    note: str | None = None


class LinkEvidence(Command, frozen=True):
    """That a development bears on the prediction."""

    development: str
    bearing: Bearing
    strength: Strength | None = None
    group: str | None = None
    note: str | None = None


class UnlinkEvidence(Command, frozen=True):
    development: str
    reason: str


PredictionCommand = (
    RecordPrediction
    | UndoPrediction
    | AmendPrediction
    | WithdrawPrediction
    | OpenUpPrediction
    | MeetAntecedent
    | UnmeetAntecedent
    | ProposeOutcome
    | DropProposal
    | ResolvePrediction
    | ReResolvePrediction
    | AnnulPrediction
    | DisputeOutcome
    | UpholdOutcome
    | FinalizeOutcome
    | LapsePrediction
    | GradePrediction
    | LinkEvidence
    | UnlinkEvidence
)

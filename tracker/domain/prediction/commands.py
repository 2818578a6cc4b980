"""What may be asked of a prediction."""

from __future__ import annotations

from datetime import datetime

from tracker.domain.event import Command
from tracker.domain.prediction.events import (
    AnnulmentReason,
    Basis,
    EvidenceLinked,
    JudgedBy,
    PredictionGraded,
    PredictionRecorded,
    Visibility,
)
from tracker.domain.prediction.outcomes import Outcome


class RecordPrediction(Command, frozen=True):
    """`now` is the live clock, None for old records, whose deadline may have passed."""

    proposed: PredictionRecorded
    now: datetime | None = None


class UndoPrediction(Command, frozen=True):
    """Take it back; `is_own` says whether the key that recorded it asks, `until` when that ends."""

    is_own: bool
    now: datetime
    until: datetime


class AmendPrediction(Command, frozen=True):
    """Clearer words, with the reason; None leaves a text alone."""

    reason: str
    statement: str | None = None
    criteria: str | None = None


class WithdrawPrediction(Command, frozen=True):
    reason: str


class OpenUpPrediction(Command, frozen=True):
    """Let more people read it, or the same people earlier."""

    visibility: Visibility
    visible_from: datetime | None
    now: datetime


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
    proposed: PredictionGraded


class LinkEvidence(Command, frozen=True):
    proposed: EvidenceLinked


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

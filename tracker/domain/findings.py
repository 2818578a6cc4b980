"""What a settlement rests on: the evidence, what a worker finds in it, and whose decision that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tracker.domain.prediction.events import AnnulmentReason, Basis, JudgedBy, Settled
from tracker.domain.prediction.outcomes import Outcome
from tracker.domain.rules import Happening, KnownOutcome


@dataclass(frozen=True)
class Claimed:
    """A development that states the outcome of a prediction."""

    development: str
    at: datetime
    outcome: Outcome


@dataclass(frozen=True)
class Ended:
    """A development that ended the actor of a prediction."""

    development: str
    at: datetime


@dataclass(frozen=True)
class Evidence:
    """The evidence: developments, stated outcomes, ended actors, and other predictions' outcomes."""

    happenings: Sequence[Happening] = ()
    claimed: Sequence[Claimed] = ()
    ended: Sequence[Ended] = ()
    outcomes: Mapping[str, KnownOutcome] = field(default_factory=dict)
    by_author: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Terms:
    """The tracker's terms: how long an outcome can be contested, and when a prediction is overdue."""

    challenge_window: timedelta = timedelta(hours=72)
    lapse_after: timedelta = timedelta(days=30)


@dataclass(frozen=True)
class Finding:
    """The outcome that became knowable at `known_at`, with its basis.

    `annulment` where there can be none.
    """

    outcome: Outcome
    known_at: datetime
    basis: Basis
    cites: tuple[str, ...] = ()
    annulment: AnnulmentReason | None = None


def is_workers(settled: Settled) -> bool:
    """Whether a worker decided, no matter who recorded the evidence; imported decisions are a person's."""
    return settled.basis != "person" or settled.judged_by in {"rule", "deadline", "worker"}


def judge_of(basis: Basis, cites: tuple[str, ...], evidence: Evidence) -> JudgedBy:
    """Whose decision a worker's finding is: the author's where the author alone recorded what it rests on."""
    if cites and evidence.by_author.issuperset(cites):
        return "author"
    if basis in {"development", "grades"}:
        return "other"
    return "deadline" if basis == "deadline" or not cites else "rule"

"""What a worker finds about a prediction from the developments known so far, and when it should look again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tracker.domain.prediction.decisions import (
    FinalizeOutcome,
    PredictionCommand,
    ProposeOutcome,
    ResolvePrediction,
)
from tracker.domain.prediction.events import Basis, BinaryOutcome, PredictionRecorded
from tracker.domain.prediction.state import Prediction, rule_of
from tracker.domain.rules import Happening, evaluate, next_change


@dataclass(frozen=True)
class Claimed:
    """A development that says outright how a prediction came out."""

    development: str
    at: datetime
    outcome: BinaryOutcome


@dataclass(frozen=True)
class Ended:
    """A development that ended the actor a prediction speaks of."""

    development: str
    at: datetime


@dataclass(frozen=True)
class Evidence:
    """Everything a worker looks at: what happened, what was claimed outright, which actors ended."""

    happenings: Sequence[Happening] = ()
    claimed: Sequence[Claimed] = ()
    ended: Sequence[Ended] = ()


@dataclass(frozen=True)
class Finding:
    """The outcome that became knowable at `known_at`, and what it rests on."""

    outcome: BinaryOutcome
    known_at: datetime
    basis: Basis
    cites: tuple[str, ...] = ()


def find_outcome(recorded: PredictionRecorded, evidence: Evidence, *, now: datetime) -> Finding | None:
    """The finding that became knowable first, or None where a person must decide or time must pass."""
    findings = [
        *(Finding(one.outcome, one.at, "development", (one.development,)) for one in evidence.claimed),
        *_by_rule_or_deadline(recorded, evidence, now=now),
        *_by_actor(recorded, evidence),
    ]
    return min(findings, key=lambda one: one.known_at, default=None)


def settle(prediction: Prediction, evidence: Evidence, *, now: datetime) -> PredictionCommand | None:
    """The command that a worker issues at `now`, or None where there is nothing to do."""
    recorded = prediction.recorded
    if recorded is None:
        return None
    if prediction.resolution is not None:
        if prediction.is_final or now < prediction.resolution.final_at:
            return None
        return FinalizeOutcome(resolution_number=prediction.resolution_number, now=now)
    finding = find_outcome(recorded, evidence, now=now)
    return None if finding is None else _command(recorded, finding, now=now)


def next_look(prediction: Prediction, *, now: datetime) -> datetime | None:
    """The next instant after `now` at which time alone can give a worker something to do; None if never."""
    recorded = prediction.recorded
    if recorded is None:
        return None
    if prediction.resolution is not None:
        return None if prediction.is_final else prediction.resolution.final_at
    rule = rule_of(recorded)
    looks = [] if rule is None else [next_change(rule, now=now)]
    if recorded.default_outcome is not None and recorded.closes > now:
        looks.append(recorded.closes)
    return min((look for look in looks if look is not None), default=None)


def _by_rule_or_deadline(recorded: PredictionRecorded, evidence: Evidence, *, now: datetime) -> list[Finding]:
    rule = rule_of(recorded)
    has_default = recorded.default_outcome is not None
    is_false = True
    if rule is not None:
        verdict = evaluate(rule, evidence.happenings, now=now, has_default=has_default)
        if verdict.value and verdict.decided_at is not None:
            return [Finding("yes", verdict.decided_at, "rule", verdict.cites)]
        is_false = verdict.value is False
    if recorded.default_outcome is not None and now >= recorded.closes and is_false:
        return [Finding(recorded.default_outcome, recorded.closes, "deadline")]
    return []


def _by_actor(recorded: PredictionRecorded, evidence: Evidence) -> list[Finding]:
    if recorded.actor_ended != "resolve_default" or recorded.default_outcome is None:
        return []
    return [
        Finding(recorded.default_outcome, one.at, "actor_ended", (one.development,)) for one in evidence.ended
    ]


def _command(recorded: PredictionRecorded, finding: Finding, *, now: datetime) -> PredictionCommand:
    reason = {
        "rule": "the rule came true",
        "deadline": "the deadline passed without it",
        "actor_ended": f"{recorded.actor} ended",
        "development": "a development says so",
    }[finding.basis]
    if recorded.settlement == "confirm":
        return ProposeOutcome(
            outcome=finding.outcome,
            known_at=finding.known_at,
            basis=finding.basis,
            cites=finding.cites,
            reason=reason,
        )
    return ResolvePrediction(
        outcome=finding.outcome,
        known_at=finding.known_at,
        effective_at=now,
        basis=finding.basis,
        judged_by="worker",
        cites=finding.cites,
        reason=reason,
    )

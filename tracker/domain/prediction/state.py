"""What a prediction's past adds up to."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, assert_never

import msgspec

from tracker.domain.prediction.events import (
    AntecedentMet,
    AntecedentUnmet,
    Bearing,
    EvidenceLinked,
    EvidenceUnlinked,
    JudgedKind,
    OutcomeProposed,
    PredictionAmended,
    PredictionAnnulled,
    PredictionDisputed,
    PredictionEvent,
    PredictionFinalized,
    PredictionGraded,
    PredictionLapsed,
    PredictionOpenedUp,
    PredictionRecorded,
    PredictionReResolved,
    PredictionResolved,
    PredictionUndone,
    PredictionUpheld,
    PredictionWithdrawn,
    ProposalDropped,
    Settled,
    Strength,
)
from tracker.domain.prediction.outcomes import Outcome
from tracker.domain.redaction import PredictionRedacted
from tracker.domain.rules import MetricLeaf, Rule, Window, parse_measure, parse_rule

EvidenceKey = tuple[str, Bearing, Strength | None, str | None]

Status = Literal["open", "dormant", "proposed", "resolved", "annulled", "disputed", "undone"]

MEASURED = frozenset({"categorical", "ordered", "numeric"})
"""Kinds whose outcome is a metric's value, so that their rule is a measure."""


class Prediction(msgspec.Struct, frozen=True, kw_only=True):
    """`recorded` holds the words and the visibility as they stand now; `settled` the outcome or annulment that does.

    `grades` are the graders' present votes, `voted_at` when each of them voted first: a changed vote moves no window.
    `resolution_number` counts outcomes and annulments: 0 before the first, n + 1 after a re-resolution.
    """

    recorded: PredictionRecorded | None = None
    is_undone: bool = False
    withdrawn: PredictionWithdrawn | None = None
    amendments: int = 0
    met: AntecedentMet | None = None
    proposal: OutcomeProposed | None = None
    settled: Settled | None = None
    dispute: PredictionDisputed | None = None
    is_final: bool = False
    was_upheld: bool = False
    has_lapsed: bool = False
    grades: tuple[PredictionGraded, ...] = ()
    voted_at: tuple[datetime, ...] = ()
    evidence: tuple[EvidenceKey, ...] = ()

    @property
    def resolution_number(self) -> int:
        return self.settled.resolution_number if self.settled else 0

    @property
    def outcome(self) -> Outcome | None:
        return (
            None
            if self.settled is None or isinstance(self.settled, PredictionAnnulled)
            else self.settled.outcome
        )

    @property
    def status(self) -> Status:
        """How far it has come; what follows from the clock (due, overdue) is computed by the reader."""
        if self.is_undone:
            return "undone"
        if self.dispute is not None:
            return "disputed"
        if self.settled is not None:
            return "annulled" if isinstance(self.settled, PredictionAnnulled) else "resolved"
        if self.proposal is not None:
            return "proposed"
        return "dormant" if self.is_dormant else "open"

    @property
    def is_dormant(self) -> bool:
        """Whether it still waits for its condition."""
        return self.recorded is not None and self.recorded.antecedent is not None and self.met is None


INITIAL = Prediction()


def evolve(state: Prediction, event: PredictionEvent) -> Prediction:  # noqa: C901, PLR0911, PLR0912 - one line for each event
    """The state after `event`."""
    change = msgspec.structs.replace
    match event:
        case PredictionRecorded():
            return change(state, recorded=event)
        case PredictionUndone():
            return change(state, is_undone=True)
        case PredictionAmended():
            reworded = _reworded(state.recorded, event)
            return change(state, recorded=reworded, amendments=state.amendments + 1)
        case PredictionOpenedUp():
            return change(state, recorded=_opened(state.recorded, event))
        case PredictionWithdrawn():
            return change(state, withdrawn=event)
        case AntecedentMet():
            return change(state, met=event, proposal=None)
        case AntecedentUnmet():
            return change(state, met=None, proposal=None)
        case OutcomeProposed():
            return change(state, proposal=event)
        case ProposalDropped():
            return change(state, proposal=None)
        case PredictionResolved() | PredictionReResolved() | PredictionAnnulled():
            return change(state, settled=event, proposal=None, dispute=None, is_final=False, was_upheld=False)
        case PredictionDisputed():
            return change(state, dispute=event)
        case PredictionUpheld():
            return change(state, dispute=None, was_upheld=True)
        case PredictionFinalized():
            return change(state, is_final=True)
        case PredictionLapsed():
            return change(state, has_lapsed=True)
        case PredictionGraded():
            return _graded(state, event)
        case EvidenceLinked():
            return change(state, evidence=(*state.evidence, evidence_key(event)))
        case EvidenceUnlinked():
            kept = tuple(key for key in state.evidence if key[0] != event.development)
            return change(state, evidence=kept)
        case PredictionRedacted():
            return state
        case _:
            assert_never(event)


def _graded(state: Prediction, event: PredictionGraded) -> Prediction:
    others = tuple(one for one in state.grades if one.grader != event.grader)
    is_first = len(others) == len(state.grades)
    voted_at = (*state.voted_at, event.graded_at) if is_first else state.voted_at
    return msgspec.structs.replace(state, grades=(*others, event), voted_at=voted_at)


def evidence_key(event: EvidenceLinked) -> EvidenceKey:
    """What makes two links say the same."""
    return (event.development, event.bearing, event.strength, event.group)


def judged_as(recorded: PredictionRecorded) -> JudgedKind | None:
    """The kind by which its outcome is read and scored: a conditional's is that of its consequent; a thesis has none."""
    if recorded.kind == "conditional":
        return recorded.consequent.kind if recorded.consequent else "binary"
    return None if recorded.kind == "thesis" else recorded.kind


def schedule_of(recorded: PredictionRecorded, met: AntecedentMet | None) -> Window:
    """The time in which it can come true: from the condition on, where it has one that was met."""
    if met is None:
        return Window(recorded.opens, recorded.closes)
    return Window(met.known_at, met.closes)


def closes_of(state: Prediction) -> datetime | None:
    """The deadline as it stands: a condition that was met can have moved it."""
    if state.recorded is None:
        return None
    return state.met.closes if state.met else state.recorded.closes


def rule_of(recorded: PredictionRecorded, met: AntecedentMet | None = None) -> Rule | None:
    """The parsed rule, its bare dates read as days of the prediction's own zone; None for a measured kind."""
    if recorded.rule is None or judged_as(recorded) in MEASURED:
        return None
    return parse_rule(recorded.rule, schedule=schedule_of(recorded, met), timezone=recorded.timezone)


def measure_of(recorded: PredictionRecorded, met: AntecedentMet | None = None) -> MetricLeaf | None:
    """The metric whose value is the outcome of a measured kind, where its author named one."""
    if recorded.rule is None or judged_as(recorded) not in MEASURED:
        return None
    return parse_measure(recorded.rule, schedule=schedule_of(recorded, met), timezone=recorded.timezone)


def antecedent_rule(recorded: PredictionRecorded) -> Rule | None:
    """The parsed rule of the condition; without a window it looks from the opening to `by`."""
    antecedent = recorded.antecedent
    if antecedent is None or antecedent.rule is None:
        return None
    schedule = Window(recorded.opens, antecedent.by)
    return parse_rule(
        antecedent.rule, schedule=schedule, timezone=recorded.timezone, pointer="/antecedent/rule"
    )


def _reworded(recorded: PredictionRecorded | None, event: PredictionAmended) -> PredictionRecorded | None:
    if recorded is None:
        return None
    return msgspec.structs.replace(
        recorded,
        statement=event.statement or recorded.statement,
        criteria=event.criteria or recorded.criteria,
    )


def _opened(recorded: PredictionRecorded | None, event: PredictionOpenedUp) -> PredictionRecorded | None:
    if recorded is None:
        return None
    return msgspec.structs.replace(recorded, visibility=event.visibility, visible_from=event.visible_from)

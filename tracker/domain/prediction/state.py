"""What a prediction's past adds up to."""

from __future__ import annotations

from typing import assert_never

import msgspec

from tracker.domain.prediction.events import (
    Bearing,
    BinaryOutcome,
    EvidenceLinked,
    OutcomeProposed,
    PredictionEvent,
    PredictionFinalized,
    PredictionRecorded,
    PredictionReResolved,
    PredictionResolved,
    Strength,
)
from tracker.domain.rules import Rule, Window, parse_rule

EvidenceKey = tuple[str, Bearing, Strength | None, str | None]


class Prediction(msgspec.Struct, frozen=True, kw_only=True):
    """`resolution_number` counts outcomes: 0 before the first, n + 1 after a re-resolution."""

    recorded: PredictionRecorded | None = None
    proposal: OutcomeProposed | None = None
    resolution: PredictionResolved | PredictionReResolved | None = None
    is_final: bool = False
    evidence: tuple[EvidenceKey, ...] = ()

    @property
    def resolution_number(self) -> int:
        return self.resolution.resolution_number if self.resolution else 0

    @property
    def outcome(self) -> BinaryOutcome | None:
        return self.resolution.outcome if self.resolution else None


INITIAL = Prediction()


def evolve(state: Prediction, event: PredictionEvent) -> Prediction:
    """The state after `event`."""
    match event:
        case PredictionRecorded():
            return msgspec.structs.replace(state, recorded=event)
        case OutcomeProposed():
            return msgspec.structs.replace(state, proposal=event)
        case PredictionResolved() | PredictionReResolved():
            return msgspec.structs.replace(state, resolution=event, proposal=None, is_final=False)
        case PredictionFinalized():
            return msgspec.structs.replace(state, is_final=True)
        case EvidenceLinked():
            return msgspec.structs.replace(state, evidence=(*state.evidence, evidence_key(event)))
        case _:
            assert_never(event)


def evidence_key(event: EvidenceLinked) -> EvidenceKey:
    """What makes two links say the same."""
    return (event.development, event.bearing, event.strength, event.group)


def rule_of(recorded: PredictionRecorded) -> Rule | None:
    """The parsed rule, its bare dates read as days of the prediction's own zone."""
    if recorded.rule is None:
        return None
    schedule = Window(recorded.opens, recorded.closes)
    return parse_rule(recorded.rule, schedule=schedule, timezone=recorded.timezone)

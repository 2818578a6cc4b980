"""Derives a prediction's outcome from the known developments, and the time of the next look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, DecimalException

from tracker.domain.findings import Evidence, Finding, Terms, is_workers, judge_of
from tracker.domain.instants import last_day, local
from tracker.domain.prediction.commands import (
    AnnulPrediction,
    DisputeOutcome,
    DropProposal,
    FinalizeOutcome,
    LapsePrediction,
    MeetAntecedent,
    PredictionCommand,
    ProposeOutcome,
    ResolvePrediction,
    UnmeetAntecedent,
)
from tracker.domain.prediction.events import Basis, PredictionRecorded
from tracker.domain.prediction.grading import grading_closes, median_grade
from tracker.domain.prediction.outcomes import ANNULLED, NEVER
from tracker.domain.prediction.state import (
    Prediction,
    antecedent_rule,
    closes_of,
    judged_as,
    measure_of,
    rule_of,
)
from tracker.domain.rules import Verdict, evaluate, measure, next_change

CONDITION_GONE = "what its condition rested on was corrected or retracted"


def find_outcome(state: Prediction, evidence: Evidence, *, now: datetime) -> Finding | None:
    """The finding that became knowable first; None where a person must decide or time must pass."""
    recorded = state.recorded
    if recorded is None or recorded.kind == "thesis":
        return None
    if state.is_dormant:
        return _first(_annulments(recorded, evidence, now=now))
    return _first(
        [
            *(Finding(one.outcome, one.at, "development", (one.development,)) for one in evidence.claimed),
            *_by_actor(recorded, evidence),
            *_by_kind(recorded, state, evidence, now=now),
        ]
    )


def _first(findings: Sequence[Finding]) -> Finding | None:
    return min(findings, key=lambda one: one.known_at, default=None)


def _annulments(recorded: PredictionRecorded, evidence: Evidence, *, now: datetime) -> list[Finding]:
    """While it waits for its condition, it can be annulled but cannot have an outcome."""
    by_actor = [one for one in _by_actor(recorded, evidence) if one.annulment is not None]
    return [*by_actor, *_by_antecedent(recorded, evidence, now=now)]


def settle(
    state: Prediction, evidence: Evidence, *, now: datetime, terms: Terms | None = None
) -> PredictionCommand | None:
    """The next command that a worker issues at `now`, or None where there is nothing to do."""
    recorded, terms = state.recorded, terms or Terms()
    if recorded is None or state.is_undone or state.dispute is not None or state.is_final:
        return None
    if state.settled is not None:
        return _watch_window(state, evidence, now=now)
    condition = _watch_condition(state, recorded, evidence, now=now)
    if condition is not None:
        return condition
    finding = find_outcome(state, evidence, now=now)
    if finding is not None:
        return _command(recorded, finding, evidence, now=now, terms=terms)
    if state.proposal is not None:
        return DropProposal(reason="what it rested on is gone")
    return _lapse(state, now=now, terms=terms)


def next_look(state: Prediction, *, now: datetime, terms: Terms | None = None) -> datetime | None:
    """The next instant after `now` at which time alone can give a worker something to do.

    None if never.
    """
    recorded = state.recorded
    if recorded is None or state.is_undone or state.dispute is not None or state.is_final:
        return None
    if state.settled is not None:
        return state.settled.final_at
    looks = [*_changes(recorded, state, now=now), _lapses_at(state, terms or Terms())]
    return min((look for look in looks if look is not None and look > now), default=None)


@dataclass(frozen=True)
class Rest:
    """Nothing to do before the instant `until`; None: until an event."""

    until: datetime | None


def rests_until(state: Prediction, *, now: datetime, terms: Terms) -> Rest | None:
    """Until when a worker without developments has nothing to do.

    None where it has something to do at `now`.
    """
    try:
        if settle(state, Evidence(), now=now, terms=terms) is not None:
            return None
        return Rest(next_look(state, now=now, terms=terms))
    except Exception:  # noqa: BLE001 - the relay goes on, and the job of this prediction alone fails
        return None


def _changes(recorded: PredictionRecorded, state: Prediction, *, now: datetime) -> list[datetime | None]:
    """The instants at which the prediction's own terms take effect."""
    if state.is_dormant and recorded.antecedent is not None:
        condition = antecedent_rule(recorded)
        return [recorded.antecedent.by, None if condition is None else next_change(condition, now=now)]
    rule, leaf = rule_of(recorded, state.met), measure_of(recorded, state.met)
    return [
        None if rule is None else next_change(rule, now=now),
        None if leaf is None else leaf.window.end,
        closes_of(state) if recorded.default_outcome is not None else None,
        grading_closes(state.voted_at),
    ]


def _by_kind(
    recorded: PredictionRecorded, state: Prediction, evidence: Evidence, *, now: datetime
) -> list[Finding]:
    match judged_as(recorded):
        case "graded":
            return _by_grades(state, now=now)
        case "categorical" | "ordered" | "numeric":
            return _by_measure(recorded, state, evidence, now=now)
        case _:
            return _by_rule(recorded, state, evidence, now=now)


def _by_rule(
    recorded: PredictionRecorded, state: Prediction, evidence: Evidence, *, now: datetime
) -> list[Finding]:
    """The outcome yes, or the default; for a date, the day on which the rule came true, or never."""
    rule = rule_of(recorded, state.met)
    is_dated = judged_as(recorded) == "date"
    verdict = Verdict(False)
    if rule is not None:
        has_default = recorded.default_outcome is not None
        verdict = evaluate(
            rule, evidence.happenings, now=now, has_default=has_default, outcomes=evidence.outcomes
        )
    if verdict.value and verdict.decided_at is not None:
        outcome = _day_of(verdict.decided_at, recorded, closes_of(state)) if is_dated else "yes"
        return [Finding(outcome, verdict.decided_at, "rule", verdict.cites)]
    closes = closes_of(state)
    if verdict.value is not False or closes is None or now < closes:
        return []
    if recorded.default_outcome is not None:
        return [Finding(recorded.default_outcome, closes, "deadline")]
    if rule is not None and is_dated:
        return [Finding(NEVER, closes, "deadline", verdict.cites)]
    return []


def _by_measure(
    recorded: PredictionRecorded, state: Prediction, evidence: Evidence, *, now: datetime
) -> list[Finding]:
    """The metric's value, as a number or as the option that states it."""
    leaf = measure_of(recorded, state.met)
    reading = None if leaf is None else measure(leaf, evidence.happenings, now=now)
    if reading is not None:
        outcome = (
            float(reading.value) if not recorded.options else _option_of(reading.value, recorded.options)
        )
        return [] if outcome is None else [Finding(outcome, reading.at, "rule", reading.cites)]
    closes = closes_of(state)
    if recorded.default_outcome is None or closes is None or now < closes:
        return []
    return [Finding(recorded.default_outcome, closes, "deadline")]


def _by_grades(state: Prediction, *, now: datetime) -> list[Finding]:
    closed_at, closes = grading_closes(state.voted_at), closes_of(state)
    if closed_at is None or closes is None or now < closed_at:
        return []
    return [Finding(median_grade(state.grades), min(closes, closed_at), "grades")]


def _by_actor(recorded: PredictionRecorded, evidence: Evidence) -> list[Finding]:
    if recorded.actor_ended == "annul":
        return [
            Finding(ANNULLED, one.at, "actor_ended", (one.development,), annulment="actor_ended")
            for one in evidence.ended
        ]
    outcome = recorded.default_outcome
    if recorded.actor_ended != "resolve_default" or outcome is None:
        return []
    return [Finding(outcome, one.at, "actor_ended", (one.development,)) for one in evidence.ended]


def _by_antecedent(recorded: PredictionRecorded, evidence: Evidence, *, now: datetime) -> list[Finding]:
    """Annuls the prediction once its condition can no longer be met.

    Silence counts only with a default outcome.
    """
    antecedent = recorded.antecedent
    if antecedent is None or now < antecedent.by:
        return []
    verdict = _condition(recorded, evidence, now=now)
    is_false = recorded.default_outcome is not None if verdict is None else verdict.value is False
    if not is_false:
        return []
    known_at = antecedent.by if verdict is None or verdict.decided_at is None else verdict.decided_at
    cites = () if verdict is None else verdict.cites
    return [Finding(ANNULLED, known_at, "antecedent", cites, annulment="antecedent_false")]


def _find_antecedent(
    recorded: PredictionRecorded, evidence: Evidence, *, now: datetime
) -> MeetAntecedent | None:
    """The command for a met condition; None where it was met after its deadline."""
    verdict, antecedent = _condition(recorded, evidence, now=now), recorded.antecedent
    if verdict is None or antecedent is None or not verdict.value or verdict.decided_at is None:
        return None
    if verdict.decided_at > antecedent.by:
        return None
    return MeetAntecedent(
        known_at=verdict.decided_at,
        effective_at=now,
        basis="rule",
        judged_by=judge_of("rule", verdict.cites, evidence),
        cites=verdict.cites,
    )


def _watch_condition(
    state: Prediction, recorded: PredictionRecorded, evidence: Evidence, *, now: datetime
) -> UnmeetAntecedent | MeetAntecedent | None:
    if _is_condition_gone(state, evidence, now=now):
        return UnmeetAntecedent(reason=CONDITION_GONE)
    return _find_antecedent(recorded, evidence, now=now) if state.is_dormant else None


def _is_condition_gone(state: Prediction, evidence: Evidence, *, now: datetime) -> bool:
    """Whether a worker found the condition met by developments that no longer show it."""
    if state.recorded is None or state.met is None or state.met.basis == "person":
        return False
    verdict = _condition(state.recorded, evidence, now=now)
    return verdict is None or verdict.value is not True


def _condition(recorded: PredictionRecorded, evidence: Evidence, *, now: datetime) -> Verdict | None:
    rule = antecedent_rule(recorded)
    if rule is None:
        return None
    has_default = recorded.default_outcome is not None
    return evaluate(rule, evidence.happenings, now=now, has_default=has_default, outcomes=evidence.outcomes)


def _watch_window(state: Prediction, evidence: Evidence, *, now: datetime) -> PredictionCommand | None:
    """Finalizes an uncontested outcome.

    Disputes a worker's own outcome that its evidence no longer supports.
    """
    settled = state.settled
    if settled is None:
        return None
    if _is_condition_gone(state, evidence, now=now) and not state.was_upheld:
        return DisputeOutcome(reason=CONDITION_GONE)
    if is_workers(settled) and not state.was_upheld:
        finding = find_outcome(state, evidence, now=now)
        present = state.outcome if state.outcome is not None else ANNULLED
        if finding is None or finding.outcome != present:
            return DisputeOutcome(reason="what the outcome rested on was corrected or retracted")
    if now < settled.final_at:
        return None
    return FinalizeOutcome(resolution_number=settled.resolution_number, now=now)


def _lapse(state: Prediction, *, now: datetime, terms: Terms) -> LapsePrediction | None:
    at = _lapses_at(state, terms)
    return LapsePrediction(now=now) if at is not None and now >= at else None


def _lapses_at(state: Prediction, terms: Terms) -> datetime | None:
    closes = closes_of(state)
    is_theirs = state.recorded is not None and state.recorded.kind != "thesis" and state.proposal is None
    if closes is None or state.has_lapsed or not is_theirs:
        return None
    try:
        return closes + terms.lapse_after
    except OverflowError:
        return None


def _command(
    recorded: PredictionRecorded, finding: Finding, evidence: Evidence, *, now: datetime, terms: Terms
) -> PredictionCommand:
    if recorded.settlement == "confirm":
        return ProposeOutcome(
            outcome=finding.outcome,
            known_at=finding.known_at,
            basis=finding.basis,
            cites=finding.cites,
            reason=_reason(finding),
            annulment=finding.annulment,
        )
    final_at = now + terms.challenge_window if recorded.settlement == "window" else None
    judged_by = judge_of(finding.basis, finding.cites, evidence)
    if finding.annulment is not None:
        return AnnulPrediction(
            reason=finding.annulment,
            known_at=finding.known_at,
            effective_at=now,
            final_at=final_at,
            basis=finding.basis,
            judged_by=judged_by,
            cites=finding.cites,
        )
    return ResolvePrediction(
        outcome=finding.outcome,
        known_at=finding.known_at,
        effective_at=now,
        final_at=final_at,
        basis=finding.basis,
        judged_by=judged_by,
        cites=finding.cites,
        reason=_reason(finding),
    )


def _reason(finding: Finding) -> str:
    """The reason in general words, since those of the prediction may be withheld."""
    reasons: dict[Basis, str] = {
        "rule": "the rule came true",
        "deadline": "the deadline passed without it",
        "actor_ended": "the actor it speaks of ended",
        "development": "a development says so",
        "antecedent": "its condition did not come about in time",
        "grades": "the graders' median",
        "person": "a person decided",
    }
    return reasons[finding.basis]


def _day_of(at: datetime, recorded: PredictionRecorded, closes: datetime | None) -> str:
    """The day of the outcome; the end of a window, which is exclusive, counts to its last day."""
    if closes is not None and at >= closes:
        return last_day(closes, recorded.timezone).isoformat()
    return local(at, recorded.timezone).date().isoformat()


def _option_of(value: Decimal, options: Sequence[str]) -> str | None:
    """The option that reads as that number; None where none does and a person must choose."""
    for option in options:
        try:
            if Decimal(option.strip().rstrip("%").strip()) == value:
                return option
        except DecimalException:
            continue
    return None

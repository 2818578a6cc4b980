"""The value of a rule for the known developments: true, false, or unknown.

An event or metric leaf is false after its window only if something of its kind was seen there or the author
stated a default outcome. Otherwise it is unknown, since one misspelled slug must not become a "no".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import assert_never

from tracker.domain.rules.measures import Reading, evaluate_metric, measured, readings
from tracker.domain.rules.shapes import (
    UNKNOWN,
    All,
    AnyOf,
    EventLeaf,
    Happening,
    KnownOutcome,
    MetricLeaf,
    Not,
    PredictionLeaf,
    Rule,
    Seen,
    Verdict,
    leaves,
)


def evaluate(
    rule: Rule,
    happenings: Sequence[Happening],
    *,
    now: datetime,
    has_default: bool,
    outcomes: Mapping[str, KnownOutcome] | None = None,
) -> Verdict:
    """The verdict of `rule` at `now`; `outcomes` are those of other predictions."""
    return _evaluate(rule, Seen(happenings, now, has_default, outcomes or {}))


def measure(leaf: MetricLeaf, happenings: Sequence[Happening], *, now: datetime) -> Reading | None:
    """The metric's value in its window, once nothing can change it; None while it is unknown."""
    return measured(leaf, readings(leaf, happenings), now=now)


def next_change(rule: Rule, *, now: datetime) -> datetime | None:
    """The next instant after `now` at which time alone can change the verdict: a window's end."""
    ends = (leaf.window.end for leaf in leaves(rule) if not isinstance(leaf, PredictionLeaf))
    return min((end for end in ends if end > now), default=None)


def _evaluate(rule: Rule, seen: Seen) -> Verdict:
    match rule:
        case EventLeaf():
            return _evaluate_event(rule, seen)
        case MetricLeaf():
            return evaluate_metric(rule, seen)
        case PredictionLeaf():
            return _evaluate_prediction(rule, seen)
        case Not():
            inner = _evaluate(rule.rule, seen)
            return inner if inner.value is None else Verdict(not inner.value, inner.decided_at, inner.cites)
        case All():
            return _combine([_evaluate(part, seen) for part in rule.rules], decisive=False)
        case AnyOf():
            return _combine([_evaluate(part, seen) for part in rule.rules], decisive=True)
        case _:
            assert_never(rule)


def _evaluate_event(leaf: EventLeaf, seen: Seen) -> Verdict:
    inside = [one for one in seen.happenings if leaf.window.meets(one)]
    matching = [one for one in inside if _matches(leaf, one)]
    if matching:
        first = min(matching, key=lambda one: (one.at, one.development))
        return Verdict(True, first.at, (first.development,))
    is_over = seen.now >= leaf.window.end
    if is_over and (seen.has_default or any(_is_akin(leaf, one) for one in inside)):
        return Verdict(False, leaf.window.end)
    return UNKNOWN


def _evaluate_prediction(leaf: PredictionLeaf, seen: Seen) -> Verdict:
    """Unknown while the other prediction is open or annulled."""
    known = seen.outcomes.get(leaf.prediction)
    return UNKNOWN if known is None else Verdict(known.outcome == leaf.outcome, known.known_at)


def _matches(leaf: EventLeaf, happening: Happening) -> bool:
    has_type = leaf.event_type is None or leaf.event_type == happening.event_type
    return has_type and leaf.actors <= happening.actors and leaf.tags <= happening.tags


def _is_akin(leaf: EventLeaf, happening: Happening) -> bool:
    """Whether `happening` shows that developments of this leaf's kind are recorded at all."""
    if leaf.event_type is not None:
        return leaf.event_type == happening.event_type
    return bool(leaf.tags & happening.tags)


def _combine(verdicts: Sequence[Verdict], *, decisive: bool) -> Verdict:
    """The earliest verdict of value `decisive` decides; without one, the last of the others does."""
    deciding = [one for one in verdicts if one.value is decisive]
    if deciding:
        return min(deciding, key=_decided_at)
    if any(one.value is None for one in verdicts):
        return UNKNOWN
    last = max(verdicts, key=_decided_at)
    cites = tuple(dict.fromkeys(cite for one in verdicts for cite in one.cites))
    return Verdict(not decisive, last.decided_at, cites)


def _decided_at(verdict: Verdict) -> datetime:
    assert verdict.decided_at is not None, "only an unknown verdict has no instant"  # noqa: S101 - programmer error
    return verdict.decided_at

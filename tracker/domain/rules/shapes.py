"""The parts of a rule, and the facts that it is evaluated on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal, assert_never

Comparison = Literal["lt", "le", "eq", "ne", "ge", "gt", "between"]
Aggregation = Literal["any", "all", "first", "last", "min", "max", "sum", "count"]


@dataclass(frozen=True)
class Window:
    """The instants [start, end) in which a leaf looks for developments."""

    start: datetime
    end: datetime

    def meets(self, happening: Happening) -> bool:
        """Whether it can lie in the window; of a bare day, some part must."""
        if happening.ends is not None:
            return happening.at < self.end and happening.ends > self.start
        return self.start <= happening.at < self.end


@dataclass(frozen=True)
class EventLeaf:
    """True when a development of that type, with all the actors and tags, happened in the window."""

    window: Window
    event_type: str | None = None
    actors: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class MetricLeaf:
    """Compares a metric's values in the window, aggregated by `agg`, with `bounds`.

    `op` is None and `bounds` empty where the value itself is needed; `between` includes both bounds.
    """

    window: Window
    metric: str
    agg: Aggregation
    op: Comparison | None = None
    bounds: tuple[Decimal, ...] = ()
    unit: str | None = None


@dataclass(frozen=True)
class PredictionLeaf:
    """True when another prediction settled to `outcome` (in its text form)."""

    prediction: str
    outcome: str


@dataclass(frozen=True)
class All:
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class AnyOf:
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Not:
    rule: Rule


Leaf = EventLeaf | MetricLeaf | PredictionLeaf
Rule = Leaf | All | AnyOf | Not


@dataclass(frozen=True)
class FactSeen:
    """One measured value of a development; its metric and unit are compared case-folded."""

    metric: str
    value: Decimal
    unit: str | None = None


@dataclass(frozen=True)
class Happening:
    """A development as rules see it.

    Labels are compared case-folded, `at` is when it became knowable.

    `ends` is the end of the day for a development dated by a day alone, else None.
    """

    development: str
    at: datetime
    ends: datetime | None = None
    event_type: str | None = None
    actors: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    facts: tuple[FactSeen, ...] = ()


@dataclass(frozen=True)
class KnownOutcome:
    """The outcome of another prediction in its text form, and since when it was knowable."""

    outcome: str
    known_at: datetime


@dataclass(frozen=True)
class Seen:
    """The facts that a rule is evaluated on.

    `has_default`: silence counts, since a default outcome is stated.
    """

    happenings: Sequence[Happening]
    now: datetime
    has_default: bool
    outcomes: Mapping[str, KnownOutcome] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """True, False or None (unknown), since when, and the developments that decided it."""

    value: bool | None
    decided_at: datetime | None = None
    cites: tuple[str, ...] = field(default=())


UNKNOWN = Verdict(None)


def leaves(rule: Rule) -> Iterator[Leaf]:
    """Every leaf of `rule`, left to right."""
    match rule:
        case EventLeaf() | MetricLeaf() | PredictionLeaf():
            yield rule
        case Not():
            yield from leaves(rule.rule)
        case All() | AnyOf():
            for part in rule.rules:
                yield from leaves(part)
        case _:
            assert_never(rule)


def fold_label(label: str) -> str:
    """The form in which labels are compared."""
    return label.strip().casefold()


def fold_labels(labels: Iterable[str]) -> frozenset[str]:
    """The labels in the form in which they are compared."""
    return frozenset(fold_label(label) for label in labels)

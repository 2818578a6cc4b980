"""The main figure split by forecaster, topic, essay or prediction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from tracker.reports.block import Block, make_block
from tracker.reports.cohorts import Contents
from tracker.reports.query import Grouping, Rule
from tracker.reports.reading import Pair, Prediction
from tracker.reports.scope import Named


@dataclass(frozen=True, kw_only=True)
class Group:
    """One group; `named` is None for the predictions without a topic or essay."""

    named: Named | None
    block: Block


def make_groups(main: Contents, *, by: Grouping, rules: tuple[Rule, ...]) -> tuple[Group, ...]:
    """The groups of `main` by name, the unnamed one last.

    A prediction with two topics counts in both.
    """
    parts: dict[Named | None, Contents] = defaultdict(Contents)
    for placed in main.scored:
        for named in _parts(placed.prediction, placed.pair, by):
            parts[named].scored.append(placed)
    for prediction, pair in main.waiting:
        for named in _parts(prediction, pair, by):
            parts[named].waiting.append((prediction, pair))
    return tuple(
        Group(
            named=named,
            block=make_block(part, rules=rules),
        )
        for named, part in sorted(parts.items(), key=lambda one: _order(one[0]))
    )


def _parts(prediction: Prediction, pair: Pair, by: Grouping) -> Iterator[Named | None]:
    match by:
        case "forecaster":
            yield pair.forecaster
        case "topic":
            yield from (Named(id=topic, name=topic) for topic in prediction.topics)
            if not prediction.topics:
                yield None
        case "essay":
            yield prediction.essay
        case "prediction":
            yield Named(id=prediction.id, name=prediction.statement, external_id=prediction.external_id)
        case _:
            assert_never(by)


def _order(named: Named | None) -> tuple[bool, str, str, str]:
    """Sorts by name first, since another tracker with the same record has different ids."""
    if named is None:
        return True, "", "", ""
    return False, named.name, named.external_id or "", named.id

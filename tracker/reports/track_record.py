"""The track record: predictions, their outcomes and the scores of the forecasts. A pure read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from tracker.reports.binary_pairs import BinaryPairs, RuleMean, mean_under
from tracker.reports.block import Block, make_block
from tracker.reports.cohorts import APART, Column, Contents, Placed, assign_columns, numbers_of
from tracker.reports.flattering import Flattering, count_flattering
from tracker.reports.funnel import Funnel, make_funnel
from tracker.reports.grouping import Group, make_groups
from tracker.reports.query import ReportQuery
from tracker.reports.reading import (
    CanRead,
    Measured,
    Numbers,
    Prediction,
    count_withheld,
    read_predictions,
    read_undone,
)
from tracker.reports.scope import Scope, find_scope
from tracker.scoring.question import HEADLINES
from tracker.scoring.statistics.gates import may_average
from tracker.scoring.summary import exact_mean, published
from tracker.scoring.versions import RULE_VERSIONS
from tracker.store.databases.database import Transaction
from tracker.store.log.log import head_at

Side = Literal["above", "below", "at"]


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One scored pair in the list.

    p: 0..1, the last number before the outcome was known; None for other kinds of forecast, which have a
    `loss` instead. outcome: in its text form.
    """

    statement: str
    forecaster: str
    p: float | None
    loss: float | None
    outcome: str
    is_posed: bool
    is_assigned: bool


@dataclass(frozen=True, kw_only=True)
class Half:
    """The `n` main pairs on one side of 50%: mean probability, and how often it happened."""

    n: int
    mean_p: float
    n_yes: int


@dataclass(frozen=True, kw_only=True)
class TrackRecord:
    """The numbers of the report.

    `plain_words` and `as_document` present them to people and programs.

    listed: the main pairs if there are fewer than ten. halves: without empty ones. main_mean: under the first
    rule of the query. unready: pairs with an outcome whose score is not recorded yet. assigned_only: whether
    there are forecasts and all of them are assigned.
    """

    scope: Scope
    head: bytes
    rules: dict[str, int]
    funnel: Funnel
    flattering: Flattering
    overall: Block
    main_mean: RuleMean
    groups: tuple[Group, ...]
    apart: dict[Column, Block]
    apart_means: dict[Column, float | None]
    listed: tuple[Listed, ...]
    halves: dict[Side, Half]
    unready: int
    assigned_only: bool


def track_record(
    tx: Transaction,
    query: ReportQuery,
    *,
    now: datetime,
    timezone: str,
    lapse_after: timedelta,
    can_read: CanRead,
) -> TrackRecord:
    """The track record for `query`, as known at its as_of, or at `now` where it names none.

    can_read: whether the reader may see a prediction's words. timezone: where a bare date is a day.
    lapse_after: a deadline this long ago without an outcome is overdue. Raises `Invalid` for an unknown name
    or an invalid date.
    """
    scope = find_scope(tx, query, now=now, timezone=timezone, lapse_after=lapse_after)
    predictions = read_predictions(tx, scope, can_read=can_read)
    columns = assign_columns(predictions, scope)
    main = columns["main"]
    rules = query.rules
    head = head_at(tx, scope.position)
    assert head is not None, "the tables never run ahead of the log"  # noqa: S101 - programmer error
    return TrackRecord(
        scope=scope,
        head=head,
        rules=RULE_VERSIONS,
        funnel=make_funnel(
            predictions,
            as_of=scope.as_of,
            main_eligible=len({placed.prediction.id for placed in main.scored}),
        ),
        flattering=count_flattering(
            predictions,
            read_undone(tx, scope),
            clipped_share=_clipped_share(main),
            withheld=count_withheld(tx, scope, can_read=can_read),
        ),
        overall=_block(main, scope),
        main_mean=mean_under(rules[0], BinaryPairs(main.scored)),
        groups=make_groups(main, by=query.by, rules=rules),
        apart={column: _block(columns[column], scope) for column in APART},
        apart_means={
            column: mean_under("last", BinaryPairs(columns[column].scored)).mean for column in APART
        },
        listed=_listed(main.scored),
        halves=_halves(main.scored),
        unready=_unready(predictions),
        assigned_only=_is_assigned_only(predictions),
    )


def _clipped_share(main: Contents) -> float | None:
    numbers = numbers_of(main.scored)
    return published(sum(one.is_clipped["last"] for one in numbers) / len(numbers)) if numbers else None


def _block(contents: Contents, scope: Scope) -> Block:
    return make_block(contents, rules=scope.query.rules)


def _listed(scored: Sequence[Placed]) -> tuple[Listed, ...]:
    """The pairs ordered by deadline; none if there are ten or more."""
    if may_average(len(scored)):
        return ()
    ordered = sorted(
        scored, key=lambda one: (one.prediction.closes, one.prediction.statement, one.pair.forecaster.name)
    )
    return tuple(
        Listed(
            statement=one.prediction.statement,
            forecaster=one.pair.forecaster.name,
            **_said(one.numbers, is_withheld=one.prediction.is_withheld),
            is_posed=one.prediction.is_posed,
            is_assigned="assigned" in one.pair.marks,
        )
        for one in ordered
    )


def _said(numbers: Numbers | Measured, *, is_withheld: bool) -> dict[str, Any]:
    if isinstance(numbers, Measured):
        loss = numbers.values.get(HEADLINES[numbers.kind])
        is_visible = not is_withheld or numbers.kind not in {"categorical", "ordered"}
        return {
            "p": None,
            "loss": loss,
            "outcome": numbers.outcome if is_visible else "an option that is withheld",
        }
    outcome = {1.0: "yes", 0.0: "no"}.get(numbers.y, f"{numbers.y:g}")
    return {"p": numbers.p_last, "loss": None, "outcome": outcome}


def _halves(scored: Sequence[Placed]) -> dict[Side, Half]:
    sides: dict[Side, list[Numbers]] = {"above": [], "below": [], "at": []}
    for one in numbers_of(scored):
        p = one.p_last
        sides["at" if p == 0.5 else "above" if p > 0.5 else "below"].append(one)
    return {
        side: Half(
            n=len(placed),
            mean_p=exact_mean(one.p_last for one in placed),
            n_yes=sum(one.y == 1 for one in placed),
        )
        for side, placed in sides.items()
        if placed
    }


def _unready(predictions: Sequence[Prediction]) -> int:
    """The number of pairs that have an outcome and a number in force but no recorded score yet."""
    return sum(
        pair.has_number_in_force and pair.numbers is None
        for prediction in predictions
        if prediction.status == "scored"
        for pair in prediction.pairs
    )


def _is_assigned_only(predictions: Sequence[Prediction]) -> bool:
    counts = Counter("assigned" in pair.marks for one in predictions for pair in one.pairs)
    return counts[True] > 0 and counts[False] == 0

"""A block of a report: the summary statistics of a set of scored pairs, by scoring rule."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tracker.reports.cohorts import Contents, measured_of, numbers_of
from tracker.reports.query import Rule
from tracker.reports.reading import Measured, Numbers
from tracker.scoring.logarithmic import CLIP
from tracker.scoring.summary import exact_mean, published

LEVEL = 0.95
"""The level of the intervals `low` and `high`, which this version does not compute yet."""


@dataclass(frozen=True, kw_only=True)
class RuleMean:
    """The mean Brier score of the `n` pairs that have one; None without such a pair.

    0..1, lower is better.
    """

    n: int
    mean: float | None
    low: float | None = None
    high: float | None = None
    level: float = LEVEL


@dataclass(frozen=True, kw_only=True)
class LogMean:
    """The mean log score in nats.

    mean_clipped: over all pairs, with probabilities clipped to [clip, 1 - clip]. mean_finite: over the pairs
    whose unclipped score is finite.
    """

    mean_clipped: float | None
    clip: float
    n_clipped: int
    mean_finite: float | None
    n_infinite: int


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """The mean Brier score under `last` if each waiting pair scored 1 (`worst`) or 0 (`best`).

    None without any pair.
    """

    worst: float | None
    best: float | None


@dataclass(frozen=True, kw_only=True)
class WisMean:
    """The mean weighted interval score in the predictions' unit, and its three parts."""

    mean: float | None
    over: float | None
    under: float | None
    dispersion: float | None


@dataclass(frozen=True, kw_only=True)
class Block:
    """The statistics of `n` scored pairs of all kinds; n_yes to bounds are of the yes/no pairs.

    n_yes: how many happened. mean_p: the mean of the last numbers in force. date, ordered, categorical,
    graded: the mean of the kind's headline loss, and its `n`. wis, coverage, ae_median: numeric predictions
    only.
    """

    n: int
    n_yes: int
    base_rate: float | None
    mean_p: float | None
    brier: dict[Rule, RuleMean]
    log: dict[Rule, LogMean]
    bounds: Bounds
    date: dict[str, float | None]
    ordered: dict[str, float | None]
    categorical: dict[str, float | None]
    graded: dict[str, float | None]
    wis: WisMean
    coverage: dict[str, float | None]
    ae_median: float | None


def make_block(contents: Contents, *, rules: tuple[Rule, ...]) -> Block:
    """The block of a column; its waiting pairs only widen the bounds."""
    scored, measured = numbers_of(contents.scored), measured_of(contents.scored)
    waiting = sum(prediction.kind == "binary" for prediction, _ in contents.waiting)
    return Block(
        n=len(contents.scored),
        n_yes=sum(one.y == 1 for one in scored),
        base_rate=_mean([one.y for one in scored]),
        mean_p=_mean([one.p_last for one in scored]),
        brier={rule: mean_under(rule, scored) for rule in rules},
        log={rule: _log_mean(rule, scored) for rule in rules if rule in {"last", "first"}},
        bounds=_bounds(scored, waiting=waiting),
        date=_headline(measured, "date", twcrps="twcrps"),
        ordered=_headline(measured, "ordered", rps="rps_normalised"),
        categorical=_headline(measured, "categorical", brier_multi="multi_brier"),
        graded=_headline(measured, "graded", brier="brier_last"),
        **_of_numbers([one for one in measured if one.kind == "numeric"]),
    )


def _headline(measured: Sequence[Measured], kind: str, **values: str) -> dict[str, float | None]:
    """The number of pairs of a kind, and the mean of its headline loss under its report name."""
    of_kind = [one for one in measured if one.kind == kind]
    return {"n": len(of_kind), **{name: _mean_value(of_kind, value) for name, value in values.items()}}


def _of_numbers(measured: Sequence[Measured]) -> dict[str, Any]:
    return {
        "wis": WisMean(
            mean=_mean_value(measured, "wis"),
            over=_mean_value(measured, "over"),
            under=_mean_value(measured, "under"),
            dispersion=_mean_value(measured, "dispersion"),
        ),
        "coverage": {level: _mean_value(measured, f"coverage_{level}") for level in ("50", "90")},
        "ae_median": _mean_value(measured, "ae_median"),
    }


def _mean_value(measured: Sequence[Measured], name: str) -> float | None:
    return _mean([value for one in measured if (value := one.values.get(name)) is not None])


def mean_under(rule: Rule, scored: Sequence[Numbers]) -> RuleMean:
    """The mean over pairs; for `each_update`, the mean over all forecasts of all pairs."""
    if rule == "each_update":
        return _each_update(scored)
    values = [loss for one in scored if (loss := one.brier[rule]) is not None]
    return RuleMean(n=len(values), mean=_mean(values))


def _each_update(scored: Sequence[Numbers]) -> RuleMean:
    """sum(updates_i * mean_update_i) / sum(updates_i).

    Each series' mean, weighted by its number of forecasts.
    """
    known = [(one.updates, mean) for one in scored if (mean := one.brier["mean_update"]) is not None]
    forecasts = sum(updates for updates, _ in known)
    if forecasts == 0:
        return RuleMean(n=0, mean=None)
    total = math.fsum(updates * mean for updates, mean in known)
    return RuleMean(n=len(known), mean=published(total / forecasts))


def _log_mean(rule: Rule, scored: Sequence[Numbers]) -> LogMean:
    finite = [loss for one in scored if (loss := one.log_unclipped[rule]) is not None]
    return LogMean(
        mean_clipped=_mean([one.log[rule] for one in scored]),
        clip=CLIP,
        n_clipped=sum(one.is_clipped[rule] for one in scored),
        mean_finite=_mean(finite),
        n_infinite=len(scored) - len(finite),
    )


def _bounds(scored: Sequence[Numbers], *, waiting: int) -> Bounds:
    losses = [loss for one in scored if (loss := one.brier["last"]) is not None]
    return Bounds(worst=_mean([*losses, *([1.0] * waiting)]), best=_mean([*losses, *([0.0] * waiting)]))


def _mean(values: Sequence[float]) -> float | None:
    return published(exact_mean(values)) if values else None

"""The statistics of scored pairs on yes/no predictions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from tracker.reports.cohorts import Placed
from tracker.reports.means import mean_or_none
from tracker.reports.query import Rule
from tracker.reports.reading import Numbers
from tracker.scoring.logarithmic import CLIP
from tracker.scoring.statistics.bins import reliability
from tracker.scoring.statistics.cells import Cells, cells_of, sums_by
from tracker.scoring.statistics.cox import cox
from tracker.scoring.statistics.decomposition import corp, log_corp, murphy
from tracker.scoring.statistics.gates import may_average, may_calibrate, may_regress
from tracker.scoring.statistics.intervals import LEVEL, Mean, mean_of_sums
from tracker.scoring.statistics.skill import in_the_large, leave_one_out_loss, skill
from tracker.scoring.summary import exact_mean, published


@dataclass(frozen=True, kw_only=True)
class RuleMean:
    """The mean Brier score of the `n` pairs that have one, with its interval; None without such a pair.

    0..1, lower is better. low, high: the cluster-robust interval; None with fewer than two clusters or ten pairs.
    """

    n: int
    mean: float | None
    low: float | None = None
    high: float | None = None
    level: float = LEVEL
    clusters: int = 0


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
    """The mean Brier score under `last` if each open or contested outcome were the worst or the best for the forecaster.

    None without any pair.
    """

    worst: float | None
    best: float | None


@dataclass(frozen=True, kw_only=True)
class Skill:
    """`n` pairs compared with a reference; `value` is 1 for perfect forecasts and 0 for the reference's."""

    n: int
    value: float | None


@dataclass(frozen=True, kw_only=True)
class Call:
    """One scored pair that stands out; loss: its Brier score. gain: how much it is below that of the base rate."""

    prediction: str
    statement: str
    forecaster: str
    p: float
    outcome: float
    loss: float
    gain: float | None = None


class BinaryPairs:
    """The yes/no pairs of a block, as the statistics take them."""

    def __init__(self, placed: Sequence[Placed]) -> None:
        self.placed = [one for one in placed if isinstance(one.numbers, Numbers)]
        self.numbers = [one.numbers for one in self.placed if isinstance(one.numbers, Numbers)]
        codes = {name: n for n, name in enumerate(sorted({one.prediction.cluster for one in self.placed}))}
        self.codes = [codes[one.prediction.cluster] for one in self.placed]
        self.clusters = len(codes)

    @cached_property
    def cells(self) -> Cells:
        return cells_of([one.p_last for one in self.numbers], [one.y for one in self.numbers], self.codes)

    @property
    def n(self) -> int:
        return len(self.placed)

    def mean(self, values: Sequence[float | None], weights: Sequence[float] | None = None) -> RuleMean:
        """sum(values) / sum(weights) over the pairs that have a value; each weighs 1 where no weights are given."""
        weighing = weights or [1.0] * len(values)
        known = [(n, value) for n, value in enumerate(values) if value is not None and weighing[n] > 0]
        if not known:
            return RuleMean(n=0, mean=None)
        _, place = np.unique([self.codes[n] for n, _ in known], return_inverse=True)
        sums = sums_by(place, [value for _, value in known])
        return _published(mean_of_sums(sums, sums_by(place, [weighing[n] for n, _ in known])), n=len(known))


def mean_under(rule: Rule, binary: BinaryPairs) -> RuleMean:
    """The mean over pairs; for `each_update`, the mean over all forecasts of all pairs."""
    if rule == "each_update":
        means = [one.brier["mean_update"] for one in binary.numbers]
        totals = [
            None if mean is None else mean * one.updates
            for one, mean in zip(binary.numbers, means, strict=True)
        ]
        return binary.mean(totals, [float(one.updates) for one in binary.numbers])
    return binary.mean([one.brier[rule] for one in binary.numbers])


def time_averaged(binary: BinaryPairs, rules: tuple[Rule, ...]) -> dict[str, RuleMean]:
    """sum(loss * time) / sum(open time): a loss that was settled early does not vanish."""
    if "time_weighted" not in rules:
        return {}
    days = [(one.prediction.scheduled_days, one.prediction.open_days) for one in binary.placed]
    totals = [
        None if loss is None or is_open <= 0 else loss * scheduled
        for loss, (scheduled, is_open) in zip(
            [one.brier["time_weighted"] for one in binary.numbers], days, strict=True
        )
    ]
    return {"time_averaged": binary.mean(totals, [is_open for _, is_open in days])}


def skill_of(binary: BinaryPairs) -> dict[str, Skill]:
    if not may_average(binary.n):
        return {}
    groups = binary.cells.groups
    loss = groups.squared_loss(groups.p)
    references = {
        "leave_one_out_base_rate": leave_one_out_loss(groups),
        "half": _half_loss(binary),
        "in_sample_base_rate": groups.squared_loss(np.full(len(groups.p), groups.base_rate)),
    }
    return {
        name: Skill(n=binary.n, value=maybe_published(skill(loss, reference)))
        for name, reference in references.items()
        if reference is not None
    }


def _half_loss(binary: BinaryPairs) -> float:
    return exact_mean((one.y - 0.5) ** 2 for one in binary.numbers)


def calibration_of(binary: BinaryPairs) -> dict[str, Any]:
    if not may_calibrate(binary.n, binary.clusters):
        shown = maybe_published(in_the_large(binary.cells.groups)) if may_average(binary.n) else None
        return {**_NO_CALIBRATION, "in_the_large": shown}
    groups = binary.cells.groups
    diagram = reliability(groups)
    return {
        "corp": _rounded(corp(groups)),
        "log_corp": _rounded(log_corp(groups)),
        "cox": _rounded(cox(groups)) if may_regress(binary.n, binary.clusters) else None,
        "in_the_large": maybe_published(in_the_large(groups)),
        "murphy": _rounded(murphy(groups)),
        "bins": tuple(map(_rounded, diagram.bins)),
        "ece": maybe_published(diagram.ece),
        "ece_expected": maybe_published(diagram.ece_expected),
    }


_NO_CALIBRATION: dict[str, Any] = {
    **dict.fromkeys(("corp", "log_corp", "cox", "murphy", "ece", "ece_expected")),
    "bins": (),
}


LEAD_DAYS = 7
"""A best call was on the right side of 50% this long before the outcome was known."""


def calls_of(binary: BinaryPairs) -> dict[str, Any]:
    """The largest gain over the base rate of the others, and the largest loss; withheld predictions are not named."""
    if not may_average(binary.n):
        return {"best": None, "worst": None}
    total = sum(one.y for one in binary.numbers)
    found = []
    for one, numbers in zip(binary.placed, binary.numbers, strict=True):
        loss = numbers.brier["last"]
        if loss is None or one.prediction.is_withheld:
            continue
        others = (total - numbers.y) / (binary.n - 1)
        gain = (others - numbers.y) ** 2 - loss
        found.append((one, numbers, loss, gain))
    early = [one for one in found if _was_right_early(one[0], one[1])]
    best = max(early, key=lambda one: (one[3], one[0].prediction.id), default=None)
    worst = max(found, key=lambda one: (one[2], one[0].prediction.id), default=None)
    return {
        "best": None if best is None or best[3] <= 0 else _call(*best),
        "worst": None if worst is None else _call(*worst[:3]),
    }


def _was_right_early(placed: Placed, numbers: Numbers) -> bool:
    first, lead = numbers.p_first, placed.pair.first_lead_days
    is_right = first is not None and (first - 0.5) * (numbers.y - 0.5) > 0
    return is_right and lead is not None and lead >= LEAD_DAYS


def _call(placed: Placed, numbers: Numbers, loss: float, gain: float | None = None) -> Call:
    return Call(
        prediction=placed.prediction.id,
        statement=placed.prediction.statement,
        forecaster=placed.pair.forecaster.name,
        p=numbers.p_last,
        outcome=numbers.y,
        loss=published(loss),
        gain=maybe_published(gain),
    )


def log_mean(rule: Rule, scored: Sequence[Numbers]) -> LogMean:
    finite = [loss for one in scored if (loss := one.log_unclipped[rule]) is not None]
    return LogMean(
        mean_clipped=mean_or_none([one.log[rule] for one in scored]),
        clip=CLIP,
        n_clipped=sum(one.is_clipped[rule] for one in scored),
        mean_finite=mean_or_none(finite),
        n_infinite=len(scored) - len(finite),
    )


def bounds_of(binary: BinaryPairs, *, waiting: int) -> Bounds:
    """Waiting and disputed pairs at the worst and at the best; the others as they scored."""

    def mean_with(unsettled: float) -> float | None:
        losses = [
            unsettled if one.prediction.is_disputed else loss
            for one, numbers in zip(binary.placed, binary.numbers, strict=True)
            if (loss := numbers.brier["last"]) is not None
        ]
        return mean_or_none([*losses, *([unsettled] * waiting)])

    return Bounds(worst=mean_with(1.0), best=mean_with(0.0))


def _published(mean: Mean, *, n: int) -> RuleMean:
    """The interval of fewer pairs than have an average is left out."""
    has_interval = may_average(n)
    return RuleMean(
        n=n,
        mean=published(mean.mean),
        low=maybe_published(mean.low) if has_interval else None,
        high=maybe_published(mean.high) if has_interval else None,
        clusters=mean.clusters,
    )


def _rounded(found: Any) -> Any:
    """A dataclass of numbers with 12 significant digits."""
    rounded: Callable[[Any], Any] = lambda value: (  # noqa: E731
        published(value)
        if isinstance(value, float)
        else tuple(map(rounded, value))
        if isinstance(value, tuple)
        else value
    )
    return type(found)(**{name: rounded(value) for name, value in vars(found).items()})


def maybe_published(value: float | None) -> float | None:
    return None if value is None else published(value)

"""Which rules score which kind of prediction, how they count, and the names of their values."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Generic, TypeVar

from tracker.scoring.baseline import baseline, baseline_options
from tracker.scoring.brier import brier, brier2, brier_range
from tracker.scoring.counting import Way
from tracker.scoring.forecasts import Binary, DateCdf, Options, Quantiles
from tracker.scoring.logarithmic import is_clipped, log_loss, log_loss_clipped
from tracker.scoring.multi_brier import multi_brier
from tracker.scoring.ranked import ordinal, rps, rps_normalised
from tracker.scoring.series import Schedule
from tracker.scoring.spherical import spherical, spherical_options
from tracker.scoring.twcrps import twcrps, twcrps_days
from tracker.scoring.wis import absolute_error, coverage, wis

F = TypeVar("F")

EVERY_WAY: tuple[Way, ...] = ("first", "last", "time_weighted", "daily", "mean_update")
ENDS: tuple[Way, ...] = ("first", "last")

HALF = 0.25
"""The Brier score of always saying 50%."""


@dataclass(frozen=True, kw_only=True)
class Measure(Generic[F]):
    """One rule, applied to one outcome, and the ways of counting updates that make sense for it.

    name: of its values. It may contain {} for the way; otherwise the last has the bare name and the others end in the
    way.  loss: of one forecast, None if it lacks what the rule needs.  reference_loss: of the time before the first
    forecast, None if there is no comparison.  bounds: the smallest and largest loss of a forecast that is a range.
    is_clipped: whether the forecast's probability was clipped.
    """

    name: str
    loss: Callable[[F], float | None]
    ways: tuple[Way, ...] = ("last",)
    reference_loss: float | None = None
    bounds: Callable[[F], tuple[float, float]] | None = None
    is_clipped: Callable[[F], bool] | None = None

    @cached_property
    def names(self) -> dict[Way, str]:
        """The names of its values, cached since thousands of forecasters share them."""
        return {way: self.value_name(way) for way in self.ways}

    def value_name(self, way: Way) -> str:
        """The published name of the value counted `way`."""
        if "{}" in self.name:
            return self.name.format(way)
        return self.name if way == "last" else f"{self.name}_{way}"


def binary_measures(y: float, *, reference_loss: float) -> Sequence[Measure[Binary]]:
    """The measures of a yes-or-no prediction. `y`: 1 yes, 0 no, or a share.

    `reference_loss`: 0..1.

    >>> [measure.name for measure in binary_measures(1, reference_loss=0.25)][:3]
    ['p_{}', 'brier_{}', 'brier2_{}']
    """
    return (
        Measure(name="p_{}", loss=lambda said: float(said.p), ways=ENDS),
        _brier_measure(y, reference_loss),
        Measure(
            name="brier2_{}",
            loss=lambda said: brier2(said.p, y),
            ways=EVERY_WAY,
            reference_loss=2 * reference_loss,
        ),
        # Skill is linear in the loss, so its mean over the days is the skill of the mean loss.
        Measure(name="skill_{}_vs_half", loss=lambda said: 1 - brier(said.p, y) / HALF, ways=("daily",)),
        Measure(
            name="log_{}",
            loss=lambda said: log_loss_clipped(said.p, y),
            ways=ENDS,
            is_clipped=lambda said: is_clipped(said.p),
        ),
        Measure(name="log_{}_unclipped", loss=lambda said: log_loss(said.p, y), ways=ENDS),
        Measure(name="spherical_{}", loss=lambda said: spherical(said.p, y), ways=ENDS),
        Measure(
            name="baseline_{}",
            loss=lambda said: baseline(said.p, y),
            ways=("first", "last", "time_weighted"),
            reference_loss=0.0,
        ),
    )


def graded_measures(v: float, *, reference_loss: float) -> Sequence[Measure[Binary]]:
    """The measures of a graded prediction; `v` is the outcome in 0..1 from `grade_value`.

    >>> [measure.name for measure in graded_measures(0.5, reference_loss=0.25)]
    ['p_{}', 'brier_{}']
    """
    said = Measure[Binary](name="p_{}", loss=lambda said: float(said.p), ways=ENDS)
    return (said, _brier_measure(v, reference_loss))


def categorical_measures(outcome: int, *, options: int) -> Sequence[Measure[Options]]:
    """The measures of a prediction with unordered options.

    `outcome` is the index of the true one.

    >>> [measure.value_name("last") for measure in categorical_measures(0, options=3)][:3]
    ['multi_brier', 'multi_brier_half', 'log']
    """
    return (_multi_brier_measure(outcome, options, ways=EVERY_WAY), *_option_measures(outcome))


def ordered_measures(outcome: int, *, options: int) -> Sequence[Measure[Options]]:
    """The measures of a prediction with ordered options, including the ranked ones.

    `outcome` is an index.

    >>> [measure.value_name("first") for measure in ordered_measures(0, options=3)][:1]
    ['rps_normalised_first']
    """
    even = (1 / options,) * options
    return (
        Measure(
            name="rps_normalised",
            loss=lambda said: rps_normalised(said.probabilities, outcome),
            ways=EVERY_WAY,
            reference_loss=rps_normalised(even, outcome),
        ),
        Measure(name="rps", loss=lambda said: rps(said.probabilities, outcome)),
        Measure(name="ordinal", loss=lambda said: ordinal(said.probabilities, outcome)),
        _multi_brier_measure(outcome, options, ways=("last",)),
        *_option_measures(outcome),
    )


def numeric_measures(y: float) -> Sequence[Measure[Quantiles]]:
    """The measures of a prediction of a number `y`, in its unit.

    There is no time-weighted value, since having said nothing has no loss.
    >>> [measure.name for measure in numeric_measures(1)]
    ['wis', 'over', 'under', 'dispersion', 'coverage_50', 'coverage_90', 'ae_median']
    """
    return (
        Measure(name="wis", loss=lambda said: wis(said, y).total, ways=("first", "last", "mean_update")),
        Measure(name="over", loss=lambda said: wis(said, y).over),
        Measure(name="under", loss=lambda said: wis(said, y).under),
        Measure(name="dispersion", loss=lambda said: wis(said, y).dispersion),
        Measure(name="coverage_50", loss=lambda said: coverage(said, y, level=0.5)),
        Measure(name="coverage_90", loss=lambda said: coverage(said, y, level=0.9)),
        Measure(name="ae_median", loss=lambda said: absolute_error(said, y)),
    )


def date_measures(happened_at: datetime | None, *, schedule: Schedule) -> Sequence[Measure[DateCdf]]:
    """The measures of a prediction of a date, up to its horizon `closes`.

    There are none if it has no open time.

    >>> from datetime import UTC
    >>> at = datetime(2025, 1, 1, tzinfo=UTC)
    >>> date_measures(None, schedule=Schedule(at, at, at))
    ()
    """
    opens, horizon = schedule.opens, schedule.closes
    if horizon <= opens:
        return ()
    return (
        Measure(
            name="twcrps",
            loss=lambda said: twcrps(said, happened_at, opens=opens, horizon=horizon),
            ways=("first", "last", "mean_update"),
        ),
        Measure(
            name="twcrps_days", loss=lambda said: twcrps_days(said, happened_at, opens=opens, horizon=horizon)
        ),
    )


def _brier_measure(y: float, reference_loss: float) -> Measure[Binary]:
    def bounds(said: Binary) -> tuple[float, float]:
        low, high = (said.p, said.p) if said.low is None or said.high is None else (said.low, said.high)
        return brier_range(low, high, y)

    return Measure(
        name="brier_{}",
        loss=lambda said: brier(said.p, y),
        ways=EVERY_WAY,
        reference_loss=reference_loss,
        bounds=bounds,
    )


def _multi_brier_measure(outcome: int, options: int, *, ways: tuple[Way, ...]) -> Measure[Options]:
    return Measure(
        name="multi_brier",
        loss=lambda said: multi_brier(said.probabilities, outcome),
        ways=ways,
        reference_loss=1 - 1 / options,
    )


def _option_measures(outcome: int) -> Sequence[Measure[Options]]:
    return (
        Measure(name="multi_brier_half", loss=lambda said: multi_brier(said.probabilities, outcome) / 2),
        Measure(
            name="log",
            loss=lambda said: log_loss_clipped(said.probabilities[outcome], 1),
            is_clipped=lambda said: is_clipped(said.probabilities[outcome]),
        ),
        Measure(name="log_unclipped", loss=lambda said: log_loss(said.probabilities[outcome], 1)),
        Measure(name="spherical", loss=lambda said: spherical_options(said.probabilities, outcome)),
        Measure(name="baseline", loss=lambda said: baseline_options(said.probabilities, outcome)),
    )

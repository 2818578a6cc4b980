"""A block of a report: the summary statistics of a set of scored pairs, by scoring rule."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.reports.binary_pairs import (
    BinaryPairs,
    Bounds,
    Call,
    LogMean,
    RuleMean,
    Skill,
    bounds_of,
    calibration_of,
    calls_of,
    log_mean,
    mean_under,
    skill_of,
    time_averaged,
)
from tracker.reports.cohorts import Contents, measured_of
from tracker.reports.means import mean_or_none, median_or_none
from tracker.reports.other_pairs import NO_NUMBERS, NumberBlock, WisMean, headline, numeric_blocks
from tracker.reports.query import Rule
from tracker.scoring.statistics.bins import Bin
from tracker.scoring.statistics.cox import Cox
from tracker.scoring.statistics.decomposition import Corp, Murphy


@dataclass(frozen=True, kw_only=True)
class Block:
    """The statistics of `n` scored pairs of all kinds; n_yes to bounds are of the yes/no pairs.

    n_other: how many are no yes/no forecasts. n_yes: how many happened. mean_p: the mean of the last numbers in force. clusters: how many essays, or predictions
    without one. lead_days_median: from the last number to the outcome. coverage_mean: the share of the scheduled time
    with a number in force. brier: by way of counting updates; `time_averaged` divides by the open time. Statistics that
    need more forecasts than there are, are None or empty. date, ordered, categorical, graded: the mean of the kind's
    headline loss, and its `n`. numeric: one part a unit. wis, coverage, ae_median: of the numeric pairs where all have one
    unit.
    """

    n: int
    n_other: int
    n_yes: int
    base_rate: float | None
    mean_p: float | None
    clusters: int
    lead_days_median: float | None
    coverage_mean: float | None
    brier: dict[str, RuleMean]
    best: Call | None
    worst: Call | None
    log: dict[Rule, LogMean]
    skill: dict[str, Skill]
    corp: Corp | None
    log_corp: Corp | None
    cox: Cox | None
    in_the_large: float | None
    murphy: Murphy | None
    bins: tuple[Bin, ...]
    ece: float | None
    ece_expected: float | None
    bounds: Bounds
    date: dict[str, float | None]
    ordered: dict[str, float | None]
    categorical: dict[str, float | None]
    graded: dict[str, float | None]
    numeric: tuple[NumberBlock, ...]
    wis: WisMean
    coverage: dict[str, float | None]
    ae_median: float | None


def make_block(contents: Contents, *, rules: tuple[Rule, ...]) -> Block:
    """The block of a column; its waiting pairs only widen the bounds."""
    binary, measured = BinaryPairs(contents.scored), measured_of(contents.scored)
    scored = binary.numbers
    numeric = numeric_blocks(contents.scored)
    only = numeric[0] if len(numeric) == 1 else NO_NUMBERS
    return Block(
        n=len(contents.scored),
        n_other=len(contents.scored) - binary.n,
        n_yes=sum(one.y == 1 for one in scored),
        base_rate=mean_or_none([one.y for one in scored]),
        mean_p=mean_or_none([one.p_last for one in scored]),
        clusters=len({one.prediction.cluster for one in contents.scored}),
        lead_days_median=median_or_none([one.pair.lead_days for one in contents.scored]),
        coverage_mean=mean_or_none([one.coverage for one in scored if one.coverage is not None]),
        brier={rule: mean_under(rule, binary) for rule in rules} | time_averaged(binary, rules),
        **calls_of(binary),
        log={rule: log_mean(rule, scored) for rule in rules if rule in {"last", "first"}},
        skill=skill_of(binary),
        **calibration_of(binary),
        bounds=bounds_of(binary, waiting=sum(one.kind == "binary" for one, _ in contents.waiting)),
        date=headline(measured, "date", twcrps="twcrps"),
        ordered=headline(measured, "ordered", rps="rps_normalised"),
        categorical=headline(measured, "categorical", brier_multi="multi_brier"),
        graded=headline(measured, "graded", brier="brier_last"),
        numeric=tuple(numeric),
        wis=only.wis,
        coverage=only.coverage,
        ae_median=only.ae_median,
    )

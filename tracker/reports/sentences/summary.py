"""The title, the verdict and the sentences of a report.

With no scored forecast they say why. Below ten they list each one. From ten on they give the average, with a caution
below thirty.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from tracker.domain.probability import BRIER_EXPLAINED, percent, two_digits
from tracker.reports.binary_pairs import RuleMean
from tracker.reports.query import Cohort, Rule
from tracker.reports.sentences.phrases import about, counted, happened, period, times
from tracker.reports.sentences.reasons import why_none
from tracker.reports.sentences.totals import totals_in_words
from tracker.reports.track_record import Half, Listed, Side, TrackRecord
from tracker.scoring.statistics.gates import JUDGED_FROM, may_average

BOUNDS_FROM = 0.01

_COHORTS: dict[Cohort, str] = {
    "due": "past their deadline",
    "settled": "settled",
    "made": "made",
}

_RULES: dict[Rule, str] = {
    "last": "",
    "first": ", by the first number given",
    "time_weighted": ", weighted by how long each number was in force",
    "daily": ", averaged over days",
    "mean_update": ", averaged over each prediction's updates",
    "each_update": ", each update counted equally",
}

_SIDES: dict[Side, str] = {"above": "above 50%", "below": "below 50%", "at": "exactly 50%"}


class PlainWords(TypedDict):
    """What the report covers, its verdict, explaining sentences, and how many it counts."""

    title: str
    verdict: str
    sentences: list[str]
    counted: str


def plain_words(report: TrackRecord) -> PlainWords:
    """The report in words; each number comes with its meaning."""
    verdict, sentences = _judgement(report)
    return {
        "title": _title(report),
        "verdict": verdict,
        "sentences": [*sentences, *_early(report)],
        "counted": totals_in_words(report),
    }


def _title(report: TrackRecord) -> str:
    scope = report.scope
    who = scope.forecaster.name if scope.forecaster else "All forecasters"
    about_what = f" on {scope.query.topic}" if scope.query.topic else ""
    where = f" from “{scope.essay.name}”" if scope.essay else ""
    where += f" imported as {scope.query.source}" if scope.query.source else ""
    when = period(scope.begins, scope.ends, scope.timezone)
    is_due_within = scope.query.cohort == "due" and when
    which = "with a deadline" if is_due_within else _COHORTS[scope.query.cohort]
    return f"{who}: predictions{about_what}{where} {which} {when}".rstrip() + "."


def _judgement(report: TrackRecord) -> tuple[str, list[str]]:
    """The verdict, and the sentences that explain it."""
    n = report.overall.n
    if n == 0:
        return "No score yet.", why_none(report)
    have = _have(n, report.funnel.main_eligible)
    if not may_average(n):
        return f"{have}: too few for an average, so here is the list.", [
            _line(one, report) for one in report.listed
        ]
    verdict = f"{have}. Too few to judge yet." if n < JUDGED_FROM else f"{have}."
    return verdict, [
        *_average(report),
        *_other_kinds(report),
        *_calls(report),
        *_lead(report),
        *_bounds(report),
    ]


def _have(pairs: int, predictions: int) -> str:
    """How many forecasts have an outcome, and on how many predictions where those numbers differ."""
    if pairs == predictions:
        return f"{counted(pairs, 'has', 'have')} an outcome"
    return f"{pairs:,} forecasts on {counted(predictions, 'prediction')} have an outcome"


def _line(one: Listed, report: TrackRecord) -> str:
    """One scored forecast: the statement, the probability, and what happened."""
    who = "" if report.scope.forecaster else f"{one.forecaster}, "
    posed = " The essay raised this as a question." if one.is_posed else ""
    if one.p is None:
        score = "no score" if one.loss is None else f"score {two_digits(one.loss)}"
        assigned = " The forecast was assigned by us." if one.is_assigned else ""
        return f"{one.statement}: {who}the outcome was {one.outcome}, {score}.{posed}{assigned}"
    assigned = f" The {percent(one.p)} was assigned by us." if one.is_assigned else ""
    return f"{one.statement}: {who}{percent(one.p)}, {_HAPPENED.get(one.outcome, 'partly happened')}.{posed}{assigned}"


_HAPPENED = {"yes": "happened", "no": "did not happen"}


def _average(report: TrackRecord) -> Iterator[str]:
    """The average over the yes/no forecasts, who are counted where there are others too."""
    how, found, overall = _RULES[report.scope.query.rules[0]], report.main_mean, report.overall
    yes_no = overall.n - overall.n_other
    if not yes_no:
        return
    if found.mean is None:
        yield f"Average Brier score{how}: none of them has such a score."
        return
    of = "" if found.n == overall.n else f" of {counted(found.n, 'yes/no forecast')}"
    yield f"Average Brier score{of}{how}: {two_digits(found.mean)}{_interval(found)} ({BRIER_EXPLAINED})."


def _interval(found: RuleMean) -> str:
    if found.low is None or found.high is None:
        return ""
    return f", 95% interval {two_digits(max(found.low, 0.0))} to {two_digits(min(found.high, 1.0))}"


def _other_kinds(report: TrackRecord) -> Iterator[str]:
    """One sentence for each other kind of prediction: their scores are never averaged together."""
    overall = report.overall
    for n, mean, what in (
        (overall.date["n"], overall.date["twcrps"], "a date"),
        (overall.ordered["n"], overall.ordered["rps"], "ordered options"),
        (overall.categorical["n"], overall.categorical["brier_multi"], "options"),
        (overall.graded["n"], overall.graded["brier"], "a grade"),
    ):
        if n and mean is not None:
            yield f"{counted(int(n), 'forecast')} of {what}: average score {two_digits(mean)} (0 is perfect)."
    for one in overall.numeric:
        if one.wis.mean is not None:
            unit = f" {one.unit}" if one.unit else ""
            yield (
                f"{counted(one.n, 'forecast')} of a number{f' in {one.unit}' if one.unit else ''}: "
                f"average interval score {one.wis.mean:.3g}{unit} (0 is perfect)."
            )


def _lead(report: TrackRecord) -> Iterator[str]:
    days = report.overall.lead_days_median
    if days is not None:
        far = "less than a day" if days < 1 else counted(round(days), "day")
        yield f"Half of the last numbers came {far} or more before the outcome was known."


def _bounds(report: TrackRecord) -> Iterator[str]:
    """What open and contested outcomes could make of the average, where that is more than 0.01."""
    bounds, last = report.overall.bounds, report.overall.brier.get("last")
    if bounds.worst is None or bounds.best is None or last is None or last.mean is None:
        return
    if max(bounds.worst - last.mean, last.mean - bounds.best) > BOUNDS_FROM:
        yield (
            "If all predictions whose outcome is missing or contested went against the forecaster, the average would "
            f"be {two_digits(bounds.worst)}; if they went as well as possible, {two_digits(bounds.best)}."
        )


def _calls(report: TrackRecord) -> Iterator[str]:
    for side, half in report.halves.items():
        yield f"When the forecast was {_SIDES[side]} ({_said(side, half)}), {happened(half.n_yes)}."


def _said(side: Side, half: Half) -> str:
    return times(half.n) if side == "at" else f"{times(half.n)}, {about(half.mean_p)} on average"


def _early(report: TrackRecord) -> Iterator[str]:
    """Why predictions settled early are counted separately, or a warning where they are not."""
    apart, early = report.apart["settled_early"].n, report.funnel.settled_early
    because = "“yes” settles when it happens and “no” only at the deadline"
    if apart:
        settled = counted(apart, "was settled before its deadline", "were settled before their deadlines")
        yield f"{settled} and {'is' if apart == 1 else 'are'} counted separately until then, because {because}."
    elif report.scope.query.cohort != "due" and report.overall.n and early:
        settled = counted(early, "prediction was", "predictions were")
        yield f"{settled} settled before the deadline, which can bias the average, because {because}."

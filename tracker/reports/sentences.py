"""The report in plain words, for page, command line and JSON alike: nothing is worded anywhere else.

Three registers: none judged (why not), few (the list itself), more (the average, with its caveat below thirty).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from tracker.domain.probability import percent, two_digits
from tracker.reports.counted import counted_words
from tracker.reports.query import Cohort, Rule
from tracker.reports.track_record import LISTED_BELOW, Half, Listed, Side, TrackRecord
from tracker.reports.unscored import why_none
from tracker.reports.wording import about, counted, happened, period, times

JUDGED_FROM = 30
"""From so many on nothing warns that they are too few."""

_COHORTS: dict[Cohort, str] = {
    "due": "predictions that fell due",
    "settled": "predictions settled",
    "made": "predictions made",
}

_RULES: dict[Rule, str] = {
    "last": "",
    "first": ", by the first number given",
    "time_weighted": ", weighted by the time each number stood",
    "daily": ", by the day",
    "mean_update": ", averaged over each prediction's updates",
    "each_update": ", every update counted alike",
}

_SIDES: dict[Side, str] = {"above": "above 50 %", "below": "below 50 %", "at": "exactly 50 %"}


class PlainWords(TypedDict):
    """What the report is about, how it stands, the sentences under that, and what is counted."""

    title: str
    verdict: str
    sentences: list[str]
    counted: str


def plain_words(report: TrackRecord) -> PlainWords:
    """The report in words; no number stands in them without its meaning."""
    verdict, sentences = _judgement(report)
    return {
        "title": _title(report),
        "verdict": verdict,
        "sentences": [*sentences, *_early(report)],
        "counted": counted_words(report),
    }


def _title(report: TrackRecord) -> str:
    scope = report.scope
    who = scope.forecaster.name if scope.forecaster else "All forecasters"
    about_what = f" on {scope.query.topic}" if scope.query.topic else ""
    where = f" from “{scope.essay.name}”" if scope.essay else ""
    when = period(scope.begins, scope.ends, scope.timezone)
    return f"{who}: {_COHORTS[scope.query.cohort]}{about_what}{where} {when}".rstrip() + "."


def _judgement(report: TrackRecord) -> tuple[str, list[str]]:
    """The verdict, and the sentences under it."""
    n = report.overall.n
    if n == 0:
        return "No score yet.", why_none(report)
    have = _have(n, report.funnel.main_eligible)
    if n < LISTED_BELOW:
        return f"{have}: too few for an average, so here is the list.", [
            _line(one, report) for one in report.listed
        ]
    verdict = f"{have}. Too few to judge yet." if n < JUDGED_FROM else f"{have}."
    return verdict, [_average(report), *_calls(report)]


def _have(pairs: int, predictions: int) -> str:
    """What has an outcome; several forecasters on one prediction are told apart from as many predictions."""
    if pairs == predictions:
        return f"{counted(pairs, 'has', 'have')} an outcome"
    return f"{pairs:,} forecasts on {counted(predictions, 'prediction')} have an outcome"


def _line(one: Listed, report: TrackRecord) -> str:
    """One judged prediction: what was said, how likely, what happened."""
    who = "" if report.scope.forecaster else f"{one.forecaster}, "
    posed = " The essay raised this as a question." if one.is_posed else ""
    if one.p is None:
        missed = "no score" if one.loss is None else f"miss {two_digits(one.loss)}"
        assigned = " The forecast was assigned by us." if one.is_assigned else ""
        return f"{one.statement}: {who}it came to {one.outcome}, {missed}.{posed}{assigned}"
    assigned = f" The {percent(one.p)} was assigned by us." if one.is_assigned else ""
    return f"{one.statement}: {who}{percent(one.p)}, {_HAPPENED.get(one.outcome, 'partly happened')}.{posed}{assigned}"


_HAPPENED = {"yes": "happened", "no": "did not happen"}


def _average(report: TrackRecord) -> str:
    how = _RULES[report.scope.query.rules[0]]
    mean = report.main_mean.mean
    if mean is None:
        return f"Average miss (Brier{how}): none of them has such a number."
    explained = "0 is perfect, always saying 50 % gives 0.25, lower is better."
    return f"Average miss (Brier{how}) {two_digits(mean)}: {explained}"


def _calls(report: TrackRecord) -> Iterator[str]:
    for side, half in report.halves.items():
        yield f"When the forecast was {_SIDES[side]} ({_said(side, half)}), {happened(half.n_yes)}."


def _said(side: Side, half: Half) -> str:
    return times(half.n) if side == "at" else f"{times(half.n)}, {about(half.mean_p)} on average"


def _early(report: TrackRecord) -> Iterator[str]:
    """Why predictions that came out early stand apart, or a warning where they do not."""
    apart, early = report.apart["settled_early"].n, report.funnel.settled_early
    because = "“yes” settles when it happens and “no” only at the deadline"
    if apart:
        yield f"{counted(apart, 'was', 'were')} settled before the deadline and shown apart until it has passed: {because}."
    elif report.scope.query.cohort != "due" and report.overall.n and early:
        settled = counted(early, "prediction was", "predictions were")
        yield f"{settled} settled before the deadline, which can make the average mislead: {because}."

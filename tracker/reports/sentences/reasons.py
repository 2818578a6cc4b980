"""Why a report has no score: a bare 0 would read as a perfect score."""

from __future__ import annotations

from tracker.reports.cohorts import Column
from tracker.reports.query import Cohort
from tracker.reports.sentences.phrases import counted
from tracker.reports.track_record import TrackRecord

_APART: dict[Column, tuple[str, str]] = {
    "retrospective": ("was logged after the fact", "were logged after the fact"),
    "assigned": ("has a number assigned by us", "have numbers assigned by us"),
    "imported": ("comes from old records", "come from old records"),
}
"""What is said of one separate forecast, and of several."""

_ASKED: dict[Cohort, str] = {
    "due": "No scored prediction has its deadline in the requested period.",
    "settled": "No scored prediction was settled in the requested period.",
    "made": "No scored prediction was made in the requested period.",
}


def why_none(report: TrackRecord) -> list[str]:
    """The reasons, most important first; at least one."""
    funnel = report.funnel
    if funnel.recorded == 0:
        return ["No predictions match this request."]
    reasons = [
        _assigned_only(report),
        *_apart(report),
        _unready(report),
        _out_of_period(report),
        _without_number(report),
    ]
    found = [reason for reason in reasons if reason]
    return found or [_no_outcome(report)]


def _assigned_only(report: TrackRecord) -> str | None:
    if not report.assigned_only or "assigned" in report.scope.query.include:
        return None
    who = report.scope.forecaster.name if report.scope.forecaster else "the forecaster"
    return f"The main figure counts 0 predictions, because every number was assigned by us and none was stated by {who}."


def _apart(report: TrackRecord) -> list[str]:
    return [
        f"{n:,} more {one if n == 1 else many} and {'is' if n == 1 else 'are'} counted separately."
        for column, (one, many) in _APART.items()
        if (n := report.apart[column].n)
    ]


def _unready(report: TrackRecord) -> str | None:
    if not report.unready:
        return None
    return (
        f"{counted(report.unready, 'forecast has', 'forecasts have')} an outcome but no recorded score yet."
    )


def _out_of_period(report: TrackRecord) -> str | None:
    """Where predictions have scores but none of them lies in the requested period."""
    is_shown = any(block.n for block in report.apart.values()) or report.unready
    if not report.funnel.scored or is_shown:
        return None
    return _ASKED[report.scope.query.cohort]


def _without_number(report: TrackRecord) -> str | None:
    funnel = report.funnel
    if not funnel.unscorable or funnel.scored:
        return None
    outcomes = counted(funnel.unscorable, "has an outcome", "have an outcome")
    return f"{outcomes}, but no number was given before the outcome was known."


def _no_outcome(report: TrackRecord) -> str:
    recorded = counted(report.funnel.recorded, "prediction is", "predictions are")
    return f"{recorded} recorded; none has an outcome yet."

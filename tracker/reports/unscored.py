"""Why a report has no score, said in words: a bare 0 would read as a perfect one."""

from __future__ import annotations

from tracker.reports.cohorts import Column
from tracker.reports.query import Cohort
from tracker.reports.track_record import TrackRecord
from tracker.reports.wording import counted

_APART: dict[Column, str] = {
    "retrospective": "logged after the fact",
    "assigned": "a number assigned by us",
    "imported": "from old records",
}

_ASKED: dict[Cohort, str] = {
    "due": "None of those with a score fell due in the time asked for.",
    "settled": "None of them was settled in the time asked for.",
    "made": "None of those with a score was made in the time asked for.",
}


def why_none(report: TrackRecord) -> list[str]:
    """The reasons, the weightiest first; at least one."""
    funnel = report.funnel
    if funnel.recorded == 0:
        return ["Nothing that was asked for had been recorded by then."]
    reasons = [
        _assigned_only(report),
        *_apart(report),
        _unready(report),
        _elsewhere(report),
        _numberless(report),
    ]
    found = [reason for reason in reasons if reason]
    return found or [_no_outcome(report)]


def _assigned_only(report: TrackRecord) -> str | None:
    if not report.assigned_only or "assigned" in report.scope.query.include:
        return None
    who = report.scope.forecaster.name if report.scope.forecaster else "whoever made the forecast"
    return f"The main figure counts 0 predictions, because every number was assigned by us and none stated by {who}."


def _apart(report: TrackRecord) -> list[str]:
    return [
        f"{counted(n, 'forecast')} with an outcome {'stands' if n == 1 else 'stand'} apart: {words}."
        for column, words in _APART.items()
        if (n := report.apart[column].n)
    ]


def _unready(report: TrackRecord) -> str | None:
    if not report.unready:
        return None
    return f"{counted(report.unready, 'forecast has', 'forecasts have')} an outcome whose score is not recorded yet."


def _elsewhere(report: TrackRecord) -> str | None:
    """Something was scored, but nothing of it was asked for."""
    is_shown = any(block.n for block in report.apart.values()) or report.unready
    if not report.funnel.scored or is_shown:
        return None
    return _ASKED[report.scope.query.cohort]


def _numberless(report: TrackRecord) -> str | None:
    funnel = report.funnel
    if not funnel.unscorable or funnel.scored:
        return None
    outcomes = counted(funnel.unscorable, "has an outcome", "have an outcome")
    return f"{outcomes}, but no number was given before it was known."


def _no_outcome(report: TrackRecord) -> str:
    recorded = counted(report.funnel.recorded, "prediction is", "predictions are")
    return f"{recorded} recorded, and none has an outcome yet."

"""What is counted, as a sum that adds up, and what stands beside the main figure."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.domain.probability import two_digits
from tracker.reports.cohorts import Column
from tracker.reports.funnel import Funnel
from tracker.reports.track_record import TrackRecord
from tracker.reports.wording import counted, listing, moment

_APART: dict[Column, str] = {
    "settled_early": "Settled before the deadline",
    "imported": "From old records",
    "assigned": "Number assigned by us",
    "retrospective": "Logged after the fact",
}

_VOID = {"antecedent_false": "its condition never came"}


def counted_words(report: TrackRecord) -> str:
    """The funnel in one sentence, then what is shown apart, who entered the outcomes, and as of when."""
    known = f"Known as of {moment(report.scope.as_of, report.scope.timezone)}."
    return " ".join([_sum(report.funnel), *_beside(report), known])


def _sum(funnel: Funnel) -> str:
    if funnel.recorded == 0:
        return "What is counted: nothing is recorded."
    parts = " + ".join(f"{n:,} {words}" for n, words in _parts(funnel) if n)
    return f"What is counted: {funnel.recorded:,} recorded = {parts}."


def _parts(funnel: Funnel) -> Iterator[tuple[int, str]]:
    yield funnel.scored, "judged"
    yield funnel.open, "open"
    yield funnel.dormant, "waiting for a condition"
    yield funnel.due, "past the deadline (what happened?)"
    yield funnel.proposed, "with a proposed outcome (what happened?)"
    yield funnel.disputed, "contested"
    yield funnel.lapsed, "overdue"
    for reason, n in funnel.annulled.items():
        yield n, f"void ({_VOID.get(reason, reason.replace('_', ' '))})"
    yield funnel.unscorable, "with no number given in time"


def _beside(report: TrackRecord) -> Iterator[str]:
    funnel = report.funnel
    if 0 < funnel.main_eligible < funnel.scored:
        yield f"In the main figure: {counted(funnel.main_eligible, 'prediction')}."
    for column, words in _APART.items():
        n, mean = report.apart[column].n, report.apart_means[column]
        if n and mean is not None:
            yield f"{words}, shown apart: {n:,}, average miss {two_digits(mean)}."
    if funnel.scored:
        yield f"Outcomes entered by {_judges(funnel)}."
    if funnel.provisional:
        yield f"{counted(funnel.provisional, 'outcome')} can still be contested."
    if funnel.marks.late:
        yield f"Numbers that came after the outcome was known count nowhere: {counted(funnel.marks.late, 'prediction')}."


def _judges(funnel: Funnel) -> str:
    words = {"author": "the author", "other": "others", "worker": "a rule or deadline"}
    return listing([f"{words[judge]} {n:,}" for judge, n in funnel.judged_by.items() if n])

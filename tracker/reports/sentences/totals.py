"""How many predictions a report counts, as a sum that adds up, and what it counts separately."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.domain.probability import two_digits
from tracker.reports.cohorts import Column
from tracker.reports.funnel import Funnel
from tracker.reports.sentences.cautions import cautions
from tracker.reports.sentences.phrases import counted, instant_in_words
from tracker.reports.track_record import TrackRecord

_APART: dict[Column, str] = {
    "settled_early": "settled before the deadline",
    "imported": "from old records",
    "assigned": "with a number assigned by us",
    "retrospective": "logged after the fact",
}

_ANNULLED = {"antecedent_false": "its condition was never met"}


def totals_in_words(report: TrackRecord) -> str:
    """The funnel in one sentence, the separate counts, who entered outcomes, and as of when."""
    known = f"Known as of {instant_in_words(report.scope.as_of, report.scope.timezone)}."
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
    yield funnel.disputed, "with a contested proposal"
    yield funnel.lapsed, "overdue"
    for reason, n in funnel.annulled.items():
        yield n, f"void ({_ANNULLED.get(reason, reason.replace('_', ' '))})"
    yield funnel.unscorable, "with no number given in time"
    yield (
        funnel.thesis,
        "thesis without a probability" if funnel.thesis == 1 else "theses without a probability",
    )


def _beside(report: TrackRecord) -> Iterator[str]:
    funnel = report.funnel
    if 0 < funnel.main_eligible < funnel.scored:
        yield f"In the main figure: {counted(funnel.main_eligible, 'prediction')}."
    for column, words in _APART.items():
        n, mean = report.apart[column].n, report.apart_means[column]
        if n and mean is not None:
            yield f"Counted separately: {n:,} {words}, average Brier score {two_digits(mean)}."
    if funnel.scored:
        yield f"Outcomes entered: {_judges(funnel)}."
    if funnel.marks.disputed:
        yield f"{counted(funnel.marks.disputed, 'outcome')} contested; counted as entered until changed."
    if funnel.provisional:
        yield f"{counted(funnel.provisional, 'outcome')} can still be contested."
    who = report.scope.forecaster
    yield from cautions(report.flattering, who=who.name if who else None)
    if funnel.marks.late:
        yield f"Not scored because the number came after the outcome was known: {funnel.marks.late:,}."


def _judges(funnel: Funnel) -> str:
    words = {
        "author": "by the author",
        "other": "by others",
        "rule": "by a rule",
        "deadline": "by a deadline",
    }
    return ", ".join(f"{n:,} {words[judge]}" for judge, n in funnel.judged_by.items() if n)

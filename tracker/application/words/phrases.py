"""A prediction in words: its one line, its number as people read it, and what happens next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from tracker.application.words.status import is_settled_for_good
from tracker.domain.instants import day_after, instant_from_text
from tracker.domain.prediction.outcomes import ANNULLED, outcome_value
from tracker.domain.probability import percent
from tracker.store.databases.database import Row

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def summary_words(row: Row, *, author: Row | None, forecast: Row | None, is_seen: bool) -> str:
    """Who says how likely it is, what, and by when; what is withheld is told without its words."""
    by = f"by {day_in_words(_last_day(row))}"
    what = row["statement"] if is_seen else "a prediction whose words are withheld"
    if author is None or forecast is None:
        return f"{author['name'] + ' says' if author else 'Recorded'}: {what}, {by}. No number given."
    said = said_words(forecast, is_seen=is_seen)
    if forecast["probability_source"] == "analyst_imputed":
        return f"{said} assigned by us to {author['name']}: {what}, {by}."
    return f"{author['name']} gives {said} to: {what}, {by}."


def told_outcome(text: str | None, *, kind: str | None, is_seen: bool) -> object:
    """An outcome as JSON says it; an option is told only to whoever may read the prediction's words."""
    if not is_seen and kind in {"categorical", "ordered"} and text not in {None, ANNULLED}:
        return None
    return outcome_value(text, kind=kind)


def said_words(forecast: Row, *, is_seen: bool) -> str:
    """A number as people read it; a word of a scale never without its range, options not where they are withheld."""
    if forecast["numbers"] is not None:
        return _distribution_words(forecast["numbers"], is_seen=is_seen)
    if forecast["term"] is None:
        return percent(forecast["p"])
    if forecast["p"] is None:
        return f"“{forecast['term']}” (no number)"
    return f"{forecast['term']} ({forecast['low'] * 100:g}-{forecast['high'] * 100:g} %)"


def caution_words(*, is_posed: bool, assigned: Sequence[str]) -> str:
    """What must stand beside numbers that their forecaster did not give, and beside what an essay only asked.

    >>> caution_words(is_posed=True, assigned=("40 %",))
    'The essay raised this as a question. The 40 % was assigned by us.'
    """
    posed = ["The essay raised this as a question."] if is_posed else []
    return " ".join([*posed, *(f"The {words} was assigned by us." for words in assigned)])


def next_words(row: Row, *, now: datetime, is_seen: bool) -> str:
    """What happens next, to whoever logged it."""
    if row["outcome"]:
        return _after_outcome(row, now=now)
    if row["proposed_outcome"]:
        proposed = _outcome_words(row["proposed_outcome"], row, is_seen=is_seen)
        return f"A worker proposes {proposed}: confirm it or decide otherwise."
    if row["judged_as"] is None:
        return "Nothing settles a thesis: link what speaks for it and against it."
    if row["judged_as"] == "graded":
        return (
            "Two graders or more mark it from 1 to 5; their median settles it 72 hours after the second vote."
        )
    return f"{_by_itself(row)} {_at_deadline(row, is_seen=is_seen)}".strip()


def day_in_words(day: date) -> str:
    """A day as people write it.

    >>> day_in_words(date(2025, 12, 31))
    '31 Dec 2025'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _after_outcome(row: Row, *, now: datetime) -> str:
    if row["state"] == "disputed":
        return "Somebody objects to the outcome: a person upholds or changes it."
    if is_settled_for_good(row, now=now):
        return "Nothing: it is void." if row["outcome"] == ANNULLED else "Nothing: the outcome is final."
    return f"The outcome becomes final on {_instant_in_words(row['final_at'])} unless somebody objects."


def _by_itself(row: Row) -> str:
    if row["state"] == "dormant":
        return "It waits for its condition; if that does not come about in time, it is void."
    if row["rule"] is None:
        return ""
    effect = "proposes the outcome" if row["settlement"] == "confirm" else "settles it at once"
    return f"A development that fulfils its rule {effect}."


def _at_deadline(row: Row, *, is_seen: bool) -> str:
    if row["default_outcome"]:
        settles = "a worker proposes" if row["settlement"] == "confirm" else "it settles"
        default = _outcome_words(row["default_outcome"], row, is_seen=is_seen)
        asked = f"When the deadline passes without it, {settles} {default}."
    else:
        asked = f"On {day_in_words(day_after(_last_day(row)))} you will be asked what happened."
    return f"{asked} No rule settles it before." if row["rule"] is None and row["state"] == "open" else asked


def _outcome_words(text: str, row: Row, *, is_seen: bool) -> str:
    is_told = told_outcome(text, kind=row["judged_as"], is_seen=is_seen) is not None
    return text if is_told else "an option that is withheld"


def _distribution_words(numbers: str, *, is_seen: bool) -> str:
    said = msgspec.json.decode(numbers)
    if isinstance(said, dict):
        if not is_seen:
            return f"a probability for each of {len(said)} options"
        ranked = sorted(said.items(), key=lambda one: -one[1])
        return ", ".join(f"{percent(p)} {option}" for option, p in ranked[:3])
    if isinstance(said[0][0], str):
        at, p = said[-1]
        return f"{percent(p)} by {day_in_words(instant_from_text(at).date())}"
    values = dict(map(tuple, said))
    return f"{values[0.5]:g} ({values[0.1]:g} to {values[0.9]:g})"


def _last_day(row: Row) -> date:
    """The day it was stated as, else the day on which the instant lies, in UTC."""
    return (
        date.fromisoformat(row["closes_on"]) if row["closes_on"] else instant_from_text(row["closes"]).date()
    )


def _instant_in_words(text: str) -> str:
    at = instant_from_text(text)
    return f"{day_in_words(at.date())} {at:%H:%M} UTC"

"""A prediction in words: its summary, its number as people read it, and what happens next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import msgspec

from tracker.application.words.status import is_settled_for_good
from tracker.domain.instants import day_after, instant_from_text, local
from tracker.domain.prediction.outcomes import ANNULLED, outcome_value
from tracker.domain.probability import chance, percent
from tracker.store.databases.database import Row

NO_NUMBER = "no number"
"""In place of the number of a forecast without one."""

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def summary_words(row: Row, *, author: Row | None, forecast: Row | None, is_seen: bool) -> str:
    """Who gives which chance to what, and by when; withheld words are left out."""
    what = row["statement"] if is_seen else "a prediction whose words are withheld"
    what = f"{what} (by {day_in_words(_last_day(row))})."
    if author is None or forecast is None:
        return f"{author['name'] + ' says' if author else 'Recorded'}: {what} No number given."
    said = said_words(forecast, is_seen=is_seen)
    if forecast["probability_source"] == "analyst_imputed":
        return f"{said} assigned by us to {author['name']}: {what}"
    if forecast["numbers"] is None and forecast["term"] is None:
        return f"{author['name']} puts {chance(forecast['p'])} on: {what}"
    return f"{author['name']} says {said}: {what}"


def visible_outcome(text: str | None, *, kind: str | None, is_seen: bool, is_void: bool = False) -> object:
    """An outcome as its JSON value; None for an option that the reader may not see.

    is_void: the prediction was annulled; an option may have that name too.
    """
    if is_void:
        return ANNULLED
    if not is_seen and kind in {"categorical", "ordered"}:
        return None
    return outcome_value(text, kind=kind)


def said_words(forecast: Row, *, is_seen: bool) -> str:
    """A number as people read it: a verbal term with its range, withheld options only as a count."""
    if forecast["numbers"] is not None:
        return _distribution_words(forecast["numbers"], is_seen=is_seen)
    if forecast["term"] is None:
        return percent(forecast["p"])
    if forecast["p"] is None:
        return f"“{forecast['term']}” (no number)"
    return f"{forecast['term']} ({forecast['low'] * 100:g}-{forecast['high'] * 100:g}%)"


def caution_words(*, is_posed: bool, assigned: Sequence[str]) -> str:
    """The warning for numbers that we assigned and for questions that an essay only raised.

    >>> caution_words(is_posed=True, assigned=("40%",))
    'The essay raised this as a question. The 40% was assigned by us.'
    """
    posed = ["The essay raised this as a question."] if is_posed else []
    return " ".join([*posed, *(f"The {words} was assigned by us." for words in assigned)])


def next_words(row: Row, *, now: datetime, is_seen: bool) -> str:
    """What happens next, for the person who logged it."""
    if row["outcome"]:
        return _after_outcome(row, now=now)
    if row["proposed_outcome"]:
        is_void = row["proposed_annulment"] is not None
        proposed = _outcome_words(row["proposed_outcome"], row, is_seen=is_seen, is_void=is_void)
        return f"The tracker proposes {proposed}. Confirm it or decide otherwise."
    if row["judged_as"] is None:
        return "A thesis is never settled. Link evidence for and against it."
    if row["judged_as"] == "graded":
        return "At least two graders grade it from 1 to 5. Their median settles it 72 hours after the second vote."
    return f"{_by_itself(row)} {_at_deadline(row, is_seen=is_seen)}".strip()


def late_number_words(row: Row, forecast: Row | None) -> list[str]:
    """A warning if the author's last number counts in no score because the outcome was known by then; else nothing."""
    if forecast is None or not row["outcome"] or row["annulment"]:
        return []
    is_number = forecast["p"] is not None or forecast["numbers"] is not None
    if not is_number or forecast["stands_at"] < row["known_at"]:
        return []
    given_on, known_on = (
        day_in_words(local(instant_from_text(at), row["timezone"]).date())
        for at in (forecast["stands_at"], row["known_at"])
    )
    late = f"The number of {given_on} came after the outcome was known on {known_on}: it will not count."
    return [
        f"{late} If it happened later that day, say when (happened_at)." if given_on == known_on else late
    ]


def day_in_words(day: date) -> str:
    """A day as people write it.

    >>> day_in_words(date(2025, 12, 31))
    '31 Dec 2025'
    """
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _after_outcome(row: Row, *, now: datetime) -> str:
    if row["state"] == "disputed":
        return "Someone objects to the outcome. A person must uphold or change it."
    if is_settled_for_good(row, now=now):
        return "Nothing: the prediction is void." if row["annulment"] else "Nothing: the outcome is final."
    return f"The outcome becomes final on {_instant_in_words(row['final_at'])} unless someone objects."


def _by_itself(row: Row) -> str:
    if row["state"] == "dormant":
        return "It waits for its condition. If the condition is not met in time, the prediction is void."
    if row["rule"] is None:
        return ""
    effect = "proposes the outcome" if row["settlement"] == "confirm" else "settles it at once"
    return f"A development that satisfies its rule {effect}."


def _at_deadline(row: Row, *, is_seen: bool) -> str:
    if row["default_outcome"]:
        settles = "the tracker proposes" if row["settlement"] == "confirm" else "it settles as"
        default = _outcome_words(row["default_outcome"], row, is_seen=is_seen)
        asked = f"If the deadline passes first, {settles} {default}."
    else:
        asked = f"On {day_in_words(day_after(_last_day(row)))} you will be asked what happened."
    return f"{asked} No rule settles it earlier." if row["rule"] is None and row["state"] == "open" else asked


def _outcome_words(text: str, row: Row, *, is_seen: bool, is_void: bool = False) -> str:
    kind = row["judged_as"]
    is_visible = visible_outcome(text, kind=kind, is_seen=is_seen, is_void=is_void) is not None
    return text if is_visible else "an option that is withheld"


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
    """The day stated as the deadline, else the UTC day of the closing instant."""
    return (
        date.fromisoformat(row["closes_on"]) if row["closes_on"] else instant_from_text(row["closes"]).date()
    )


def _instant_in_words(text: str) -> str:
    at = instant_from_text(text)
    return f"{day_in_words(at.date())} {at:%H:%M} UTC"

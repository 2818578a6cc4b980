"""The status of a prediction at an instant, from its events and from the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

from tracker.domain.instants import instant_from_text, instant_text
from tracker.store.databases.database import Row

STATUSES = (
    "open",
    "dormant",
    "due",
    "overdue",
    "proposed",
    "disputed",
    "resolved",
    "annulled",
)
"""The possible statuses.

dormant: waits for its condition. due: the deadline has passed. overdue: the deadline passed long ago.
proposed: a rule's finding waits for a person. annulled: void.
"""


def status_of(row: Row, *, now: datetime, lapse_after: timedelta) -> str:
    """One of STATUSES; due and overdue follow from the clock alone."""
    state = str(row["state"])
    if state not in {"open", "dormant"}:
        return state
    closes = instant_from_text(row["closes"])
    if row["judged_as"] is None or now < closes:
        return state
    return "due" if now < closes + lapse_after else "overdue"


def is_settled_for_good(row: Row, *, now: datetime) -> bool:
    """Whether nobody can object to the outcome any more.

    The event that finalizes it may follow later.
    """
    if row["state"] == "disputed":
        return False
    return bool(row["is_final"]) or bool(row["final_at"] <= instant_text(now))

"""The deadlines of public predictions as an iCalendar file to subscribe to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from icalendar import Calendar, Event

from tracker.domain.instants import day_after, instant_from_text
from tracker.store.databases.database import Row

LISTED_MAX = 1_000


def deadlines(rows: list[Row], *, address: str, now: datetime) -> bytes:
    """A calendar with one entry per deadline: all day for a day, else at its instant (RFC 5545)."""
    calendar = Calendar()
    calendar.add("prodid", "-//tracker//deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("name", "Deadlines of predictions")
    for row in rows:
        calendar.add_component(_entry(row, address=address, now=now))
    text: bytes = calendar.to_ical()
    return text


def _entry(row: Row, *, address: str, now: datetime) -> Event:
    entry = Event()
    entry.add("uid", f"{row['id']}@tracker")
    entry.add("dtstamp", now)
    entry.add("summary", row["statement"])
    entry.add("url", f"{address}/v1/predictions/{row['id']}")
    for name, value in _when(row).items():
        entry.add(name, value)
    return entry


def _when(row: Row) -> dict[str, Any]:
    if row["closes_on"]:
        day = date.fromisoformat(row["closes_on"])
        return {"dtstart": day, "dtend": day_after(day)}
    return {"dtstart": instant_from_text(row["closes"])}

"""When a subscriber's next digest is due."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tracker.domain.endpoint import DigestSchedule
from tracker.domain.instants import instant_text
from tracker.store.databases.database import Row, Transaction

DAY = timedelta(days=1)


def next_digest_at(schedule: DigestSchedule, *, after: datetime) -> datetime:
    """The first instant of the schedule after `after`; `hour` is local time in its zone.

    >>> from datetime import UTC
    >>> monday = DigestSchedule(every="week", hour=7, timezone="Europe/Paris", weekday=1)
    >>> next_digest_at(monday, after=datetime(2026, 3, 28, 12, tzinfo=UTC)).isoformat()
    '2026-03-30T05:00:00+00:00'
    """
    zone = ZoneInfo(schedule.timezone)
    day = after.astimezone(zone).date()
    while True:
        at = datetime(day.year, day.month, day.day, schedule.hour, tzinfo=zone)
        is_day = schedule.every == "day" or day.isoweekday() == schedule.weekday
        if is_day and at > after:
            return at.astimezone(ZoneInfo("UTC"))
        day += DAY


def schedule_digest(
    tx: Transaction, endpoint: str, schedule: DigestSchedule | None, *, now: datetime
) -> None:
    """Schedule the next digest, or none for None; unannounced news stays for the next one."""
    if schedule is None:
        tx.execute("DELETE FROM digest_turn WHERE endpoint = :endpoint", {"endpoint": endpoint})
        return
    tx.execute(
        """
        INSERT INTO digest_turn (endpoint, next_at, since) VALUES (:endpoint, :next_at, :now)
        ON CONFLICT (endpoint) DO UPDATE SET next_at = excluded.next_at""",
        {
            "endpoint": endpoint,
            "next_at": instant_text(next_digest_at(schedule, after=now)),
            "now": instant_text(now),
        },
    )


def digests_due(tx: Transaction, *, now: datetime) -> list[Row]:
    """The digests that are due, the longest overdue first."""
    return tx.rows(
        "SELECT endpoint, next_at, since FROM digest_turn WHERE next_at <= :now ORDER BY next_at, endpoint",
        {"now": instant_text(now)},
    )


def advance_digest(
    tx: Transaction, turn: Row, schedule: DigestSchedule, *, until: datetime, now: datetime
) -> bool:
    """Schedule the next digest after one that covers news up to `until`.

    False if another process was faster.
    """
    changed = tx.execute(
        """
        UPDATE digest_turn SET next_at = :next_at, since = :until
        WHERE endpoint = :endpoint AND next_at = :taken""",
        {
            "endpoint": turn["endpoint"],
            "taken": turn["next_at"],
            "next_at": instant_text(next_digest_at(schedule, after=now)),
            "until": instant_text(until),
        },
    )
    return changed == 1

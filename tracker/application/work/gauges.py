"""The state of the house in numbers, read anew at each call: what GET /metrics shows and alerts are made of."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from tracker.application.context import Application
from tracker.application.work.verification import is_log_sound
from tracker.application.work.work import JOBS
from tracker.domain.instants import instant_from_text, instant_text
from tracker.projections.registry import RELAY
from tracker.store.databases.availability import DATABASE_ERRORS
from tracker.store.databases.database import Transaction
from tracker.store.log.checkpoints import read_checkpoint

LOGGER = logging.getLogger(__name__)

LAST_DONE = {
    "verified": ("tracker_verified_age_seconds", "Seconds since the log was last proved to be whole."),
    "backed_up": ("tracker_backup_age_seconds", "Seconds since the last backup was made."),
}
"""Fact tables that note what was done last; a house that has not done it yet has no such number."""


class Gauge(msgspec.Struct, frozen=True, kw_only=True):
    """One number, or with `label` one for each value of it; `meaning` is a sentence."""

    name: str
    meaning: str
    values: Mapping[str, float]
    label: str | None = None


More = Callable[[Application, Transaction], list[Gauge]]
"""What else is to be read in the same snapshot."""


def read_gauges(application: Application, *, more: Sequence[More] = ()) -> list[Gauge]:
    """Every number that SQL knows, all of one instant; where it does not answer, only that."""
    try:
        return [_is_up(True), *_read(application, more)]
    except DATABASE_ERRORS as away:
        LOGGER.warning("the database does not give its numbers: %s", away)
        return [_is_up(False)]


def _is_up(answers: bool) -> Gauge:  # noqa: FBT001 - the number itself
    return gauge("tracker_sql_up", "Whether the database answers.", answers)


def _read(application: Application, more: Sequence[More]) -> list[Gauge]:
    present = application.clock()
    dialect = application.database.engine.dialect.name
    with application.database.reading() as tx:
        return [
            *_log(tx, now=present),
            *_work(tx, now=present),
            *_counts(tx),
            *_last_done(tx, now=present),
            *(one for read in more for one in read(application, tx)),
            gauge("tracker_log_altered", "Whether the log was found altered.", not is_log_sound(tx)),
            gauge("tracker_database_bytes", "Size of the database.", tx.value(_SIZES[dialect])),
        ]


def _log(tx: Transaction, *, now: datetime) -> Iterator[Gauge]:
    """A relay that is away does not number events either, where that is its work: those that wait are behind too."""
    position = int(tx.value("SELECT max(position) FROM log") or 0)
    checkpoint = read_checkpoint(tx, RELAY)
    pending = int(tx.value("SELECT count(*) FROM pending"))
    oldest = tx.value(
        "SELECT sequenced_at FROM log WHERE position > :checkpoint ORDER BY position LIMIT 1",
        {"checkpoint": checkpoint},
    ) or tx.value(_OLDEST_PENDING)
    yield gauge("tracker_log_position", "The end of the log.", position)
    yield gauge("tracker_relay_checkpoint", "The log position that the relay has reached.", checkpoint)
    yield gauge("tracker_relay_events_behind", "Events not projected yet.", position - checkpoint + pending)
    yield gauge(
        "tracker_relay_lag_seconds", "Seconds since the oldest of these was recorded.", age(oldest, now)
    )


def _work(tx: Transaction, *, now: datetime) -> Iterator[Gauge]:
    """Work of open imports follows their own clocks: it is leased here, but not due."""
    rows = {row["job"]: row for row in tx.rows(_WORK, {"now": instant_text(now)})}
    due: dict[str, float] = {job: float(rows[job]["due"]) if job in rows else 0.0 for job in JOBS}
    leased: dict[str, float] = {job: float(rows[job]["leased"]) if job in rows else 0.0 for job in JOBS}
    oldest: dict[str, float] = {job: age(rows[job]["oldest"], now) if job in rows else 0.0 for job in JOBS}
    for name, meaning, values in (
        ("tracker_work_due", "Pieces of work that are due by the real clock, leased or not.", due),
        ("tracker_work_leased", "Pieces of work that a worker holds.", leased),
        ("tracker_work_oldest_due_seconds", "Seconds for which the oldest of these is due.", oldest),
    ):
        yield Gauge(name=name, meaning=meaning, values=values, label="job")


def _counts(tx: Transaction) -> Iterator[Gauge]:
    for name, (meaning, sql) in _COUNTS.items():
        yield gauge(name, meaning, tx.value(sql))


def _last_done(tx: Transaction, *, now: datetime) -> Iterator[Gauge]:
    for table, (name, meaning) in LAST_DONE.items():
        last = tx.value(f"SELECT max(at) FROM {table}")  # noqa: S608 - our own table names
        if last is not None:
            yield gauge(name, meaning, age(last, now))


def gauge(name: str, meaning: str, value: float) -> Gauge:
    """A gauge of one number."""
    return Gauge(name=name, meaning=meaning, values={"": float(value)})


def age(since: str | None, now: datetime) -> float:
    """Seconds from a stored instant to `now`, 0 where there is none."""
    return 0.0 if since is None else max((now - instant_from_text(since)).total_seconds(), 0.0)


_OLDEST_PENDING = """
SELECT event.recorded_at FROM pending JOIN event ON event.inserted = pending.inserted
ORDER BY pending.inserted LIMIT 1"""

# The two halves have an index each. What was asked for again counts from the latest asking.
_WORK = """
SELECT job, coalesce(sum(is_live), 0) AS due, min(CASE WHEN is_live = 1 THEN since END) AS oldest,
    coalesce(sum(CASE WHEN lease_until > :now THEN 1 ELSE 0 END), 0) AS leased
FROM (
    SELECT owed.job, owed.lease_until, CASE WHEN coalesce(import_run.is_open, 0) = 0 THEN 1 ELSE 0 END AS is_live,
        owed.since
    FROM (
        SELECT work.job, work.run, work.lease_until,
            CASE WHEN work.look_at < log.sequenced_at THEN work.look_at ELSE log.sequenced_at END AS since
        FROM work LEFT JOIN log ON log.position = work.wanted WHERE work.wanted > work.done
        UNION ALL
        SELECT job, run, lease_until, look_at AS since FROM work WHERE wanted <= done AND look_at <= :now
    ) AS owed LEFT JOIN import_run ON import_run.run = owed.run
) AS found GROUP BY job"""

_COUNTS = {
    "tracker_imports_open": (
        "Import runs that are open.",
        "SELECT count(*) FROM import_run WHERE is_open = 1",
    ),
    "tracker_import_clocks_running": (
        "Import clocks whose step is not done yet.",
        """
        SELECT count(*) FROM import_run
        WHERE clock_at IS NOT NULL AND coalesce(clock_done_at, '') < clock_at""",
    ),
    "tracker_events_parked": (
        "Events that this version cannot read, and later ones of their streams that wait behind them.",
        "SELECT count(*) FROM parked",
    ),
    "tracker_idempotency_rows": (
        "Answers that are kept for repeated requests.",
        "SELECT count(*) FROM idempotency",
    ),
}

_SIZES = {
    "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
    "postgresql": "SELECT pg_database_size(current_database())",
}

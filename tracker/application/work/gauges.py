"""The state of the tracker in numbers, read at each call, for GET /metrics and the alerts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from tracker.application.context import AppContext
from tracker.application.work.verification import is_log_sound
from tracker.domain.instants import instant_from_text, instant_text
from tracker.projections.registry import RELAY
from tracker.store import gauges
from tracker.store.databases.availability import DATABASE_ERRORS
from tracker.store.databases.database import Transaction
from tracker.store.log.checkpoints import read_checkpoint
from tracker.store.work import JOBS

LOGGER = logging.getLogger(__name__)


class Gauge(msgspec.Struct, frozen=True, kw_only=True):
    """One number or, with `label`, one for each value of the label; `meaning` is a sentence."""

    name: str
    meaning: str
    values: Mapping[str, float]
    label: str | None = None


class Measure(NamedTuple):
    """A query column as a gauge.

    Names in `_seconds` give the age of the instant in the column, 0 without one.

    With `is_optional` there is no gauge where the column is empty.
    """

    column: str
    name: str
    meaning: str
    is_optional: bool = False


class Query(NamedTuple):
    """A query and its gauges: one row, or one row for each of `labels` in column `label`."""

    sql: str
    measures: tuple[Measure, ...]
    label: str | None = None
    labels: tuple[str, ...] = ("",)


More = Callable[[AppContext, Transaction], Iterable[Gauge]]
"""Reads further gauges in the same snapshot."""


def read_gauges(application: AppContext, *, more: Sequence[More] = ()) -> list[Gauge]:
    """All gauges from SQL at one instant; only `tracker_sql_up` 0 if the database does not answer."""
    try:
        with application.database.reading() as tx:
            found = [one for read in (_own_gauges, *more) for one in read(application, tx)]
    except DATABASE_ERRORS as away:
        LOGGER.warning("the database did not answer the gauges: %s", away)
        return [gauge("tracker_sql_up", "Whether the database answers.", False)]
    return [gauge("tracker_sql_up", "Whether the database answers.", True), *found]


def gauge(name: str, meaning: str, value: float) -> Gauge:
    """A gauge of one number."""
    return Gauge(name=name, meaning=meaning, values={"": float(value)})


def measured(
    tx: Transaction, queries: Iterable[Query], *, now: datetime, **parameters: Any
) -> Iterator[Gauge]:
    """The gauges of `queries`; each query gets the parameters it names, and `now` as text."""
    known = {"now": instant_text(now), **parameters}
    for sql, measures, label, labels in queries:
        named = {name: value for name, value in known.items() if f":{name}" in sql}
        rows = {str(row["label"]) if label else "": row for row in tx.rows(sql, named)}
        for column, name, meaning, is_optional in measures:
            raw = {one: rows[one][column] if one in rows else None for one in labels}
            if not (is_optional and None in raw.values()):
                values = {one: _number(value, name, now) for one, value in raw.items()}
                yield Gauge(name=name, meaning=meaning, values=values, label=label)


def age(since: str | None, now: datetime) -> float:
    """Seconds from a stored instant to `now`; 0 for None."""
    return 0.0 if since is None else max((now - instant_from_text(since)).total_seconds(), 0.0)


def _number(value: Any, name: str, now: datetime) -> float:
    return age(value, now) if name.endswith("_seconds") else float(value or 0)


def _own_gauges(application: AppContext, tx: Transaction) -> Iterator[Gauge]:
    yield from measured(tx, _QUERIES, now=application.clock(), checkpoint=read_checkpoint(tx, RELAY))
    yield gauge("tracker_log_altered", "Whether the log was found altered.", not is_log_sound(tx))
    size = tx.value(gauges.SIZES[application.database.engine.dialect.name])
    yield gauge("tracker_database_bytes", "Size of the database.", size)


_QUERIES = (
    Query(gauges.LOG, (
        Measure("position", "tracker_log_position", "The end of the log."),
        Measure("checkpoint", "tracker_relay_checkpoint", "The log position that the relay has reached."),
        Measure("behind", "tracker_relay_events_behind", "Events not projected yet."),
        Measure("oldest", "tracker_relay_lag_seconds", "Seconds since the oldest of these was recorded."),
    )),
    Query(gauges.WORK, (
        Measure("due", "tracker_work_due", "Pieces of work that are due by the real clock, leased or not."),
        Measure("leased", "tracker_work_leased", "Pieces of work that a worker holds."),
        Measure("oldest", "tracker_work_oldest_due_seconds", "Seconds since the oldest of these became due."),
    ), "job", JOBS),
    Query(gauges.STORED, (
        Measure("imports", "tracker_imports_open", "Import runs that are open."),
        Measure("clocks", "tracker_import_clocks_running", "Import clocks with an unfinished step."),
        Measure("parked", "tracker_events_parked",
                "Quarantined events: this version cannot decode them, or an earlier event of their stream."),
        Measure("answers", "tracker_idempotency_rows", "Answers kept for repeated requests."),
        Measure("verified", "tracker_verified_age_seconds",
                "Seconds since the log was last verified completely.", is_optional=True),
        Measure("backed_up", "tracker_backup_age_seconds", "Seconds since the last backup was made.", is_optional=True),
    )),
)  # fmt: skip

"""Resolves a query against the record: names become ids, dates become instants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.domain.errors import Invalid
from tracker.domain.instants import FIRST_INSTANT, instant_from_text, instant_text
from tracker.projections.as_of import Moment, find_moment
from tracker.projections.forecasters import find_by_external_id, find_by_name, find_by_prefix, find_forecaster
from tracker.projections.prediction_history import find_essays
from tracker.projections.registry import RELAY
from tracker.reports.query import ReportQuery, times_of
from tracker.store.databases.database import Row, Transaction
from tracker.store.log.checkpoints import read_checkpoint


@dataclass(frozen=True, kw_only=True)
class Named:
    """A person, essay or topic in a report; `name` is what people call it."""

    id: str
    name: str
    external_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The predictions and the time that a query covers.

    Instants are stored text, which sorts by time.

    moment: what was known at an instant or recorded at a position, and how far the tables have come.
    lapsed_until: deadlines at or before it are overdue at `as_of`.
    """

    query: ReportQuery
    forecaster: Named | None
    essay: Named | None
    timezone: str
    moment: Moment
    begins: str | None
    ends: str | None
    lapsed_until: str

    @property
    def position(self) -> int:
        return self.moment.position

    @property
    def as_of(self) -> str:
        return self.moment.at


def find_scope(
    tx: Transaction, query: ReportQuery, *, now: datetime, timezone: str, lapse_after: timedelta
) -> Scope:
    """The scope of `query`. Raises `Invalid` for a name that matches nobody or more than one."""
    times = times_of(query, timezone=timezone)
    moment = find_moment(
        tx,
        query.as_of or instant_text(now),
        reached=read_checkpoint(tx, RELAY),
        now=now,
        timezone=timezone,
        pointer="/as_of",
    )
    as_of = instant_from_text(moment.at)
    return Scope(
        query=query,
        forecaster=_find_forecaster(tx, query.forecaster) if query.forecaster else None,
        essay=_find_essay(tx, query.essay) if query.essay else None,
        timezone=timezone,
        moment=moment,
        begins=instant_text(times.begins) if times.begins else None,
        ends=instant_text(times.ends) if times.ends else None,
        lapsed_until=instant_text(as_of - min(lapse_after, as_of - FIRST_INSTANT)),
    )


def _find_forecaster(tx: Transaction, words: str) -> Named:
    """The first match by id, import id, name, or prefix of an id.

    A merged name refers to the forecaster it was merged into.
    """
    found: Sequence[Row] = [row for row in [find_forecaster(tx, words)] if row is not None]
    found = found or find_by_external_id(tx, words)
    found = found or _exact_first(find_by_name(tx, words), words)
    found = found or find_by_prefix(tx, words)
    row = _only(found, words, kind="forecaster")
    if row["merged_into"] is not None:
        row = find_forecaster(tx, row["merged_into"]) or row
    return Named(id=row["id"], name=row["name"], external_id=row["external_id"])


def _exact_first(rows: Sequence[Row], name: str) -> Sequence[Row]:
    return [row for row in rows if row["name"] == name] or rows


def _find_essay(tx: Transaction, words: str) -> Named:
    row = _only(find_essays(tx, words), words, kind="essay")
    return Named(id=row["id"], name=row["title"] or row["url"] or row["id"], external_id=row["external_id"])


def _only(rows: Sequence[Row], words: str, *, kind: str) -> Row:
    if len(rows) == 1:
        return rows[0]
    if not rows:
        raise Invalid.at(f"/{kind}", f"No {kind} is known as {words!r}.", f"unknown_{kind}")
    ids = ", ".join(row["id"] for row in rows)
    detail = f"{words!r} is more than one {kind}. Name one by its id: {ids}."
    raise Invalid.at(f"/{kind}", detail, f"ambiguous_{kind}")

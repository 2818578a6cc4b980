"""Resolves a query against the record: names become ids, dates become instants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.domain.errors import Invalid
from tracker.domain.instants import FIRST_INSTANT, instant_from_text, instant_text, is_bare_date
from tracker.projections.as_of import Moment, find_moment
from tracker.projections.forecaster_history import names_at
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


class People:
    """Who each forecaster was at one moment: its name then, and whose record its numbers counted in."""

    def __init__(self, rows: Mapping[str, Row]) -> None:
        self._rows = rows
        self._into = {name: str(row["merged_into"] or name) for name, row in rows.items()}

    def canonical(self, forecaster: str) -> Named:
        """The forecaster whose record the numbers of `forecaster`, an id as recorded, counted in."""
        into = self._into.get(forecaster, forecaster)
        row = self._rows.get(into)
        if row is None:
            return Named(id=into, name=into)
        return Named(id=into, name=row["name"], external_id=row["external_id"])

    def names_of(self, canonical: str) -> list[str]:
        """The ids as recorded that counted in the record of `canonical`, its own first."""
        return [canonical, *(name for name, into in self._into.items() if into == canonical != name)]

    def merged_at(self, forecaster: str) -> str | None:
        """The effective instant at which it was merged into another, as stored text."""
        row = self._rows.get(forecaster)
        return None if row is None else row["merged_at"]


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The predictions and the time that a query covers.

    Instants are stored text, which sorts by time. first_day, last_day: where the period was given in days, which are
    then those of each prediction's own zone.

    people: who each recorded forecaster was at that moment. moment: what was known at an instant or recorded at a
    position, and how far the tables have come.
    lapsed_until: deadlines at or before it are overdue at `as_of`.
    """

    query: ReportQuery
    forecaster: Named | None
    people: People
    essay: Named | None
    timezone: str
    moment: Moment
    begins: str | None
    ends: str | None
    first_day: date | None
    last_day: date | None
    lapsed_until: str

    @property
    def names(self) -> list[str] | None:
        """The forecasters as recorded that the query covers; None for all."""
        return None if self.forecaster is None else self.people.names_of(self.forecaster.id)

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
    people = People(names_at(tx, moment))
    return Scope(
        query=query,
        forecaster=people.canonical(_find_forecaster(tx, query.forecaster)) if query.forecaster else None,
        people=people,
        essay=_find_essay(tx, query.essay) if query.essay else None,
        timezone=timezone,
        moment=moment,
        begins=instant_text(times.begins) if times.begins else None,
        ends=instant_text(times.ends) if times.ends else None,
        first_day=_day(query.begins),
        last_day=_day(query.ends),
        lapsed_until=instant_text(as_of - min(lapse_after, as_of - FIRST_INSTANT)),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None and is_bare_date(text) else None


def _find_forecaster(tx: Transaction, words: str) -> str:
    """The id of the first match by id, import id, present name, or prefix of an id."""
    found: Sequence[Row] = [row for row in [find_forecaster(tx, words)] if row is not None]
    found = found or find_by_external_id(tx, words)
    found = found or _exact_first(find_by_name(tx, words), words)
    found = found or find_by_prefix(tx, words)
    return str(_only(found, words, kind="forecaster")["id"])


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

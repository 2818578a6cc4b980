"""When the outcome of a person's decision became knowable: one answer for every way in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tracker.application.work.settlement_evidence import happened_in
from tracker.domain.errors import Invalid
from tracker.domain.instants import day_begins, parse_date, parse_instant
from tracker.store.databases.database import Row


def known_at_of(
    *, stated: datetime | None, cited: Iterable[Row], as_of: datetime | None, timezone: str
) -> datetime | None:
    """The instant that was stated; else that of the earliest cited development; else `as_of`; None: nothing is said.

    timezone: the prediction's, in which the bare day of a development begins.
    """
    if stated is not None:
        return stated
    return min((happened_in(one, timezone) for one in cited), default=as_of)


def stated_instant(happened_on: str | None, happened_at: str | None, timezone: str) -> datetime | None:
    """The beginning of the day in `timezone`, or the instant. Raises `Invalid` where both are given."""
    if happened_on is not None and happened_at is not None:
        raise Invalid.at("/happened_at", "Give happened_on or happened_at, not both.", "one_of_two")
    if happened_at is not None:
        return parse_instant(happened_at, pointer="/happened_at")
    if happened_on is not None:
        return day_begins(parse_date(happened_on, pointer="/happened_on"), timezone)
    return None

"""A moment that the record is looked at from: an instant (what was known then) or a log position (what stood then)."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from tracker.domain.errors import Invalid
from tracker.domain.instants import instant_text, is_bare_date, parse_end
from tracker.store.databases.database import Transaction
from tracker.store.log.log import position_recorded_at

POSITION_DIGITS_MAX = 18
"""As many as a 64-bit integer holds whatever they are."""


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """`at` is stored text. By an instant, `position` is how far the tables have come; else it is the moment itself.

    At a position everything counts that was recorded up to it, whatever instant it is effective from.
    """

    at: str
    position: int
    is_position: bool

    def holds(self, table: str) -> str:
        """The SQL condition under which a row of `table`, which has both ranges, stands at the moment."""
        if self.is_position:
            return f"{table}.position_from <= :position AND {table}.position_to > :position"
        return f"{table}.known_from <= :as_of AND {table}.known_to > :as_of"

    def has_come(self, table: str) -> str:
        """The same of a table whose rows have one event each: whether the row had been recorded."""
        placed = f"(SELECT position FROM log WHERE log.event_id = {table}.event_id) <= :position"  # noqa: S608 - our own table names
        if self.is_position:
            return placed
        return f"{table}.effective_at <= :as_of AND {table}.event_id NOT IN (SELECT event_id FROM log WHERE position > :position)"  # noqa: S608

    def is_said(self, table: str) -> str:
        """The same of forecasts: whether it had been stated by the moment, and not been taken back by then."""
        undone = f"(SELECT position FROM log WHERE log.event_id = {table}.undone_event) <= :position"  # noqa: S608
        if not self.is_position:
            undone = f"({table}.undone_at <= :as_of AND {undone})"
        return f"{self.has_come(table)} AND ({table}.undone_event IS NULL OR {undone} IS NOT TRUE)"

    @property
    def parameters(self) -> dict[str, object]:
        return {"position": self.position, "as_of": self.at}


def find_moment(
    tx: Transaction, text: str, *, reached: int, now: datetime, timezone: str, pointer: str
) -> Moment:
    """The moment that `text` names: an instant, a day in `timezone` (its end) or a log position.

    Nothing is known of the future: one beyond `now`, or beyond the position that the tables have `reached`, means
    that. The instant of a position is when its event was recorded. Raises `Invalid` for text that is none of them.
    """
    if is_position(text):
        return _at_position(tx, int(text), reached=reached, pointer=pointer)
    at = min(now, known_until(text, timezone, pointer=pointer))
    return Moment(at=instant_text(at), position=reached, is_position=False)


def is_position(text: str) -> bool:
    """Whether `text` is a log position and not an instant.

    >>> is_position("4711"), is_position("2025-01-01")
    (True, False)
    """
    return text.isascii() and text.isdigit() and len(text) <= POSITION_DIGITS_MAX


def known_until(text: str, timezone: str, *, pointer: str) -> datetime:
    """The instant, or the last microsecond of the day, since the next midnight belongs to the next day."""
    at = parse_end(text, timezone, pointer=pointer)
    return at - timedelta(microseconds=1) if is_bare_date(text) else at


def _at_position(tx: Transaction, position: int, *, reached: int, pointer: str) -> Moment:
    at = position_recorded_at(tx, min(position, reached))
    if at is None:
        raise Invalid.at(pointer, "no event stands there: the log begins at position 1", "unknown_position")
    return Moment(at=at, position=min(position, reached), is_position=True)

"""The log: what is appended to it, and reading it back by stream or by position."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

import msgspec

from tracker.domain.event import RecordedEvent
from tracker.domain.instants import instant_from_text, instant_text
from tracker.store.databases.database import Row, Transaction
from tracker.store.databases.envelope import first_head
from tracker.store.log.codec import Minted, decode
from tracker.store.log.remains import Found, find_remains, remains_of_event, with_remains

READ_BATCH = 500

WHOLE = "SELECT log.position, log.sequenced_at, log.head, event.*, NULL AS remains"
"""Every column of an event and its place in the log; `with_remains` makes of such rows what `recorded` reads."""

OF_LOG = "FROM log JOIN event ON event.inserted = log.inserted"
OF_EVENTS = "FROM event LEFT JOIN log ON log.inserted = event.inserted"


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Who records, in answer to what: the part of the envelope that all events of one append share."""

    recorded_by: str
    correlation_id: str
    causation_id: str | None = None
    import_id: str | None = None


class Draft(msgspec.Struct, frozen=True):
    """An event about to be appended; its effective instant is moved up to the stream's last where it lies before."""

    event_id: str
    minted: Minted
    effective_at: datetime


class Batch(msgspec.Struct, frozen=True):
    """Events for one stream, which must stand at `expected_version` (0: it must not exist).

    `last_effective_at` is that version's effective instant ("" for 0) where it was read in this transaction. Then the
    stream is not read again: events never change, and a concurrent append violates the unique key.
    """

    stream: str
    expected_version: int
    drafts: tuple[Draft, ...]
    last_effective_at: str | None = None


class Appended(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of one batch; `replayed` where the very same events stood there already.

    `commitments` are those of the events, in order; empty for a replay.
    """

    outcome: Literal["appended", "replayed"]
    stream: str
    version: int
    events: tuple[RecordedEvent, ...]
    commitments: tuple[bytes, ...] = ()


class Head(msgspec.Struct, frozen=True):
    """The end of the log: everything up to `position` is chained into `head`."""

    position: int
    head: bytes
    sequenced_at: str


def read_head(tx: Transaction) -> Head:
    """The end of the log; position 0 and the tracker's first head if it is empty."""
    row = tx.row("SELECT position, head, sequenced_at FROM log ORDER BY position DESC LIMIT 1")
    if row is None:
        return Head(0, first_head(tracker_id(tx)), "")
    return Head(row["position"], row["head"], row["sequenced_at"])


def tracker_id(tx: Transaction) -> str:
    """The identity that this log's chain begins with."""
    return str(tx.value("SELECT house_id FROM house"))


def founded_at(tx: Transaction) -> datetime:
    """When the tracker was created."""
    return instant_from_text(tx.value("SELECT created_at FROM house"))


def create_identity(tx: Transaction, *, at: datetime) -> None:
    """Give a new database the identity that its chain of heads begins with; nothing where it has one."""
    if tx.value("SELECT house_id FROM house") is None:
        tx.execute(
            "INSERT INTO house (house_id, created_at) VALUES (:house_id, :created_at)",
            {"house_id": str(uuid.uuid4()), "created_at": instant_text(at)},
        )


def head_at(tx: Transaction, position: int) -> bytes | None:
    """The head at `position`, or None beyond the end of the log."""
    if position == 0:
        return first_head(tracker_id(tx))
    head: bytes | None = tx.value("SELECT head FROM log WHERE position = :position", {"position": position})
    return head


def count_pending(tx: Transaction, *, import_id: str | None = None) -> int:
    """How many events wait for a position, of one import or of all."""
    if import_id is None:
        return int(tx.value("SELECT count(*) FROM pending"))
    sql = "SELECT count(*) FROM pending JOIN event ON event.inserted = pending.inserted WHERE import_id = :import_id"
    return int(tx.value(sql, {"import_id": import_id}))


def read_log(tx: Transaction, *, after: int, limit: int = READ_BATCH) -> list[RecordedEvent]:
    """Up to `limit` events with positions above `after`, in order. Raises `UnknownEvent` at one it cannot read."""
    rows = tx.tuples(
        f"{_REPLAYED} {OF_LOG} WHERE log.position > :after ORDER BY log.position LIMIT :limit",
        {"after": after, "limit": limit},
    )
    return _replayed_all(tx, rows)


def log_rows(tx: Transaction, *, after: int, limit: int) -> list[Row]:
    """The same, undecoded: every column of `log` and `event`."""
    rows = tx.rows(
        f"{WHOLE} {OF_LOG} WHERE log.position > :after ORDER BY log.position LIMIT :limit",
        {"after": after, "limit": limit},
    )
    return with_remains(tx, rows)


def rows_between(tx: Transaction, *, after: int, until: int) -> list[Row]:
    """The undecoded rows of the positions above `after` up to `until`, in order."""
    rows = tx.rows(
        f"{WHOLE} {OF_LOG} WHERE log.position > :after AND log.position <= :until ORDER BY log.position",
        {"after": after, "until": until},
    )
    return with_remains(tx, rows)


def position_at(tx: Transaction, instant: str, *, low: int, high: int) -> int:
    """The last position from `low` to `high` that was given by the instant `instant`; `low` where none behind it was.

    Found by halving, since instants of sequencing never step back.
    """
    while low < high:
        middle = (low + high + 1) // 2
        given_at = tx.value("SELECT sequenced_at FROM log WHERE position = :position", {"position": middle})
        if given_at is not None and given_at <= instant:
            low = middle
        else:
            high = middle - 1
    return low


def position_recorded_at(tx: Transaction, position: int) -> str | None:
    """When the event at `position` was recorded, as text; None beyond the ends of the log."""
    sql = "SELECT recorded_at FROM log JOIN event ON event.inserted = log.inserted WHERE position = :position"
    at: str | None = tx.value(sql, {"position": position})
    return at


def first_sequenced(tx: Transaction, *, after: int, until: int) -> str | None:
    """When the first position above `after` and up to `until` was given, as text; None where there is none."""
    at: str | None = tx.value(
        "SELECT sequenced_at FROM log WHERE position > :after AND position <= :until ORDER BY position LIMIT 1",
        {"after": after, "until": until},
    )
    return at


def last_imported(tx: Transaction, import_id: str) -> int:
    """The last position of an event of that import; 0 where none has one."""
    sql = "SELECT max(log.position) FROM event JOIN log ON log.inserted = event.inserted WHERE event.import_id = :import_id"
    return tx.value(sql, {"import_id": import_id}) or 0


def read_stream(
    tx: Transaction, stream: str, *, before_version: int | None = None
) -> Iterator[RecordedEvent]:
    """The events of one stream in order, only those below `before_version` where it is given."""
    bound = "" if before_version is None else " AND event.version < :before"
    rows = tx.tuples(
        f"{_REPLAYED} {OF_EVENTS} WHERE event.stream = :stream{bound} ORDER BY event.version",
        {"stream": stream, "before": before_version},
    )
    return iter(_replayed_all(tx, rows))


def find_event(tx: Transaction, event_id: str) -> RecordedEvent | None:
    """The event of that id, or None."""
    row = find_event_row(tx, event_id)
    return None if row is None else recorded(row)


def find_event_row(tx: Transaction, event_id: str) -> Row | None:
    """The undecoded row of that event, or None."""
    row = tx.row(f"{WHOLE} {OF_EVENTS} WHERE event.event_id = :event_id", {"event_id": event_id})
    return None if row is None else with_remains(tx, [row])[0]


def first_event_id(tx: Transaction, stream: str) -> str | None:
    """The id of the event that began the stream, or None where there is no such stream."""
    sql = "SELECT event_id FROM event WHERE stream = :stream AND version = 1"
    event_id: str | None = tx.value(sql, {"stream": stream})
    return event_id


def recorded(row: Row) -> RecordedEvent:
    """The decoded event of a row of `log_rows`, or of `WHOLE` after `with_remains`."""
    data = row["data"] or row["remains"]
    return RecordedEvent(
        position=row["position"] or 0,
        event_id=row["event_id"],
        stream=row["stream"],
        version=row["version"],
        type=row["type"],
        effective_at=instant_from_text(row["effective_at"]),
        recorded_at=instant_from_text(row["recorded_at"]),
        recorded_by=row["recorded_by"],
        import_id=row["import_id"],
        correlation_id=row["correlation_id"],
        event=None if data is None else decode(row["type"], row["schema_version"], data),
    )


def _replayed_all(tx: Transaction, rows: list[tuple[Any, ...]]) -> list[RecordedEvent]:
    """The decoded events of rows of `_REPLAYED`, those without a payload with what remains of it."""
    taken = {row[_STREAM] for row in rows if row[-1] is None}
    if not taken:
        return [_replayed(row) for row in rows]
    found = find_remains(tx, taken)
    return [_replayed(row if row[-1] is not None else (*row[:-1], _remains(found, row))) for row in rows]


def _remains(found: Found, row: tuple[Any, ...]) -> str | None:
    _, event_id, stream, version, kind, *_ = row
    return remains_of_event(found, stream=stream, event_id=event_id, version=version, kind=kind)


def _replayed(row: tuple[Any, ...]) -> RecordedEvent:
    """The decoded event of a row of `_REPLAYED`, whose columns stand in the order of the fields."""
    (
        position,
        event_id,
        stream,
        version,
        kind,
        effective_at,
        recorded_at,
        by,
        run,
        correlation,
        schema,
        data,
    ) = row
    return RecordedEvent(
        position or 0,
        event_id,
        stream,
        version,
        kind,
        instant_from_text(effective_at),
        instant_from_text(recorded_at),
        by,
        run,
        correlation,
        None if data is None else decode(kind, schema, data),
    )


_REPLAYED = """
SELECT log.position, event.event_id, event.stream, event.version, event.type, event.effective_at, event.recorded_at,
    event.recorded_by, event.import_id, event.correlation_id, event.schema_version, event.data"""
_STREAM = 2

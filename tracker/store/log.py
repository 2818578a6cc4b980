"""The log: append events to streams, read them back by stream or by position."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from tracker.domain.errors import IdempotencyKeyReused, VersionConflict
from tracker.domain.event import Event
from tracker.domain.instants import instant_from_text, instant_text
from tracker.store.codec import Minted, decode
from tracker.store.database import Row, Transaction
from tracker.store.envelope import SALT_BYTES, Envelope, commitment, data_digest, first_head, next_head

READ_BATCH = 500


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
    """Events for one stream, which must stand at `expected_version` (0: it must not exist)."""

    stream: str
    expected_version: int
    drafts: tuple[Draft, ...]


class RecordedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event as it stands in the log; `event` is None where its payload was taken down."""

    position: int
    event_id: str
    stream: str
    version: int
    type: str
    effective_at: datetime
    recorded_at: datetime
    recorded_by: str
    import_id: str | None
    correlation_id: str
    event: Event | None


class Appended(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome of one batch; `replayed` where the very same events stood there already."""

    outcome: Literal["appended", "replayed"]
    stream: str
    version: int
    events: tuple[RecordedEvent, ...]


class Head(msgspec.Struct, frozen=True):
    """The end of the log: everything up to `position` is chained into `head`."""

    position: int
    head: bytes
    sequenced_at: str


def append(tx: Transaction, batches: Sequence[Batch], *, origin: Origin, now: datetime) -> list[Appended]:
    """Append every batch, in the order of their streams, or raise and append none.

    Events whose ids stand already with the same stream, type, version and text are an identical replay. Raises
    `IdempotencyKeyReused` where an id stands with other content, `VersionConflict` where a stream has moved on.
    """
    head = read_head(tx)
    done: dict[str, Appended] = {}
    for batch in sorted(batches, key=lambda one: one.stream):
        if batch.stream in done:
            msg = f"two batches for the stream {batch.stream}"
            raise ValueError(msg)
        replay = _find_replay(tx, batch)
        if replay is None:
            appended, head = _append_batch(tx, batch, origin=origin, now=now, head=head)
        else:
            appended = replay
        done[batch.stream] = appended
    return [done[batch.stream] for batch in batches]


def read_head(tx: Transaction) -> Head:
    """The end of the log; position 0 and the house's first head where it is empty."""
    row = tx.row("SELECT position, head, sequenced_at FROM log ORDER BY position DESC LIMIT 1")
    if row is None:
        return Head(0, first_head(house_id(tx)), "")
    return Head(row["position"], row["head"], row["sequenced_at"])


def house_id(tx: Transaction) -> str:
    """The identity that this log's chain begins with."""
    return str(tx.value("SELECT house_id FROM house"))


def head_at(tx: Transaction, position: int) -> bytes | None:
    """The head at `position`, or None beyond the end of the log."""
    if position == 0:
        return first_head(house_id(tx))
    head: bytes | None = tx.value("SELECT head FROM log WHERE position = :position", {"position": position})
    return head


def read_log(tx: Transaction, *, after: int, limit: int = READ_BATCH) -> list[RecordedEvent]:
    """Up to `limit` events with positions above `after`, in order. Raises `UnknownEvent` at one it cannot read."""
    return [recorded(row) for row in log_rows(tx, after=after, limit=limit)]


def log_rows(tx: Transaction, *, after: int, limit: int) -> list[Row]:
    """The same, undecoded: every column of `log` and `event`."""
    return tx.rows(
        f"{_SELECT} WHERE log.position > :after ORDER BY log.position LIMIT :limit",
        {"after": after, "limit": limit},
    )


def read_stream(
    tx: Transaction, stream: str, *, before_version: int | None = None
) -> Iterator[RecordedEvent]:
    """The events of one stream in order, only those below `before_version` where it is given."""
    bound = "" if before_version is None else " AND event.version < :before"
    rows = tx.rows(
        f"{_SELECT} WHERE event.stream = :stream{bound} ORDER BY event.version",
        {"stream": stream, "before": before_version},
    )
    return (recorded(row) for row in rows)


def find_event(tx: Transaction, event_id: str) -> RecordedEvent | None:
    """The event of that id, or None."""
    row = tx.row(f"{_SELECT} WHERE event.event_id = :event_id", {"event_id": event_id})
    return None if row is None else recorded(row)


def recorded(row: Row) -> RecordedEvent:
    """The decoded event of a row of `log_rows`."""
    data = row["data"]
    return RecordedEvent(
        position=row["position"],
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


_SELECT = """
SELECT log.position, log.sequenced_at, log.head, event.*
FROM log JOIN event ON event.inserted = log.inserted"""

_INSERT_EVENT = """
INSERT INTO event (inserted, event_id, stream, version, type, schema_version, effective_at, recorded_at, recorded_by,
    import_id, correlation_id, causation_id, data, salt, data_digest, commitment)
VALUES (:inserted, :event_id, :stream, :version, :type, :schema_version, :effective_at, :recorded_at, :recorded_by,
    :import_id, :correlation_id, :causation_id, :data, :salt, :data_digest, :commitment)"""

_INSERT_LOG = """
INSERT INTO log (position, event_id, inserted, sequenced_at, head)
VALUES (:position, :event_id, :inserted, :sequenced_at, :head)"""


def _find_replay(tx: Transaction, batch: Batch) -> Appended | None:
    standing = [find_event_row(tx, draft.event_id) for draft in batch.drafts]
    rows = [row for row in standing if row is not None]
    if not rows:
        return None
    if len(rows) < len(standing) or not all(map(_is_same, rows, batch.drafts, [batch.stream] * len(rows))):
        msg = "this id was used before for something else; a new request needs a new Idempotency-Key"
        raise IdempotencyKeyReused(msg)
    events = tuple(recorded(row) for row in rows)
    return Appended(outcome="replayed", stream=batch.stream, version=events[-1].version, events=events)


def find_event_row(tx: Transaction, event_id: str) -> Row | None:
    """The undecoded row of that event, or None."""
    return tx.row(f"{_SELECT} WHERE event.event_id = :event_id", {"event_id": event_id})


def _is_same(row: Row, draft: Draft, stream: str) -> bool:
    return (row["stream"], row["type"], row["schema_version"], row["data"]) == (
        stream,
        draft.minted.type,
        draft.minted.schema_version,
        draft.minted.data,
    )


def _append_batch(
    tx: Transaction, batch: Batch, *, origin: Origin, now: datetime, head: Head
) -> tuple[Appended, Head]:
    version, last_effective = _stream_end(tx, batch.stream)
    if version != batch.expected_version:
        msg = f"expected version {batch.expected_version}, but it stands at {version}"
        raise VersionConflict(msg, current=version)
    events = []
    for draft in batch.drafts:
        version += 1
        effective_at = max(draft.effective_at, last_effective) if last_effective else draft.effective_at
        last_effective = effective_at
        salt = secrets.token_bytes(SALT_BYTES)
        envelope = _envelope(
            draft, batch.stream, version=version, effective_at=effective_at, salt=salt, origin=origin, now=now
        )
        head = _insert(tx, envelope, draft.minted.data, salt=salt, head=head)
        events.append(_as_recorded(envelope, draft.minted.event, position=head.position))
    return Appended(outcome="appended", stream=batch.stream, version=version, events=tuple(events)), head


def _stream_end(tx: Transaction, stream: str) -> tuple[int, datetime | None]:
    row = tx.row(
        "SELECT version, effective_at FROM event WHERE stream = :stream ORDER BY version DESC LIMIT 1",
        {"stream": stream},
    )
    return (0, None) if row is None else (row["version"], instant_from_text(row["effective_at"]))


def _envelope(
    draft: Draft,
    stream: str,
    *,
    version: int,
    effective_at: datetime,
    salt: bytes,
    origin: Origin,
    now: datetime,
) -> Envelope:
    return Envelope(
        event_id=draft.event_id,
        stream=stream,
        version=version,
        type=draft.minted.type,
        schema_version=draft.minted.schema_version,
        effective_at=instant_text(effective_at),
        recorded_at=instant_text(now),
        recorded_by=origin.recorded_by,
        import_id=origin.import_id,
        correlation_id=origin.correlation_id,
        causation_id=origin.causation_id,
        data_digest=data_digest(salt, draft.minted.data),
    )


def _insert(tx: Transaction, envelope: Envelope, data: str, *, salt: bytes, head: Head) -> Head:
    """Write the event and its place in the log. The writer numbers both itself: OR IGNORE would burn rowids."""
    committed = commitment(envelope)
    position = head.position + 1
    sequenced_at = max(envelope.recorded_at, head.sequenced_at)
    row = msgspec.structs.asdict(envelope) | {
        "inserted": position,
        "data": data,
        "salt": salt,
        "commitment": committed,
    }
    tx.execute(_INSERT_EVENT, row)
    following = next_head(head.head, position=position, sequenced_at=sequenced_at, commitment=committed)
    tx.execute(
        _INSERT_LOG,
        {
            "position": position,
            "event_id": envelope.event_id,
            "inserted": position,
            "sequenced_at": sequenced_at,
            "head": following,
        },
    )
    return Head(position, following, sequenced_at)


def _as_recorded(envelope: Envelope, event: Event, *, position: int) -> RecordedEvent:
    return RecordedEvent(
        position=position,
        event_id=envelope.event_id,
        stream=envelope.stream,
        version=envelope.version,
        type=envelope.type,
        effective_at=instant_from_text(envelope.effective_at),
        recorded_at=instant_from_text(envelope.recorded_at),
        recorded_by=envelope.recorded_by,
        import_id=envelope.import_id,
        correlation_id=envelope.correlation_id,
        event=event,
    )

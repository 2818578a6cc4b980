"""Appending: events for several streams in one transaction, with everything that makes them provable."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from tracker.domain.errors import IdempotencyKeyReused, VersionConflict
from tracker.domain.event import Event, RecordedEvent
from tracker.domain.instants import instant_from_text, instant_text
from tracker.store.databases.database import Row, Transaction
from tracker.store.databases.envelope import SALT_BYTES, Envelope, commitment, data_digest, next_head
from tracker.store.log.log import Appended, Batch, Draft, Head, Origin, find_event_row, read_head, recorded

IDS_MAX = 100


class _Sealed(msgspec.Struct, frozen=True):
    """An event ready to be written: its columns, and what it decodes to."""

    columns: dict[str, Any]
    event: Event


def append(
    tx: Transaction, batches: Sequence[Batch], *, origin: Origin, now: datetime, is_first: bool = False
) -> list[Appended]:
    """Append every batch, in the order of their streams, or raise and append none.

    Events whose ids stand already with the same stream, type, version and text are an identical replay. Raises
    `IdempotencyKeyReused` where an id stands with other content, `VersionConflict` where a stream has moved on.
    `is_first`: none of the ids stands, so that none is looked for.
    """
    ordered = sorted(batches, key=lambda one: one.stream)
    if len({batch.stream for batch in ordered}) < len(ordered):
        msg = "two batches for one stream"
        raise ValueError(msg)
    replays = {batch.stream: None if is_first else _find_replay(tx, batch) for batch in ordered}
    sealed = {
        batch.stream: _seal(tx, batch, origin=origin, now=now)
        for batch in ordered
        if replays[batch.stream] is None
    }
    first = _write(tx, [one for events in sealed.values() for one in events])
    appended: dict[str, Appended] = {}
    for stream, events in sealed.items():
        appended[stream] = _appended(stream, events, position=first)
        first += len(events) if first else 0
    return [replays[batch.stream] or appended[batch.stream] for batch in batches]


_COLUMNS = (*Envelope.__struct_fields__, "data", "salt", "commitment")
_NAMES = ", ".join(_COLUMNS)
_PLACES = ", ".join(f":{column}" for column in _COLUMNS)

_INSERT_NUMBERED = f"INSERT INTO event (inserted, {_NAMES}) VALUES (:inserted, {_PLACES})"  # noqa: S608 - our own names

_INSERT_PENDING = f"""
WITH added AS (INSERT INTO event ({_NAMES}) VALUES ({_PLACES}) RETURNING inserted)
INSERT INTO pending (inserted) SELECT inserted FROM added"""  # noqa: S608 - our own names

_TYPES = {"version": "int", "schema_version": "int"}
_RECORD = ", ".join(f"{column} {_TYPES.get(column, 'text')}" for column in _COLUMNS)
_BYTES = ("data_digest", "salt", "commitment")
_VALUES = ", ".join(f"decode({column}, 'base64')" if column in _BYTES else column for column in _COLUMNS)

_INSERT_MANY_PENDING = f"""
WITH added AS (
    INSERT INTO event ({_NAMES})
    SELECT {_VALUES}
    FROM ROWS FROM (json_to_recordset(CAST(:rows AS json)) AS ({_RECORD})) WITH ORDINALITY AS given ({_NAMES}, place)
    ORDER BY place
    RETURNING inserted)
INSERT INTO pending (inserted) SELECT inserted FROM added"""  # noqa: S608 - our own names

_INSERT_LOG = """
INSERT INTO log (position, event_id, inserted, sequenced_at, head)
VALUES (:position, :event_id, :inserted, :sequenced_at, :head)"""


def _find_replay(tx: Transaction, batch: Batch) -> Appended | None:
    if not _is_any_standing(tx, [draft.event_id for draft in batch.drafts]):
        return None
    standing = [find_event_row(tx, draft.event_id) for draft in batch.drafts]
    rows = [row for row in standing if row is not None]
    if len(rows) < len(standing) or not all(map(_is_same, rows, batch.drafts, [batch.stream] * len(rows))):
        msg = "this id was used before for something else; a new request needs a new Idempotency-Key"
        raise IdempotencyKeyReused(msg)
    events = tuple(recorded(row) for row in rows)
    return Appended(outcome="replayed", stream=batch.stream, version=events[-1].version, events=events)


def _is_any_standing(tx: Transaction, event_ids: Sequence[str]) -> bool:
    """One question for up to 100 ids: a batch asks as seldom as a single event.

    A subquery for each, since PostgreSQL would look for a list of ids by reading the whole of a young table.
    """
    for start in range(0, len(event_ids), IDS_MAX):
        asked = event_ids[start : start + IDS_MAX]
        places = ", ".join(f"(:id_{n})" for n in range(len(asked)))
        sql = f"""
            SELECT 1 FROM (VALUES {places}) AS asked
            WHERE (SELECT 1 FROM event WHERE event_id = asked.column1) IS NOT NULL LIMIT 1"""  # noqa: S608 - our own names
        if tx.row(sql, {f"id_{n}": event_id for n, event_id in enumerate(asked)}) is not None:
            return True
    return False


def _is_same(row: Row, draft: Draft, stream: str) -> bool:
    return (row["stream"], row["type"], row["schema_version"], row["data"]) == (
        stream,
        draft.minted.type,
        draft.minted.schema_version,
        draft.minted.data,
    )


def _seal(tx: Transaction, batch: Batch, *, origin: Origin, now: datetime) -> list[_Sealed]:
    """The batch's events in their envelopes, numbered on from where the stream stands."""
    version, last_effective = batch.expected_version, batch.last_effective_at
    if last_effective is None:
        version, last_effective = _stream_end(tx, batch.stream)
    if version != batch.expected_version:
        msg = f"expected version {batch.expected_version}, but it stands at {version}"
        raise VersionConflict(msg, current=version, about=batch.stream)
    sealed, recorded_at = [], instant_text(now)
    for draft in batch.drafts:
        version += 1
        last_effective = max(instant_text(draft.effective_at), last_effective)
        salt = secrets.token_bytes(SALT_BYTES)
        envelope = Envelope(
            event_id=draft.event_id,
            stream=batch.stream,
            version=version,
            type=draft.minted.type,
            schema_version=draft.minted.schema_version,
            effective_at=last_effective,
            recorded_at=recorded_at,
            recorded_by=origin.recorded_by,
            import_id=origin.import_id,
            correlation_id=origin.correlation_id,
            causation_id=origin.causation_id,
            data_digest=data_digest(salt, draft.minted.data),
        )
        extra = {"data": draft.minted.data, "salt": salt, "commitment": commitment(envelope)}
        sealed.append(_Sealed(msgspec.structs.asdict(envelope) | extra, draft.minted.event))
    return sealed


def _stream_end(tx: Transaction, stream: str) -> tuple[int, str]:
    row = tx.row(
        "SELECT version, effective_at FROM event WHERE stream = :stream ORDER BY version DESC LIMIT 1",
        {"stream": stream},
    )
    return (0, "") if row is None else (row["version"], row["effective_at"])


def _write(tx: Transaction, sealed: Sequence[_Sealed]) -> int:
    """Write the events; the position of the first, or 0 where a sequencer will give positions."""
    if not sealed:
        return 0
    if not tx.numbers_positions:
        _write_pending(tx, [one.columns for one in sealed])
        return 0
    head = read_head(tx)
    first = head.position + 1
    places = []
    for one in sealed:
        head = _following(head, one.columns)
        one.columns["inserted"] = head.position
        places.append(
            {
                "position": head.position,
                "event_id": one.columns["event_id"],
                "inserted": head.position,
                "sequenced_at": head.sequenced_at,
                "head": head.head,
            }
        )
    _many(tx, _INSERT_NUMBERED, [one.columns for one in sealed])
    _many(tx, _INSERT_LOG, places)
    return first


def _write_pending(tx: Transaction, rows: list[dict[str, Any]]) -> None:
    """Several rows go in one statement: one round trip, and one place where a conflict can show.

    As one JSON text, which is written and read in half the time of an array for each column.
    """
    if len(rows) == 1:
        tx.execute(_INSERT_PENDING, rows[0])
    else:
        tx.execute(_INSERT_MANY_PENDING, {"rows": msgspec.json.encode(rows).decode()})


def _following(head: Head, columns: dict[str, Any]) -> Head:
    """The head behind one more event. The writer numbers by itself: OR IGNORE would burn rowids."""
    position = head.position + 1
    sequenced_at = max(columns["recorded_at"], head.sequenced_at)
    following = next_head(
        head.head, position=position, sequenced_at=sequenced_at, commitment=columns["commitment"]
    )
    return Head(position, following, sequenced_at)


def _many(tx: Transaction, sql: str, rows: list[dict[str, Any]]) -> None:
    if len(rows) == 1:
        tx.execute(sql, rows[0])
    else:
        tx.execute_many(sql, rows)


def _appended(stream: str, sealed: Sequence[_Sealed], *, position: int) -> Appended:
    events = tuple(
        _as_recorded(one, position=position + n if position else 0) for n, one in enumerate(sealed)
    )
    commitments = tuple(one.columns["commitment"] for one in sealed)
    return Appended(
        outcome="appended",
        stream=stream,
        version=events[-1].version,
        events=events,
        commitments=commitments,
    )


def _as_recorded(sealed: _Sealed, *, position: int) -> RecordedEvent:
    columns = sealed.columns
    return RecordedEvent(
        position=position,
        event_id=columns["event_id"],
        stream=columns["stream"],
        version=columns["version"],
        type=columns["type"],
        effective_at=instant_from_text(columns["effective_at"]),
        recorded_at=instant_from_text(columns["recorded_at"]),
        recorded_by=columns["recorded_by"],
        import_id=columns["import_id"],
        correlation_id=columns["correlation_id"],
        event=sealed.event,
    )

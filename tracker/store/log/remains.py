"""What remains of payloads that were taken down: read from the events of the log that say so, and from nowhere else.

Of an event without a payload the first later event of its stream that has the type `<category>.redacted` and names it
carries what remains. No table beside the log has a say in it: whatever is written there changes no number.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from tracker.domain.ids import category_of
from tracker.store.databases.database import Row, Transaction, places

REDACTED = ".redacted"
STREAMS_AT_ONCE = 100


class Remains(msgspec.Struct, frozen=True):
    """The JSON text of what remains of a payload, and the version of the event that carries it."""

    version: int
    data: str


class _Said(msgspec.Struct, frozen=True):
    """Two fields of a redacting event, whatever later versions add to it."""

    redacted: str
    remains: msgspec.Raw


Found = dict[tuple[str, str], Remains]
"""By stream and event id."""


def find_remains(tx: Transaction, streams: Iterable[str]) -> Found:
    """What the redacting events of `streams` say, the first word on each payload."""
    names, found = list(dict.fromkeys(streams)), Found()
    for first in range(0, len(names), STREAMS_AT_ONCE):
        bracket, parameters = places("stream", names[first : first + STREAMS_AT_ONCE])
        rows = tx.tuples(
            f"""
            SELECT stream, version, type, data FROM event
            WHERE stream IN {bracket} AND type LIKE :redacted AND data IS NOT NULL ORDER BY stream, version""",  # noqa: S608 - our own names
            {**parameters, "redacted": f"%{REDACTED}"},
        )
        for stream, version, kind, data in rows:
            said = _said(data) if kind == category_of(stream) + REDACTED else None
            if said is not None:
                found.setdefault((stream, said.redacted), Remains(version, bytes(said.remains).decode()))
    return found


def _said(data: str) -> _Said | None:
    """None of what an owner of the database has written over it: verification names its place."""
    try:
        return msgspec.json.decode(data, type=_Said)
    except msgspec.MsgspecError:
        return None


def remains_of_event(found: Found, *, stream: str, event_id: str, version: int, kind: str) -> str | None:
    """What remains of that event; None where no later event says so, and of redacting events, which are never taken down."""
    remains = found.get((stream, event_id))
    if remains is None or remains.version <= version or kind.endswith(REDACTED):
        return None
    return remains.data


def drop_payload(tx: Transaction, event_id: str) -> None:
    """Delete the payload of an event, and its salt; an event that carries what remains of it is in the same transaction."""
    tx.execute("UPDATE event SET data = NULL, salt = NULL WHERE event_id = :event_id", {"event_id": event_id})


def with_remains(tx: Transaction, rows: list[Row]) -> list[Row]:
    """The same rows of `event`, each without a payload as a copy with `remains` filled: the JSON text, or None."""
    if all(row["data"] is not None for row in rows):
        return rows
    # SQLite keeps anything in any column, and verification reads here what an owner may have written.
    taken = {row["stream"] for row in rows if row["data"] is None and isinstance(row["stream"], str)}
    found = find_remains(tx, taken)
    return [row if row["data"] is not None else _completed(row, found) for row in rows]


def _completed(row: Row, found: Found) -> Row:
    remains = remains_of_event(
        found, stream=row["stream"], event_id=row["event_id"], version=row["version"], kind=row["type"]
    )
    return {**{name: row[name] for name in row.keys()}, "remains": remains}  # noqa: SIM118 - a row is no mapping

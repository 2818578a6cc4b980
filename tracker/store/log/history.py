"""Stored events of single streams, whole: for histories and proofs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tracker.domain.event import RecordedEvent
from tracker.store.databases.database import Row, Transaction, places
from tracker.store.databases.envelope import Envelope, header
from tracker.store.log.log import OF_EVENTS, OF_LOG, WHOLE, recorded
from tracker.store.log.remains import with_remains

STREAM_EVENTS_MAX = 10_000


def event_rows_of(tx: Transaction, streams: Sequence[str]) -> list[Row]:
    """The events of `streams` in the order in which they were recorded; position and head are None until sequenced."""
    rows = [
        row
        for stream in streams
        for row in tx.rows(_OF_STREAM, {"stream": stream, "limit": STREAM_EVENTS_MAX})
    ]
    return sorted(with_remains(tx, rows), key=lambda row: int(row["inserted"]))


def rows_until(
    tx: Transaction, streams: Iterable[str], *, position: int, effective_by: str | None
) -> list[Row]:
    """The undecoded events of `streams` up to `position`, stream by stream; only those effective by that instant, if given."""
    bracket, parameters = places("stream", streams)
    bound = "" if effective_by is None else "AND event.effective_at <= :effective_by"
    rows = tx.rows(
        f"""
        {WHOLE} {OF_LOG} WHERE event.stream IN {bracket} AND log.position <= :position {bound}
        ORDER BY event.stream, event.version""",
        {**parameters, "position": position, "effective_by": effective_by},
    )
    return with_remains(tx, rows)


def streams_under(tx: Transaction, prefix: str) -> list[str]:
    """The streams whose names begin with `prefix`, by name."""
    sql = """
        SELECT stream FROM event WHERE version = 1 AND stream >= :prefix AND stream < :beyond
        ORDER BY stream LIMIT :limit"""
    named = {"prefix": prefix, "beyond": prefix[:-1] + chr(ord(prefix[-1]) + 1), "limit": STREAM_EVENTS_MAX}
    return [str(row["stream"]) for row in tx.rows(sql, named)]


def header_of(row: Row) -> bytes:
    """The bytes that the commitment of a stored event is made over."""
    return header(Envelope(**{name: row[name] for name in Envelope.__struct_fields__}))


def first_commitments(tx: Transaction, streams: Iterable[str]) -> dict[str, str]:
    """By stream the commitment, in hexadecimal, of the event that began it: its fingerprint."""
    bracket, parameters = places("stream", streams)
    rows = tx.rows(
        f"SELECT stream, commitment FROM event WHERE version = 1 AND stream IN {bracket}",  # noqa: S608 - our own names
        parameters,
    )
    return {row["stream"]: row["commitment"].hex() for row in rows}


def find_events(tx: Transaction, ids: Iterable[str]) -> dict[str, RecordedEvent]:
    """The events of those ids, by id."""
    bracket, parameters = places("id", ids)
    rows = tx.rows(f"{WHOLE} {OF_EVENTS} WHERE event.event_id IN {bracket}", parameters)
    return {row["event_id"]: recorded(row) for row in with_remains(tx, rows)}


def last_recorded(tx: Transaction, streams: Iterable[str], *, types: Iterable[str]) -> dict[str, str]:
    """By stream the instant, as text, at which its last event of one of `types` was recorded."""
    of_stream, streams_by_name = places("stream", streams)
    of_type, types_by_name = places("type", types)
    rows = tx.rows(
        f"""
        SELECT stream, max(recorded_at) AS recorded_at FROM event
        WHERE stream IN {of_stream} AND type IN {of_type} GROUP BY stream""",  # noqa: S608 - our own names
        {**streams_by_name, **types_by_name},
    )
    return {row["stream"]: row["recorded_at"] for row in rows}


def correlation_of(tx: Transaction, position: int) -> str | None:
    """The correlation id of the event at `position`, or of the event that it names as its cause."""
    found: str | None = tx.value(
        """
        SELECT coalesce(cause.correlation_id, event.correlation_id)
        FROM log JOIN event ON event.inserted = log.inserted
        LEFT JOIN event AS cause ON cause.event_id = event.causation_id
        WHERE log.position = :position""",
        {"position": position},
    )
    return found


_OF_STREAM = f"{WHOLE} {OF_EVENTS} WHERE event.stream = :stream ORDER BY event.version LIMIT :limit"

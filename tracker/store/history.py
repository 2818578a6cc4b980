"""Stored events of single streams, whole: for histories and proofs."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.store.database import Row, Transaction
from tracker.store.envelope import Envelope, header

STREAM_EVENTS_MAX = 10_000


def event_rows_of(tx: Transaction, streams: Sequence[str]) -> list[Row]:
    """The events of `streams` in the order in which they were recorded; position and head are None until sequenced."""
    rows = [
        row
        for stream in streams
        for row in tx.rows(_OF_STREAM, {"stream": stream, "limit": STREAM_EVENTS_MAX})
    ]
    return sorted(rows, key=lambda row: int(row["inserted"]))


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


def first_commitment(tx: Transaction, stream: str) -> str:
    """The commitment, in hexadecimal, of the event that began a stream: its fingerprint."""
    sql = "SELECT commitment FROM event WHERE stream = :stream AND version = 1"
    found: bytes = tx.value(sql, {"stream": stream})
    return found.hex()


_OF_STREAM = """
SELECT event.*, log.position, log.sequenced_at, log.head
FROM event LEFT JOIN log ON log.inserted = event.inserted
WHERE event.stream = :stream ORDER BY event.version LIMIT :limit"""

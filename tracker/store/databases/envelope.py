"""The bytes that make an event provable: two digests and a chain of heads. None of this can ever change.

    data_digest = SHA-256(salt || data)
    commitment  = SHA-256(header), header = compact UTF-8 JSON array of the twelve fields below
    head(0)     = SHA-256(tracker id)
    head(n)     = SHA-256(head(n-1) || n as 8 bytes, big-endian || sequenced_at as 27 ASCII bytes || commitment)

Two levels, so that a payload can be taken down (data and salt gone) while header, commitment and chain stay provable.
"""

from __future__ import annotations

import hashlib

import msgspec

SALT_BYTES = 16
DIGEST_BYTES = 32


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about an event but its payload, in the order of the header; instants as their stored text."""

    event_id: str
    stream: str
    version: int
    type: str
    schema_version: int
    effective_at: str
    recorded_at: str
    recorded_by: str
    import_id: str | None = None
    correlation_id: str
    causation_id: str | None = None
    data_digest: bytes


def data_digest(salt: bytes, data: str) -> bytes:
    """SHA-256 over the salt and the payload's exact text."""
    return hashlib.sha256(salt + data.encode()).digest()


def header(envelope: Envelope) -> bytes:
    """The compact UTF-8 JSON array that the commitment is made over."""
    return msgspec.json.encode(
        [
            envelope.event_id,
            envelope.stream,
            envelope.version,
            envelope.type,
            envelope.schema_version,
            envelope.effective_at,
            envelope.recorded_at,
            envelope.recorded_by,
            envelope.import_id,
            envelope.correlation_id,
            envelope.causation_id,
            envelope.data_digest.hex(),
        ]
    )


def commitment(envelope: Envelope) -> bytes:
    """SHA-256 over the header."""
    return hashlib.sha256(header(envelope)).digest()


def first_head(tracker_id: str) -> bytes:
    """The head before the first event."""
    return hashlib.sha256(tracker_id.encode()).digest()


def next_head(previous: bytes, *, position: int, sequenced_at: str, commitment: bytes) -> bytes:
    """The head after the event at `position`; `sequenced_at` is the 27-character instant."""
    return hashlib.sha256(
        previous + position.to_bytes(8, "big") + sequenced_at.encode("ascii") + commitment
    ).digest()

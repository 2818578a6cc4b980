"""Signs and checks messages by Standard Webhooks 1.0.0, symmetric (`v1`).

The specification: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets as randomness
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
PREFIX = "whsec_"
SECRET_BYTES = 32
TOLERANCE = timedelta(minutes=5)

# Dots separate the signed parts, so a dot in the id would make them ambiguous.
_MESSAGE_ID = re.compile(r"[!-\-/-~]{1,256}")
_SECONDS = re.compile(r"[0-9]{1,11}")


class BadSignature(Exception):
    """The message was not signed with the secret, or not within the tolerance of now."""


def new_secret() -> str:
    """A new random secret."""
    return PREFIX + base64.b64encode(randomness.token_bytes(SECRET_BYTES)).decode()


def sign(secrets: Sequence[str], *, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of a message sent at `at`, with one signature for each secret.

    Raises ValueError for an invalid secret, an invalid id, or The instant has no time zone..
    """
    if not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError(f"{message_id!r} is not a message id. Use visible ASCII without a dot.")
    timestamp = _seconds(at)
    signatures = [_signature(secret, message_id, timestamp, body) for secret in secrets]
    return {ID: message_id, TIMESTAMP: timestamp, SIGNATURE: " ".join(signatures)}


def verify(
    secret: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    now: datetime,
    tolerance: timedelta = TOLERANCE,
) -> None:
    """Returns only if a signature was made with `secret` within `tolerance` of `now`.

    Raises `BadSignature` for any other headers; ValueError for an invalid secret.
    """
    given = {name.lower(): value for name, value in headers.items()}
    for name in (ID, TIMESTAMP, SIGNATURE):
        if name not in given:
            raise BadSignature(f"The header {name} is missing.")
    if not _MESSAGE_ID.fullmatch(given[ID]):
        raise BadSignature(f"The header {ID} is not visible ASCII without a dot.")
    timestamp = given[TIMESTAMP]
    if not _SECONDS.fullmatch(timestamp):
        raise BadSignature(f"The header {TIMESTAMP} is not in seconds.")
    if abs(int(timestamp) - now.timestamp()) > tolerance.total_seconds():
        raise BadSignature("The message was signed too long ago or in the future.")
    expected = _signature(secret, given[ID], timestamp, body).encode()
    if not any(
        hmac.compare_digest(expected, signature.encode(errors="replace"))
        for signature in given[SIGNATURE].split(" ")
    ):
        raise BadSignature("No signature matches.")


def _signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    if not key:
        raise ValueError("The secret is empty.")
    signed = f"{message_id}.{timestamp}.".encode() + body
    return f"v1,{base64.b64encode(hmac.digest(key, signed, 'sha256')).decode()}"


def _seconds(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("The instant has no time zone.")
    return str(int(at.timestamp()))

"""Signatures of messages by Standard Webhooks 1.0.0, symmetric (`v1`): made for what is sent, checked on what comes in.

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

# Dots part what is signed, so with one in the id it could be read in two ways.
_MESSAGE_ID = re.compile(r"[!-\-/-~]{1,256}")
_SECONDS = re.compile(r"[0-9]{1,11}")


class BadSignature(Exception):
    """The message does not come from whoever has the secret, or not now."""


def new_secret() -> str:
    """A secret that nobody has had before."""
    return PREFIX + base64.b64encode(randomness.token_bytes(SECRET_BYTES)).decode()


def sign(secrets: Sequence[str], *, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of a message that is sent at `at`, with a signature by each secret, several during a rotation.

    Raises ValueError for what is no secret, no id and no instant.
    """
    if not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError(f"{message_id!r} is not an id: visible ASCII without a dot")
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
    """Return only if one of the signatures is by `secret` and was made within `tolerance` of `now`.

    Raises `BadSignature`, whatever the headers are; ValueError for what is no secret.
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
        raise BadSignature("The message was not signed about now.")
    expected = _signature(secret, given[ID], timestamp, body).encode()
    if not any(
        hmac.compare_digest(expected, signature.encode(errors="replace"))
        for signature in given[SIGNATURE].split(" ")
    ):
        raise BadSignature("No signature fits.")


def _signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    if not key:
        raise ValueError("an empty secret, with which anybody could sign")
    signed = f"{message_id}.{timestamp}.".encode() + body
    return f"v1,{base64.b64encode(hmac.digest(key, signed, 'sha256')).decode()}"


def _seconds(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("an instant without a zone")
    return str(int(at.timestamp()))

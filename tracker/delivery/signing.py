"""Standard Webhooks 1.0.0: how messages are signed, and how a signed one is told from a forged one.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

PREFIX = "whsec_"
SECRET_BYTES = 32
VERSION = "v1"
TOLERANCE = timedelta(minutes=5)


class BadSignature(Exception):
    """It was not signed with that secret, or not just now."""


def new_secret() -> str:
    """`whsec_` and the base64 of 32 random bytes."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def sign(given: Sequence[str], *, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers; with several secrets, as while one is rotated, a signature of each, the first one's first."""
    timestamp = str(int(at.timestamp()))
    signatures = (_signature(secret, message_id, timestamp, body) for secret in given)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(signatures),
    }


def verify(secret: str, headers: Mapping[str, str], body: bytes, *, now: datetime) -> None:
    """Raise `BadSignature` unless one of the signatures is of that secret and not older or newer than five minutes.

    `headers` are named in lower case.
    """
    try:
        message_id, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
        given = headers["webhook-signature"].split(" ")
        age = now.timestamp() - int(timestamp)
    except (KeyError, ValueError):
        raise BadSignature("the headers of a signed message are not there") from None
    if abs(age) > TOLERANCE.total_seconds():
        raise BadSignature("it was not signed just now")
    right = _signature(secret, message_id, timestamp, body).encode()
    if not any(hmac.compare_digest(right, one.encode()) for one in given):
        raise BadSignature("it was not signed with this secret")


def _signature(secret: str, message_id: str, timestamp: str, body: bytes) -> str:
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    digest = hmac.digest(_key(secret), signed, hashlib.sha256)
    return f"{VERSION},{base64.b64encode(digest).decode()}"


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("a secret is whsec_ and base64") from None

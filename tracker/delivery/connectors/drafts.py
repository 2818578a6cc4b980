"""Reads the digest and the service's response, for connectors that create a draft of a digest.

A service answers 201 after creating a draft and 200 with a list after a query. A 200 without a list comes
from something else (a login page, a parked domain) and shows neither that a draft exists nor that none does.
"""

from __future__ import annotations

import re
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import msgspec

from tracker.delivery.connectors.connector import OutgoingMessage, Target
from tracker.delivery.egress.outgoing import Answered, Outgoing
from tracker.delivery.messages.kinds import DIGEST

CARRIED = (DIGEST,)
NOT_UNDERSTOOD = "not_understood"

_ID = re.compile(r"[!-~]{1,200}")


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """The parts of a draft."""

    subject: str
    text: str
    markdown: str
    html: str
    image_url: str | None = None


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """The envelope of an outgoing message; the data of a ping are not a digest."""

    timestamp: datetime
    data: msgspec.Raw


def read_digest(message: OutgoingMessage) -> Digest:
    """The digest in the message."""
    return msgspec.json.decode(_read(message).data, type=Digest)


def read_time(message: OutgoingMessage) -> datetime:
    """The message's timestamp."""
    return _read(message).timestamp


def request(
    method: str,
    target: Target,
    place: str,
    *,
    headers: dict[str, str],
    document: dict[str, Any] | None = None,
) -> Outgoing:
    """A request to the service's API at `place`, a path and query below the target's address."""
    site = urlsplit(target.url)
    has_body = document is not None
    return Outgoing(
        method=method,
        url=f"{site.scheme}://{site.netloc}{site.path.rstrip('/')}{place}",
        headers=headers | ({"Content-Type": "application/json"} if has_body else {}),
        body=msgspec.json.encode(document) if has_body else b"",
    )


def verdict(answered: Answered, *, listed: str) -> str | None:
    """None for a created draft, and for a list under the name `listed`; else a failure code."""
    if answered.status == HTTPStatus.CREATED:
        return None
    if answered.status != HTTPStatus.OK:
        return f"status_{answered.status}"
    return None if entries(answered, listed=listed) is not None else NOT_UNDERSTOOD


def entries(answered: Answered, *, listed: str) -> list[dict[str, Any]] | None:
    """The objects in the list of that name; None where the response has no such list."""
    try:
        return msgspec.convert(read_object(answered).get(listed), list[dict[str, Any]])
    except msgspec.DecodeError:
        return None


def read_object(answered: Answered) -> dict[str, Any]:
    """The response as an object; an empty one where it is not an object."""
    try:
        return msgspec.json.decode(answered.body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}


def named_id(entry: dict[str, Any]) -> str | None:
    """The service's id for the entry if it is short visible ASCII, which any database can store."""
    name = entry.get("id")
    return name if isinstance(name, str) and _ID.fullmatch(name) else None


def _read(message: OutgoingMessage) -> Envelope:
    return msgspec.json.decode(message.body, type=Envelope)

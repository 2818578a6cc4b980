"""What connectors share that make a draft of a digest: reading the digest, and reading what the service answers.

A service answers 201 when it has made a draft and 200 with a list when it was asked. An answer of 200 that is no list
comes from somebody else (a login page, a parked domain), and shows neither that a draft is there nor that none is.
"""

from __future__ import annotations

import re
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import msgspec

from tracker.delivery.connectors.connector import Parcel, Target
from tracker.delivery.egress.guard import Answered, Outgoing
from tracker.delivery.messages.kinds import DIGEST

CARRIED = (DIGEST,)
NOT_UNDERSTOOD = "not_understood"

_ID = re.compile(r"[!-~]{1,200}")


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """What a draft is made of."""

    subject: str
    text: str
    markdown: str
    html: str
    image_url: str | None = None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel's message; a ping's data are no digest."""

    timestamp: datetime
    data: msgspec.Raw


def read_digest(parcel: Parcel) -> Digest:
    """The digest that the parcel brings."""
    return msgspec.json.decode(_read(parcel).data, type=Digest)


def read_time(parcel: Parcel) -> datetime:
    """When what the parcel tells came to be."""
    return _read(parcel).timestamp


def request(
    method: str,
    target: Target,
    place: str,
    *,
    headers: dict[str, str],
    document: dict[str, Any] | None = None,
) -> Outgoing:
    """A request of the service's API at `place`, a path and query below the target's address."""
    site = urlsplit(target.url)
    has_body = document is not None
    return Outgoing(
        method=method,
        url=f"{site.scheme}://{site.netloc}{site.path.rstrip('/')}{place}",
        headers=headers | ({"Content-Type": "application/json"} if has_body else {}),
        body=msgspec.json.encode(document) if has_body else b"",
    )


def verdict(answered: Answered, *, listed: str) -> str | None:
    """None for a draft that was made and for a list, under the name `listed`, that was shown; else why not."""
    if answered.status == HTTPStatus.CREATED:
        return None
    if answered.status != HTTPStatus.OK:
        return f"status_{answered.status}"
    return None if entries(answered, listed=listed) is not None else NOT_UNDERSTOOD


def entries(answered: Answered, *, listed: str) -> list[dict[str, Any]] | None:
    """The objects in the list of that name; None where the answer holds no such list."""
    try:
        return msgspec.convert(read_object(answered).get(listed), list[dict[str, Any]])
    except msgspec.DecodeError:
        return None


def read_object(answered: Answered) -> dict[str, Any]:
    """The answer as an object; an empty one where it is none, whatever else it is."""
    try:
        return msgspec.json.decode(answered.body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}


def named_id(entry: dict[str, Any]) -> str | None:
    """What the service calls the entry, if that is a word that every database keeps."""
    name = entry.get("id")
    return name if isinstance(name, str) and _ID.fullmatch(name) else None


def _read(parcel: Parcel) -> Told:
    return msgspec.json.decode(parcel.body, type=Told)

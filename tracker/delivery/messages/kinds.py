"""Messages: their types, their ids, and the bytes that are signed and sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from tracker.application.access.visibility import FOR_ADMINS
from tracker.domain.catalogue import EVENT_CLASSES
from tracker.domain.ids import derived_uuid
from tracker.domain.instants import instant_text

RECORDED = "notice.recorded"
DUE = "notice.due"
RESOLVED = "notice.resolved"
CORRECTED = "notice.corrected"
OPENED = "notice.opened"
DIGEST = "digest.published"
PING = "endpoint.ping"

TEST = "test"
"""The order key of example messages, apart from all news."""

NOTICES = (RECORDED, DUE, RESOLVED, CORRECTED, OPENED)
FOR_READERS = (*NOTICES, DIGEST)
DEFAULT_TYPES = tuple(one for one in FOR_READERS if one != DUE)

EVENT = "event:"
"""Prefix of the types of internal events; only subscribers that name such a type receive it."""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message, the same for each subscriber that may see the same.

    Messages with one `order_key` stay in order.

    at: when the news happened. position, head (hexadecimal): the end of the log when the message was made.
    """

    id: str
    type: str
    order_key: str
    at: datetime
    position: int
    head: str
    data: dict[str, Any]


def message_id(message_type: str, *parts: str | int | None) -> str:
    """The same id for the same news, for every subscriber and every time it is made.

    >>> message_id("notice.recorded", "018f0000-0000-7000-8000-000000000000")
    'msg_e40b04fbba395bd9b0b2d4e5fdd4d41b'
    """
    return f"msg_{derived_uuid('message', message_type, *parts).replace('-', '')}"


def body_of(message: Message, *, sequence: int, epoch: int, is_test: bool = False) -> str:
    """The JSON text to send: type, timestamp and data, with the subscriber's sequence number."""
    data = {
        **message.data,
        "position": message.position,
        "head": message.head,
        "sequence": sequence,
        "epoch": epoch,
        "test": is_test,
    }
    return msgspec.json.encode(
        {"type": message.type, "timestamp": instant_text(message.at), "data": data}
    ).decode()


def is_message_type(name: str) -> bool:
    """Whether a subscriber can ask for messages of that type."""
    return name in FOR_READERS or (name.startswith(EVENT) and name.removeprefix(EVENT) in EVENT_CLASSES)


def is_for_admins(name: str) -> bool:
    """Whether only admins may ask for it."""
    return name.startswith(EVENT) and name.removeprefix(EVENT).partition(".")[0] in FOR_ADMINS

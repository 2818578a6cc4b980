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
"""The order of messages that are only examples, apart from all news."""

NOTICES = (RECORDED, DUE, RESOLVED, CORRECTED, OPENED)
FOR_READERS = (*NOTICES, DIGEST)
DEFAULT_TYPES = tuple(one for one in FOR_READERS if one != DUE)

EVENT = "event:"
"""Before the type of an internal event: such go only to those who name them."""


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """What is told, the same to all who are told it; `order_key` is what it may not overtake, `at` when it happened.

    `position` and `head` (hexadecimal) are the end of the log that it was made from.
    """

    id: str
    type: str
    order_key: str
    at: datetime
    position: int
    head: str
    data: dict[str, Any]


def message_id(message_type: str, *parts: str | int | None) -> str:
    """The same for the same news, whoever is told it and however often it is made.

    >>> message_id("notice.recorded", "018f0000-0000-7000-8000-000000000000")
    'msg_e40b04fbba395bd9b0b2d4e5fdd4d41b'
    """
    return f"msg_{derived_uuid('message', message_type, *parts).replace('-', '')}"


def body_of(message: Message, *, sequence: int, epoch: int, is_test: bool = False) -> str:
    """The JSON text that is sent: type, timestamp and data, with its place in the order of this subscriber."""
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
    """Whether only keepers may ask for it."""
    return name.startswith(EVENT) and name.removeprefix(EVENT).partition(".")[0] in FOR_ADMINS

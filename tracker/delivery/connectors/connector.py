"""The interface of all connectors: a message becomes a request, a response becomes a result."""

from __future__ import annotations

import re
from datetime import datetime
from typing import ClassVar, Protocol
from urllib.parse import unquote, urlsplit, urlunsplit

import msgspec

from tracker.delivery.egress.outgoing import Answered, Outgoing

SECRET_CHARS_MIN = 8

_BETWEEN = re.compile("[/?&=#:]")


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """Where and how to reach a subscriber.

    `credentials` come from its service; `secrets` sign, newest first.
    """

    url: str
    credentials: str | None = None
    secrets: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "Target(...)"  # paths can be secrets too, and a repr ends up in a log

    def secret_words(self) -> list[str]:
        """Strings of the request that must not be logged although a response may echo them.

        Longest first.

        They are the credentials and everything after the host, whole and in parts; strings under 8 characters
        are not secret.
        """
        parts = urlsplit(self.url)
        place = urlunsplit(("", "", *parts[2:]))
        words: set[str] = set()
        for text in (place, unquote(place), self.credentials or ""):
            words |= {text, *_BETWEEN.split(text)}
        return sorted((one for one in words if len(one) >= SECRET_CHARS_MIN), key=len, reverse=True)


class OutgoingMessage(msgspec.Struct, frozen=True, kw_only=True):
    """One message for one subscriber."""

    id: str
    type: str
    body: bytes


class Connector(Protocol):
    """A kind of receiver. Its methods neither wait nor read the clock; they take `now`."""

    TYPES: ClassVar[tuple[str, ...] | None]
    """The message types it can carry, None for all; each connector carries a ping."""

    URL: ClassVar[str | None]
    """The default address; None where the subscriber must give one."""

    def check_credentials(self, credentials: str | None) -> None:
        """Raise `Invalid` where the credentials cannot work, whatever the service says."""
        ...

    def render(self, message: OutgoingMessage, target: Target, *, now: datetime) -> Outgoing:
        """The request that delivers the message.

        For a ping, one that only shows that the target answers.
        """
        ...

    def classify(self, answered: Answered) -> str | None:
        """None where the message has arrived, else a short code for the failure."""
        ...

    def remote_id(self, answered: Answered) -> str | None:
        """The receiver's own id for what it created from the message, if it gives one."""
        ...

    def look_up(self, message: OutgoingMessage, target: Target, *, now: datetime) -> Outgoing | None:
        """A request that asks whether the message arrived before; None where repeating is harmless."""
        ...

    def found(self, answered: Answered, message: OutgoingMessage) -> str | None:
        """The receiver's id for the message, if the response says that it is there."""
        ...

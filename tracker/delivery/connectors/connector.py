"""The one face of all connectors: a parcel becomes a request, an answer becomes a verdict."""

from __future__ import annotations

import re
from datetime import datetime
from typing import ClassVar, Protocol
from urllib.parse import unquote, urlsplit, urlunsplit

import msgspec

from tracker.delivery.egress.guard import Answered, Outgoing

SECRET_CHARS_MIN = 8

_BETWEEN = re.compile("[/?&=#:]")


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """Where a subscriber is reached. `credentials` are what its service gave it, `secrets` sign, the newest first."""

    url: str
    credentials: str | None = None
    secrets: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "Target(...)"  # paths can be secrets too, and a repr ends up in a log

    def secret_words(self) -> list[str]:
        """What an answer may repeat of a request and nobody may read there, the longest first.

        That is everything behind the host, whole and in its parts, and the credentials; shorter words are no secrets.
        """
        parts = urlsplit(self.url)
        place = urlunsplit(("", "", *parts[2:]))
        words: set[str] = set()
        for text in (place, unquote(place), self.credentials or ""):
            words |= {text, *_BETWEEN.split(text)}
        return sorted((one for one in words if len(one) >= SECRET_CHARS_MIN), key=len, reverse=True)


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """One message for one subscriber."""

    message: str
    type: str
    body: bytes


class Connector(Protocol):
    """A kind of receiver. Nothing here waits or reads the clock: `now` comes along."""

    TYPES: ClassVar[tuple[str, ...] | None]
    """The message types that it can carry, None for all; a ping everyone can."""

    URL: ClassVar[str | None]
    """Where it is reached if a subscriber names no address; None where it must name one."""

    def check_credentials(self, credentials: str | None) -> None:
        """Raise `Invalid` where nothing could be brought over with them, whatever their service says."""
        ...

    def render(self, parcel: Parcel, target: Target, *, now: datetime) -> Outgoing:
        """The request that brings the parcel over; for a ping one that only shows that the target answers us."""
        ...

    def classify(self, answered: Answered) -> str | None:
        """None where the parcel has arrived, else a short word for why not."""
        ...

    def remote_id(self, answered: Answered) -> str | None:
        """What the receiver calls the thing that it made of the parcel, if it says so."""
        ...

    def look_up(self, parcel: Parcel, target: Target, *, now: datetime) -> Outgoing | None:
        """The question whether the parcel has arrived before; None where a repetition does no harm."""
        ...

    def found(self, answered: Answered, parcel: Parcel) -> str | None:
        """What the receiver calls it, where the answer to that question says that it is there."""
        ...

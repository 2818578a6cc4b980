"""An API key: who may do what, in whose name. The secret itself is never in the log."""

from __future__ import annotations

from typing import ClassVar, Literal, assert_never

import msgspec

from tracker.domain.errors import Conflict, NotFound
from tracker.domain.event import Command, Event, Name

Scope = Literal["read", "record", "resolve", "webhooks", "admin"]
SCOPES: tuple[Scope, ...] = ("read", "record", "resolve", "webhooks", "admin")

# Events


class KeyIssued(Event, frozen=True):
    """`forecaster` is the author whose predictions are logged with this key; None for a key that only reads."""

    TYPE: ClassVar[str] = "key.issued"

    key: str
    name: Name
    scopes: tuple[Scope, ...]
    forecaster: str | None = None


class KeyRevoked(Event, frozen=True):
    TYPE: ClassVar[str] = "key.revoked"

    key: str


KeyEvent = KeyIssued | KeyRevoked

# Commands


class IssueKey(Command, frozen=True):
    proposed: KeyIssued


class RevokeKey(Command, frozen=True):
    key: str


KeyCommand = IssueKey | RevokeKey

# State


class Key(msgspec.Struct, frozen=True, kw_only=True):
    is_issued: bool = False
    is_revoked: bool = False


INITIAL = Key()


def decide(command: KeyCommand, state: Key) -> list[KeyEvent]:
    """The events that follow from `command`, or a refusal."""
    match command:
        case IssueKey():
            if state.is_issued:
                raise Conflict("this key is issued already")
            return [command.proposed]
        case RevokeKey():
            if not state.is_issued:
                raise NotFound("there is no such key")
            return [] if state.is_revoked else [KeyRevoked(key=command.key)]
        case _:
            assert_never(command)


def evolve(state: Key, event: KeyEvent) -> Key:
    """The state after `event`."""
    match event:
        case KeyIssued():
            return msgspec.structs.replace(state, is_issued=True)
        case KeyRevoked():
            return msgspec.structs.replace(state, is_revoked=True)
        case _:
            assert_never(event)

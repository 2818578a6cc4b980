"""An API key: its scopes, its author, and how long it is valid.

The secret itself is never in the log.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal, assert_never

import msgspec

from tracker.domain.errors import Conflict, Invalid, NotFound
from tracker.domain.event import Command, Event, Instant, Name

Scope = Literal["read", "record", "assign", "resolve", "webhooks", "admin"]
SCOPES: tuple[Scope, ...] = ("read", "record", "assign", "resolve", "webhooks", "admin")

# Events


class KeyIssued(Event, frozen=True):
    """`forecaster` is the author whose predictions the key logs; None for a key that only reads.

    The key is invalid from `expires_at` on. `replaces` is the key that it takes over from.
    """

    TYPE: ClassVar[str] = "key.issued"
    SCHEMA_VERSION: ClassVar[int] = 2

    key: str
    name: Name
    scopes: tuple[Scope, ...]
    forecaster: str | None = None
    expires_at: Instant | None = None
    replaces: str | None = None


class KeyRevoked(Event, frozen=True):
    """The key is invalid from `effective_from` on, after a rotation; None: from this event on."""

    TYPE: ClassVar[str] = "key.revoked"

    key: str
    effective_from: Instant | None = None


KeyEvent = KeyIssued | KeyRevoked

# Commands


class IssueKey(Command, frozen=True):
    """A key that counts from now on, until `expires_at` where that is said."""

    key: str
    name: str
    scopes: tuple[Scope, ...]
    now: datetime
    forecaster: str | None = None
    expires_at: datetime | None = None
    replaces: str | None = None


class RevokeKey(Command, frozen=True):
    """Revokes at once; with `effective_from`, another key takes over then."""

    key: str
    now: datetime
    effective_from: datetime | None = None


KeyCommand = IssueKey | RevokeKey

# State


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """`is_revoked`: invalid at once. revoked_from: invalid from that instant on."""

    is_issued: bool = False
    expires_at: datetime | None = None
    is_revoked: bool = False
    revoked_from: datetime | None = None


INITIAL = Key()


def decide(command: KeyCommand, state: Key) -> list[KeyEvent]:
    """The events that follow from `command`, or a refusal."""
    match command:
        case IssueKey():
            return _issue(command, state)
        case RevokeKey():
            if not state.is_issued:
                raise NotFound("There is no such key.")
            return _revoke(command, state) if command.effective_from is None else _hand_over(command, state)
        case _:
            assert_never(command)


def evolve(state: Key, event: KeyEvent) -> Key:
    """The state after `event`."""
    match event:
        case KeyIssued():
            return msgspec.structs.replace(state, is_issued=True, expires_at=event.expires_at)
        case KeyRevoked(effective_from=None):
            return msgspec.structs.replace(state, is_revoked=True)
        case KeyRevoked():
            return msgspec.structs.replace(state, revoked_from=event.effective_from)
        case _:
            assert_never(event)


def _issue(command: IssueKey, state: Key) -> list[KeyEvent]:
    if state.is_issued:
        raise Conflict("this key is issued already")
    if command.expires_at is not None and command.expires_at <= command.now:
        raise Invalid.at("/expires_at", "a key that is issued now expires later than now", "out_of_range")
    return [
        KeyIssued(
            key=command.key,
            name=command.name,
            scopes=command.scopes,
            forecaster=command.forecaster,
            expires_at=command.expires_at,
            replaces=command.replaces,
        )
    ]


def _revoke(command: RevokeKey, state: Key) -> list[KeyEvent]:
    """A rotated key that is still valid can be revoked at once."""
    if state.is_revoked or _has_come(state.revoked_from, command.now):
        return []
    return [KeyRevoked(key=command.key)]


def _hand_over(command: RevokeKey, state: Key) -> list[KeyEvent]:
    assert command.effective_from is not None  # noqa: S101 - `decide` has looked
    if command.effective_from < command.now:
        raise Invalid.at(
            "/effective_from", "The instant is in the past; a key is revoked now or later.", "out_of_range"
        )
    if state.is_revoked or _has_come(state.revoked_from, command.now):
        raise Conflict("This key is revoked and cannot be rotated. Create a new one.")
    if _has_come(state.expires_at, command.now):
        raise Conflict("This key has expired and cannot be rotated. Create a new one.")
    if state.revoked_from is not None and state.revoked_from != command.effective_from:
        raise Conflict("This key was rotated already. Rotate its replacement.")
    return [] if state.revoked_from else [KeyRevoked(key=command.key, effective_from=command.effective_from)]


def _has_come(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now

"""A subscriber's endpoint: which messages it wants, and whether messages may be sent to it.

Its address, its secrets and the messages themselves are never in the log. The log says which kinds of news
the subscriber gets, since when, and when that stopped.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal, assert_never

import msgspec
from msgspec import Meta

from tracker.domain import limits
from tracker.domain.errors import Conflict, NotFound
from tracker.domain.event import Command, Event, Instant, Name, Positive, Slug, Topics

Connector = Literal["webhook", "ghost", "buttondown"]
Audience = Literal["public", "clients"]
Status = Literal["unverified", "active", "paused", "disabled", "removed"]
DisabledBecause = Literal["paused", "failing", "gone"]
Origin = Annotated[str, Meta(min_length=1, max_length=limits.ORIGIN_CHARS_MAX)]
MessageType = Annotated[str, Meta(min_length=1, max_length=limits.SLUG_CHARS_MAX)]
Ids = Annotated[tuple[Slug, ...], Meta(max_length=limits.FILTER_IDS_MAX)]


class DigestSchedule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Daily or weekly at the full hour `hour` in `timezone`; weekly on `weekday`, 1 (Monday) to 7."""

    every: Literal["day", "week"]
    hour: Annotated[int, Meta(ge=0, le=23)]
    timezone: Name
    weekday: Annotated[int, Meta(ge=1, le=7)] = 1


class Wants(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The messages an endpoint wants: types, and filters by author, topic and essay (empty: all).

    audience: who may read the messages. takes_provisional: whether it wants outcomes as soon as they are
    scored, while they can still be contested.
    """

    types: Annotated[tuple[MessageType, ...], Meta(max_length=limits.MESSAGE_TYPES_MAX)] = ()
    authors: Ids = ()
    topics: Topics = ()
    essays: Ids = ()
    audience: Audience = "public"
    takes_provisional: bool = False
    digest: DigestSchedule | None = None


# Events


class EndpointRegistered(Event, frozen=True):
    """`origin` is scheme and host alone, since paths can be secrets; `key` is the owner's API key."""

    TYPE: ClassVar[str] = "endpoint.registered"

    endpoint: str
    key: str
    connector: Connector
    origin: Origin
    wants: Wants
    name: Name | None = None


class EndpointVerified(Event, frozen=True):
    """It answered our signed ping, so the owner controls the address."""

    TYPE: ClassVar[str] = "endpoint.verified"

    endpoint: str


class EndpointChanged(Event, frozen=True):
    """New wishes, name or address; None leaves a value unchanged.

    A new address must answer a ping again.
    """

    TYPE: ClassVar[str] = "endpoint.changed"

    endpoint: str
    wants: Wants | None = None
    name: Name | None = None
    origin: Origin | None = None


class EndpointSecretRotated(Event, frozen=True):
    """Secret number `secret` signs from now on; earlier ones sign too until `overlap_until`."""

    TYPE: ClassVar[str] = "endpoint.secret_rotated"

    endpoint: str
    secret: Positive
    overlap_until: Instant


class EndpointFailing(Event, frozen=True):
    """It has failed `failures` times in a row since `since`.

    Without a success it is disabled at `disabled_at`.
    """

    TYPE: ClassVar[str] = "endpoint.failing"

    endpoint: str
    failures: Positive
    since: Instant
    disabled_at: Instant
    error: Slug


class EndpointDisabled(Event, frozen=True):
    """Messages are no longer sent but held."""

    TYPE: ClassVar[str] = "endpoint.disabled"

    endpoint: str
    because: DisabledBecause


class EndpointEnabled(Event, frozen=True):
    """Held messages are sent, and earlier failures no longer count."""

    TYPE: ClassVar[str] = "endpoint.enabled"

    endpoint: str


class EndpointRemoved(Event, frozen=True):
    """Permanent: address, secrets and held messages are deleted."""

    TYPE: ClassVar[str] = "endpoint.removed"

    endpoint: str


class DeliveryExhausted(Event, frozen=True):
    """All attempts for a message failed; it is kept and can be sent again."""

    TYPE: ClassVar[str] = "endpoint.delivery_exhausted"

    endpoint: str
    message: str
    message_type: MessageType
    attempts: Positive


class ReplayRequested(Event, frozen=True):
    """A request to send again under the old ids.

    One message, the dead ones since an instant, or all after a position.
    """

    TYPE: ClassVar[str] = "endpoint.replay_requested"

    endpoint: str
    message: str | None = None
    dead_since: Instant | None = None
    after_position: Annotated[int, Meta(ge=0)] | None = None


EndpointEvent = (
    EndpointRegistered
    | EndpointVerified
    | EndpointChanged
    | EndpointSecretRotated
    | EndpointFailing
    | EndpointDisabled
    | EndpointEnabled
    | EndpointRemoved
    | DeliveryExhausted
    | ReplayRequested
)

# Commands


class RegisterEndpoint(Command, frozen=True):
    proposed: EndpointRegistered


class VerifyEndpoint(Command, frozen=True):
    """It answered the ping sent to address number `address`."""

    endpoint: str
    address: int


class ChangeEndpoint(Command, frozen=True):
    proposed: EndpointChanged


class RotateSecret(Command, frozen=True):
    endpoint: str
    overlap_until: datetime


class NoteFailing(Command, frozen=True):
    proposed: EndpointFailing


class DisableEndpoint(Command, frozen=True):
    endpoint: str
    because: DisabledBecause


class EnableEndpoint(Command, frozen=True):
    endpoint: str


class RemoveEndpoint(Command, frozen=True):
    endpoint: str


class NoteExhausted(Command, frozen=True):
    proposed: DeliveryExhausted


class RequestReplay(Command, frozen=True):
    proposed: ReplayRequested


EndpointCommand = (
    RegisterEndpoint
    | VerifyEndpoint
    | ChangeEndpoint
    | RotateSecret
    | NoteFailing
    | DisableEndpoint
    | EnableEndpoint
    | RemoveEndpoint
    | NoteExhausted
    | RequestReplay
)

# State


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """`addresses` and `secrets` count all so far; `is_verified`: the present address answered."""

    addresses: int = 0
    secrets: int = 0
    wants: Wants = Wants()
    name: str | None = None
    is_verified: bool = False
    stopped: DisabledBecause | None = None
    is_removed: bool = False

    @property
    def status(self) -> Status:
        """The status that people see."""
        return status_of(is_verified=self.is_verified, stopped=self.stopped, is_removed=self.is_removed)


INITIAL = Endpoint()


def status_of(*, is_verified: bool, stopped: str | None, is_removed: bool) -> Status:
    """One word for whether messages are sent to it, and why not."""
    if is_removed:
        return "removed"
    if stopped is not None:
        return "paused" if stopped == "paused" else "disabled"
    return "active" if is_verified else "unverified"


def decide(command: EndpointCommand, state: Endpoint) -> list[EndpointEvent]:  # noqa: C901, PLR0911 - one line for each command
    """The events that follow from `command`, none where nothing changes; or raises a refusal."""
    if isinstance(command, RegisterEndpoint):
        return _register(command, state)
    _refuse_absent(state)
    match command:
        case VerifyEndpoint():
            is_present = command.address == state.addresses
            return (
                [EndpointVerified(endpoint=command.endpoint)] if is_present and not state.is_verified else []
            )
        case ChangeEndpoint(proposed=proposed):
            return _change(proposed, state)
        case RotateSecret():
            return [
                EndpointSecretRotated(
                    endpoint=command.endpoint,
                    secret=state.secrets + 1,
                    overlap_until=command.overlap_until,
                )
            ]
        case DisableEndpoint():
            return _disable(command, state)
        case EnableEndpoint():
            return [] if state.stopped is None else [EndpointEnabled(endpoint=command.endpoint)]
        case RemoveEndpoint():
            return [EndpointRemoved(endpoint=command.endpoint)]
        case NoteFailing(proposed=failing):
            return [failing]
        case NoteExhausted(proposed=exhausted):
            return [exhausted]
        case RequestReplay(proposed=replay):
            return [replay]
        case _:
            assert_never(command)


def evolve(state: Endpoint, event: EndpointEvent) -> Endpoint:  # noqa: PLR0911 - one line for each event
    """The state after `event`."""
    change = msgspec.structs.replace
    match event:
        case EndpointRegistered():
            return Endpoint(addresses=1, secrets=1, wants=event.wants, name=event.name)
        case EndpointVerified():
            return change(state, is_verified=True)
        case EndpointChanged():
            return _changed(state, event)
        case EndpointSecretRotated():
            return change(state, secrets=event.secret)
        case EndpointDisabled():
            return change(state, stopped=event.because)
        case EndpointEnabled():
            return change(state, stopped=None)
        case EndpointRemoved():
            return change(state, is_removed=True)
        case EndpointFailing() | DeliveryExhausted() | ReplayRequested():
            return state
        case _:
            assert_never(event)


def _register(command: RegisterEndpoint, state: Endpoint) -> list[EndpointEvent]:
    if state.addresses:
        raise Conflict("This subscriber is registered already.")
    return [command.proposed]


def _refuse_absent(state: Endpoint) -> None:
    if not state.addresses:
        raise NotFound("There is no such subscriber.")
    if state.is_removed:
        raise Conflict("This subscriber was removed. Register a new one.")


def _change(proposed: EndpointChanged, state: Endpoint) -> list[EndpointEvent]:
    changes = {
        "wants": proposed.wants if proposed.wants != state.wants else None,
        "name": proposed.name if proposed.name != state.name else None,
        "origin": proposed.origin,
    }
    if not any(value is not None for value in changes.values()):
        return []
    return [msgspec.structs.replace(proposed, **changes)]


def _changed(state: Endpoint, event: EndpointChanged) -> Endpoint:
    changed = msgspec.structs.replace(
        state,
        wants=state.wants if event.wants is None else event.wants,
        name=state.name if event.name is None else event.name,
    )
    if event.origin is None:
        return changed
    return msgspec.structs.replace(changed, addresses=state.addresses + 1, is_verified=False)


def _disable(command: DisableEndpoint, state: Endpoint) -> list[EndpointEvent]:
    """Pausing a failed endpoint changes its reason to paused, so it no longer counts as failing."""
    if state.stopped == command.because or (state.stopped is not None and command.because != "paused"):
        return []
    return [EndpointDisabled(endpoint=command.endpoint, because=command.because)]

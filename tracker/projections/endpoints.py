"""Subscribers' endpoints as they stand: what each wants, and whether it is sent to (inline)."""

from __future__ import annotations

from typing import assert_never

import msgspec
from sqlmodel import Field

from tracker.domain.endpoint import (
    DeliveryExhausted,
    EndpointChanged,
    EndpointDisabled,
    EndpointEnabled,
    EndpointEvent,
    EndpointFailing,
    EndpointRegistered,
    EndpointRemoved,
    EndpointSecretRotated,
    EndpointVerified,
    ReplayRequested,
    Wants,
    status_of,
)
from tracker.domain.event import RecordedEvent
from tracker.domain.instants import instant_text
from tracker.projections.table import ProjectionTable, upsert
from tracker.projections.views import Views
from tracker.store.databases.database import Row, Transaction, places

VERSION = 1
CATEGORIES = ("endpoint",)

_WANTS = msgspec.json.Decoder(Wants)


class EndpointRow(ProjectionTable, table=True):
    """`status` is one word of `stopped`, `is_verified` and `is_removed`; `disabled_at` is since when it is stopped.

    `failing_since` is what the last warning said, until it is verified or enabled again.
    """

    __tablename__ = "endpoint"
    id: str = Field(primary_key=True)
    version: int
    key: str = Field(index=True)
    connector: str
    origin: str
    name: str | None = None
    wants: str
    audience: str
    has_digest: int
    status: str
    is_verified: int = 0
    stopped: str | None = None
    is_removed: int = 0
    addresses: int = 1
    secrets: int = 1
    registered_at: str
    disabled_at: str | None = None
    failing_since: str | None = None


TABLES = (EndpointRow,)


def project(tx: Transaction, recorded: RecordedEvent, views: Views) -> None:
    """Bring the table up to `recorded`."""
    event = recorded.event
    if isinstance(event, EndpointRegistered):
        upsert(tx, EndpointRow, _registered(event, recorded))
        return
    row = find_endpoint(tx, recorded.stream.partition("-")[2])
    if row is not None and isinstance(event, EndpointEvent):
        changed = {name: row[name] for name in row.keys()} | _changes(row, event, recorded)  # noqa: SIM118 - a row is no dict
        changed["status"] = status_of(
            is_verified=changed["is_verified"] == 1,
            stopped=changed["stopped"],
            is_removed=changed["is_removed"] == 1,
        )
        upsert(tx, EndpointRow, changed | {"version": recorded.version})


def _registered(event: EndpointRegistered, recorded: RecordedEvent) -> dict[str, object]:
    return {
        "id": event.endpoint,
        "version": recorded.version,
        "key": event.key,
        "connector": event.connector,
        "origin": event.origin,
        "name": event.name,
        **_wanted(event.wants),
        "status": "unverified",
        "is_verified": 0,
        "stopped": None,
        "is_removed": 0,
        "addresses": 1,
        "secrets": 1,
        "registered_at": instant_text(recorded.recorded_at),
        "disabled_at": None,
        "failing_since": None,
    }


def _changes(row: Row, event: EndpointEvent, recorded: RecordedEvent) -> dict[str, object]:  # noqa: PLR0911 - one line for each event
    """The columns that the event changes."""
    match event:
        case EndpointVerified():
            return {"is_verified": 1, "failing_since": None}
        case EndpointChanged():
            return _changed(row, event)
        case EndpointSecretRotated():
            return {"secrets": event.secret}
        case EndpointFailing():
            return {"failing_since": instant_text(event.since)}
        case EndpointDisabled():
            return {"stopped": event.because, "disabled_at": instant_text(recorded.recorded_at)}
        case EndpointEnabled():
            return {"stopped": None, "disabled_at": None, "failing_since": None}
        case EndpointRemoved():
            return {"is_removed": 1}
        case EndpointRegistered() | DeliveryExhausted() | ReplayRequested():
            return {}  # the first has a row of its own, the others are about messages
        case _:
            assert_never(event)


def _changed(row: Row, event: EndpointChanged) -> dict[str, object]:
    changes: dict[str, object] = {}
    if event.name is not None:
        changes["name"] = event.name
    if event.wants is not None:
        changes |= _wanted(event.wants)
    if event.origin is not None:
        changes |= {"origin": event.origin, "addresses": row["addresses"] + 1, "is_verified": 0}
    return changes


def _wanted(wants: Wants) -> dict[str, object]:
    return {
        "wants": msgspec.json.encode(wants).decode(),
        "audience": wants.audience,
        "has_digest": int(wants.digest is not None),
    }


def wants_of(row: Row) -> Wants:
    """Which messages the endpoint of `row` receives."""
    return _WANTS.decode(row["wants"])


def find_endpoint(tx: Transaction, endpoint: str) -> Row | None:
    """The endpoint of that id, removed ones included, or None."""
    return tx.row("SELECT * FROM endpoint WHERE id = :id", {"id": endpoint})


def standing_endpoints(tx: Transaction) -> list[Row]:
    """All that were not removed, by id; messages are made for those that are stopped too, and held."""
    return tx.rows("SELECT * FROM endpoint WHERE is_removed = 0 ORDER BY id")


def has_endpoints(tx: Transaction) -> bool:
    """Whether there is any that was not removed."""
    return tx.value("SELECT 1 FROM endpoint WHERE is_removed = 0 LIMIT 1") is not None


def list_endpoints(tx: Transaction, *, keys: list[str] | None, after: str, limit: int) -> list[Row]:
    """Standing endpoints by id behind the id `after`, of these API keys or (None) of all."""
    bracket, named = places("key", keys or [])
    bound = "" if keys is None else f"AND key IN {bracket}"
    return tx.rows(
        f"SELECT * FROM endpoint WHERE is_removed = 0 AND id > :after {bound} ORDER BY id LIMIT :limit",  # noqa: S608
        {"after": after, "limit": limit, **named},
    )

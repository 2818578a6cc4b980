"""Subscribers as the planner sees them: which messages each wants, and what each may read."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tracker.application.access.access import Caller
from tracker.application.access.keys import refuse_unless_counting, scopes_of
from tracker.delivery.messages.kinds import is_for_admins
from tracker.domain.endpoint import Wants
from tracker.domain.errors import Unauthorized
from tracker.projections.endpoints import standing_endpoints, wants_of
from tracker.projections.keys import later_keys
from tracker.store.databases.database import Row, Transaction


class Subscriber(msgspec.Struct, frozen=True, kw_only=True):
    """A subscriber; `reader` is None for one who may read only public words.

    It gets no news from before `since`.
    """

    id: str
    wants: Wants
    reader: Caller | None
    is_admin: bool
    since: str

    def receives(self, message_type: str) -> bool:
        """Whether it asked for messages of that type and still may get them."""
        return message_type in self.wants.types and (self.is_admin or not is_for_admins(message_type))

    def follows(self, prediction: Row) -> bool:
        """Whether the prediction passes its filters."""
        wants = self.wants
        topics = msgspec.json.decode(prediction["topics"]) if wants.topics else ()
        return (
            (not wants.authors or prediction["author"] in wants.authors)
            and (not wants.essays or prediction["essay"] in wants.essays)
            and (not wants.topics or not set(wants.topics).isdisjoint(topics))
        )


def subscribers(tx: Transaction, *, now: datetime) -> tuple[Subscriber, ...]:
    """All subscribers that were not removed; messages for stopped ones are held."""
    return tuple(_subscriber(tx, row, now=now) for row in standing_endpoints(tx))


def _subscriber(tx: Transaction, row: Row, *, now: datetime) -> Subscriber:
    """It reads as a client while its key, or a key that replaced it, is valid and may read."""
    wants = wants_of(row)
    scopes: set[str] = set()
    if wants.audience == "clients" or any(map(is_for_admins, wants.types)):
        scopes = {
            scope for key in later_keys(tx, row["key"]) if _counts(key, now) for scope in scopes_of(key)
        }
    is_client = wants.audience == "clients" and "read" in scopes
    return Subscriber(
        id=row["id"],
        wants=wants,
        reader=Caller(key="", name="subscriber", scopes=("read",), forecaster=None) if is_client else None,
        is_admin="admin" in scopes,
        since=row["registered_at"],
    )


def _counts(key: Row, now: datetime) -> bool:
    try:
        refuse_unless_counting(key, now=now)
    except Unauthorized:
        return False
    return True

"""Where the ids of new events come from: an unending sequence for each request, story line or worker's finding."""

from __future__ import annotations

from typing import Protocol

import uuid_utils

from tracker.domain.ids import derived_uuid


class EventIds(Protocol):
    """A sequence of event ids; `peek` shows the one that `take` gives next."""

    def peek(self) -> str: ...
    def take(self) -> str: ...


class DerivedIds:
    """Ids that follow from `parts`, so that saying the same again gives the same ids."""

    def __init__(self, *parts: str | int | None) -> None:
        self._parts = parts
        self._taken = 0

    def peek(self) -> str:
        return derived_uuid(*self._parts, self._taken)

    def take(self) -> str:
        event_id = self.peek()
        self._taken += 1
        return event_id


class FreshIds:
    """Ids that nothing repeats: uuid7, in the order of time."""

    def __init__(self) -> None:
        self._next = str(uuid_utils.uuid7())

    def peek(self) -> str:
        return self._next

    def take(self) -> str:
        event_id, self._next = self._next, str(uuid_utils.uuid7())
        return event_id

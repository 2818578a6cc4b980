"""Every deliberate refusal, each with a stable code that the API turns into a problem document.

Anything that is not a `TrackerError` is a bug: it is answered as "internal" and logged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class Fault:
    """One thing wrong with an input: where it is (a JSON pointer such as `/deadline`), what, and a stable code."""

    pointer: str
    detail: str
    code: str = "invalid"


class TrackerError(Exception):
    """A refusal that the person who asked can act on; `detail` is the sentence shown to them."""

    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "Refused"

    def __init__(self, detail: str, *, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.faults = faults


class Invalid(TrackerError):
    """The input can never be accepted as it stands (422)."""

    code = "invalid"
    title = "Invalid input"

    @classmethod
    def at(cls, pointer: str, detail: str, code: str = "invalid") -> Invalid:
        return cls(detail, faults=(Fault(pointer, detail, code),))

    def renamed(self, names: Mapping[str, str]) -> Invalid:
        """The same with pointers as another form of input calls its fields."""
        faults = (Fault(names.get(one.pointer, one.pointer), one.detail, one.code) for one in self.faults)
        return type(self)(self.detail, faults=tuple(faults))


class IdempotencyKeyReused(Invalid):
    """An idempotency key, or an id derived from one, was used before with other content (422)."""

    code = "idempotency_key_reused"
    title = "Idempotency key reused"


class NotFound(TrackerError):
    """Nothing stands at this address (404)."""

    code = "not_found"
    title = "Not found"


class Conflict(TrackerError):
    """The input is valid, but the record's present state refuses it (409)."""

    code = "conflict"
    title = "Conflict with the present state"


class AlreadyRecorded(Conflict):
    """The same thing stands in the record already (409); `address` says where."""

    code = "already_recorded"
    title = "Already recorded"

    def __init__(self, detail: str, *, address: str) -> None:
        super().__init__(detail)
        self.address = address


class VersionConflict(Conflict):
    """A stream moved on between reading and appending (409); `current` is its version now.

    `about` names what several wanted to change at once, "" where nobody knows.
    """

    code = "version_conflict"
    title = "Somebody else was faster"

    def __init__(self, detail: str, *, current: int, about: str = "") -> None:
        super().__init__(detail)
        self.current = current
        self.about = about


class InProgress(Conflict):
    """The same request, or work that must come first, is still running; try again shortly (409 with Retry-After)."""

    code = "in_progress"
    title = "Still in progress"


class PreconditionFailed(TrackerError):
    """`If-Match` names another version than the present one (412)."""

    code = "precondition_failed"
    title = "The record has moved on"


class PreconditionRequired(TrackerError):
    """This change needs `If-Match` (428)."""

    code = "precondition_required"
    title = "If-Match is required"


class Unauthorized(TrackerError):
    """No key, or one that does not count (401)."""

    code = "unauthorized"
    title = "A valid API key is needed"


class Forbidden(TrackerError):
    """The key lacks a scope (403)."""

    code = "forbidden"
    title = "The key lacks a scope"


class TextAltered(TrackerError):
    """The stored text does not match the hash in the record: somebody changed it in the database (500)."""

    code = "text_altered"
    title = "A stored text was altered"


class StorageFull(TrackerError):
    """There is no room for what was to be recorded; nothing of it was (507 with Retry-After)."""

    code = "storage_full"
    title = "No room left"

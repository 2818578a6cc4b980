"""What every event's payload is made of: the base struct and the field types that carry bounds.

An event class names its wire type and schema version for ever. Fields may be added with a default that never
changes; anything else is a new schema version with an upcaster (see `catalogue`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar

import msgspec
from msgspec import Meta

from tracker.domain import limits
from tracker.domain.errors import Invalid

Instant = Annotated[datetime, Meta(tz=True)]
Probability = Annotated[float, Meta(ge=0, le=1)]
Positive = Annotated[int, Meta(ge=1)]
Statement = Annotated[str, Meta(min_length=1, max_length=limits.STATEMENT_CHARS_MAX)]
Criteria = Annotated[str, Meta(min_length=1, max_length=limits.CRITERIA_CHARS_MAX)]
Note = Annotated[str, Meta(min_length=1, max_length=limits.NOTE_CHARS_MAX)]
Name = Annotated[str, Meta(min_length=1, max_length=limits.NAME_CHARS_MAX)]
Headline = Annotated[str, Meta(min_length=1, max_length=limits.HEADLINE_CHARS_MAX)]
Url = Annotated[str, Meta(min_length=1, max_length=limits.URL_CHARS_MAX)]
Slug = Annotated[str, Meta(min_length=1, max_length=limits.SLUG_CHARS_MAX)]
ExternalId = Annotated[str, Meta(min_length=1, max_length=limits.EXTERNAL_ID_CHARS_MAX)]
Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$", max_length=64)]
Topics = Annotated[tuple[Slug, ...], Meta(max_length=limits.TOPICS_MAX)]
Cites = Annotated[tuple[str, ...], Meta(max_length=limits.CITES_MAX)]


def invalid_of(error: msgspec.ValidationError) -> Invalid:
    """Msgspec's refusal as ours; its message ends with ` - at `$.field[0]``, which becomes a JSON pointer."""
    detail, _, place = str(error).partition(" - at `$")
    pointer = place.rstrip("`").replace(".", "/").replace("[", "/").replace("]", "")
    return Invalid.at(pointer, detail, "invalid")


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A fact that was recorded; subclasses set `TYPE` and `SCHEMA_VERSION`."""

    TYPE: ClassVar[str]
    SCHEMA_VERSION: ClassVar[int] = 1


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody asks for; a decider turns it into events or refuses."""


class RecordedEvent(msgspec.Struct, frozen=True, gc=False):  # no circle can pass through one
    """An event with its envelope.

    `event` is what remains of a payload that was redacted (None: nothing); `position` is 0 until it is sequenced.
    """

    position: int
    event_id: str
    stream: str
    version: int
    type: str
    effective_at: datetime
    recorded_at: datetime
    recorded_by: str
    import_id: str | None
    correlation_id: str
    event: Event | None


class Imported(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where an imported entity comes from: the import's source and the id it has there."""

    name: Name
    external_id: ExternalId

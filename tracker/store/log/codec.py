"""From event structs to stored text and back.

`mint` is the only way in: it validates, since a struct's own constructor validates nothing. Text is in NFC by then
(see `tracker.domain.text.words`): normalised here, it would have been compared in another form than it is stored in. The
stored text is the truth and is hashed as stored, never encoded again.
"""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import msgspec

from tracker.domain.catalogue import EVENT_CLASSES, upcast
from tracker.domain.errors import Invalid
from tracker.domain.event import Event, invalid_of
from tracker.domain.text.words import nfc

_ENCODER = msgspec.json.Encoder(order="deterministic")


class UnknownEvent(Exception):
    """A type or version that this code does not know: parked and reported, never skipped."""


class _Unfit(Exception):
    """A value that cannot be recorded faithfully, wherever it stands."""

    def __init__(self, value: object, detail: str, code: str) -> None:
        super().__init__(detail)
        self.value = value
        self.detail = detail
        self.code = code


class Minted(msgspec.Struct, frozen=True):
    """An event as it will be stored; `event` is what the stored text decodes to."""

    event: Event
    data: str

    @property
    def type(self) -> str:
        return self.event.TYPE

    @property
    def schema_version(self) -> int:
        return self.event.SCHEMA_VERSION


def mint(event: Event) -> Minted:
    """The event with datetimes in UTC, every bound checked. Raises `Invalid` naming the field."""
    raw = msgspec.to_builtins(event, builtin_types=(datetime, date))
    try:
        checked = msgspec.convert(_normalise(raw), type(event))
    except _Unfit as unfit:
        raise Invalid.at(_place_of(unfit.value, raw) or "", unfit.detail, unfit.code) from None
    except msgspec.ValidationError as error:
        raise invalid_of(error) from None
    return Minted(checked, _ENCODER.encode(checked).decode())


def decode(event_type: str, schema_version: int, data: str) -> Event:
    """The event that stored text says, older versions upcast. Raises `UnknownEvent`."""
    event_class = EVENT_CLASSES.get(event_type)
    if event_class is None or schema_version > event_class.SCHEMA_VERSION:
        msg = f"{event_type} version {schema_version} is not known to this version of tracker"
        raise UnknownEvent(msg)
    if schema_version == event_class.SCHEMA_VERSION:
        return _decoder(event_class).decode(data)
    return msgspec.convert(upcast(event_type, schema_version, msgspec.json.decode(data)), event_class)


@cache
def _decoder(event_class: type[Event]) -> msgspec.json.Decoder[Event]:
    """One for each class: `msgspec.json.decode` looks the type up anew at every call."""
    return msgspec.json.Decoder(event_class)


def _normalise(raw: Any) -> Any:
    match raw:
        case str():
            return _checked_text(raw)
        case datetime():
            if raw.tzinfo is None:
                raise _Unfit(raw, f"{raw.isoformat()} has no time zone", "naive_instant")
            return raw.astimezone(UTC)
        case float() if not math.isfinite(raw):
            raise _Unfit(raw, f"{raw} is not a number that can be recorded", "not_finite")
        case dict():
            # In the order of the stored text, else what is projected now is not what a rebuild reads.
            pairs = [(_normalise(key), _normalise(value)) for key, value in raw.items()]
            return dict(sorted(pairs, key=lambda pair: str(pair[0])))
        case list() | tuple():
            return [_normalise(part) for part in raw]
        case _:
            return raw


def _checked_text(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _Unfit(text, "text holds a lone surrogate, which is not a character", "not_text") from None
    if nfc(text) != text:
        raise _Unfit(text, "The text is not in Unicode NFC. Normalise it where it comes in.", "not_nfc")
    return text


def _place_of(value: object, raw: Any, pointer: str = "") -> str | None:
    """The JSON pointer at which that very object stands in `raw`; a bad name stands where its object does."""
    if raw is value:
        return pointer
    parts = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list | tuple) else ()
    for name, part in parts:
        place = pointer if name is value else _place_of(value, part, f"{pointer}/{name}")
        if place is not None:
            return place
    return None

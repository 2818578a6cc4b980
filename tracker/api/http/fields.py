"""Strict marshmallow fields: they coerce nothing, and each refusal has a stable code.

The stock fields accept "3", 3.7 and "yes". `EntrySchema` is the base of requests, `AnswerSchema` of answers.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import Any, Self

from marshmallow import EXCLUDE, RAISE, Schema, ValidationError, fields, validate

from tracker.domain.errors import Invalid
from tracker.domain.instants import instant_from_text, parse_instant, read_instant
from tracker.domain.text.words import is_blank

INTEGER_MAX = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly (RFC 7493, section 2.2)."""

CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f"
"""Control characters except tab and newline, as the inside of a character class."""

SOME_TEXT = rf"^[^{CONTROLS}]*[^\s{CONTROLS}][^{CONTROLS}]*$"

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_STORED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_QUERY_INTEGER = re.compile(r"-?\d{1,16}", re.ASCII)


class CodedMessage(str):
    """A validation message that carries its code through marshmallow's nested lists and dicts."""

    __slots__ = ("code",)
    code: str

    def __new__(cls, text: str, code: str) -> Self:
        message = super().__new__(cls, text)
        message.code = code
        return message


class EntrySchema(Schema):
    """The base of request schemas; unknown fields are refused."""

    class Meta:
        unknown = RAISE


class AnswerSchema(Schema):
    """The base of answer schemas; clients must expect further fields."""

    class Meta:
        unknown = EXCLUDE


def refusal(text: str, code: str) -> ValidationError:
    """A validation error with a stable code."""
    return ValidationError(CodedMessage(text, code))


class _Read:
    """Reads with `read`, which sees only the value, instead of marshmallow's coercions."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        return self.read(value)

    def read(self, value: Any) -> Any:
        raise NotImplementedError


class StrictInteger(_Read, fields.Integer):
    """A JSON integer: no string, fraction or boolean, and nothing that a JSON reader would round."""

    def __init__(self, *, minimum: int = -INTEGER_MAX, maximum: int = INTEGER_MAX, **options: Any) -> None:
        super().__init__(**options)
        self.validators.insert(0, validate.Range(min=minimum, max=maximum))

    def read(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise refusal("Must be an integer.", "wrong_type")
        return value


class StrictFloat(_Read, fields.Float):
    """A finite JSON number: no string and no boolean."""

    def __init__(self, *, minimum: float | None = None, maximum: float | None = None, **options: Any) -> None:
        super().__init__(**options)
        if minimum is not None or maximum is not None:
            self.validators.insert(0, validate.Range(min=minimum, max=maximum))

    def read(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise refusal("Must be a number.", "wrong_type")
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise refusal("Must be a finite number.", "out_of_range")
        return number


class StrictBoolean(_Read, fields.Boolean):
    """JSON true or false; no word or number for them."""

    def read(self, value: Any) -> bool:
        if not isinstance(value, bool):
            raise refusal("Must be true or false.", "wrong_type")
        return value


class QueryInteger(StrictInteger):
    """An integer of a query string: ASCII digits only."""

    def read(self, value: Any) -> int:
        if not isinstance(value, str) or not _QUERY_INTEGER.fullmatch(value):
            raise refusal("Must be an integer.", "wrong_type")
        return int(value)


class QueryBoolean(_Read, fields.Boolean):
    """`true` or `false` of a query string."""

    def read(self, value: Any) -> bool:
        if value not in {"true", "false"}:
            raise refusal("Must be true or false.", "wrong_type")
        return bool(value == "true")


class Instant(_Read, fields.DateTime):
    """Reads RFC 3339 with an offset as an aware UTC instant; writes `Z` and only needed digits.

    Digits beyond microseconds are dropped. The output also accepts text, since stored instants are text.
    """

    def read(self, value: Any) -> datetime:
        if not isinstance(value, str):
            raise refusal("Must be text such as 2025-12-31T15:00:00Z.", "wrong_type")
        detail, code = (
            "Must be an RFC 3339 instant with an offset, such as 2025-12-31T15:00:00Z.",
            "not_an_instant",
        )
        if not _RFC_3339.fullmatch(value):
            raise refusal(detail, code)
        try:
            read_instant(value, pointer="")
        except Invalid:
            raise refusal(detail, code) from None
        try:
            return parse_instant(value, pointer="")
        except Invalid as beyond:
            raise refusal(beyond.faults[0].detail, code) from None

    def _serialize(self, value: Any, *_: Any, **__: Any) -> str | None:
        return wire_stored(value)


def wire_stored(value: datetime | str | None) -> str | None:
    """The API's form of an instant or of its text; text in the stored form is only shortened.

    >>> wire_stored("2025-12-31T15:00:00.500000Z")
    '2025-12-31T15:00:00.5Z'
    """
    if isinstance(value, str):
        if _STORED.fullmatch(value):
            return f"{value[:-1].rstrip('0').rstrip('.')}Z"
        value = instant_from_text(value)
    return None if value is None else wire_instant(value)


def wire_instant(at: datetime) -> str:
    """The instant as the API writes it.

    >>> wire_instant(datetime(2025, 12, 31, 15, 0, 0, 500_000, tzinfo=UTC))
    '2025-12-31T15:00:00.5Z'
    """
    whole, _, fraction = at.astimezone(UTC).replace(tzinfo=None).isoformat().partition(".")
    digits = fraction.rstrip("0")
    return f"{whole}.{digits}Z" if digits else f"{whole}Z"


class Text(_Read, fields.String):
    """Text as written: bounded, never trimmed, with at least one visible character."""

    def __init__(self, *, chars_max: int, chars_min: int = 1, **options: Any) -> None:
        super().__init__(**options)
        self.validators.insert(0, _Length(min=chars_min, max=chars_max))
        self.metadata = {"pattern": SOME_TEXT, **self.metadata}

    def read(self, value: Any) -> str:
        if not isinstance(value, str):
            raise refusal("Must be text.", "wrong_type")
        return value


class _Length(validate.Length):
    """Length bounds that apispec documents, with a separate code for each end."""

    def __call__(self, value: Any) -> Any:
        if self.max is not None and len(value) > self.max:
            raise refusal(f"Must have at most {self.max:,} characters, has {len(value):,}.", "too_long")
        if is_blank(value):
            raise refusal("May not be empty.", "invalid")
        if self.min is not None and len(value) < self.min:
            raise refusal(f"Must have at least {self.min:,} characters.", "out_of_range")
        return value

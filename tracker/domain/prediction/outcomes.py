"""What a prediction can settle to, kind by kind, and the text form in which tables and rules hold it."""

from __future__ import annotations

import math
from typing import Annotated

import msgspec
from msgspec import Meta

from tracker.domain.errors import Invalid
from tracker.domain.event import Name
from tracker.domain.instants import parse_date, read_date

NEVER = "never"
"""The outcome of a date prediction whose event did not come by its horizon."""

ANNULLED = "annulled"
"""Not an outcome but the want of one; where outcomes are read, it is asked for by this word."""

GRADE_MIN, GRADE_MAX = 1, 5


class Partial(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A yes/no prediction that came true by a share, 0..1."""

    partial: Annotated[float, Meta(ge=0, le=1)]


Outcome = Name | float | Partial
"""yes, no, an option, a day (2025-08-15) or `never` as text; a number; a share."""


def read_outcome(
    raw: object, *, kind: str, options: tuple[str, ...] = (), pointer: str = "/outcome"
) -> Outcome:
    """The outcome that `raw` says for a prediction judged as `kind`. Raises `Invalid` saying what would do."""
    match kind:
        case "binary":
            return _binary(raw, pointer)
        case "categorical" | "ordered":
            return _option(raw, options, pointer)
        case "numeric":
            return _number(raw, pointer, detail="the outcome of a numeric prediction is a number")
        case "graded":
            grade = _number(
                raw, pointer, detail="the outcome of a graded prediction is its median grade, 1 to 5"
            )
            if not GRADE_MIN <= grade <= GRADE_MAX:
                raise Invalid.at(pointer, "a grade lies between 1 and 5", "out_of_range")
            return grade
        case "date":
            return _day(raw, pointer)
        case _:
            raise Invalid.at(
                pointer, "a thesis has no outcome: evidence for and against is all it gets", "no_outcome"
            )


def check_stated(raw: object, *, kind: str | None, pointer: str = "/outcome") -> None:
    """Refuse a day outside the years that are taken in; `read_outcome` also reads what was recorded before they were set."""
    if kind == "date" and isinstance(raw, str) and raw != NEVER:
        parse_date(raw, pointer=pointer)


def outcome_text(outcome: Outcome) -> str:
    """The one text form; `read_outcome` reads it again.

    >>> outcome_text("yes"), outcome_text(42.5), outcome_text(3.0), outcome_text(Partial(partial=0.25))
    ('yes', '42.5', '3', '{"partial":0.25}')
    """
    if isinstance(outcome, Partial):
        return msgspec.json.encode(outcome).decode()
    return outcome if isinstance(outcome, str) else f"{outcome:.17g}" if outcome % 1 == 0 else repr(outcome)


def outcome_value(text: str | None, *, kind: str | None) -> object:
    """The outcome that `outcome_text` wrote, as JSON says it: a word, a number or a share.

    >>> outcome_value("3", kind="numeric"), outcome_value("3", kind="ordered"), outcome_value(None, kind="binary")
    (3.0, '3', None)
    """
    if text is None or text == ANNULLED:
        return text
    if kind in {"numeric", "graded"}:
        return float(text)
    return msgspec.json.decode(text) if kind == "binary" and text.startswith("{") else text


def share_of(text: str) -> float:
    """How much of a yes/no prediction came true: 1 for yes, 0 for no.

    >>> share_of("yes"), share_of('{"partial":0.25}')
    (1.0, 0.25)
    """
    outcome = read_outcome(text, kind="binary")
    return outcome.partial if isinstance(outcome, Partial) else float(outcome == "yes")


def _binary(raw: object, pointer: str) -> Outcome:
    if raw in ("yes", "no"):
        return str(raw)
    try:
        return (
            msgspec.json.decode(raw, type=Partial) if isinstance(raw, str) else msgspec.convert(raw, Partial)
        )
    except (msgspec.DecodeError, msgspec.ValidationError):
        detail = 'the outcome of a yes/no prediction is yes, no or {"partial": 0.25}'
        raise Invalid.at(pointer, detail, "not_an_outcome") from None


def _option(raw: object, options: tuple[str, ...], pointer: str) -> str:
    for option in options:
        if isinstance(raw, str) and raw.strip().casefold() == option.casefold():
            return option
    raise Invalid.at(pointer, f"the outcome is one of the options: {', '.join(options)}", "not_an_outcome")


def _number(raw: object, pointer: str, *, detail: str) -> float:
    if isinstance(raw, str) and ("_" in raw or not raw.isascii()):  # Python reads 1_000 and ١٢ as numbers
        raise Invalid.at(pointer, detail, "not_an_outcome")
    try:
        number = float(raw) if isinstance(raw, str | int | float) and not isinstance(raw, bool) else math.nan
    except (ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise Invalid.at(pointer, detail, "not_an_outcome")
    return number


def _day(raw: object, pointer: str) -> str:
    if raw == NEVER:
        return NEVER
    if isinstance(raw, str):
        return read_date(raw, pointer=pointer).isoformat()
    raise Invalid.at(pointer, f"the outcome is the day it happened, or {NEVER}", "not_an_outcome")

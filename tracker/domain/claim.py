"""A claim: a dated, attributable statement quoted from an essay, and how firmly it was made."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, assert_never

import msgspec
from msgspec import Meta

from tracker.domain import limits
from tracker.domain.errors import Conflict, Invalid
from tracker.domain.event import Command, Event, Imported, Instant, Note
from tracker.domain.redaction import ClaimRedacted

Stance = Literal["asserts", "hedges", "conditional", "poses", "rhetorical", "reports_other"]
ProbabilitySource = Literal["author_numeric", "author_verbal", "analyst_imputed", "none"]
Context = Annotated[str, Meta(max_length=limits.CONTEXT_CHARS_MAX)]
Offset = Annotated[int, Meta(ge=0)]


class Quote(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The quoted words; `start` and `end` count Unicode code points of the essay's NFC text, end exclusive."""

    exact: Annotated[str, Meta(min_length=1, max_length=limits.QUOTE_CHARS_MAX)]
    prefix: Context | None = None
    suffix: Context | None = None
    start: Offset | None = None
    end: Offset | None = None


# Events


class ClaimRecorded(Event, frozen=True):
    TYPE: ClassVar[str] = "claim.recorded"

    claim: str
    essay: str
    stance: Stance
    quote: Quote
    probability_source: ProbabilitySource = "none"
    made_at: Instant | None = None
    imported: Imported | None = None
    note: Note | None = None


ClaimEvent = ClaimRecorded | ClaimRedacted

# Commands


class RecordClaim(Command, frozen=True):
    proposed: ClaimRecorded


ClaimCommand = RecordClaim

# State


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    is_recorded: bool = False


INITIAL = Claim()


def decide(command: ClaimCommand, state: Claim) -> list[ClaimEvent]:
    """The events that follow from `command`, or a refusal."""
    match command:
        case RecordClaim():
            if state.is_recorded:
                raise Conflict("this claim is recorded already")
            _check_span(command.proposed.quote)
            return [command.proposed]
        case _:
            assert_never(command)


def evolve(state: Claim, event: ClaimEvent) -> Claim:
    """The state after `event`."""
    match event:
        case ClaimRecorded():
            return msgspec.structs.replace(state, is_recorded=True)
        case ClaimRedacted():
            return state
        case _:
            assert_never(event)


def _check_span(quote: Quote) -> None:
    if (quote.start is None) != (quote.end is None):
        raise Invalid.at("/quote", "start and end go together", "incomplete_span")
    if quote.start is not None and quote.end is not None and quote.end - quote.start != len(quote.exact):
        raise Invalid.at(
            "/quote/end", f"end - start must be the quote's {len(quote.exact)} characters", "wrong_span"
        )

"""A claim: a dated, attributable statement quoted from an essay, and how firmly it was made."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal, assert_never

import msgspec
from msgspec import Meta

from tracker.domain import limits
from tracker.domain.errors import Conflict, Invalid, NotFound
from tracker.domain.event import Command, Digest, Event, Imported, Instant, Note, RecordedEvent
from tracker.domain.redaction import ClaimRedacted
from tracker.domain.view import View, follow

Stance = Literal["asserts", "hedges", "conditional", "poses", "rhetorical", "reports_other"]
ProbabilitySource = Literal["author_numeric", "author_verbal", "analyst_imputed", "none"]
Relation = Literal["restates", "walks_back", "contradicts"]
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
    """`text_sha256` names the text that the quote was found in, where it was known."""

    TYPE: ClassVar[str] = "claim.recorded"

    claim: str
    essay: str
    stance: Stance
    quote: Quote
    probability_source: ProbabilitySource = "none"
    made_at: Instant | None = None
    imported: Imported | None = None
    note: Note | None = None
    text_sha256: Digest | None = None


class ClaimCorrected(Event, frozen=True):
    """What was entered wrongly and how it should have read; what is None stays as it was."""

    TYPE: ClassVar[str] = "claim.corrected"

    claim: str
    reason: Note
    stance: Stance | None = None
    quote: Quote | None = None
    probability_source: ProbabilitySource | None = None
    text_sha256: Digest | None = None


class ClaimLinked(Event, frozen=True):
    """How this claim bears on an earlier one, `to`: says it again, takes it back, or says the opposite."""

    TYPE: ClassVar[str] = "claim.linked"

    claim: str
    to: str
    relation: Relation
    note: Note | None = None


ClaimEvent = ClaimRecorded | ClaimCorrected | ClaimLinked | ClaimRedacted

# Commands


class RecordClaim(Command, frozen=True):
    """A claim as it is quoted; the caller of `decide` fills in `claim`, and the id of an `essay` named by its address."""

    essay: str
    stance: Stance
    quote: Quote
    probability_source: ProbabilitySource = "none"
    note: str | None = None
    claim: str = ""
    made_at: datetime | None = None
    imported: Imported | None = None
    text_sha256: str | None = None


class CorrectClaim(Command, frozen=True):
    """How the claim should have read; what is None was right."""

    reason: str
    stance: Stance | None = None
    quote: Quote | None = None
    probability_source: ProbabilitySource | None = None
    claim: str = ""
    text_sha256: str | None = None


class LinkClaim(Command, frozen=True):
    """How the claim bears on the claim `to`."""

    to: str
    relation: Relation
    note: str | None = None
    claim: str = ""


ClaimCommand = RecordClaim | CorrectClaim | LinkClaim

# State


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """`present` says everything as it was last corrected, `correction` why; `links` are the (claim, relation) it has."""

    present: ClaimRecorded | None = None
    correction: str | None = None
    links: frozenset[tuple[str, Relation]] = frozenset()


INITIAL = Claim()


def decide(command: ClaimCommand, state: Claim) -> list[ClaimEvent]:
    """The events that follow from `command`, or a refusal."""
    match command:
        case RecordClaim():
            if state.present is not None:
                raise Conflict("this claim is recorded already")
            check_span(command.quote)
            return [ClaimRecorded(**msgspec.structs.asdict(command))]
        case CorrectClaim():
            return _corrected(ClaimCorrected(**msgspec.structs.asdict(command)), state)
        case LinkClaim():
            return _linked(ClaimLinked(**msgspec.structs.asdict(command)), state)
        case _:
            assert_never(command)


def evolve(state: Claim, event: ClaimEvent) -> Claim:
    """The state after `event`."""
    match event:
        case ClaimRecorded():
            return msgspec.structs.replace(state, present=event)
        case ClaimCorrected():
            if state.present is None:
                return state
            present = msgspec.structs.replace(state.present, **changes_of(event))
            return msgspec.structs.replace(state, present=present, correction=event.reason)
        case ClaimLinked():
            return msgspec.structs.replace(state, links=state.links | {(event.to, event.relation)})
        case ClaimRedacted():
            return state
        case _:
            assert_never(event)


def claim_after(view: View[Claim] | None, recorded: RecordedEvent) -> View[Claim]:
    """The view of a claim after one more event of its stream."""
    return follow(view, recorded, initial=INITIAL, evolve=evolve)


def changes_of(event: ClaimCorrected) -> dict[str, object]:
    """The fields that the correction speaks about, by name; a quote brings the text that it was found in."""
    said = {name: getattr(event, name) for name in ("stance", "quote", "probability_source")}
    changes = {name: value for name, value in said.items() if value is not None}
    if event.quote is not None:
        changes["text_sha256"] = event.text_sha256
    return changes


def check_span(quote: Quote) -> None:
    """Raise `Invalid` where a stated position does not fit the words."""
    if (quote.start is None) != (quote.end is None):
        raise Invalid.at("/quote", "start and end go together", "incomplete_span")
    if quote.start is not None and quote.end is not None and quote.end - quote.start != len(quote.exact):
        raise Invalid.at(
            "/quote/end", f"end - start must be the quote's {len(quote.exact)} characters", "wrong_span"
        )


def _corrected(event: ClaimCorrected, state: Claim) -> list[ClaimEvent]:
    """Nothing where everything stands so already."""
    if state.present is None:
        raise NotFound(f"there is no claim {event.claim}")
    if event.quote is not None:
        check_span(event.quote)
    if all(getattr(state.present, name) == value for name, value in changes_of(event).items()):
        return []
    return [event]


def _linked(event: ClaimLinked, state: Claim) -> list[ClaimEvent]:
    if state.present is None:
        raise NotFound(f"there is no claim {event.claim}")
    if event.to == event.claim:
        raise Invalid.at("/to", "a claim is linked to another claim, not to itself", "same_claim")
    if (event.to, event.relation) in state.links:
        return []
    if len(state.links) >= limits.CLAIM_LINKS_MAX:
        raise Conflict(f"a claim has at most {limits.CLAIM_LINKS_MAX} links")
    return [event]

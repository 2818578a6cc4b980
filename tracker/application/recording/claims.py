"""Recording claims, their corrections and links, and finding where their quotes stand now."""

from __future__ import annotations

import msgspec

from tracker.application.access.access import Caller
from tracker.application.access.visibility import refuse_unseen
from tracker.application.recording.essays import known_essay
from tracker.application.transact import UnitOfWork, refuse_unless_seen
from tracker.domain import claim as claims
from tracker.domain.claim import CorrectClaim, LinkClaim, Quote, RecordClaim, check_span
from tracker.domain.errors import Invalid, NotFound, TextAltered
from tracker.domain.ids import stream_of
from tracker.domain.instants import instant_from_text
from tracker.domain.text.anchoring import Anchor, anchor, with_context
from tracker.domain.text.words import nfc
from tracker.projections.claims import find_claim, quote_of
from tracker.projections.essays import find_essay, find_essay_by_url
from tracker.store.databases.database import Row, Transaction
from tracker.store.essay_texts import read_text


class Anchored(msgspec.Struct, frozen=True, kw_only=True):
    """Where a quote stands in the text of that hash."""

    text_sha256: str
    anchor: Anchor


def record_claim(uow: UnitOfWork, command: RecordClaim) -> str:
    """Record the claim; its id. A quote that stands in the essay's text gets its position and context from there."""
    essay = _essay(uow.tx, command.essay)
    quote, text_sha256 = _quoted(uow.tx, essay, command.quote)
    new = uow.new_entity("claim")
    found = msgspec.structs.replace(
        command,
        claim=new,
        essay=essay["id"],
        quote=quote,
        made_at=instant_from_text(essay["published_at"]) if essay["published_at"] else None,
        text_sha256=text_sha256,
    )
    uow.decide(claims, stream_of("claim", new), found)
    return new


def correct_claim(uow: UnitOfWork, claim: str, command: CorrectClaim, *, seen_version: int | None) -> str:
    """Record how the claim should have read; its id. Nothing is recorded where it reads so already."""
    row = known_claim(uow.tx, claim)
    if command == CorrectClaim(reason=command.reason):
        detail = "say what is corrected: the quote, the stance or the source of the probability"
        raise Invalid.at("/quote", detail, "required")
    stream = stream_of("claim", claim)
    past = uow.past(claims, stream)
    refuse_unless_seen(past, seen_version, kind="claim")
    quote, text_sha256 = None, None
    if command.quote is not None:
        quote, text_sha256 = _quoted(uow.tx, known_essay(uow.tx, row["essay"]), command.quote)
    found = msgspec.structs.replace(command, claim=claim, quote=quote, text_sha256=text_sha256)
    uow.decide(claims, stream, found, past=past)
    return claim


def link_claim(uow: UnitOfWork, claim: str, command: LinkClaim, *, caller: Caller) -> str:
    """Record how the claim bears on another; its id. The same link again records nothing.

    A link shows at both of its ends, so the caller has to be allowed to read the other one as well.
    """
    known_claim(uow.tx, claim)
    try:
        known_claim(uow.tx, command.to)
    except NotFound as unknown:
        raise Invalid.at("/to", unknown.detail, "unknown_claim") from None
    refuse_unseen(uow.tx, stream_of("claim", command.to), caller, now=uow.now)
    uow.decide(claims, stream_of("claim", claim), msgspec.structs.replace(command, claim=claim))
    return claim


def known_claim(tx: Transaction, claim: str) -> Row:
    """The claim's present row. Raises `NotFound`."""
    row = find_claim(tx, claim)
    if row is None:
        raise NotFound(f"there is no claim {claim}")
    return row


def anchored(tx: Transaction, row: Row) -> Anchored | None:
    """Where the claim's quote stands in the essay's present text; None where no text is kept, or another than was recorded.

    It is looked for whenever it is asked: so it follows every revision, and there is nothing to keep in step.
    """
    essay = find_essay(tx, row["essay"])
    digest: str | None = essay["text_sha256"] if essay is not None else None
    try:
        text = None if digest is None else read_text(tx, digest)
    except (
        TextAltered
    ):  # the list that the claim stands in goes on; the essay's text itself says what is wrong
        return None
    if digest is None or text is None:
        return None
    return Anchored(text_sha256=digest, anchor=anchor(text, quote_of(row)))


def _quoted(tx: Transaction, essay: Row, quote: Quote) -> tuple[Quote, str | None]:
    """The quote in NFC, with its place in the essay's present text and that text's hash where its words stand there."""
    normal = msgspec.structs.replace(
        quote,
        exact=nfc(quote.exact),
        prefix=None if quote.prefix is None else nfc(quote.prefix),
        suffix=None if quote.suffix is None else nfc(quote.suffix),
    )
    check_span(normal)
    text = read_text(tx, essay["text_sha256"]) if essay["text_sha256"] else None
    if text is None or anchor(text, normal).state != "anchored":
        return normal, None
    return with_context(text, normal), essay["text_sha256"]


def _essay(tx: Transaction, wanted: str) -> Row:
    row = find_essay(tx, wanted) or find_essay_by_url(tx, wanted)
    if row is None:
        detail = f"there is no essay {wanted!r}; record it first, or give its id or its address"
        raise Invalid.at("/essay", detail, "unknown_essay")
    return row

"""Recording essays and their revisions."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tracker.application.access.access import Caller
from tracker.application.context import AppContext
from tracker.application.transact import UnitOfWork, refuse_unless_seen
from tracker.domain import essay as essays
from tracker.domain import limits
from tracker.domain.errors import AlreadyRecorded, Invalid, NotFound
from tracker.domain.essay import RecordEssay, ReviseEssay, is_address
from tracker.domain.ids import stream_of
from tracker.domain.instants import instant_text, parse_begin, zone_named
from tracker.projections.essays import find_essay, find_essay_by_url, had_text
from tracker.projections.forecasters import find_by_name, find_forecaster
from tracker.store.databases.database import Row, Transaction
from tracker.store.essay_texts import digest_of_text, is_text_kept, keep_text


class Byline(msgspec.Struct, frozen=True):
    """A name as printed, and the forecaster it belongs to where one is known by it."""

    forecaster: str | None = None
    name: str | None = None


def record_essay(application: AppContext, uow: UnitOfWork, command: RecordEssay, *, caller: Caller) -> str:
    """Record the essay and keep its text; its id. An address stands for one essay."""
    if command.url is None and command.title is None:
        raise Invalid.at("/url", "an essay needs its address, or at least a title", "required")
    if command.url is not None:
        _refuse_known(uow.tx, command.url)
    timezone = zone_named(command.timezone) or application.timezone
    by = _byline(uow.tx, command.byline, own=caller.forecaster)
    digest = None if command.text is None else keep_text(uow.tx, command.text)
    new = uow.new_entity("essay")
    found = msgspec.structs.replace(
        command, essay=new, author=by.forecaster, byline=by.name, timezone=timezone, text_digest=digest
    )
    uow.decide(essays, stream_of("essay", new), found)
    return new


def revise_essay(
    application: AppContext, uow: UnitOfWork, essay: str, command: ReviseEssay, *, seen_version: int | None
) -> str:
    """Record what is different about the essay; its id. Nothing is recorded where all of it stands so already."""
    known_essay(uow.tx, essay)
    if command == ReviseEssay(note=command.note):
        raise Invalid.at(
            "/text", "say what is different: a new text, or anything about the essay", "required"
        )
    stream = stream_of("essay", essay)
    past = uow.past(essays, stream)
    refuse_unless_seen(past, seen_version, kind="essay")
    zone_named(command.timezone)
    by = Byline() if command.byline is None else _byline(uow.tx, command.byline, own=None)
    found = msgspec.structs.replace(
        command,
        essay=essay,
        author=by.forecaster,
        byline=by.name,
        text_digest=None if command.text is None else keep_text(uow.tx, command.text),
        days_in=application.timezone,
    )
    uow.decide(essays, stream, found, past=past)
    return essay


def record_if_new(
    application: AppContext, uow: UnitOfWork, command: RecordEssay, *, caller: Caller
) -> str | None:
    """Record an essay that the place where it is published tells of; its id, None where its address is known already.

    A day that lies ahead is wrong, since it is published by now.
    """
    if command.url is None:
        raise Invalid.at("/url", "what is taken in needs the address where it is published", "required")
    if len(command.text or "") > limits.ESSAY_TEXT_CHARS_MAX:
        detail = f"a text may have at most {limits.ESSAY_TEXT_CHARS_MAX:,} characters"
        raise Invalid.at("/text", detail, "too_long")
    _lock(uow.tx, command.url)
    if find_essay_by_url(uow.tx, command.url) is not None:
        return None
    known = msgspec.structs.replace(command, published_at=_by_now(application, command, now=uow.now))
    return record_essay(application, uow, known, caller=caller)


def record_or_revise(
    application: AppContext, uow: UnitOfWork, command: RecordEssay, *, caller: Caller
) -> str:
    """The same, and what is different about an essay that is known; its id.

    A new text or title is a revision. Who wrote it and when stays as it was said before, and is added where nobody
    said it: people know that better than the place.
    """
    new = record_if_new(application, uow, command, caller=caller)
    if new is not None:
        return new
    row = find_essay_by_url(uow.tx, command.url or "")
    assert row is not None, "what is not new is known"  # noqa: S101 - programmer error
    said = ReviseEssay(
        text=None if _is_taken_down(uow.tx, row["id"], command.text) else command.text,
        title=command.title,
        byline=command.byline if row["byline"] is None else None,
        published_at=_by_now(application, command, now=uow.now) if row["published_at"] is None else None,
    )
    return revise_essay(application, uow, row["id"], said, seen_version=None)


def known_essay(tx: Transaction, essay: str) -> Row:
    """The essay's present row. Raises `NotFound`."""
    row = find_essay(tx, essay)
    if row is None:
        raise NotFound(f"there is no essay {essay}")
    return row


def _refuse_known(tx: Transaction, url: str) -> None:
    if not is_address(url):
        raise Invalid.at("/url", f"{url!r} is not an address such as https://example.org/essay", "not_a_url")
    _lock(tx, url)
    row = find_essay_by_url(tx, url)
    if row is not None:
        detail = f"the essay at this address is {row['id']} already; its text or title is added by a revision"
        raise AlreadyRecorded(detail, address=f"/v1/essays/{row['id']}")


def _lock(tx: Transaction, url: str) -> None:
    """Two who record the same address at once wait for each other."""
    tx.lock(f"essay {url}")


def _is_taken_down(tx: Transaction, essay: str, text: str | None) -> bool:
    """Whether the essay had this text and it is kept no more: what was taken down does not come back by itself."""
    digest = digest_of_text(text or "")
    return had_text(tx, essay, digest) and not is_text_kept(tx, digest)


def _by_now(application: AppContext, command: RecordEssay, *, now: datetime) -> str | None:
    if command.published_at is None:
        return None
    timezone = zone_named(command.timezone) or application.timezone
    return instant_text(min(parse_begin(command.published_at, timezone, pointer="/published_at"), now))


def _byline(tx: Transaction, wanted: str | None, *, own: str | None) -> Byline:
    """Whose name stands over the essay: a known forecaster by id or name, else the name alone; the key's own by default."""
    if wanted is None and own is None:
        return Byline()
    row = find_forecaster(tx, wanted or own or "")
    if row is not None:
        return Byline(row["id"], row["name"])
    named = find_by_name(tx, wanted or "")
    return Byline(named[0]["id"] if len(named) == 1 else None, wanted)

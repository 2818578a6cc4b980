"""Reading an essay for sentences that look forward; nothing is recorded."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tracker.application.context import AppContext
from tracker.application.recording.essays import known_essay
from tracker.domain.errors import Invalid
from tracker.domain.instants import instant_from_text, local, parse_begin, zone_named
from tracker.domain.text.words import nfc
from tracker.reading.calendar import fiscal_years_of
from tracker.reading.periods import Reference
from tracker.reading.suggestions import Suggestion, suggest
from tracker.store.databases.database import Row, Transaction
from tracker.store.essay_texts import read_text

SUGGESTIONS_MAX = 500


class ReadingEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What is read instead of what stands in the record: another text, day of publication or zone."""

    text: str | None = None
    published_at: str | None = None
    timezone: str | None = None


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, in a text that is not the stored one where `text_sha256` is None; `is_whole`: nothing was left out."""

    found: list[Suggestion]
    is_whole: bool
    text: str
    text_sha256: str | None
    published_at: datetime | None
    timezone: str


def text_to_read(tx: Transaction, essay: str, entry: ReadingEntry) -> tuple[Row, str]:
    """The essay's row and the text to read, in NFC. Raises `Invalid` where there is none."""
    row = known_essay(tx, essay)
    if entry.text is not None:
        return row, nfc(entry.text)
    text = read_text(tx, row["text_sha256"]) if row["text_sha256"] else None
    if text is None:
        raise Invalid.at("/text", "no text of this essay is kept: send the text to read", "required")
    return row, text


def read_suggestions(application: AppContext, essay: Row, text: str, entry: ReadingEntry) -> Reading:
    """The sentences of `text` that look forward; relative days are those of the essay's publication in its zone."""
    timezone = zone_named(entry.timezone) or essay["timezone"] or application.timezone

    published_at = instant_from_text(essay["published_at"]) if essay["published_at"] else None
    if entry.published_at is not None:
        published_at = parse_begin(entry.published_at, timezone, pointer="/published_at")
    published_on = local(published_at, timezone).date() if published_at else None
    reference = Reference(published_on, fiscal_years_of(timezone))
    found = suggest(text, reference, limit=SUGGESTIONS_MAX + 1)
    return Reading(
        found=found[:SUGGESTIONS_MAX],
        is_whole=len(found) <= SUGGESTIONS_MAX,
        text=text,
        text_sha256=essay["text_sha256"] if entry.text is None else None,
        published_at=published_at,
        timezone=timezone,
    )

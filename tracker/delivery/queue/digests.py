"""Digests: daily or weekly messages with news about predictions, and the track record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from tracker.application.access.visibility import may_read
from tracker.application.context import AppContext
from tracker.application.words.notice import PredictionInWords
from tracker.application.words.notices import predictions_in_words
from tracker.application.words.phrases import day_in_words
from tracker.delivery.messages.audience import Subscriber, subscribers
from tracker.delivery.messages.kinds import DIGEST, Message, message_id
from tracker.delivery.messages.notices import as_seen_by, is_outcome_news
from tracker.delivery.messages.rendering import Block, data_of, page_of, render
from tracker.delivery.queue.deliveries import enqueue
from tracker.delivery.queue.digest_schedule import advance_digest, digests_due
from tracker.domain.endpoint import Wants
from tracker.domain.instants import instant_from_text, instant_text, local
from tracker.projections.periods import came_out_between, fell_due_between, recorded_between
from tracker.reports.query import ReportQuery
from tracker.reports.sentences.phrases import counted, listing
from tracker.store.databases.database import Row, Transaction
from tracker.store.log.log import read_head
from tracker.store.outbound import read_outbound

SECTION_MAX = 10
"""How many predictions a section lists."""


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A section of a digest: its title, the predictions it lists, and how many there are in all."""

    title: str
    predictions: tuple[PredictionInWords, ...]
    count: int


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """The news between `since` and `until` for one subscriber; `timezone` is the subscriber's.

    record: the sentences of the report; the first is its title and verdict.
    """

    since: str
    until: str
    timezone: str
    recorded: Section
    due: Section
    came_out: Section
    record: tuple[str, ...]
    position: int
    head: str

    @property
    def is_empty(self) -> bool:
        return not (self.recorded.count or self.due.count or self.came_out.count)


def publish_digests(application: AppContext) -> int:
    """Queue every digest that is due; returns how many. A digest without news is not sent."""
    now = application.clock()
    with application.database.reading() as tx:
        due = {row["endpoint"]: row for row in digests_due(tx, now=now)}
        to = [one for one in subscribers(tx, now=now) if one.id in due]
    return sum(_publish(application, one, due[one.id], now=now) for one in to)


def _publish(application: AppContext, subscriber: Subscriber, turn: Row, *, now: datetime) -> bool:
    """Composes the digest without a lock, since reading a long record takes a while."""
    schedule = subscriber.wants.digest
    if schedule is None:
        return False
    until = now - application.undo_window
    with application.database.reading() as tx:
        digest = compose(application, tx, subscriber, since=turn["since"], until=instant_text(until))
    with application.database.writing() as tx:
        if not advance_digest(
            tx, turn, schedule, until=max(until, instant_from_text(turn["since"])), now=now
        ):
            return False
        if digest.is_empty or not subscriber.receives(DIGEST):
            return False
        message = digest_message(digest, subscriber.id, url=application.public_url, at=now)
        return enqueue(tx, subscriber.id, message, epoch=read_outbound(tx).epoch, now=now)


def compose(
    application: AppContext, tx: Transaction, subscriber: Subscriber, *, since: str, until: str
) -> Digest:
    """The digest of the news after `since` up to `until`, as the subscriber may see it now."""
    now, end, wants = application.clock(), read_head(tx), subscriber.wants

    def in_words(rows: list[Row]) -> list[PredictionInWords]:
        readable = [
            row for row in rows if subscriber.follows(row) and may_read(row, subscriber.reader, now=now)
        ]
        return predictions_in_words(tx, readable, now=now, delay=application.undo_window)

    out = came_out_between(tx, since=since, until=until, takes_provisional=wants.takes_provisional)
    return Digest(
        since=since,
        until=until,
        timezone="UTC" if wants.digest is None else wants.digest.timezone,
        recorded=_section("New", _as_seen(in_words(recorded_between(tx, since=since, until=until)), wants)),
        due=_section(
            "Deadline passed: what happened?", in_words(fell_due_between(tx, since=since, until=until))
        ),
        came_out=_section("Outcomes", [one for one in in_words(out) if is_outcome_news(one, wants)]),
        record=_record(application, tx, subscriber, now=now),
        position=end.position,
        head=end.head.hex(),
    )


def _as_seen(predictions: Sequence[PredictionInWords], wants: Wants) -> list[PredictionInWords]:
    return [as_seen_by(one, wants) for one in predictions]


def _section(title: str, predictions: Sequence[PredictionInWords]) -> Section:
    return Section(title=title, predictions=tuple(predictions[:SECTION_MAX]), count=len(predictions))


def digest_message(digest: Digest, subscriber: str, *, url: str, at: datetime) -> Message:
    """The digest as a message."""
    sections = [one for one in (digest.recorded, digest.due, digest.came_out) if one.count]
    title = f"Predictions, {_period(digest)}: {_counts(digest)}"
    blocks = [
        Block(form="heading", text=title),
        *[block for one in sections for block in _section_blocks(one, url=url)],
        *[Block(form="small" if n else "paragraph", text=text) for n, text in enumerate(digest.record)],
        Block(form="small", text=f"Log position {digest.position}, head {digest.head}.", url=f"{url}/v1/events?after={max(digest.position - 1, 0)}"),
    ]  # fmt: skip
    return Message(
        id=message_id(DIGEST, subscriber, digest.since, digest.until),
        type=DIGEST,
        order_key=DIGEST,
        at=at,
        position=digest.position,
        head=digest.head,
        data={
            **msgspec.structs.asdict(render(title, blocks)),
            "image_url": None,
            "since": digest.since,
            "until": digest.until,
            "record": " ".join(digest.record),
            **{
                name: [data_of(one, url=url) for one in section.predictions]
                for name, section in (
                    ("recorded", digest.recorded),
                    ("due", digest.due),
                    ("resolved", digest.came_out),
                )
            },
        },
    )


def _section_blocks(section: Section, *, url: str) -> list[Block]:
    shown = [block for one in section.predictions for block in _item_blocks(one, url=url)]
    more = section.count - len(section.predictions)
    return [
        Block(form="heading", text=section.title),
        *shown,
        *([Block(form="small", text=f"And {more} more.")] if more else []),
    ]


def _item_blocks(prediction: PredictionInWords, *, url: str) -> list[Block]:
    """The statement, and one small paragraph with its number or its outcome."""
    said = [prediction.numbers] if prediction.outcome is None else [prediction.came_out, *prediction.scores]
    return [
        Block(form="paragraph", text=prediction.statement, url=page_of(prediction, url)),
        Block(form="small", text=" ".join(filter(None, [*said, prediction.caution]))),
    ]


def _record(
    application: AppContext, tx: Transaction, subscriber: Subscriber, *, now: datetime
) -> tuple[str, ...]:
    """The sentences of the report: for the one author whom the subscriber follows, else for all."""
    from tracker.reports.sentences.summary import plain_words  # numpy takes a sixth of the start
    from tracker.reports.track_record import track_record

    authors = subscriber.wants.authors
    report = track_record(
        tx,
        ReportQuery(forecaster=authors[0] if len(authors) == 1 else None),
        now=now,
        timezone=application.timezone,
        lapse_after=application.lapse_after,
        can_read=lambda row: may_read(row, subscriber.reader, now=now),
    )
    plain = plain_words(report)
    return f"{plain['title']} {plain['verdict']}", *plain["sentences"]


def _period(digest: Digest) -> str:
    """The first and last day in the subscriber's zone; a daily digest covers parts of two days."""
    since, until = (
        local(instant_from_text(text), digest.timezone).date() for text in (digest.since, digest.until)
    )
    return f"{day_in_words(since)} to {day_in_words(until)}"


def _counts(digest: Digest) -> str:
    parts = [
        counted(digest.recorded.count, "new", "new") if digest.recorded.count else "",
        counted(digest.due.count, "past its deadline", "past their deadline") if digest.due.count else "",
        counted(digest.came_out.count, "with an outcome", "with an outcome") if digest.came_out.count else "",
    ]
    return listing([part for part in parts if part])

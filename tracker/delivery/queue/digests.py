"""Digests: once a day or a week, what was predicted, what came due and what came out, with the record in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from tracker.application.access.visibility import may_read
from tracker.application.context import Application
from tracker.application.words.notice import PredictionInWords
from tracker.application.words.notices import predictions_in_words
from tracker.application.words.phrases import day_in_words
from tracker.delivery.messages.audience import Subscriber, subscribers
from tracker.delivery.messages.kinds import DIGEST, Message, message_id
from tracker.delivery.messages.notices import as_told_to, is_outcome_news
from tracker.delivery.messages.rendering import Block, data_of, page_of, render
from tracker.delivery.queue.deliveries import enqueue
from tracker.delivery.queue.digest_schedule import take_turn, turns_due
from tracker.domain.endpoint import Wants
from tracker.domain.instants import instant_from_text, instant_text, local
from tracker.projections.periods import came_out_between, fell_due_between, recorded_between
from tracker.reports.query import ReportQuery
from tracker.reports.sentences import plain_words
from tracker.reports.track_record import track_record
from tracker.reports.wording import counted, listing
from tracker.store.databases.database import Row, Transaction
from tracker.store.log.log import read_head
from tracker.store.outbound import read_outbound

SECTION_MAX = 10
"""Predictions of a section that are told one by one."""


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a digest: what it is called, the first of what it holds, and how much that is."""

    title: str
    told: tuple[PredictionInWords, ...]
    count: int


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """What happened from `since` to `until`, for one subscriber, whose days are those of `timezone`.

    `record` is the report in its own sentences, the first of which says what it is about and how it stands.
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


def publish_digests(application: Application) -> int:
    """Put every digest that is due into its subscriber's order; how many. One without news is not sent."""
    now = application.clock()
    with application.database.reading() as tx:
        due = {row["endpoint"]: row for row in turns_due(tx, now=now)}
        to = [one for one in subscribers(tx, now=now) if one.id in due]
    return sum(_publish(application, one, due[one.id], now=now) for one in to)


def _publish(application: Application, subscriber: Subscriber, turn: Row, *, now: datetime) -> bool:
    """Composed while nothing is locked, since a long record takes a while to read."""
    schedule = subscriber.wants.digest
    if schedule is None:
        return False
    until = now - application.undo_window
    with application.database.reading() as tx:
        digest = compose(application, tx, subscriber, since=turn["since"], until=instant_text(until))
    with application.database.writing() as tx:
        if not take_turn(tx, turn, schedule, until=max(until, instant_from_text(turn["since"])), now=now):
            return False
        if digest.is_empty or not subscriber.is_told(DIGEST):
            return False
        message = digest_message(digest, subscriber.id, url=application.public_url, at=now)
        return enqueue(tx, subscriber.id, message, epoch=read_outbound(tx).epoch, now=now)


def compose(
    application: Application, tx: Transaction, subscriber: Subscriber, *, since: str, until: str
) -> Digest:
    """What is news to the subscriber behind the instant `since` up to `until`, as it stands now."""
    now, end, wants = application.clock(), read_head(tx), subscriber.wants

    def told(rows: list[Row]) -> list[PredictionInWords]:
        readable = [
            row for row in rows if subscriber.follows(row) and may_read(row, subscriber.reader, now=now)
        ]
        return predictions_in_words(tx, readable, now=now, delay=application.undo_window)

    out = came_out_between(tx, since=since, until=until, takes_provisional=wants.takes_provisional)
    return Digest(
        since=since,
        until=until,
        timezone="UTC" if wants.digest is None else wants.digest.timezone,
        recorded=_section("New", _as_told(told(recorded_between(tx, since=since, until=until)), wants)),
        due=_section("Came due: what happened?", told(fell_due_between(tx, since=since, until=until))),
        came_out=_section("Came out", [one for one in told(out) if is_outcome_news(one, wants)]),
        record=_record(application, tx, subscriber, now=now),
        position=end.position,
        head=end.head.hex(),
    )


def _as_told(told: Sequence[PredictionInWords], wants: Wants) -> list[PredictionInWords]:
    return [as_told_to(one, wants) for one in told]


def _section(title: str, told: Sequence[PredictionInWords]) -> Section:
    return Section(title=title, told=tuple(told[:SECTION_MAX]), count=len(told))


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
                name: [data_of(one, house=url) for one in section.told]
                for name, section in (
                    ("recorded", digest.recorded),
                    ("due", digest.due),
                    ("resolved", digest.came_out),
                )
            },
        },
    )


def _section_blocks(section: Section, *, url: str) -> list[Block]:
    shown = [block for one in section.told for block in _item_blocks(one, url=url)]
    more = section.count - len(section.told)
    return [
        Block(form="heading", text=section.title),
        *shown,
        *([Block(form="small", text=f"And {more} more.")] if more else []),
    ]


def _item_blocks(told: PredictionInWords, *, url: str) -> list[Block]:
    """The statement, and in one small paragraph its number or what came of it."""
    said = [told.numbers] if told.outcome is None else [told.came_out, *told.scores]
    return [
        Block(form="paragraph", text=told.statement, url=page_of(told, url)),
        Block(form="small", text=" ".join(filter(None, [*said, told.caution]))),
    ]


def _record(
    application: Application, tx: Transaction, subscriber: Subscriber, *, now: datetime
) -> tuple[str, ...]:
    """The record in the report's own words: of the one author whom the subscriber follows, else of all."""
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
    """The days where the subscriber is; one that lasted from yesterday's hour to today's is both."""
    since, until = (
        local(instant_from_text(text), digest.timezone).date() for text in (digest.since, digest.until)
    )
    return f"{day_in_words(since)} to {day_in_words(until)}"


def _counts(digest: Digest) -> str:
    parts = [
        counted(digest.recorded.count, "new", "new") if digest.recorded.count else "",
        counted(digest.due.count, "came due", "came due") if digest.due.count else "",
        counted(digest.came_out.count, "came out", "came out") if digest.came_out.count else "",
    ]
    return listing([part for part in parts if part])

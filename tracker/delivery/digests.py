"""Digests: once a day or a week, what was predicted, what came due and what came out, with the record in a sentence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from tracker.application.application import Application
from tracker.application.outbound import read_outbound
from tracker.application.readers import may_read
from tracker.delivery.audience import Subscriber, subscribers
from tracker.delivery.deliveries import enqueue
from tracker.delivery.messages import DIGEST, Message, message_id
from tracker.delivery.news import News, in_words, read_news
from tracker.delivery.rendering import Block, data_of, render, said_sentence, score_sentence
from tracker.delivery.turns import take_turn, turns_due
from tracker.domain.instants import instant_from_text, instant_text
from tracker.projections.digest_periods import came_out_between, fell_due_between, recorded_between
from tracker.reports.query import ReportQuery
from tracker.reports.sentences import plain_words
from tracker.reports.track_record import track_record
from tracker.reports.wording import counted, listing
from tracker.store.database import Row, Transaction
from tracker.store.log import read_head

SECTION_MAX = 10
"""Predictions of a section that are told one by one."""


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a digest: what it is called, the first of what it holds, and how much that is."""

    title: str
    news: tuple[News, ...]
    count: int


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """What happened from `since` to `until`, for one subscriber."""

    since: str
    until: str
    recorded: Section
    due: Section
    came_out: Section
    record: str
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
    now, end = application.clock(), read_head(tx)

    def section(title: str, rows: list[Row], *, keeps: Any = lambda _: True) -> Section:
        readable = [
            row for row in rows if subscriber.follows(row) and may_read(row, subscriber.reader, now=now)
        ]
        news = [read_news(tx, row, now=now, lapse_after=application.lapse_after) for row in readable]
        kept = [one for one in news if keeps(one)]
        return Section(title=title, news=tuple(kept[:SECTION_MAX]), count=len(kept))

    is_final_only = not subscriber.wants.takes_provisional
    return Digest(
        since=since,
        until=until,
        recorded=section("New", recorded_between(tx, since=since, until=until)),
        due=section("Came due: what happened?", fell_due_between(tx, since=since, until=until)),
        came_out=section(
            "Came out",
            came_out_between(tx, since=since, until=until, takes_provisional=not is_final_only),
            keeps=lambda one: (
                one.came_of is not None
                and one.came_of.is_scored
                and not one.came_of.is_imported
                and (one.came_of.is_final or not is_final_only)
            ),
        ),
        record=_record(application, tx, subscriber, now=now),
        position=end.position,
        head=end.head.hex(),
    )


def digest_message(digest: Digest, subscriber: str, *, url: str, at: datetime) -> Message:
    """The digest as a message."""
    sections = [one for one in (digest.recorded, digest.due, digest.came_out) if one.count]
    title = f"Predictions, {_period(digest)}: {_counts(digest)}"
    blocks = [
        Block(form="heading", text=title),
        *[block for one in sections for block in _section_blocks(one, url=url)],
        Block(form="paragraph", text=digest.record),
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
            "record": digest.record,
            **{
                name: [_item(one, url=url) for one in section.news]
                for name, section in (
                    ("recorded", digest.recorded),
                    ("due", digest.due),
                    ("resolved", digest.came_out),
                )
            },
        },
    )


def _section_blocks(section: Section, *, url: str) -> list[Block]:
    shown = [block for one in section.news for block in _news_blocks(one, url=url)]
    more = section.count - len(section.news)
    return [
        Block(form="heading", text=section.title),
        *shown,
        *([Block(form="small", text=f"And {more} more.")] if more else []),
    ]


def _news_blocks(news: News, *, url: str) -> list[Block]:
    came_of = news.came_of
    what = said_sentence(news) if came_of is None else f"{came_of.words} ({in_words(came_of.happened_on)})."
    scores = (
        [] if came_of is None else [score_sentence(one) for one in news.forecasts if one.loss is not None]
    )
    told = " ".join([what, *scores, *([news.caution] if news.caution else [])])
    return [
        Block(form="paragraph", text=news.statement, url=f"{url}/v1/predictions/{news.id}"),
        Block(form="small", text=told),
    ]


def _item(news: News, *, url: str) -> dict[str, Any]:
    address = f"{url}/v1/predictions/{news.id}"
    return data_of(news, url=address, receipt=f"{address}/scores")


def _record(application: Application, tx: Transaction, subscriber: Subscriber, *, now: datetime) -> str:
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
    return f"{plain['title']} {plain['verdict']}"


def _period(digest: Digest) -> str:
    return f"{in_words(digest.since[:10])} to {in_words(digest.until[:10])}"


def _counts(digest: Digest) -> str:
    parts = [
        counted(digest.recorded.count, "new", "new") if digest.recorded.count else "",
        counted(digest.due.count, "came due", "came due") if digest.due.count else "",
        counted(digest.came_out.count, "came out", "came out") if digest.came_out.count else "",
    ]
    return listing([part for part in parts if part])

"""Polls feeds for essays, for sites that cannot notify the tracker themselves.

An essay is identified by its address and recorded once; later changes are left to a person, since feeds
shorten, rewrite and forget. A feed is downloaded only after a change. The validators for that are kept in
this process alone; losing them costs one download.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tracker.application.access.access import Caller
from tracker.application.context import AppContext
from tracker.application.event_ids import FreshIds
from tracker.application.recording.essays import record_if_new
from tracker.application.transact import write_once
from tracker.application.work.outbound import is_outbound_on
from tracker.delivery.egress.outgoing import Answered, EgressFailed, Outgoing
from tracker.delivery.egress.policy import EgressRefused
from tracker.delivery.inbound.feed_reader import read_feed
from tracker.delivery.queue.endpoints import policy_of
from tracker.domain.essay import RecordEssay
from tracker.projections.essays import find_essay_by_url
from tracker.store.log.log import Origin

if TYPE_CHECKING:
    from tracker.delivery.egress.guard import Egress

LOGGER = logging.getLogger(__name__)

AT_ONCE_MAX = 8
FEED = Caller(key="feed", name="Feeds", scopes=("record",), forecaster=None)
ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.8"
VALIDATORS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}


class WatchedFeeds:
    """The watched feeds; one object per process, since it remembers each feed's validators."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._addresses = tuple(addresses)
        self._conditions: dict[str, dict[str, str]] = {}

    def look(self, application: AppContext) -> int:
        """Record the new essays of all feeds; returns their number.

        A failing feed does not hold up the others.
        """
        with application.database.reading() as tx:
            if not is_outbound_on(application, tx):
                return 0
        return sum(
            self._take(application, address, answered)
            for address, answered in asyncio.run(self._ask_all(application))
        )

    async def _ask_all(self, application: AppContext) -> list[tuple[str, Answered]]:
        free = asyncio.Semaphore(AT_ONCE_MAX)
        from tracker.delivery.egress.guard import Egress  # its HTTP client takes long to import

        async with Egress(policy_of(application)) as egress:
            answers = await asyncio.gather(*(self._ask(egress, free, one) for one in self._addresses))
        return [
            (address, answered)
            for address, answered in zip(self._addresses, answers, strict=True)
            if answered is not None
        ]

    async def _ask(self, egress: Egress, free: asyncio.Semaphore, address: str) -> Answered | None:
        """The response, if there is something to read."""
        headers = {"Accept": ACCEPT, **self._conditions.get(address, {})}
        try:
            async with free:
                answered = await egress.send(Outgoing(method="GET", url=address, headers=headers, body=b""))
        except (EgressRefused, EgressFailed) as failure:
            _warn(address, failure.code)
            return None
        if answered.status == HTTPStatus.OK:
            return answered
        if answered.status != HTTPStatus.NOT_MODIFIED:
            _warn(address, f"status_{answered.status}")
        return None

    def _take(self, application: AppContext, address: str, answered: Answered) -> int:
        essays = read_feed(answered.body, address=address)
        if not essays:
            _warn(address, "no_essays")
        recorded = sum(_record(application, one) for one in _unknown(application, essays))
        # Only now, so that the feed is read again if recording failed.
        self._conditions[address] = {
            asked: answered.headers[given] for given, asked in VALIDATORS.items() if given in answered.headers
        }
        return recorded


def _unknown(application: AppContext, essays: list[RecordEssay]) -> list[RecordEssay]:
    """Most are known, and reading first keeps no writer waiting."""
    with application.database.reading() as tx:
        return [one for one in essays if find_essay_by_url(tx, one.url or "") is None]


def _record(application: AppContext, entry: RecordEssay) -> bool:
    essay = write_once(
        application,
        lambda uow: record_if_new(application, uow, entry, caller=FEED),
        origin=Origin(recorded_by=FEED.key, correlation_id=FEED.key),
        ids=FreshIds,
    )
    return essay is not None


def _warn(address: str, error: str) -> None:
    """Logs only the site's name, since a feed's path can be a secret."""
    LOGGER.warning("a feed could not be read", extra={"site": urlsplit(address).hostname, "error": error})

"""How long a page of fifty predictions takes among very many, by each filter: the app itself, without a socket.

The predictions are rows put straight into the tables (see `many_predictions`); each figure is of a second page, so that
its cursor is in it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from flask.testing import FlaskClient

from benchmarks.asked import FEED_FILTERS, FEEDS, FOLLOWING, LIST_FILTERS, LIST_SIZES, LISTS
from benchmarks.databases import Place
from benchmarks.figures import Figure, Pace
from benchmarks.following import follow_ms
from benchmarks.many_predictions import NOW, fill
from tracker.app import create_app
from tracker.application.access.visibility import readable
from tracker.application.context import AppContext
from tracker.domain.instants import instant_text
from tracker.projections.live_lists import Wanted, newest_outcomes, newest_recorded
from tracker.settings import read_settings
from tracker.store.databases.database import Row, Transaction

WARM = 2
TURNS = 5


def measure(place: Place, pace: Pace) -> Iterator[Figure]:
    """The slowest filter among few and among more, then each among the most; a development among each; on SQLite alone."""
    if place.name != "SQLite":
        return
    asked, followed = iter(LISTS), iter(FOLLOWING)
    path = Path(place.settings["TRACKER_DATA"]) / "tracker.db"
    instance = replace(place.instance, clock=lambda: NOW)
    client = create_app(read_settings(place.settings), instance).test_client()
    for size in LIST_SIZES:
        fill(path, max(int(size * pace.rows_share), 100))
        took = {name: _took_ms(client, query, pace) for name, query in LIST_FILTERS.items()}
        if size == LIST_SIZES[-1]:
            for rounds in took.values():
                yield Figure(asked=next(asked), ours=rounds)
            for line, newest in zip(FEEDS, (newest_recorded, newest_outcomes), strict=True):
                yield Figure(asked=line, ours=max(newest_ms(instance, newest, pace).values(), key=median))
        else:
            yield Figure(asked=next(asked), ours=max(took.values(), key=median))
        for rounds in follow_ms(instance, pace).values():
            yield Figure(asked=next(followed), ours=rounds)


def newest_ms(
    instance: AppContext, newest: Callable[[Transaction, Wanted], list[Row]], pace: Pace
) -> dict[str, tuple[float, ...]]:
    """Milliseconds of a feed's query by each filter, the median of some turns for each round."""
    asked = {
        name: Wanted(readable=readable(None, now=NOW), until=instant_text(NOW), limit=50, **equal)
        for name, equal in FEED_FILTERS.items()
    }
    with instance.database.reading() as tx:
        return {
            name: tuple(
                median(_ms(partial(newest, tx, one)) for _ in range(TURNS)) for _ in range(pace.rounds)
            )
            for name, one in asked.items()
        }


def _took_ms(client: FlaskClient, query: tuple[tuple[str, str], ...], pace: Pace) -> tuple[float, ...]:
    """Milliseconds for a page, the median of some turns for each round."""
    address = "/v1/predictions?" + urlencode(query)
    first = client.get(address)
    if first.status_code != 200:
        raise RuntimeError(first.text)
    if first.json and first.json["next_cursor"]:
        address += "&" + urlencode({"cursor": first.json["next_cursor"]})
    for _ in range(WARM):
        client.get(address)
    get = partial(client.get, address)
    return tuple(median(_ms(get) for _ in range(TURNS)) for _ in range(pace.rounds))


def _ms(handler: Callable[[], object]) -> float:
    began = time.perf_counter()
    handler()
    return (time.perf_counter() - began) * 1_000

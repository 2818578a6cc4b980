"""How fast the log takes events with every guarantee on: ids, versions, digests, chain, triggers, a durable commit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

import uuid_utils

from benchmarks.asked import APPEND, LIBRARY, RAW, Asked
from benchmarks.databases import Place, sequencing, write
from benchmarks.figures import Figure, Pace, Turn, take_turns, together
from benchmarks.peers import library_recorder, library_writer, raw_postgres_writers, raw_sqlite_writer
from tracker.application.context import AppContext
from tracker.domain.forecast import ForecastStated
from tracker.domain.instants import instant_text
from tracker.store.log.append import append
from tracker.store.log.codec import Minted, mint
from tracker.store.log.log import Batch, Draft, Origin

ORIGIN = Origin(recorded_by="key_0000000000", correlation_id="benchmark")
NOW = datetime(2025, 1, 1, tzinfo=UTC)

CASES = (
    ("1 writer, one", 1, 1),
    ("8 writers, one", 8, 1),
    ("1 writer, batches", 1, 100),
    ("8 writers, b", 8, 100),
)
"""How a line's wording begins, and how many writers and events a transaction it means."""


def measure(place: Place, pace: Pace) -> Iterator[Figure]:
    """A figure for each line about this database; peers of one case take their turns together."""
    minted = sample()
    for beginning, writers, batch in CASES:
        lines = [
            asked for asked in APPEND if asked.database == place.name and asked.what.startswith(beginning)
        ]
        if lines:
            yield from _compare(place, pace, lines, minted, writers=writers, batch=batch)


def sample() -> Minted:
    """An event such as the tracker records most: a forecast of about 300 bytes."""
    return mint(
        ForecastStated(
            forecast="fct_0000000000",
            prediction="prd_0000000000",
            forecaster="fcr_0000000000",
            p=0.4,
            probability_source="author_numeric",
            made_at=NOW,
            as_said="40%",
            note="The coalition has lost two members since spring.",
        )
    )


def writer(instance: AppContext, minted: Minted, *, batch: int) -> Turn:
    """Appends `batch` events a transaction to a stream of its own, whose end it knows as the peers do.

    That is how commands append, having read their stream; whether an id stands already is looked for all the same.
    """
    stream, version = f"forecast-{uuid_utils.uuid7()}", 0

    def turn() -> int:
        nonlocal version
        drafts = tuple(Draft(str(uuid_utils.uuid7()), minted, NOW) for _ in range(batch))
        batches = [Batch(stream, version, drafts, instant_text(NOW) if version else "")]
        write(instance, lambda tx: append(tx, batches, origin=ORIGIN, now=NOW))
        version += batch
        return batch

    return turn


def _compare(
    place: Place, pace: Pace, lines: list[Asked], minted: Minted, *, writers: int, batch: int
) -> Iterator[Figure]:
    peers = {asked.peer for asked in lines}
    with ExitStack() as stack:
        stack.enter_context(sequencing(place.instance))
        ours = [writer(place.instance, minted, batch=batch) for _ in range(writers)]
        contestants = {"ours": together(ours)}
        if LIBRARY in peers:
            recorder = stack.enter_context(library_recorder(place))
            contestants[LIBRARY] = together(
                [library_writer(recorder, minted.data, batch=batch) for _ in range(writers)]
            )
        if RAW in peers:
            raw = (
                [stack.enter_context(raw_sqlite_writer(place, minted.data, batch=batch))]
                if place.name == "SQLite"
                else stack.enter_context(raw_postgres_writers(place, minted.data, writers=writers))
            )
            contestants[RAW] = together(raw)
        done = take_turns(contestants, pace)
    for asked in lines:
        yield Figure(asked=asked, ours=tuple(done["ours"]), peer=tuple(done[asked.peer]))

"""How fast the whole log is read from its beginning: ours decoded to typed events, the peer's records as they lie."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from eventsourcing.persistence import ApplicationRecorder

from benchmarks.append import sample, writer
from benchmarks.asked import REPLAY
from benchmarks.databases import Place, wait_for_positions
from benchmarks.figures import Figure, Pace, take_turns
from benchmarks.peers import library_recorder, library_writer
from tracker.application.context import AppContext
from tracker.store.log.log import READ_BATCH, read_log

FILL_BATCH = 500


def measure(place: Place, pace: Pace) -> Iterator[Figure]:
    """The one figure about this database."""
    asked = next(asked for asked in REPLAY if asked.database == place.name)
    minted = sample()
    with library_recorder(place) as recorder:
        _fill(library_writer(recorder, minted.data, batch=FILL_BATCH), pace)
        _fill(writer(place.instance, minted, batch=FILL_BATCH), pace)
        wait_for_positions(place.instance)
        contestants = {
            "ours": lambda seconds: _repeat(lambda: _read_ours(place.instance), seconds),
            "peer": lambda seconds: _repeat(lambda: _read_library(recorder), seconds),
        }
        done = take_turns(contestants, pace)
    yield Figure(asked=asked, ours=tuple(done["ours"]), peer=tuple(done["peer"]))


def _fill(turn: Callable[[], int], pace: Pace) -> None:
    filled = 0
    while filled < pace.log_events:
        filled += turn()


def _read_ours(instance: AppContext) -> int:
    position = 0
    while True:
        with instance.database.reading() as tx:
            events = read_log(tx, after=position, limit=READ_BATCH)
        if not events:
            return position
        position = events[-1].position


def _read_library(recorder: ApplicationRecorder) -> int:
    position = 0
    while True:
        notifications = recorder.select_notifications(position, READ_BATCH, inclusive_of_start=False)
        if not notifications:
            return position
        position = notifications[-1].id


def _repeat(read: Callable[[], int], seconds: float) -> float:
    began, done = time.perf_counter(), read()
    while time.perf_counter() < began + seconds:
        done += read()
    return done / (time.perf_counter() - began)

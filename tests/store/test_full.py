"""A full SQLite: nothing is half recorded, whoever asked is told why, and once there is room it goes on by itself."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy import event

from tests.store.appending import ORIGIN, START, append_all, assert_clean, batch, draft
from tests.support.instance import open_application
from tests.support.running import wait_until
from tracker.domain.errors import StorageFull, TrackerError
from tracker.store.databases import writer
from tracker.store.log.append import append

SPARE_PAGES = 3
LONG = 100
"""So many events are more than what is spared."""


class Room:
    """How many pages the database may have; SQLite keeps that with each connection, and the tracker keeps its own."""

    def __init__(self, database):
        self._database = database
        self._pages = 1 << 30
        event.listen(database.engine, "connect", self._set)

    def take(self):
        with self._database.reading() as tx:
            pages = tx.value("PRAGMA page_count")
        self._limit(pages + SPARE_PAGES)

    def give_back(self):
        self._limit(1 << 30)

    def _limit(self, pages):
        self._pages = pages
        for kept in self._database._idle:
            self._set(kept.driver_connection)

    def _set(self, connection, *_):
        connection.execute(f"PRAGMA max_page_count = {self._pages}").fetchone()


@pytest.fixture
def database(tmp_path):
    with open_application(tmp_path) as application:
        append_all(application.database, batch("s-1", 0, draft(1)))
        yield application.database


@pytest.fixture
def room(database):
    made = Room(database)
    made.take()
    return made


def record(tx, stream, n, *, events=1):
    drafts = [draft(1_000 * n + k, "x" * 190) for k in range(events)]
    append(tx, [batch(stream, 0, *drafts)], origin=ORIGIN, now=START)


def write_essay(tx):
    """Too long for what is spared, and one row: SQLite then undoes not this statement but the whole transaction."""
    tx.execute("INSERT INTO essay_text (sha256, text) VALUES ('00', :text)", {"text": "x" * 100_000})


def test_what_does_not_fit_is_refused_whole_and_fits_once_there_is_room(database, room):
    with pytest.raises(StorageFull), database.writing() as tx:  # noqa: PT012 - the block is the transaction
        record(tx, "s-2", 2)
        record(tx, "s-3", 3, events=LONG)
    assert_clean(database, events=1)
    room.give_back()
    database.write(lambda tx: record(tx, "s-3", 3, events=LONG))
    assert_clean(database, events=1 + LONG)


def test_nobody_of_a_group_is_told_that_it_was_recorded_and_nothing_was(database, room, monkeypatch):
    """Going on where SQLite has ended the transaction would write each of the others by itself."""
    monkeypatch.setattr(writer, "GROUP_SECONDS", 10)
    is_started, is_queued = threading.Event(), threading.Event()

    def first(tx):
        record(tx, "s-2", 2)
        is_started.set()
        is_queued.wait(10)

    with ThreadPoolExecutor(4) as threads:
        group = [threads.submit(database.write, first)]
        is_started.wait(10)
        group.append(threads.submit(database.write, write_essay))
        wait_until(lambda: database._writer._waiting.qsize() == 1, seconds=5)
        group.append(threads.submit(database.write, lambda tx: record(tx, "s-4", 4)))
        wait_until(lambda: database._writer._waiting.qsize() == 2, seconds=5)
        is_queued.set()
        assert [type(one.exception(timeout=10)) for one in group] == [StorageFull] * 3
    assert_clean(database, events=1)
    room.give_back()
    database.write(write_essay)
    for n in (2, 4):
        database.write(lambda tx, n=n: record(tx, f"s-{n}", n))
    assert_clean(database, events=3)


def test_whoever_goes_on_behind_a_part_that_did_not_fit_writes_nothing_either(database, room):
    def parts(tx):
        for part in (lambda tx: record(tx, "s-2", 2), write_essay, lambda tx: record(tx, "s-4", 4)):
            with suppress(TrackerError), tx.savepoint():
                part(tx)

    with pytest.raises(StorageFull):
        database.write(parts)
    assert_clean(database, events=1)

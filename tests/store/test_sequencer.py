"""PostgreSQL: many writers, one sequencer, and a reader who misses nothing and sees every stream in order."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from tests.store.appending import (
    ORIGIN,
    ROWS_MAX,
    START,
    all_rows,
    append_all,
    assert_clean,
    batch,
    draft,
    named,
)
from tests.store.hot_streams import sequence_for_ever, write_until
from tests.support.postgres import end_session, url_of
from tests.support.running import wait_until
from tracker.domain.errors import VersionConflict
from tracker.store.databases.postgres import SEQUENCER_LOCK, PostgresDatabase
from tracker.store.log.append import append
from tracker.store.log.codec import mint
from tracker.store.log.log import Draft, log_rows, read_stream

WRITERS = 6
EACH = 15
STREAMS = 3
KILLS = 10
KILLED_AFTER = 20
"""Events that are seen between one kill and the next."""


@pytest.fixture
def database(on_postgres):
    return on_postgres.database


def test_a_late_commit_is_given_its_place_when_it_comes_and_nothing_is_missed(database, other):
    """The later number commits first: a reader by number alone would pass the earlier one by."""
    with database.writing() as early:
        append(early, [batch("s-early", 0, draft(1))], origin=ORIGIN, now=START)
        with other.writing() as late:
            append(late, [batch("s-late", 0, draft(2))], origin=ORIGIN, now=START)
        assert database.sequence() == 1
        assert _streams(database) == ["s-late"]
    assert database.sequence() == 1
    assert _streams(database) == ["s-late", "s-early"]
    inserted = [row["inserted"] for row in all_rows(database)]
    assert inserted == sorted(inserted, reverse=True), "the test did not make the order it is about"
    assert_clean(database, events=2)


def test_a_sequencer_killed_between_its_statements_leaves_everything_to_the_next(
    database, other, monkeypatch
):
    with database.writing() as tx:
        append(tx, [batch("s-1", 0, draft(1), draft(2))], origin=ORIGIN, now=START)
    assert database.sequence() == 2
    with database.writing() as tx:
        append(tx, [batch("s-1", 2, draft(3))], origin=ORIGIN, now=START)

    def killed(*_: object, **__: object) -> bytes:
        end_session(database, database._sequencer.info.backend_pid)
        return b"\0" * 32

    monkeypatch.setattr("tracker.store.databases.sequencer.next_head", killed)
    with pytest.raises(psycopg.OperationalError):
        database.sequence()
    monkeypatch.undo()
    assert other.sequence() == 1
    assert database.sequence() == 0
    assert_clean(database, events=3)


def test_only_one_sequences_and_another_takes_over_when_it_is_gone(database, other):
    append_all(database, batch("s-1", 0, draft(1)))
    with database.writing() as tx:
        append(tx, [batch("s-1", 1, draft(2))], origin=ORIGIN, now=START)
    assert other.sequence() == 0
    database.close()
    assert other.sequence() == 1


def test_a_lost_lock_is_taken_again(database):
    append_all(database, batch("s-1", 0, draft(1)))
    with database.writing() as tx:
        append(tx, [batch("s-1", 1, draft(2))], origin=ORIGIN, now=START)
    end_session(database, database._sequencer.info.backend_pid)
    with pytest.raises(psycopg.OperationalError):
        database.sequence()
    assert database.sequence() == 1
    with database.reading() as tx:
        held = tx.value(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND ((classid::bigint << 32) | objid::bigint) = :key",
            {"key": SEQUENCER_LOCK},
        )
    assert held == 1


def test_many_writers_on_few_streams_and_a_reader_who_follows(database, other):
    """Whoever is too slow tries again; the reader sees every stream's versions in order, from the first to the last."""
    is_over = threading.Event()
    seen: list[tuple[str, int]] = []

    def write(writer: int) -> None:
        for n in range(EACH):
            stream = f"hot-{(writer + n) % STREAMS}"
            for _ in range(200):
                try:
                    with database.writing() as tx:
                        version = sum(1 for _ in read_stream(tx, stream))
                        fresh = Draft(f"{writer}-{n}", mint(named("x")), START)
                        append(tx, [batch(stream, version, fresh)], origin=ORIGIN, now=START)
                    break
                except VersionConflict:
                    continue
            else:
                raise AssertionError("never got through")

    def follow() -> None:
        position = 0
        while not is_over.is_set() or other.sequence():
            other.sequence()
            rows = all_rows(other)[position:]
            assert [row["position"] for row in rows] == list(range(position + 1, position + len(rows) + 1))
            position += len(rows)
            seen.extend((row["stream"], row["version"]) for row in rows)

    reader = threading.Thread(target=follow)
    reader.start()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    is_over.set()
    reader.join(30)
    assert len(seen) == WRITERS * EACH
    for stream in {stream for stream, _ in seen}:
        versions = [version for name, version in seen if name == stream]
        assert versions == list(range(1, len(versions) + 1))
    assert_clean(other, events=WRITERS * EACH)


def test_the_sequencers_process_is_killed_ten_times_while_others_write(database, other):
    """Real processes: six writers on three streams, a sequencer and the one that stands by, a reader at the tail."""
    processes = multiprocessing.get_context(
        "forkserver"
    )  # forks of a process that has imported everything once
    processes.set_forkserver_preload(["tests.store.hot_streams"])
    is_over, acknowledged, url = processes.Event(), processes.Queue(), url_of(database)
    streams = [f"hot-{n}" for n in range(STREAMS)]
    writers = [
        processes.Process(
            target=write_until, args=(url, streams[n % STREAMS :] + streams, is_over, acknowledged)
        )
        for n in range(WRITERS)
    ]
    sequencers, started, seen = [], [], []

    def start_sequencer() -> None:
        started.append(processes.Event())
        sequencers.append(processes.Process(target=sequence_for_ever, args=(url, started[-1])))
        sequencers[-1].start()

    try:
        for process in writers:
            process.start()
        start_sequencer()
        start_sequencer()
        for killed in range(KILLS):
            assert started[killed + 1].wait(30), "the one that stands by did not come up"
            _follow_until(other, seen, more=KILLED_AFTER)
            sequencers[killed].kill()
            start_sequencer()
        is_over.set()
        done = [event_id for _ in writers for event_id in acknowledged.get(timeout=30)]
        wait_until(lambda: _follow(other, seen) == len(done), seconds=30)
    finally:
        for process in [*writers, *sequencers]:
            process.kill()
            process.join(10)
    assert [process.exitcode for process in sequencers[:KILLS]] == [-signal.SIGKILL] * KILLS
    assert sorted(row["event_id"] for row in seen) == sorted(done)
    assert [row["position"] for row in seen] == list(range(1, len(done) + 1))
    for stream in streams:
        versions = [row["version"] for row in seen if row["stream"] == stream]
        assert versions == list(range(1, len(versions) + 1))
    assert_clean(other, events=len(done))


def _follow(database: PostgresDatabase, seen: list[dict[str, Any]]) -> int:
    """Read on behind what was seen, as everybody does who follows the log; how much was seen by now."""
    with database.reading() as tx:
        seen.extend(dict(row) for row in log_rows(tx, after=len(seen), limit=ROWS_MAX))
    return len(seen)


def _follow_until(database: PostgresDatabase, seen: list[dict[str, Any]], *, more: int) -> None:
    wanted = len(seen) + more
    wait_until(lambda: _follow(database, seen) >= wanted, seconds=30)


def _streams(database: PostgresDatabase) -> list[str]:
    return [row["stream"] for row in all_rows(database)]

"""PostgreSQL: many writers, one sequencer, and a reader who misses nothing and sees every stream in order."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlmodel import Session, select

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
    verified,
)
from tests.store.hot_streams import sequence_for_ever, write_until
from tests.support.house import open_application
from tests.support.postgres import url_of
from tests.support.running import wait_until
from tracker.domain.errors import InProgress, VersionConflict
from tracker.domain.instants import instant_text
from tracker.store import postgres
from tracker.store.append import append
from tracker.store.codec import mint
from tracker.store.log import Batch, Draft, head_at, log_rows, read_stream
from tracker.store.postgres import SEQUENCER_LOCK, PostgresDatabase, open_postgres
from tracker.store.tables import EventRow, LogRow

WRITERS = 6
EACH = 15
STREAMS = 3
KILLS = 10
KILLED_AFTER = 20
"""Events that are seen between one kill and the next."""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[PostgresDatabase]:
    with open_application(tmp_path, kind="postgres") as application:
        yield application.database


@pytest.fixture
def other(database: PostgresDatabase) -> Iterator[PostgresDatabase]:
    """The same database as another process has it open."""
    opened = open_postgres(url_of(database))
    yield opened
    opened.close()


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


def test_whoever_comes_second_to_a_stream_waits_and_is_told_of_the_conflict(database, other):
    outcome: list[BaseException | str] = []

    def second() -> None:
        try:
            with other.writing() as tx:
                append(tx, [batch("s-1", 0, draft(2))], origin=ORIGIN, now=START)
            outcome.append("appended")
        except VersionConflict as conflict:
            outcome.append(conflict)

    thread = threading.Thread(target=second)
    with database.writing() as tx:
        append(tx, [batch("s-1", 0, draft(1))], origin=ORIGIN, now=START)
        thread.start()
        thread.join(0.3)
        assert outcome == [], "it did not wait for the first"
    thread.join(10)
    assert isinstance(outcome[0], VersionConflict)
    database.sequence()
    assert_clean(database, events=1)


def test_a_stream_that_moved_on_since_it_was_read_is_a_conflict_though_it_is_not_read_again(database, other):
    append_all(database, batch("s-1", 0, draft(1)))
    with pytest.raises(VersionConflict), database.writing() as tx:  # noqa: PT012 - the block is the transaction
        (read,) = read_stream(tx, "s-1")
        append_all(other, batch("s-1", 1, draft(2)))
        mine = Batch("s-1", read.version, (draft(3),), instant_text(read.effective_at))
        append(tx, [mine], origin=ORIGIN, now=START, is_first=True)
    database.sequence()
    assert_clean(database, events=2)


def test_streams_are_appended_in_one_order_so_that_nobody_blocks_anybody_for_ever(database, other):
    """Each names the streams in the other order; taken as named they would wait for each other."""

    def write(opened: PostgresDatabase, first: int, names: tuple[str, str]) -> None:
        for n in range(EACH):
            batches = [
                batch(f"{name}-{n}", 0, draft(10_000 * first + 100 * n + k)) for k, name in enumerate(names)
            ]
            try:
                with opened.writing() as tx:
                    append(tx, batches, origin=ORIGIN, now=START)
            except VersionConflict as conflict:
                causes.append(type(conflict.__cause__))

    causes: list[type] = []
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, (database, other), (1, 2), (("a", "b"), ("b", "a"))))
    assert psycopg.errors.DeadlockDetected not in causes
    while database.sequence():
        pass
    assert verified(database).is_clean
    assert Counter(row["stream"][0] for row in all_rows(database)) == {"a": EACH, "b": EACH}


def test_a_foreign_long_transaction_holds_nobody_up(database):
    with psycopg.connect(url_of(database)) as foreign:
        foreign.execute("SELECT txid_current(), count(*) FROM event")
        for n in range(3):
            append_all(database, batch("s-1", n, draft(n + 1)))
        assert [row["position"] for row in all_rows(database)] == [1, 2, 3]
        foreign.rollback()


def test_an_append_does_not_read_the_whole_of_a_young_table(database):
    """Its plans are made while PostgreSQL knows nothing of the sizes, and are kept."""
    for n in range(4):
        append_all(database, batch(f"s-{n}", 0, *(draft(100 * n + k) for k in range(100))))
    with database.writing() as tx:
        append(tx, [batch("s-9", 0, *(draft(900 + k) for k in range(100)))], origin=ORIGIN, now=START)
        read = tx.value("SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'event'")
    assert read == 0


def test_a_sequencer_killed_between_its_statements_leaves_everything_to_the_next(
    database, other, monkeypatch
):
    with database.writing() as tx:
        append(tx, [batch("s-1", 0, draft(1), draft(2))], origin=ORIGIN, now=START)
    assert database.sequence() == 2
    with database.writing() as tx:
        append(tx, [batch("s-1", 2, draft(3))], origin=ORIGIN, now=START)

    def killed(*_: object, **__: object) -> bytes:
        _terminate(database, database._sequencer.info.backend_pid)
        return b"\0" * 32

    monkeypatch.setattr("tracker.store.sequencer.next_head", killed)
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
    _terminate(database, database._sequencer.info.backend_pid)
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


def test_a_connection_dropped_in_the_middle_leaves_no_half_append(database):
    with pytest.raises(psycopg.OperationalError), database.writing() as tx:  # noqa: PT012 - the block is the transaction
        append(tx, [batch("s-1", 0, draft(1))], origin=ORIGIN, now=START)
        _terminate(database, tx.value("SELECT pg_backend_pid()"))
        tx.value("SELECT 1")
    assert all_rows(database) == []
    append_all(database, batch("s-1", 0, draft(1)))
    assert_clean(database, events=1)


def test_a_connection_that_was_lost_while_it_lay_unused_is_replaced_unnoticed(database, monkeypatch):
    with database.reading() as tx:
        lost = tx.value("SELECT pg_backend_pid()")
    _terminate(database, lost)
    monkeypatch.setattr(postgres, "IDLE_S", 0)
    with database.reading() as tx:
        assert tx.value("SELECT pg_backend_pid()") != lost


def test_connections_lost_between_two_uses_fail_one_of_them_and_are_all_replaced(database):
    with database.reading() as one, database.reading() as another:
        lost = [tx.value("SELECT pg_backend_pid()") for tx in (one, another)]
    for pid in lost:
        _terminate(database, pid)
    with pytest.raises(psycopg.OperationalError), database.reading():
        pass
    append_all(database, batch("s-1", 0, draft(1)))


def test_a_request_waits_for_the_same_one_and_then_says_that_it_still_runs(database, other, monkeypatch):
    monkeypatch.setattr(postgres, "LOCK_WAIT_MS", 200)
    impatient = open_postgres(url_of(database))
    with database.writing() as first:
        first.lock("key_1 once")
        with pytest.raises(InProgress), impatient.writing() as second:
            second.lock("key_1 once")
        with other.writing() as another:
            another.lock("key_1 another")
    impatient.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET type = 'x'",
        "UPDATE event SET data = 'x'",
        "UPDATE event SET data = NULL",
        "UPDATE event SET data = NULL, salt = NULL, stream = 'x'",
        "DELETE FROM event",
        "TRUNCATE event CASCADE",
        "UPDATE log SET head = 'x'",
        "UPDATE log SET position = position + 10",
        "DELETE FROM log",
        "TRUNCATE log",
    ],
)
def test_what_was_recorded_is_not_changed_deleted_or_truncated(database, statement):
    append_all(database, batch("s-1", 0, draft(1)))
    with pytest.raises(psycopg.errors.RaiseException, match="append-only"), database.writing() as tx:
        tx.execute(statement)
    assert_clean(database, events=1)


@pytest.mark.parametrize("table", [EventRow, LogRow])
def test_an_orm_is_refused_too(database, table):
    append_all(database, batch("s-1", 0, draft(1)))
    with Session(database.engine) as session:
        row = session.exec(select(table)).one()
        session.delete(row)
        with pytest.raises(Exception, match="append-only"):
            session.flush()
        session.rollback()
    assert_clean(database, events=1)


def test_a_takedown_is_the_one_change_that_is_allowed(database):
    append_all(database, batch("s-1", 0, draft(1), draft(2)))
    with database.writing() as tx:
        tx.execute("UPDATE event SET data = NULL, salt = NULL WHERE version = 1")
    found = verified(database)
    assert (found.fault, found.position) == ("the payload was taken down and no redaction says so", 1)


def test_an_owner_who_edits_is_found_at_the_position_and_by_an_old_head(database):
    append_all(database, batch("s-1", 0, draft(1), draft(2), draft(3)))
    with database.reading() as tx:
        old = head_at(tx, 3)
    with database.writing() as tx:
        tx.execute("ALTER TABLE event DISABLE TRIGGER ALL")
        tx.execute("UPDATE event SET data = replace(data, 'name 2', 'name X') WHERE version = 2")
    found = verified(database)
    assert (found.position, found.is_clean) == (2, False)
    with database.writing() as tx:
        tx.execute("UPDATE event SET data = replace(data, 'name X', 'name 2') WHERE version = 2")
    assert verified(database, against=(3, old)).is_clean
    assert not verified(database, against=(3, b"\1" * 32)).is_clean


def _streams(database: PostgresDatabase) -> list[str]:
    return [row["stream"] for row in all_rows(database)]


def _terminate(database: PostgresDatabase, pid: int) -> None:
    """As an administrator, or a network that breaks, ends a connection."""
    with psycopg.connect(url_of(database), autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(%s)", (pid,))
        for _ in range(100):
            if admin.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", (pid,)).fetchone() is None:
                return
            admin.execute("SELECT pg_sleep(0.02)")

"""PostgreSQL: who waits for whom, connections that break off, and a record that nobody changes."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlmodel import Session, select

from tests.store.appending import (
    ORIGIN,
    START,
    all_rows,
    append_all,
    assert_clean,
    batch,
    draft,
    verified,
)
from tests.support.postgres import end_session, url_of
from tracker.domain.errors import InProgress, VersionConflict
from tracker.domain.instants import instant_text
from tracker.store.databases import postgres
from tracker.store.databases.postgres import PostgresDatabase, open_postgres
from tracker.store.log.append import append
from tracker.store.log.log import Batch, head_at, read_stream
from tracker.store.tables import EventRow, LogRow

EACH = 15


@pytest.fixture
def database(on_postgres):
    return on_postgres.database


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


def test_a_connection_dropped_in_the_middle_leaves_no_half_append(database):
    with pytest.raises(psycopg.OperationalError), database.writing() as tx:  # noqa: PT012 - the block is the transaction
        append(tx, [batch("s-1", 0, draft(1))], origin=ORIGIN, now=START)
        end_session(database, tx.value("SELECT pg_backend_pid()"))
        tx.value("SELECT 1")
    assert all_rows(database) == []
    append_all(database, batch("s-1", 0, draft(1)))
    assert_clean(database, events=1)


def test_a_connection_that_was_lost_while_it_lay_unused_is_replaced_unnoticed(database, monkeypatch):
    with database.reading() as tx:
        lost = tx.value("SELECT pg_backend_pid()")
    end_session(database, lost)
    monkeypatch.setattr(postgres, "IDLE_S", 0)
    with database.reading() as tx:
        assert tx.value("SELECT pg_backend_pid()") != lost


def test_connections_lost_between_two_uses_fail_one_of_them_and_are_all_replaced(database):
    with database.reading() as one, database.reading() as another:
        lost = [tx.value("SELECT pg_backend_pid()") for tx in (one, another)]
    for pid in lost:
        end_session(database, pid)
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

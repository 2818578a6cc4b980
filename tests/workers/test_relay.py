"""Who leads, who no longer does: leases that end, leaders that stand still, and what the next one takes over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from redis import Redis

from tests.application.doing import log, table
from tests.store.appending import ORIGIN, START, all_rows, append_all, assert_clean, batch, draft
from tests.support.clock import Clock
from tests.support.instance import feed_all, new_caller, open_application
from tests.support.postgres import url_of
from tests.support.running import TAKE_OVER_S, wait_until
from tests.workers.rqs_worker import SECRET
from tracker.application.context import system_clock
from tracker.application.work.feed import NotLeading, feed
from tracker.bootstrap import ROOT
from tracker.domain.errors import StorageFull
from tracker.projections.registry import RELAY
from tracker.store.databases.postgres import SEQUENCER_LOCK, open_postgres
from tracker.store.log.append import append
from tracker.store.log.checkpoints import (
    GIVEN_FOR_MAX,
    lock_checkpoint,
    read_checkpoint,
    read_lease,
    take_lease,
)
from workers.relay import LEADERSHIP, STANDBY_SECONDS, Relay

NOWHERE = "unix:///nowhere.sock"


@pytest.fixture
def other(on_postgres):
    """The same database as another process has it open."""
    opened = open_postgres(url_of(on_postgres.database))
    yield opened
    opened.close()


def run_until(application, holds, *, seconds=30.0):
    """Run a relay in this process until `holds`, or fail."""
    ends, held = time.monotonic() + seconds, []

    def is_stopping():
        held.append(any(held) or bool(holds()))  # once is enough: afterwards it gives back what it held
        return held[-1] or time.monotonic() > ends

    Relay(application, Redis.from_url(NOWHERE)).run(is_stopping)
    assert any(held), "the relay did not come to it"


def lead(application, owner, *, lasts=LEADERSHIP):
    now = application.clock()
    with application.database.writing() as tx:
        assert take_lease(tx, RELAY, owner=owner, now=now, until=now + lasts)


def leader(application):
    with application.database.reading() as tx:
        held = read_lease(tx, RELAY)
    return None if held is None else held.owner


def test_whoever_begins_to_lead_follows_what_an_older_version_had_parked(application):
    log(application, new_caller(application))
    with application.database.writing() as tx:
        tx.execute("DROP TRIGGER event_no_update" + ("" if tx.numbers_positions else " ON event"))
        tx.execute("UPDATE event SET schema_version = 99 WHERE type = 'prediction.recorded'")
    feed_all(application)
    assert len(table(application, "parked")) == 1
    with application.database.writing() as tx:
        tx.execute("UPDATE event SET schema_version = 1 WHERE type = 'prediction.recorded'")
    run_until(application, lambda: not table(application, "parked"))
    assert len(table(application, "prediction_history")) == 1


def test_a_leader_whose_lease_ended_writes_nothing(application):
    log(application, new_caller(application))
    lead(application, "one", lasts=timedelta(seconds=-1))
    lead(application, "other")
    with pytest.raises(NotLeading):
        feed(application, leader="one")
    with application.database.reading() as tx:
        assert read_checkpoint(tx, RELAY) == 0
    assert feed(application, leader="other").position > 0


def test_a_relay_gives_its_lease_back(application):
    run_until(application, lambda: leader(application) == application.database.name)
    assert leader(application) is None


def test_a_lease_from_before_the_clock_was_set_back_keeps_nobody_waiting(tmp_path):
    clock = Clock(system_clock())
    with open_application(tmp_path, clock=clock) as application:
        lead(application, "killed")
        clock.now -= timedelta(hours=1)
        assert timedelta(hours=1) > GIVEN_FOR_MAX
        run_until(application, lambda: leader(application) == application.database.name)


def test_a_database_that_fails_is_waited_for_and_told_of_once(application, monkeypatch, caplog):
    failures = iter([StorageFull("full"), StorageFull("full")])

    def fail_twice(*asked, **named):
        failure = next(failures, None)
        if failure is not None:
            raise failure
        return take_lease(*asked, **named)

    monkeypatch.setattr("workers.relay.RETRY_SECONDS", 0.01)
    monkeypatch.setattr("workers.relay.take_lease", fail_twice)
    caplog.set_level("INFO", logger="workers.relay")
    log(application, new_caller(application))
    run_until(application, lambda: table(application, "prediction_history"))
    told = [(one.levelname, one.getMessage()) for one in caplog.records if "queue" not in one.getMessage()]
    assert told == [
        ("ERROR", "the relay was interrupted and retries until it can continue"),
        ("INFO", "this relay continues"),
    ]


def test_what_a_leader_stopped_in_the_middle_has_locked_is_taken_from_it(on_postgres, other):
    """It holds the checkpoint, the lease and the sequencer's lock, and its process does not go on."""
    append_all(on_postgres.database, batch("s-1", 0, draft(1)))
    lead(on_postgres, on_postgres.database.name, lasts=timedelta(seconds=-1))
    successor = Relay(replace(on_postgres, database=other), Redis.from_url(NOWHERE))
    with pytest.raises(psycopg.OperationalError), on_postgres.database.writing() as tx:  # noqa: PT012 - it is ended within
        lock_checkpoint(tx, RELAY)
        tx.execute("UPDATE lease SET until = until")
        began = time.monotonic()
        assert successor._leads()
        successor.step()
        assert time.monotonic() - began < 4  # a lock would be waited for five seconds
        tx.value("SELECT 1")
    with other.reading() as tx:
        assert read_checkpoint(tx, RELAY) == 1
    append_all(other, batch("s-1", 1, draft(2)))
    assert_clean(other, events=2)


def test_whoever_sequences_without_the_lease_is_ended_by_the_one_who_has_it(on_postgres, other):
    """As a relay that stopped between giving its lease back and its end, or one of a version that names no session."""
    append_all(on_postgres.database, batch("s-1", 0, draft(1)))
    append_pending(on_postgres, 1)
    assert other.sequence() == 0
    successor = Relay(replace(on_postgres, database=other), Redis.from_url(NOWHERE))
    assert successor._leads()
    successor.step()
    assert_clean(other, events=2)


def test_whoever_stands_by_leaves_the_sequencers_lock_to_the_one_who_leads(on_postgres, other):
    append_all(on_postgres.database, batch("s-1", 0, draft(1)))
    lead(on_postgres, other.name)
    assert sequencer(on_postgres) is not None
    assert not Relay(on_postgres, Redis.from_url(NOWHERE))._leads()
    wait_until(lambda: sequencer(on_postgres) is None, seconds=20)


def test_a_lease_leaves_a_second_of_the_five_in_which_a_leader_is_followed():
    assert LEADERSHIP.total_seconds() + STANDBY_SECONDS <= 4


def test_sessions_of_others_are_left_alone(on_postgres, other):
    with on_postgres.database.reading() as tx:
        mine = tx.value("SELECT pg_backend_pid()")
        other.end_sessions("tracker-nobody")
        other.end_other_sequencers()
        assert tx.value("SELECT pg_backend_pid()") == mine


def test_a_stopped_leader_is_followed_within_five_seconds_and_stands_by_when_it_goes_on(
    on_postgres, tmp_path
):
    """Two real relays. The one that leads is stopped, as by a machine that sleeps, and later continued; then the other."""
    written = 0

    def write_and_wait(seconds):
        nonlocal written
        began = time.monotonic()
        append_pending(on_postgres, written)
        written += 1
        wait_until(lambda: len(all_rows(on_postgres.database)) == written, seconds=seconds)
        return time.monotonic() - began

    with ExitStack() as stack:
        relays = [stack.enter_context(relay(url_of(on_postgres.database), tmp_path / "first"))]
        wait_until(lambda: leader(on_postgres) is not None, seconds=20)
        relays.append(stack.enter_context(relay(url_of(on_postgres.database), tmp_path / "second")))
        write_and_wait(20)
        wait_until(lambda: len(openings(on_postgres)) == 3, seconds=20)
        for leading in relays:
            before = leader(on_postgres)
            leading.send_signal(signal.SIGSTOP)
            assert write_and_wait(15) <= TAKE_OVER_S
            after = leader(on_postgres)
            assert after != before
            leading.send_signal(signal.SIGCONT)
            for _ in range(10):
                write_and_wait(4)
            assert leader(on_postgres) == sequencer(on_postgres) == after
            wait_until(lambda name=before: name in openings(on_postgres), seconds=20)
            assert [one.poll() for one in relays] == [None, None]
    assert_clean(on_postgres.database, events=written)


def append_pending(application, n):
    """Append and leave the position to whoever sequences."""
    with application.database.writing() as tx:
        append(tx, [batch("s-1", n, draft(n + 1))], origin=ORIGIN, now=START)


def openings(application):
    """The names of all that have this database open, this test among them."""
    with application.database.reading() as tx:
        rows = tx.rows(
            """
            SELECT DISTINCT application_name AS name FROM pg_stat_activity
            WHERE datname = current_database() AND application_name LIKE 'tracker-%'"""
        )
    return {row["name"] for row in rows}


def sequencer(application):
    """The name of the opening that holds the sequencer's lock."""
    with application.database.reading() as tx:
        return tx.value(
            """
            SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
            WHERE locktype = 'advisory' AND granted AND ((classid::bigint << 32) | objid::bigint) = :key
                AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())""",
            {"key": SEQUENCER_LOCK},
        )


@contextmanager
def relay(database_url, folder):
    """A real relay without a queue; ended on the way out, also where it is stopped."""
    folder.mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "TRACKER_DATA": str(folder),
        "DATABASE_URL": database_url,
        "REDIS_URL": NOWHERE,
        "TRACKER_SECRET_KEY": SECRET,
    }
    with (folder / "relay.log").open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "workers", "relay"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait(timeout=10)

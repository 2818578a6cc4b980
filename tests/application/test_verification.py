"""The tracker looks at its own log: what is new every night, everything once a week, and a fault stays."""

import logging

import pytest

from tests.store.appending import append_all, batch, draft
from tests.support.dump import projection_rows
from tests.support.instance import open_application
from tracker.application.work import verification
from tracker.application.work.verification import is_log_sound, verify_log
from tracker.store.log.log import head_at
from tracker.store.log.verified import read_verified

EVENTS = 6


@pytest.fixture
def application(tmp_path, clock):
    """SQLite, whose triggers an owner can drop by name."""
    with open_application(tmp_path, clock=clock) as opened:
        yield opened


@pytest.fixture
def database(application):
    """Six events, and an owner who has dropped the triggers."""
    append_all(application.database, batch("s-1", 0, *(draft(n) for n in range(1, EVENTS + 1))))
    with application.database.writing() as tx:
        for row in tx.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            tx.execute(f"DROP TRIGGER {row['name']}")
    return application.database


@pytest.fixture
def night(application, database, clock):
    """Looks at the log, a day after the last time."""

    def look(**bounds):
        clock.forward(days=1)
        return verify_log(application, now=clock(), **bounds)

    return look


def say(database, position, name):
    with database.writing() as tx:
        tx.execute(f"UPDATE event SET data = replace(data, 'name', '{name}') WHERE inserted = {position}")


def unsay(database, position, name):
    with database.writing() as tx:
        tx.execute(f"UPDATE event SET data = replace(data, '{name}', 'name') WHERE inserted = {position}")


def kept(database):
    with database.reading() as tx:
        return read_verified(tx)


def is_sound(database):
    with database.reading() as tx:
        return is_log_sound(tx)


def test_before_the_first_look_nothing_is_held_against_the_log(database):
    assert kept(database) is None
    assert is_sound(database)


def test_the_first_look_is_at_everything_and_says_how_far_it_came(database, night, clock):
    found = night()
    assert found == kept(database)
    assert (found.position, found.fault) == (EVENTS, None)
    assert found.at == found.whole_at == "2026-01-02T00:00:00.000000Z"
    with database.reading() as tx:
        assert found.head == head_at(tx, EVENTS)


def test_within_the_week_only_what_came_since_is_looked_at(database, night):
    night()
    say(database, 2, "nobody")
    append_all(database, batch("s-1", EVENTS, draft(7)))
    for _ in range(6):
        assert night().fault is None
    assert kept(database).position == EVENTS + 1
    assert (night().fault_position, is_sound(database)) == (2, False)


def test_what_is_altered_since_the_last_look_is_found_the_next_night_and_logged(database, night, caplog):
    night()
    append_all(database, batch("s-1", EVENTS, draft(7), draft(8)))
    say(database, 8, "nobody")
    found = night()
    assert (found.position, found.fault_position) == (7, 8)
    assert found.fault == "the payload is not the one that was recorded"
    assert not is_sound(database)
    errors = [one.getMessage() for one in caplog.records if one.levelno == logging.ERROR]
    assert errors == [
        "the log was altered at position 8: the payload is not the one that was recorded",
    ]


def test_a_history_that_was_forged_whole_is_found_at_the_last_trusted_head(database, night):
    night()
    with database.writing() as tx:
        tx.execute("UPDATE log SET head = zeroblob(32) WHERE position = :position", {"position": EVENTS})
    assert night().fault_position == EVENTS


def test_a_fault_stays_until_everything_was_looked_at_and_is_right(database, night):
    night()
    say(database, 2, "nobody")
    for _ in range(7):
        night()
    assert not is_sound(database)
    append_all(database, batch("s-1", EVENTS, draft(7)))
    night()
    assert not is_sound(database)
    unsay(database, 2, "nobody")
    assert not is_sound(database)
    night()
    assert is_sound(database)
    assert kept(database).position == EVENTS + 1


def test_a_log_too_long_for_one_run_is_gone_through_in_several(database, night, monkeypatch):
    monkeypatch.setattr(verification, "STEP", 2)
    assert [night(run_seconds=0).position for _ in range(4)] == [2, 4, 6, 6]


def test_a_fault_outlives_a_run_that_did_not_come_to_the_end(database, night, monkeypatch):
    say(database, 5, "nobody")
    night()
    unsay(database, 5, "nobody")
    monkeypatch.setattr(verification, "STEP", 2)
    soundness = []
    for _ in range(4):
        night(run_seconds=0)
        soundness.append(is_sound(database))
    assert soundness == [False, False, False, True]


def test_looking_changes_nothing_but_its_own_row(application, database, night):
    with database.reading() as tx:
        before = projection_rows(tx)
    night()
    night()
    with database.reading() as tx:
        assert projection_rows(tx) == before
        assert tx.value("SELECT count(*) FROM verified") == 1
        assert tx.value("SELECT count(*) FROM log") == EVENTS

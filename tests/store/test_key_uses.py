"""A use is noted in a moment or not at all."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.instance import open_application
from tracker.domain.instants import instant_text
from tracker.store.key_uses import note_use

NOW = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def database(tmp_path):
    with open_application(tmp_path) as application:
        yield application.database


def uses(database):
    with database.reading() as tx:
        return {row["key"]: row["used_at"] for row in tx.rows("SELECT * FROM key_use")}


def test_the_latest_use_is_kept_in_whatever_order_uses_are_noted(database):
    for minutes in (0, 2, 1):
        assert note_use(database, "key_1", at=NOW + timedelta(minutes=minutes))
    assert note_use(database, "key_2", at=NOW)
    assert uses(database) == {
        "key_1": instant_text(NOW + timedelta(minutes=2)),
        "key_2": instant_text(NOW),
    }


def test_while_somebody_writes_nothing_is_noted_and_nobody_waits(database):
    with database.writing() as tx:
        tx.execute("DELETE FROM key_use")
        begun = time.monotonic()
        assert not note_use(database, "key_1", at=NOW)
        assert time.monotonic() - begun < 4  # a lock would be waited for five seconds or more
    assert uses(database) == {}
    assert note_use(database, "key_1", at=NOW)


def test_the_pool_gets_its_patience_back(database):
    with database.writing():
        note_use(database, "key_1", at=NOW)
    note_use(database, "key_1", at=NOW)
    with database.reading() as one, database.reading() as other, database.reading() as third:
        assert {tx.value("PRAGMA busy_timeout") for tx in (one, other, third)} == {30_000}


def test_a_database_without_the_table_is_no_error(database):
    with database.writing() as tx:
        tx.execute("DROP TABLE key_use")
    assert not note_use(database, "key_1", at=NOW)

"""Nobody changes or removes what stands in `event` and `log`: not by SQL, not by REPLACE, not through the ORM."""

import sqlite3

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from tests.store.appending import all_rows, append_all, assert_clean, batch, draft, verified
from tests.support.instance import open_application
from tracker.store.log.log import read_stream
from tracker.store.tables import EventRow, LogRow


@pytest.fixture
def application(tmp_path):
    """SQLite's own statements are tried here; see test_postgres for the other database."""
    with open_application(tmp_path) as opened:
        yield opened


ENVELOPE = [name for name in EventRow.model_fields if name not in {"data", "salt"}]
EVENT = {
    "inserted": 9,
    "event_id": "e-9",
    "stream": "s-9",
    "version": 1,
    "type": "forecaster.recorded",
    "schema_version": 1,
    "effective_at": "2025-01-01T00:00:00.000000Z",
    "recorded_at": "2025-01-01T00:00:00.000000Z",
    "recorded_by": "key_1",
    "import_id": None,
    "correlation_id": "c",
    "causation_id": None,
    "data": "{}",
    "salt": b"\0" * 16,
    "data_digest": b"\0" * 32,
    "commitment": b"\0" * 32,
}
LOG = {
    "position": 9,
    "event_id": "e-9",
    "inserted": 9,
    "sequenced_at": "2025-01-01T00:00:00.000000Z",
    "head": b"\0" * 32,
}


@pytest.fixture
def standing(database):
    """A log of three events, which must be the same three, and verify clean, whatever was tried."""
    append_all(database, batch("s-1", 0, draft(1), draft(2)), batch("s-2", 0, draft(3)))
    before = all_rows(database)
    yield database
    assert all_rows(database) == before
    assert_clean(database, events=3)


def insert(table, row, how="INSERT"):
    return f"{how} INTO {table} ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})"


def attempt(database, sql, parameters=None):
    with pytest.raises(sqlite3.IntegrityError, match="append-only"), database.writing() as tx:
        tx.execute(sql, parameters or {})


def first_of(database, table):
    with database.reading() as tx:
        return dict(tx.row(f"SELECT * FROM {table} ORDER BY inserted"))


@pytest.mark.parametrize("table", ["event", "log"])
@pytest.mark.parametrize("where", ["", " WHERE inserted = 1"])
def test_nothing_is_deleted(standing, table, where):
    attempt(standing, f"DELETE FROM {table}{where}")


@pytest.mark.parametrize("column", EventRow.model_fields)
@pytest.mark.parametrize("how", ["UPDATE", "UPDATE OR REPLACE", "UPDATE OR IGNORE"])
def test_no_column_of_an_event_is_changed(standing, column, how):
    attempt(standing, f"{how} event SET {column} = 77 WHERE inserted = 1")


@pytest.mark.parametrize("column", LogRow.model_fields)
@pytest.mark.parametrize("how", ["UPDATE", "UPDATE OR REPLACE"])
def test_no_column_of_the_log_is_changed(standing, column, how):
    attempt(standing, f"{how} log SET {column} = 77 WHERE inserted = 1")


def test_even_a_change_to_the_same_is_refused(standing):
    attempt(standing, "UPDATE event SET data = data")
    attempt(standing, "UPDATE log SET head = head")


HOWS = pytest.mark.parametrize("how", ["INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE", "REPLACE"])


@HOWS
@pytest.mark.parametrize("taken", [("event_id",), ("stream", "version"), ("inserted",), tuple(EVENT)])
def test_no_event_takes_the_place_of_another(standing, how, taken):
    first = first_of(standing, "event")
    attempt(standing, insert("event", EVENT, how), EVENT | {name: first[name] for name in taken})


@HOWS
@pytest.mark.parametrize("taken", [("event_id",), ("position",), ("inserted",), tuple(LOG)])
def test_no_place_in_the_log_is_taken_twice(standing, how, taken):
    first = first_of(standing, "log")
    attempt(standing, insert("log", LOG, how), LOG | {name: first[name] for name in taken})


@pytest.mark.parametrize("table", ["event", "log"])
def test_an_upsert_is_a_change_and_refused(standing, table):
    first = first_of(standing, table)
    attempt(standing, insert(table, first) + " ON CONFLICT DO UPDATE SET event_id = 'x'", first)


@pytest.mark.parametrize("row_class", [EventRow, LogRow])
def test_the_orm_deletes_nothing(standing, row_class):
    with Session(standing.engine) as session:
        session.delete(session.exec(select(row_class)).first())
        with pytest.raises(IntegrityError, match="append-only"):
            session.commit()


@pytest.mark.parametrize(
    ("row_class", "column"), [(EventRow, "data"), (EventRow, "stream"), (LogRow, "sequenced_at")]
)
def test_the_orm_changes_nothing(standing, row_class, column):
    with Session(standing.engine) as session:
        row = session.exec(select(row_class)).first()
        setattr(row, column, "changed")
        with pytest.raises(IntegrityError, match="append-only"):
            session.commit()


@pytest.mark.parametrize(
    "statement",
    [delete(EventRow), delete(LogRow), update(EventRow).values(data="{}"), update(LogRow).values(head=b"")],
)
def test_the_orm_changes_nothing_in_bulk(standing, statement):
    with Session(standing.engine) as session, pytest.raises(IntegrityError, match="append-only"):
        session.exec(statement)


def test_the_orm_adds_nothing_in_a_taken_place(standing):
    with Session(standing.engine) as session:
        session.add(EventRow(**EVENT | {"stream": "s-1"}))
        with pytest.raises(IntegrityError, match="append-only"):
            session.commit()


# The one change that is allowed: a payload is taken down.

TAKE_DOWN = "UPDATE event SET data = NULL, salt = NULL WHERE inserted = 2"


def test_a_payload_can_be_taken_down_and_everything_else_stays_provable(database):
    append_all(database, batch("s-1", 0, draft(1), draft(2), draft(3)))
    before = all_rows(database)
    with database.writing() as tx:
        assert tx.execute(TAKE_DOWN) == 1
    after = all_rows(database)
    assert (after[1]["data"], after[1]["salt"]) == (None, None)
    assert [row | {"data": 0, "salt": 0} for row in after] == [row | {"data": 0, "salt": 0} for row in before]
    found = verified(database)
    assert (found.fault, found.position) == ("the payload was taken down and no redaction says so", 2)


def test_what_was_taken_down_reads_as_an_event_without_words(database):
    append_all(database, batch("s-1", 0, draft(1), draft(2)))
    with database.writing() as tx:
        tx.execute(TAKE_DOWN)
    with database.reading() as tx:
        assert [one.event is None for one in read_stream(tx, "s-1")] == [False, True]


@pytest.mark.parametrize("back", ["data = '{}'", "salt = x'00'", "data = '{}', salt = x'00'"])
def test_what_was_taken_down_does_not_come_back(database, back):
    append_all(database, batch("s-1", 0, draft(1), draft(2)))
    with database.writing() as tx:
        tx.execute(TAKE_DOWN)
    attempt(database, f"UPDATE event SET {back} WHERE inserted = 2")
    with database.reading() as tx:
        assert [one.event is None for one in read_stream(tx, "s-1")] == [False, True]


@pytest.mark.parametrize("half", ["data = NULL", "salt = NULL"])
def test_half_a_takedown_is_refused(standing, half):
    attempt(standing, f"UPDATE event SET {half} WHERE inserted = 2")


@pytest.mark.parametrize("column", ENVELOPE)
def test_a_takedown_that_changes_anything_else_is_refused(standing, column):
    attempt(standing, f"UPDATE event SET data = NULL, salt = NULL, {column} = 77 WHERE inserted = 2")
    attempt(standing, f"UPDATE event SET data = NULL, {column} = 77 WHERE inserted = 2")

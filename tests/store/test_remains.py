"""What remains of a payload is read from the event that says it was taken down; nothing else can say so in its place."""

import pytest

from tests.store.appending import START, append_all, assert_clean, event_id, named, verified
from tracker.domain.redaction import ForecasterRedacted, PredictionRedacted
from tracker.store.log.codec import mint
from tracker.store.log.history import event_rows_of, find_events
from tracker.store.log.log import Batch, Draft, find_event, read_log, read_stream, recorded, rows_between

STREAM = "forecaster-fcr_1"
UNTOLD = "the payload was taken down and no redaction says so"


def draft(n, event):
    return Draft(event_id(n), mint(event), START)


def said(n, *, kind=ForecasterRedacted, name="[taken down]"):
    """The event that says of number `n` that it was taken down."""
    return kind(redacted=event_id(n), reason="asked to", remains={"forecaster": "fcr_1", "name": name})


def append(database, stream, *events, first=1):
    """Events with the numbers from `first` on, in a stream of their own."""
    append_all(database, Batch(stream, 0, tuple(draft(first + n, event) for n, event in enumerate(events))))


def take_payload(database, n):
    with database.writing() as tx:
        sql = "UPDATE event SET data = NULL, salt = NULL WHERE event_id = :id"
        assert tx.execute(sql, {"id": event_id(n)}) == 1


def forge(database, n, *, by, name="Forged"):
    """A row of the table from which what remains was read before."""
    with database.writing() as tx:
        tx.execute(
            "INSERT INTO redaction (event_id, remains, recorded_in) VALUES (:id, :remains, :by)",
            {
                "id": event_id(n),
                "remains": f'{{"forecaster":"fcr_1","name":"{name}"}}',
                "by": event_id(by),
            },
        )


def fault_at(database):
    found = verified(database)
    return found.position, found.fault


def names_read(database, n):
    """The name that event number `n` says, by every way of reading it."""
    with database.reading() as tx:
        rows = [*event_rows_of(tx, [STREAM]), *rows_between(tx, after=0, until=100)]
        events = [
            *read_log(tx, after=0),
            *read_stream(tx, STREAM),
            *map(recorded, rows),
            find_event(tx, event_id(n)),
            find_events(tx, [event_id(n)])[event_id(n)],
        ]
    return {one.event.name if one.event else None for one in events if one.event_id == event_id(n)}


def test_what_the_log_says_remains_is_read_in_every_way(database):
    append(database, STREAM, named("Ada"), named("Ada L."), said(1))
    take_payload(database, 1)
    assert_clean(database, events=3)
    assert names_read(database, 1) == {"[taken down]"}
    assert names_read(database, 2) == {"Ada L."}


@pytest.mark.parametrize("by", [1, 2, 3])
def test_a_row_beside_the_log_makes_no_takedown(database, by):
    append(database, STREAM, named("Ada"), named("Ada L."), named("Ada B."))
    take_payload(database, 2)
    forge(database, 2, by=by)
    assert fault_at(database) == (2, UNTOLD)
    assert names_read(database, 2) == {None}


def test_a_row_beside_the_log_changes_nothing_of_what_remains(database):
    append(database, STREAM, named("Ada"), said(1))
    take_payload(database, 1)
    forge(database, 1, by=2)
    assert_clean(database, events=2)
    assert names_read(database, 1) == {"[taken down]"}


WRONG = {
    "it names another event": (1, [named("Ada"), named("Ada L."), said(2)]),
    "it stands before": (2, [said(2), named("Ada")]),
    "it is of another kind of stream": (1, [named("Ada"), said(1, kind=PredictionRedacted)]),
    "it names itself": (1, [named("Ada"), said(2)]),
}


@pytest.mark.parametrize(("taken", "events"), WRONG.values(), ids=WRONG)
def test_no_other_event_makes_a_takedown(database, taken, events):
    append(database, STREAM, *events)
    take_payload(database, taken)
    forge(database, taken, by=len(events))
    assert fault_at(database) == (taken, UNTOLD)
    assert names_read(database, taken) == {None}


def test_an_event_of_another_stream_makes_no_takedown(database):
    append(database, STREAM, named("Ada"))
    append(database, "forecaster-fcr_2", named("Bo"), said(1), first=2)
    take_payload(database, 1)
    assert fault_at(database) == (1, UNTOLD)


@pytest.mark.parametrize("is_named", [True, False])
def test_what_says_so_is_never_taken_down_itself(database, is_named):
    append(database, STREAM, named("Ada"), said(1), said(2) if is_named else named("Ada L."))
    take_payload(database, 2)
    assert fault_at(database) == (2, UNTOLD)


def test_without_the_words_that_say_so_the_takedown_is_untold_too(database):
    append(database, STREAM, named("Ada"), said(1))
    take_payload(database, 1)
    take_payload(database, 2)
    assert fault_at(database) == (1, UNTOLD)


def test_of_two_that_say_so_the_first_counts(database):
    append(database, STREAM, named("Ada"), said(1), said(1, name="Forged"))
    take_payload(database, 1)
    assert names_read(database, 1) == {"[taken down]"}


def test_what_an_owner_wrote_over_the_event_that_says_so_is_found(database):
    append(database, STREAM, named("Ada"), said(1))
    take_payload(database, 1)
    with database.writing() as tx:
        is_numbered = tx.numbers_positions
        drop = "DROP TRIGGER {}" if is_numbered else "ALTER TABLE event DISABLE TRIGGER ALL"
        names = (
            "SELECT name FROM sqlite_master WHERE type = 'trigger'" if is_numbered else "SELECT 'all' AS name"
        )
        for row in tx.rows(names):
            tx.execute(drop.format(row["name"]))
        tx.execute("UPDATE event SET data = replace(data, 'taken down', 'forged') WHERE version = 2")
    assert fault_at(database) == (2, "the payload is not the one that was recorded")
    with database.writing() as tx:
        tx.execute("UPDATE event SET data = 'nothing' WHERE version = 2")
    assert not verified(database).is_clean

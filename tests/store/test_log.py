"""Appending: four outcomes, all or nothing, one dense chained order, whoever writes at the same time."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.store.appending import (
    ORIGIN,
    START,
    all_rows,
    append_all,
    assert_clean,
    at,
    batch,
    draft,
    event_id,
    named,
    verified,
)
from tracker.domain.errors import IdempotencyKeyReused, VersionConflict
from tracker.domain.instants import instant_from_text
from tracker.store.databases.envelope import first_head
from tracker.store.databases.sqlite import open_sqlite
from tracker.store.log.append import append
from tracker.store.log.codec import UnknownEvent, mint
from tracker.store.log.log import (
    Draft,
    Origin,
    find_event,
    head_at,
    read_head,
    read_log,
    read_stream,
    tracker_id,
)

WRITERS_EACH = 20


def test_what_is_appended_is_read_back_by_stream_position_and_id(database):
    (done,) = append_all(database, batch("s-1", 0, draft(1, "Ada"), draft(2, "Grace")))
    assert (done.outcome, done.stream, done.version) == ("appended", "s-1", 2)
    with database.reading() as tx:
        assert tuple(read_stream(tx, "s-1")) == tuple(read_log(tx, after=0)) == done.events
        assert find_event(tx, event_id(2)) == done.events[1]
        assert find_event(tx, event_id(3)) is None
        assert [one.event for one in read_stream(tx, "s-1", before_version=2)] == [named("Ada")]
    assert [(one.position, one.version, one.event.name) for one in done.events] == [
        (1, 1, "Ada"),
        (2, 2, "Grace"),
    ]


def test_the_envelope_says_who_recorded_and_in_answer_to_what(database):
    origin = Origin(recorded_by="key_9", correlation_id="c", causation_id="e", import_id="run")
    append_all(database, batch("s-1", 0, draft(1)), now=at(5), origin=origin)
    (row,) = all_rows(database)
    assert [row[name] for name in ("recorded_by", "correlation_id", "causation_id", "import_id")] == [
        "key_9",
        "c",
        "e",
        "run",
    ]
    assert row["recorded_at"] == "2025-01-01T00:05:00.000000Z"
    assert row["sequenced_at"] >= row["recorded_at"]
    assert (row["type"], row["schema_version"], len(row["salt"])) == ("forecaster.recorded", 1, 16)


def test_two_events_that_say_the_same_share_no_salt_and_no_digest(database):
    append_all(database, batch("s-1", 0, draft(1, "Ada"), draft(2, "Ada")))
    one, other = all_rows(database)
    assert one["data"] == other["data"]
    assert one["salt"] != other["salt"]
    assert one["data_digest"] != other["data_digest"]


def test_an_identical_replay_gives_the_first_result_and_writes_nothing(database):
    said = batch("s-1", 0, draft(1), draft(2))
    (first,) = append_all(database, said)
    append_all(database, batch("s-1", 2, draft(3)))
    before = all_rows(database)
    (again,) = append_all(database, said, now=at(60), origin=Origin(recorded_by="other", correlation_id="x"))
    assert (again.outcome, again.version, again.events) == ("replayed", 2, first.events)
    assert all_rows(database) == before


@pytest.mark.parametrize(
    "reused",
    [
        batch("s-1", 0, draft(1, "somebody else")),
        batch("s-2", 0, draft(1, "name 1")),
        batch("s-1", 0, draft(1, "name 1"), draft(7)),
        batch("s-1", 1, draft(7), draft(1, "name 1")),
    ],
    ids=["other content", "other stream", "only the first stands", "only the second stands"],
)
def test_an_id_that_stands_for_something_else_is_refused_and_nothing_is_written(database, reused):
    append_all(database, batch("s-1", 0, draft(1)))
    before = all_rows(database)
    with pytest.raises(IdempotencyKeyReused):
        append_all(database, reused)
    assert all_rows(database) == before


@pytest.mark.parametrize("expected", [0, 1, 3])
def test_a_stream_that_stands_elsewhere_is_a_conflict_that_says_where(database, expected):
    append_all(database, batch("s-1", 0, draft(1), draft(2)))
    with pytest.raises(VersionConflict) as refusal:
        append_all(database, batch("s-1", expected, draft(3)))
    assert refusal.value.current == 2
    assert len(all_rows(database)) == 2


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (batch("s-3", 5, draft(9)), VersionConflict),
        (batch("s-3", 0, draft(1, "another")), IdempotencyKeyReused),
    ],
    ids=["conflict", "reuse"],
)
def test_several_streams_are_appended_together_or_not_at_all(database, wrong, error):
    append_all(database, batch("s-1", 0, draft(1)))
    before = all_rows(database)
    with pytest.raises(error):
        append_all(database, batch("s-1", 1, draft(2)), batch("s-2", 0, draft(3)), wrong)
    assert all_rows(database) == before
    assert_clean(database, events=1)


def test_several_streams_are_appended_in_the_order_of_their_names_and_answered_as_asked(database):
    done = append_all(database, batch("s-2", 0, draft(1)), batch("s-1", 0, draft(2), draft(3)))
    assert [one.stream for one in done] == ["s-2", "s-1"]
    assert [row["stream"] for row in all_rows(database)] == ["s-1", "s-1", "s-2"]


def test_two_batches_for_one_stream_are_a_mistake(database):
    with pytest.raises(ValueError, match="two batches"):
        append_all(database, batch("s-1", 0, draft(1)), batch("s-1", 1, draft(2)))
    assert all_rows(database) == []


def test_the_effective_instant_is_moved_up_to_the_streams_last(database):
    early, late = at(-60), at(60)
    append_all(
        database, batch("s-1", 0, draft(1, effective_at=late)), batch("s-2", 0, draft(2, effective_at=early))
    )
    append_all(
        database,
        batch(
            "s-1", 1, draft(3, effective_at=early), draft(4, effective_at=at(90)), draft(5, effective_at=late)
        ),
    )
    by_id = {row["event_id"]: instant_from_text(row["effective_at"]) for row in all_rows(database)}
    assert [by_id[event_id(n)] for n in (1, 2, 3, 4, 5)] == [late, early, late, at(90), at(90)]


def test_positions_are_dense_whatever_was_refused_in_between(database):
    for n in range(5):
        append_all(database, batch(f"s-{n}", 0, draft(n)))
        with pytest.raises(VersionConflict):
            append_all(database, batch(f"s-{n}", 0, draft(100 + n)))
    assert [row["position"] for row in all_rows(database)] == [1, 2, 3, 4, 5]
    assert_clean(database, events=5)


def test_sequencing_never_goes_back_though_the_clock_does(sqlite_database):
    append_all(sqlite_database, batch("s-1", 0, draft(1)), now=START)
    append_all(sqlite_database, batch("s-1", 1, draft(2)), now=START - timedelta(hours=1))
    append_all(sqlite_database, batch("s-1", 2, draft(3)), now=START + timedelta(seconds=1))
    rows = all_rows(sqlite_database)
    assert [row["sequenced_at"][11:19] for row in rows] == ["00:00:00", "00:00:00", "00:00:01"]
    assert [row["recorded_at"][11:19] for row in rows] == ["00:00:00", "23:00:00", "00:00:01"]
    assert_clean(sqlite_database, events=3)


def test_the_head_is_the_trackers_first_one_before_anything_is_recorded(database):
    with database.reading() as tx:
        head = read_head(tx)
        assert (head.position, head.head) == (0, first_head(tracker_id(tx)))
        assert (head_at(tx, 0), head_at(tx, 1)) == (head.head, None)


def test_the_head_moves_with_every_event_and_every_earlier_one_stays_known(database):
    append_all(database, batch("s-1", 0, draft(1), draft(2)))
    with database.reading() as tx:
        assert head_at(tx, 2) == read_head(tx).head
        assert len({head_at(tx, n) for n in (0, 1, 2)}) == 3


def test_reading_the_log_goes_on_behind_a_position(database):
    append_all(database, batch("s-1", 0, *(draft(n) for n in range(7))))
    with database.reading() as tx:
        assert [one.position for one in read_log(tx, after=2, limit=3)] == [3, 4, 5]
        assert read_log(tx, after=7) == []


def test_an_event_of_a_newer_tracker_is_not_read_as_something_else(database):
    append_all(database, batch("s-1", 0, draft(1)))
    with database.writing() as tx:
        tx.execute("DROP TRIGGER event_no_update" + ("" if tx.numbers_positions else " ON event"))
        tx.execute("UPDATE event SET schema_version = 2")
    with database.reading() as tx, pytest.raises(UnknownEvent):
        read_log(tx, after=0)


def test_an_exception_in_the_transaction_takes_back_what_was_appended(database):
    with pytest.raises(ZeroDivisionError), database.writing() as tx:  # noqa: PT012 - the block is the transaction
        append(tx, [batch("s-1", 0, draft(1))], origin=ORIGIN, now=START)
        raise ZeroDivisionError
    assert all_rows(database) == []


def write_many(path, writer):
    """Append events one by one to a stream of its own and to one that everybody writes to."""
    database = open_sqlite(path)
    for n in range(WRITERS_EACH):
        with database.writing() as tx:
            shared = sum(1 for _ in read_stream(tx, "shared-1"))
            batches = [
                batch(f"own-{writer}", n, Draft(f"{writer}-{n}-own", mint(named("a")), START)),
                batch("shared-1", shared, Draft(f"{writer}-{n}-shared", mint(named("b")), START)),
            ]
            append(tx, batches, origin=ORIGIN, now=START)
    database.close()


def assert_all_there(database, *, writers):
    rows = all_rows(database)
    count = 2 * writers * WRITERS_EACH
    assert [row["position"] for row in rows] == list(range(1, count + 1))
    shared = [row["version"] for row in rows if row["stream"] == "shared-1"]
    assert shared == list(range(1, writers * WRITERS_EACH + 1))
    assert_clean(database, events=count)


def test_threads_that_append_at_once_leave_one_dense_chain(sqlite_database, tmp_path):
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write_many, [tmp_path / "tracker.db"] * 2, ["one", "two"]))
    assert_all_there(sqlite_database, writers=2)


def test_threads_that_share_one_database_leave_one_dense_chain(database):
    def write(writer):
        for n in range(WRITERS_EACH):
            append_all(database, batch(f"own-{writer}", n, draft(1000 * writer + n)))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert [row["position"] for row in all_rows(database)] == list(range(1, 4 * WRITERS_EACH + 1))
    assert verified(database).is_clean


def test_processes_that_append_at_once_leave_one_dense_chain(sqlite_database, tmp_path):
    context = multiprocessing.get_context("spawn")
    processes = [
        context.Process(target=write_many, args=(tmp_path / "tracker.db", name)) for name in ("one", "two")
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=60)
    assert [process.exitcode for process in processes] == [0, 0]
    assert_all_there(sqlite_database, writers=2)

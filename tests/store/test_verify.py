"""What an owner of the database could do behind the triggers' back, and that verification names the place."""

import hashlib

import pytest

from tests.store.appending import all_rows, append_all, assert_clean, batch, draft, verified
from tests.store.definition import HEADER, header_by_definition
from tests.support.instance import open_application
from tracker.store.log.log import head_at, tracker_id

EVENTS = 6


@pytest.fixture
def application(tmp_path):
    """SQLite's own statements are tried here; see test_postgres for the other database."""
    with open_application(tmp_path) as opened:
        yield opened


@pytest.fixture
def owned(database):
    """Six events in two streams, and an owner who has dropped the triggers."""
    append_all(database, batch("s-1", 0, draft(1), draft(2), draft(3)))
    append_all(database, batch("s-2", 0, draft(4)), batch("s-1", 3, draft(5)))
    append_all(database, batch("s-2", 1, draft(6)))
    assert_clean(database, events=EVENTS)
    with database.writing() as tx:
        for row in tx.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            tx.execute(f"DROP TRIGGER {row['name']}")
    return database


def tamper(database, *statements):
    with database.writing() as tx:
        for statement in statements:
            assert tx.execute(statement) > 0


def fault_at(database):
    found = verified(database)
    return found.position, found.fault


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def commitment_of(row):
    return sha256(header_by_definition(row, row["data_digest"].hex()))


def recommit(database, position):
    """Make the digests of one event fit what now stands there."""
    row = all_rows(database)[position - 1]
    row["data_digest"] = sha256(row["salt"], row["data"].encode())
    with database.writing() as tx:
        tx.execute(
            "UPDATE event SET data_digest = :data_digest, commitment = :commitment WHERE inserted = :inserted",
            row | {"commitment": commitment_of(row)},
        )


def rechain(database):
    """Make every head fit, as somebody would who can write the whole file."""
    with database.reading() as tx:
        head = sha256(tracker_id(tx).encode())
    for row in all_rows(database):
        head = sha256(
            head, row["position"].to_bytes(8, "big"), row["sequenced_at"].encode(), row["commitment"]
        )
        with database.writing() as tx:
            tx.execute(
                "UPDATE log SET head = :head WHERE position = :position",
                {"head": head, "position": row["position"]},
            )


def heads(database):
    with database.reading() as tx:
        return [head_at(tx, position) for position in range(EVENTS + 1)]


EDIT = "UPDATE event SET data = replace(data, 'name 3', 'nobody') WHERE inserted = 3"


def test_an_edited_payload_is_found(owned):
    tamper(owned, EDIT)
    assert fault_at(owned) == (3, "the payload is not the one that was recorded")


def test_an_edited_payload_with_fitting_digests_is_found_by_its_head(owned):
    tamper(owned, EDIT)
    recommit(owned, 3)
    assert fault_at(owned) == (3, "the head does not follow from what stands before")


def test_a_payload_and_its_digest_without_the_commitment_are_found(owned):
    tamper(owned, EDIT)
    row = all_rows(owned)[2]
    with owned.writing() as tx:
        digest = sha256(row["salt"], row["data"].encode())
        tx.execute("UPDATE event SET data_digest = :digest WHERE inserted = 3", {"digest": digest})
    assert fault_at(owned) == (3, "the envelope is not the one that was recorded")


@pytest.mark.parametrize("half", ["data", "salt"])
def test_half_a_takedown_is_found(owned, half):
    tamper(owned, f"UPDATE event SET {half} = NULL WHERE inserted = 3")
    assert fault_at(owned)[0] == 3


@pytest.mark.parametrize("column", [*HEADER, "data_digest", "commitment"])
def test_an_edit_of_any_field_of_the_envelope_is_found(owned, column):
    value = {
        "version": "70",
        "schema_version": "70",
        "data_digest": "zeroblob(32)",
        "commitment": "zeroblob(32)",
    }
    tamper(owned, f"UPDATE event SET {column} = {value.get(column, repr('edited'))} WHERE inserted = 3")
    assert fault_at(owned)[0] == 3


@pytest.mark.parametrize("column", ["position", "event_id", "inserted", "sequenced_at", "head"])
def test_an_edit_of_any_field_of_the_log_is_found(owned, column):
    value = {"head": "zeroblob(32)", "sequenced_at": "'2025-01-01T00:00:00.000009Z'"}.get(column, "70")
    tamper(owned, f"UPDATE log SET {column} = {value} WHERE position = 3")
    assert fault_at(owned)[0] == 3


def test_an_instant_that_goes_back_is_found(owned):
    tamper(owned, "UPDATE log SET sequenced_at = '2020-01-01T00:00:00.000000Z' WHERE position = 3")
    rechain(owned)
    assert fault_at(owned) == (3, "it is sequenced before its predecessor")


def test_two_events_that_changed_places_are_found(owned):
    tamper(
        owned,
        "UPDATE log SET inserted = -2, event_id = 'nobody' WHERE position = 2",
        "UPDATE log SET inserted = 2, event_id = (SELECT event_id FROM event WHERE inserted = 2) WHERE position = 4",
        "UPDATE log SET inserted = 4, event_id = (SELECT event_id FROM event WHERE inserted = 4) WHERE position = 2",
    )
    assert fault_at(owned) == (2, "the versions of its stream are not in order")


def test_events_of_one_stream_in_the_wrong_order_are_found_though_the_heads_fit(owned):
    tamper(
        owned,
        "UPDATE event SET version = 70 WHERE inserted = 2",
        "UPDATE event SET version = 2 WHERE inserted = 3",
        "UPDATE event SET version = 3 WHERE inserted = 2",
    )
    recommit(owned, 2)
    recommit(owned, 3)
    rechain(owned)
    assert fault_at(owned) == (2, "the versions of its stream are not in order")


def test_a_deleted_event_is_found(owned):
    tamper(owned, "DELETE FROM event WHERE inserted = 3")
    assert fault_at(owned) == (3, "the event is missing")


def test_a_deleted_place_in_the_log_is_found(owned):
    tamper(owned, "DELETE FROM log WHERE position = 3")
    assert fault_at(owned) == (3, "this position is missing")


def test_an_event_cut_out_with_its_place_is_found_though_the_heads_fit(owned):
    tamper(owned, "DELETE FROM event WHERE inserted = 3", "DELETE FROM log WHERE position = 3")
    rechain(owned)
    assert fault_at(owned) == (3, "this position is missing")


def test_a_log_without_its_beginning_is_found(owned):
    tamper(owned, "DELETE FROM log WHERE position = 1", "DELETE FROM event WHERE inserted = 1")
    assert fault_at(owned) == (1, "this position is missing")


def test_an_event_outside_the_log_is_found(owned):
    tamper(owned, "DELETE FROM log WHERE position = 6")
    assert fault_at(owned) == (6, "event number 6 stands outside the log")


@pytest.mark.parametrize(
    "odd",
    [
        "UPDATE event SET data = x'00ff' WHERE inserted = 3",
        "UPDATE event SET salt = 'text' WHERE inserted = 3",
        "UPDATE event SET data_digest = 'text' WHERE inserted = 3",
        "UPDATE log SET sequenced_at = '2025-01-01T00:00:00.00000\u00e9Z' WHERE position = 3",
        "UPDATE log SET sequenced_at = 'text' WHERE position = 3",
        "UPDATE log SET sequenced_at = 7 WHERE position = 3",
        "UPDATE log SET head = 'text' WHERE position = 3",
        "UPDATE event SET stream = x'00' WHERE inserted = 3",
        "UPDATE event SET version = 'three' WHERE inserted = 3",
    ],
)
def test_a_column_of_the_wrong_kind_is_a_fault_and_not_a_crash(owned, odd):
    tamper(owned, odd)
    assert fault_at(owned)[0] == 3


def test_a_whole_history_that_was_forged_is_clean_by_itself_and_found_by_any_old_head_behind_it(owned):
    old = heads(owned)
    tamper(owned, EDIT)
    recommit(owned, 3)
    rechain(owned)
    assert_clean(owned, events=EVENTS)
    for position, head in enumerate(old):
        found = verified(owned, against=(position, head))
        if position < 3:
            assert found.is_clean
        else:
            assert (
                found.fault == f"history up to position {position} was altered: its head is not the one given"
            )
            assert found.position == position


def test_a_log_that_lost_its_end_is_found_by_any_head_of_it(owned):
    old = heads(owned)
    tamper(owned, "DELETE FROM log WHERE position > 4", "DELETE FROM event WHERE inserted > 4")
    assert_clean(owned, events=4)
    assert "was altered" in verified(owned, against=(EVENTS, old[EVENTS])).fault


def test_a_tracker_with_another_identity_is_found(owned):
    old = heads(owned)
    tamper(owned, "UPDATE house SET house_id = 'another'")
    assert fault_at(owned)[0] == 1
    rechain(owned)
    assert_clean(owned, events=EVENTS)
    assert "was altered" in verified(owned, against=(0, old[0])).fault


def test_the_heads_of_the_log_as_it_is_hold_against_it(owned):
    for position, head in enumerate(heads(owned)):
        assert verified(owned, against=(position, head)).is_clean


@pytest.mark.parametrize("position", [-1, EVENTS + 1, 10**9])
def test_a_head_of_no_position_never_holds(owned, position):
    assert not verified(owned, against=(position, heads(owned)[EVENTS])).is_clean


def test_a_taken_down_payload_does_not_excuse_a_changed_envelope(owned):
    tamper(owned, "UPDATE event SET data = NULL, salt = NULL, recorded_by = 'other' WHERE inserted = 3")
    assert fault_at(owned) == (3, "the envelope is not the one that was recorded")


def test_an_empty_log_is_clean(database):
    found = verified(database)
    with database.reading() as tx:
        assert (found.is_clean, found.events, found.head) == (True, 0, head_at(tx, 0))
    assert verified(database, against=(0, found.head)).is_clean
    assert not verified(database, against=(1, found.head)).is_clean


def test_a_log_of_several_pages_is_checked_to_its_end(database):
    append_all(database, batch("s-1", 0, *(draft(n) for n in range(1, 1_502))))
    assert_clean(database, events=1_501)
    with database.writing() as tx:
        tx.execute("DROP TRIGGER event_no_update")
    tamper(database, "UPDATE event SET recorded_by = 'other' WHERE inserted = 1501")
    assert fault_at(database)[0] == 1_501


def test_what_follows_a_trusted_head_is_checked_and_nothing_before(owned):
    old = heads(owned)
    tamper(owned, EDIT)
    for position, head in enumerate(old):
        found = verified(owned, after=(position, head))
        assert found.position == (3 if position < 3 else None)
        assert (found.after, found.is_clean) == (position, position >= 3)
    assert verified(owned, after=(4, old[4])).events == EVENTS
    assert verified(owned, after=(4, old[4])).head == old[EVENTS]


@pytest.mark.parametrize("position", [0, 3, EVENTS, EVENTS + 1])
def test_a_trusted_head_that_is_not_there_is_a_fault(owned, position):
    found = verified(owned, after=(position, b"x" * 32))
    assert found.position == position
    assert found.fault == f"history up to position {position} was altered: its head is not the one given"


def test_what_was_rewritten_behind_a_trusted_head_shows_at_that_head(owned):
    old = heads(owned)
    tamper(owned, EDIT)
    recommit(owned, 3)
    rechain(owned)
    assert verified(owned, after=(2, old[2])).is_clean
    assert verified(owned, after=(5, old[5])).position == 5


def test_an_older_head_is_asked_about_too_when_only_the_end_is_checked(owned):
    old = heads(owned)
    assert verified(owned, after=(5, old[5]), against=(2, old[2])).is_clean
    assert verified(owned, after=(5, old[5]), against=(2, old[3])).position == 2


def test_an_instant_before_the_trusted_one_is_found(owned):
    old = heads(owned)
    tamper(owned, "UPDATE log SET sequenced_at = '2020-01-01T00:00:00.000000Z' WHERE position = 4")
    assert verified(owned, after=(3, old[3])).fault == "it is sequenced before its predecessor"


def test_steps_of_any_size_come_to_what_one_check_comes_to(owned):
    whole = verified(owned)
    for limit in range(1, EVENTS + 2):
        point = (0, heads(owned)[0])
        for _ in range(EVENTS + 1):
            found = verified(owned, after=point, limit=limit)
            assert found.is_clean
            assert found.events - found.after <= limit
            point = (found.events, found.head)
        assert point == (whole.events, whole.head)


def test_the_step_that_comes_to_the_end_looks_for_events_outside_the_log(owned):
    old = heads(owned)
    tamper(owned, "DELETE FROM log WHERE position = 6")
    assert verified(owned, after=(3, old[3]), limit=2).is_clean
    assert verified(owned, after=(5, old[5]), limit=2).fault == "event number 6 stands outside the log"
    assert verified(owned, after=(4, old[4])).fault == "event number 6 stands outside the log"


def test_an_event_outside_the_log_is_found_whatever_its_number(owned):
    tamper(owned, "DELETE FROM log WHERE position = 6", "UPDATE event SET inserted = -1 WHERE inserted = 6")
    assert verified(owned).fault == "event number -1 stands outside the log"


def test_a_check_of_several_pages_can_begin_and_end_within_one(database):
    append_all(database, batch("s-1", 0, *(draft(n) for n in range(1, 2_502))))
    with database.reading() as tx:
        start = (700, head_at(tx, 700))
    found = verified(database, after=start, limit=1_100)
    assert (found.is_clean, found.events) == (True, 1_800)

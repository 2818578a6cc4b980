"""Every column beside the log is classed: bound by a digest in it, needed to run only, or not bound, and why."""

import pytest

from tests.application.doing import ask, assert_verified, logged
from tracker.application.recording.essays import record_essay
from tracker.domain.essay import RecordEssay
from tracker.store.log.verify import verify
from tracker.store.tables import FactTable

BOUND = {"house.house_id", "essay_text.sha256", "essay_text.text"}
"""What replay or an answer reads as a fact; a byte changed there is named by `tracker verify`."""

OPERATIONAL = {
    "attempt", "backed_up", "checkpoint", "delivery", "digest_turn", "lane", "lease", "news_clock", "outbound", "parked",
    "pending", "projection", "slot", "told", "verified", "work",
}  # fmt: skip
"""Tables of what is under way: neither replay nor the record's answers take facts from them."""

UNBOUND = {
    "house.created_at": "tells how long nobody has looked at the log, before the first look",
    "idempotency": "an answer that was given already, repeated for 7 days; the record itself is in the log",
    "key_secret": "a digest that lets a key in; who may do what is in the log",
    "key_use": "about when a key was used; no event by decision",
    "import_run": "where a run stands and in which zone its lines are read; what they came to is in the log",
    "endpoint_address": "sealed with the tracker's own key",
    "endpoint_secret": "sealed with the tracker's own key",
    "redaction": "read no more",
}


def columns():
    """Every column of every fact table but the log's own two."""
    for name, table in FactTable.metadata.tables.items():
        if name not in ("event", "log"):
            yield from (f"{name}.{column}" for column in table.columns.keys())  # noqa: SIM118


def test_every_column_has_exactly_one_class():
    for column in columns():
        table = column.partition(".")[0]
        classes = [column in BOUND, table in OPERATIONAL, column in UNBOUND or table in UNBOUND]
        assert sum(classes) == 1, f"{column} is classed {sum(classes)} times"
    tables = {column.partition(".")[0] for column in columns()}
    assert {*OPERATIONAL, *(one.partition(".")[0] for one in (*BOUND, *UNBOUND))} == tables
    assert set(columns()) >= BOUND


@pytest.mark.parametrize("column", sorted(BOUND))
def test_a_byte_changed_in_a_bound_column_is_named(application, caller, column):
    entry = RecordEssay(title="On cabinets", text="The cabinet falls.")
    ask(application, caller, lambda uow: record_essay(application, uow, entry, caller=caller))
    logged(application)
    assert_verified(application)
    table, _, name = column.partition(".")
    with application.database.writing() as tx:
        value = tx.value(f"SELECT {name} FROM {table}")
        changed = chr(ord(value[0]) ^ 1) + value[1:]
        tx.execute(f"UPDATE {table} SET {name} = :changed", {"changed": changed})
    with application.database.reading() as tx:
        assert verify(tx).position is not None

"""The last use of a key is noted once a minute by each process, and tried again where the database was busy."""

import pytest

from tests.application.doing import table
from tracker.application.access import key_uses
from tracker.application.access.key_uses import KeyUses
from tracker.domain.instants import instant_text


@pytest.fixture
def uses(application):
    return KeyUses(application)


def noted(application):
    return {row["key"]: row["used_at"] for row in table(application, "key_use")}


def test_a_minute_passes_before_a_key_is_noted_again(application, clock, uses):
    begun = clock()
    uses.note("key_1")
    clock.forward(seconds=59)
    uses.note("key_1")
    uses.note("key_2")
    assert noted(application) == {"key_1": instant_text(begun), "key_2": instant_text(clock())}
    clock.forward(seconds=1)
    uses.note("key_1")
    assert noted(application)["key_1"] == instant_text(clock())


def test_every_process_notes_for_itself(application, clock, uses):
    uses.note("key_1")
    clock.forward(seconds=30)
    KeyUses(application).note("key_1")
    assert noted(application) == {"key_1": instant_text(clock())}


def test_a_use_that_met_a_busy_database_is_made_up_for_by_the_next(application, clock, uses):
    begun = clock()
    uses.note("key_1")
    clock.forward(minutes=1)
    with application.database.writing() as tx:
        tx.execute("UPDATE key_use SET used_at = used_at")
        uses.note("key_1")
    assert noted(application) == {"key_1": instant_text(begun)}
    uses.note("key_1")
    assert noted(application) == {"key_1": instant_text(clock())}


def test_what_a_process_remembers_is_bounded(application, monkeypatch, uses):
    monkeypatch.setattr(key_uses, "KEYS_MAX", 2)
    for key in ("key_1", "key_2", "key_3", "key_4"):
        uses.note(key)
    assert len(uses._noted) <= 2
    assert len(noted(application)) == 4

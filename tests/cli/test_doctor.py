"""`tracker doctor` on a real tracker: well, and with each thing that can be wrong with it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
import redis

from tests.support.instance import new_caller, open_application, settings_for
from tests.support.valkey import running_valkey
from tracker.application.work.verification import verify_log
from tracker.cli.client.folder import LOCK, queue_secret, write_address, write_private
from tracker.cli.operators.checks import check_clock, check_disk, check_log
from tracker.cli.operators.keys import first_key
from tracker.cli.supervision.supervisor import hold_lock
from tracker.domain.instants import instant_text
from tracker.store.log.log import read_head

SECRET = "a-secret-nobody-may-read"
ALWAYS = ["folder", "disk", "database", "migrations", "triggers", "clock", "projections", "log"]


@pytest.fixture
def folder(tmp_path):
    """A tracker with a key and a past, not up."""
    folder = tmp_path / "tracker"
    with open_application(folder) as application:
        first_key(application, settings_for(folder))
        new_caller(application, author="Bo")
    folder.chmod(0o700)
    (folder / "tracker.db").chmod(0o600)
    return folder


@pytest.fixture
def doctor(tracker, folder):
    """What the doctor says, as JSON, and its exit code."""

    def ask(*arguments, **environment):
        result = tracker("doctor", "--json", *arguments, **environment)
        document = json.loads(result.stdout)
        assert result.exit_code == (0 if document["is_well"] else 1)
        return document

    return ask


@pytest.fixture
def served(folder):
    """The tracker as it is while it is up: its lock held, a relay leading, its queue answering."""
    with hold_lock(folder / LOCK), running_valkey(folder) as url:
        lead(folder, until=datetime.now(UTC) + timedelta(seconds=50))
        yield url


def lead(folder, *, until):
    tamper(folder, "DELETE FROM lease", f"INSERT INTO lease VALUES ('relay', 'r', '{instant_text(until)}')")


def tamper(folder, *statements):
    with closing(sqlite3.connect(settings_for(folder).database_path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def wrong(document):
    """The checks that failed, by name; each says what to do, and no other does."""
    assert all((check["to_do"] is None) == check["is_well"] for check in document["checks"])
    return {check["name"]: check for check in document["checks"] if not check["is_well"]}


def setting(document, name):
    return next((one["value"], one["origin"]) for one in document["settings"] if one["name"] == name)


def test_a_tracker_that_is_not_up_is_well_and_told_to_be_down(doctor):
    document = doctor()
    assert wrong(document) == {}
    assert [check["name"] for check in document["checks"]] == [*ALWAYS, "processes"]


def test_a_tracker_that_is_up_is_asked_for_its_relay_and_its_queue(doctor, served):
    document = doctor()
    assert wrong(document) == {}
    assert [check["name"] for check in document["checks"]] == [*ALWAYS, "relay", "queue"]


def test_every_line_is_one_line_and_a_wrong_one_says_what_to_do(tracker, folder):
    assert tracker("doctor").exit_code == 0
    (folder / "api-key").chmod(0o644)
    result = tracker("doctor")
    lines = [line for line in result.stdout.splitlines() if line.startswith("WRONG")]
    assert result.exit_code == 1
    path = folder / "api-key"
    assert lines == [f"WRONG folder: {path} is open to others (644) -> chmod 600 {path}"]
    assert "Outbound is on (epoch 1)." in result.stdout


@pytest.mark.parametrize("name", [".", "tracker.db", "api-key", "secrets.json"])
def test_what_others_can_enter_or_read_is_wrong(doctor, folder, name):
    queue_secret(settings_for(folder))
    (folder / name).chmod(0o750 if name == "." else 0o640)
    assert list(wrong(doctor())) == ["folder"]


def test_a_database_that_cannot_be_read_is_one_fault_and_not_ten(doctor, folder):
    (folder / "tracker.db").write_bytes(b"not a database at all" * 1_000)
    assert list(wrong(doctor())) == ["database"]


def test_a_database_without_tables_is_no_tracker(doctor, folder):
    (folder / "tracker.db").unlink()
    (folder / "tracker.db").touch(mode=0o600)
    assert list(wrong(doctor())) == ["database"]


def test_a_database_of_an_earlier_version_is_to_be_migrated(doctor, folder):
    tamper(
        folder,
        "DROP TABLE verified",
        "DROP TABLE outbound",
        "UPDATE alembic_version SET version_num = '0002'",
    )
    found = wrong(doctor())
    assert list(found) == ["migrations"]
    assert found["migrations"]["to_do"] == "tracker migrate"


@pytest.mark.parametrize(
    "guard",
    [f"{table}_no_{change}" for table in ("event", "log") for change in ("delete", "update", "replace")],
)
def test_a_missing_trigger_is_named(doctor, folder, guard):
    tamper(folder, f"DROP TRIGGER {guard}")
    found = wrong(doctor())
    assert list(found) == ["triggers"]
    assert found["triggers"]["found"] == f"missing: {guard}"


def test_a_trigger_that_refuses_nothing_any_more_counts_as_missing(doctor, folder):
    tamper(
        folder,
        "DROP TRIGGER log_no_delete",
        "CREATE TRIGGER log_no_delete BEFORE DELETE ON log BEGIN SELECT 1; END",
    )
    assert wrong(doctor())["triggers"]["found"] == "missing: log_no_delete"


def test_projections_of_other_code_are_named(doctor, folder):
    tamper(folder, "UPDATE projection SET version = 99 WHERE name = 'forecaster'")
    assert wrong(doctor())["projections"]["found"] == "filled by other code: forecaster"


def test_a_clock_behind_the_record_is_wrong_from_a_minute_on(folder):
    with open_application(folder) as application:
        with application.database.reading() as tx:
            last = datetime.fromisoformat(read_head(tx).sequenced_at)
        assert check_clock(application, now=last - timedelta(seconds=60)).is_well
        assert not check_clock(application, now=last - timedelta(seconds=61)).is_well


def test_too_little_room_is_wrong(folder):
    free = shutil.disk_usage(folder).free
    assert check_disk(folder, spare_bytes=0).is_well
    assert not check_disk(folder, spare_bytes=free).is_well


def test_a_fault_in_the_log_is_told_with_its_position(doctor, folder):
    tamper(folder, "DROP TRIGGER log_no_update", "UPDATE log SET head = zeroblob(32) WHERE position = 2")
    with open_application(folder) as application:
        verify_log(application, now=application.clock())
    found = wrong(doctor())
    assert list(found) == ["triggers", "log"]
    assert found["log"]["found"].startswith("altered at position 2: the head does not follow")


@pytest.mark.parametrize("is_verified", [False, True])
def test_a_tracker_that_is_served_but_never_verified_is_wrong_after_two_nights(folder, is_verified):
    with open_application(folder) as application:
        now = application.clock()
        if is_verified:
            verify_log(application, now=now)
        later = now + timedelta(days=3)
        assert check_log(application, now=now, is_served=True).is_well
        assert not check_log(application, now=later, is_served=True).is_well
        assert check_log(application, now=later, is_served=False).is_well


def test_a_lease_that_has_run_out_leads_nobody(doctor, folder, served):
    lead(folder, until=datetime.now(UTC) - timedelta(seconds=1))
    assert list(wrong(doctor())) == ["relay"]
    tamper(folder, "DELETE FROM lease")
    assert list(wrong(doctor())) == ["relay"]


def test_a_queue_that_evicts_is_wrong(doctor, served):
    with redis.Redis.from_url(served) as queue:
        queue.config_set("maxmemory-policy", "allkeys-lru")
    assert wrong(doctor())["queue"]["found"] == "it answers, and when full it evicts (allkeys-lru)"


def test_a_queue_that_is_away_is_wrong_where_one_is_named(doctor, folder):
    found = wrong(doctor(REDIS_URL=f"redis://:{SECRET}@127.0.0.1:1/0"))
    assert list(found) == ["relay", "queue"]
    assert SECRET not in json.dumps(found)


def test_a_setting_says_whether_option_environment_folder_or_default_gave_it(doctor, folder):
    queue_secret(settings_for(folder))
    write_address(folder, "http://127.0.0.1:8123")
    with hold_lock(folder / LOCK):
        document = doctor("--data", folder, TRACKER_TIMEZONE="Asia/Tokyo")
    assert setting(document, "TRACKER_DATA") == (str(folder), "--data")
    assert setting(document, "TRACKER_TIMEZONE") == ("Asia/Tokyo", "environment")
    assert setting(document, "TRACKER_WORKERS") == ("1", "default")
    assert setting(document, "TRACKER_URL") == ("http://127.0.0.1:8123", "folder (house.json)")
    assert setting(document, "TRACKER_KEY") == ("***", "folder (api-key)")
    assert setting(document, "TRACKER_SECRET_KEY") == ("***", "folder (secrets.json)")
    assert setting(document, "REDIS_URL") == (None, "default")
    document = doctor(TRACKER_KEY="mine", TRACKER_URL="http://elsewhere")
    assert setting(document, "TRACKER_KEY") == ("***", "environment")
    assert setting(document, "TRACKER_URL") == ("http://elsewhere", "environment")


@pytest.mark.parametrize("arguments", [[], ["--json"]], ids=["text", "json"])
def test_no_secret_is_printed(tracker, folder, arguments):
    kept = queue_secret(settings_for(folder))
    write_private(folder / "api-key", SECRET)
    given = {
        "TRACKER_SECRET_KEY": f"{SECRET}-2",
        "TRACKER_KEY": SECRET,
        "REDIS_URL": f"redis://:{SECRET}@127.0.0.1:1",
    }
    for environment in ({}, given):
        result = tracker("doctor", *arguments, **environment)
        assert SECRET not in result.output
        assert kept not in result.output


def test_a_folder_without_a_tracker_is_not_examined(tracker, tmp_path):
    result = tracker("doctor", "--data", tmp_path / "elsewhere")
    assert (result.exit_code, "There is no tracker in" in result.stderr) == (1, True)
    assert not (tmp_path / "elsewhere").exists()


def test_looking_changes_nothing(tracker, folder):
    before = (folder / "tracker.db").read_bytes()
    tracker("doctor")
    assert (folder / "tracker.db").read_bytes() == before

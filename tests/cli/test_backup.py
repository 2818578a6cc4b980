"""A tracker goes into one file while it runs and comes out of it exactly as it was, but silent."""

from __future__ import annotations

import hashlib
import io
import json
import sqlite3
import tarfile
import threading
from contextlib import closing

import pytest

from tests.application.doing import ask
from tests.support.dump import projection_rows
from tests.support.files import mode
from tests.support.instance import DELIVERY_TABLES, new_caller, open_application, settings_for, work_off
from tracker.application.access.access import authenticate
from tracker.application.recording.essays import record_essay
from tracker.application.work.gauges import read_gauges
from tracker.application.work.outbound import turn_outbound
from tracker.application.work.verification import verify_log
from tracker.bootstrap import is_migrated
from tracker.cli.client.folder import LOCK, queue_secret
from tracker.cli.operators.archive import MANIFEST
from tracker.cli.operators.backup import back_up
from tracker.cli.operators.keys import first_key
from tracker.cli.supervision.supervisor import hold_lock
from tracker.domain.essay import RecordEssay
from tracker.store.outbound import read_outbound
from tracker.store.tables import FactTable

LINES = [
    {"record": "development", "id": "d", "statement": "It fell", "occurred_on": "2025-02-01",
     "source_url": "https://news.example/1", "at": "2025-02-02T00:00:00Z"},
]  # fmt: skip

SUBSCRIBED = """
INSERT INTO endpoint_address (endpoint, number, sealed) VALUES ('sub_1', 1, X'00ff');
INSERT INTO endpoint_secret (endpoint, number, sealed) VALUES ('sub_1', 1, X'00fe');
INSERT INTO lane (endpoint, sequence, failures, warned, token, lease_owner, lease_until)
    VALUES ('sub_1', 1, 0, 0, 7, 's', '9999');
INSERT INTO delivery (endpoint, message, sequence, type, order_key, position, body, state, attempt, next_at, made_at,
    is_replay) VALUES ('sub_1', 'msg_1', 1, 'notice.recorded', 'prd_1', 3, '{}', 'waiting', 0, '2026', '2026', 0);
INSERT INTO attempt (endpoint, message, number, started_at, duration_ms) VALUES ('sub_1', 'msg_1', 1, '2026', 7);
INSERT INTO told (endpoint, prediction, message, facts) VALUES ('sub_1', 'prd_1', 'msg_1', '{}');
INSERT INTO news_clock (type, at, after) VALUES ('notice.due', '2026', '');
INSERT INTO digest_turn (endpoint, next_at, since) VALUES ('sub_1', '2027', '2026')"""
"""A subscriber to whom a message is being sent just now."""


def fact_rows(folder):
    """Every row of every fact table, as bytes and text stand there."""
    with closing(sqlite3.connect(settings_for(folder).database_path)) as connection:
        return {
            table.name: sorted(connection.execute(f"SELECT * FROM {table.name}").fetchall(), key=repr)
            for table in FactTable.metadata.sorted_tables
        }


@pytest.fixture
def folder(tmp_path):
    """A tracker with a past: keys, work with a lease, a verified log, an idempotent answer, a leading relay."""
    folder = tmp_path / "tracker"
    with open_application(folder) as application:
        first_key(application, settings_for(folder))
        queue_secret(settings_for(folder))
        for name in ("Bo", "Cy", "Di"):
            new_caller(application, author=name)
        work_off(application)
        verify_log(application, now=application.clock())
        turn_outbound(application, is_on=True, by="ada")
        with application.database.writing() as tx:
            tx.execute("INSERT INTO lease (name, owner, until) VALUES ('relay', 'r', '9999')")
            tx.execute("INSERT INTO slot (job, slot) VALUES ('test', 7)")
            tx.execute("INSERT INTO essay_text (sha256, text) VALUES ('00', 'an essay: \u65e5\u672c')")
            tx.execute(
                "INSERT INTO idempotency (key_id, idempotency_key, request_digest, status, body, created_at)"
                " VALUES ('key_1', 'once', 'd', 201, '{}', '2025')"
            )
            for statement in SUBSCRIBED.split(";"):
                tx.execute(statement)
            tx.execute(
                "INSERT INTO work (job, subject, wanted, done, attempt, lease_owner, lease_until)"
                " VALUES ('settle', 'prd_1', 3, 1, 2, 'w', '9999')"
            )
    return folder


@pytest.fixture
def backup(tracker, folder, tmp_path):
    path = tmp_path / "backup.tar"
    assert tracker("backup", path).exit_code == 0
    return path


def repacked(backup, change):
    """The same backup, its files changed by `change(name -> bytes)`, in place."""
    with tarfile.open(backup) as tar:
        files = {member.name: tar.extractfile(member).read() for member in tar}
    change(files)
    with tarfile.open(backup, "w") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def test_every_fact_comes_back_exactly_but_leases_and_the_right_to_send(tracker, folder, backup, tmp_path):
    before = fact_rows(folder)
    result = tracker("restore", backup, "--data", tmp_path / "copy")
    assert result.exit_code == 0, result.stderr
    after = fact_rows(tmp_path / "copy")
    assert before.keys() == after.keys()
    for name in before.keys() - {"backed_up", "lane", "lease", "outbound", "work"}:
        assert after[name] == before[name], name
    empty = {name for name in before if not before[name]}
    assert empty == {"import_run", "key_use", "parked", "pending", "redaction"}
    assert after["backed_up"] == [], "the tracker notes it only once the backup is safe"
    assert after["lease"] == []
    assert after["lane"] == [("sub_1", 1, 0, None, 0, None, 8, None, None)]
    assert after["work"] == [("settle", "prd_1", None, 3, 1, None, 2, None, None)]


def test_the_copy_is_a_tracker_that_serves_the_same_answers(tracker, folder, backup, tmp_path):
    tracker("restore", backup, "--data", tmp_path / "copy")
    with open_application(folder) as old, open_application(tmp_path / "copy") as new:
        with old.database.reading() as before, new.database.reading() as after:
            assert projection_rows(before) == projection_rows(after)
        assert is_migrated(new.database)
        authenticate(new, (folder / "api-key").read_text().strip())
    assert tracker("verify", "--data", tmp_path / "copy").stdout == tracker("verify").stdout
    for name in ("api-key", "secrets.json"):
        assert (tmp_path / "copy" / name).read_bytes() == (folder / name).read_bytes()


def test_the_copy_is_silent_in_a_new_epoch(tracker, folder, backup, tmp_path):
    result = tracker("restore", backup, "--data", tmp_path / "copy")
    assert "tracker outbound on" in result.stdout
    with open_application(tmp_path / "copy") as application, application.database.reading() as tx:
        found = read_outbound(tx)
    assert (found.is_on, found.epoch) == (False, 2)
    assert found.changed_by.endswith(" (restore)")
    with open_application(folder) as application, application.database.reading() as tx:
        assert (read_outbound(tx).is_on, read_outbound(tx).epoch) == (True, 1)


def test_backup_and_copy_are_for_their_owner_only_and_nothing_else_lies_about(tracker, backup, tmp_path):
    tracker("restore", backup, "--data", tmp_path / "copy")
    assert mode(backup) == 0o600
    assert mode(tmp_path / "copy") == 0o700
    left = {one.name: mode(one) for one in (tmp_path / "copy").iterdir()}
    assert left == dict.fromkeys(("tracker.db", "secrets.json", "api-key", LOCK), 0o600)
    assert {one.name for one in tmp_path.iterdir()} == {"tracker", "copy", "backup.tar"}


def test_the_manifest_says_what_verify_says(tracker, folder, backup):
    with tarfile.open(backup) as tar:
        assert tar.getnames() == [MANIFEST, "tracker.db", "secrets.json", "api-key"]
        manifest = json.load(tar.extractfile(MANIFEST))
    told = tracker("verify").stdout.splitlines()[-1]
    assert f"{manifest['position']}:{manifest['head']}" == told
    assert manifest["house_id"] == fact_rows(folder)["house"][0][0]
    assert set(manifest["files"]) == {"tracker.db", "secrets.json", "api-key"}


def test_the_tracker_notes_what_was_backed_up_and_when(tracker, folder, backup, tmp_path):
    (noted,) = fact_rows(folder)["backed_up"]
    position, head = tracker("verify").stdout.splitlines()[-1].split(":")
    assert noted[:3] == (1, int(position), bytes.fromhex(head))
    with open_application(folder) as application:
        shown = {one.name: one.values for one in read_gauges(application)}
    assert 0 <= shown["tracker_backup_age_seconds"][""] < 60
    assert tracker("backup", backup).exit_code == 1
    assert fact_rows(folder)["backed_up"] == [noted], "no backup was made"
    assert tracker("backup", tmp_path / "later.tar").exit_code == 0
    (later,) = fact_rows(folder)["backed_up"]
    assert later[3] > noted[3]


def test_a_tracker_that_is_not_migrated_yet_can_be_backed_up_before_it_is(tracker, folder, tmp_path):
    with closing(sqlite3.connect(settings_for(folder).database_path)) as connection:
        connection.execute("DROP TABLE backed_up")
    result = tracker("backup", tmp_path / "before.tar")
    assert result.exit_code == 0
    assert "The backup is good, but the tracker could not record when it was made" in result.stderr
    assert tracker("restore", tmp_path / "before.tar", "--check").exit_code == 0


def test_a_tracker_without_key_and_secret_in_its_folder_can_be_kept_too(tracker, folder, tmp_path):
    (folder / "api-key").unlink()
    (folder / "secrets.json").unlink()
    assert tracker("backup", tmp_path / "b.tar").exit_code == 0
    assert tracker("restore", tmp_path / "b.tar", "--data", tmp_path / "copy").exit_code == 0
    assert not (tmp_path / "copy" / "api-key").exists()


def test_a_backup_of_a_tracker_that_goes_on_recording_is_of_one_moment(tracker, folder, tmp_path):
    is_told = threading.Event()

    def record():
        with open_application(folder) as application:
            number = 0
            while not is_told.is_set():
                number += 1
                new_caller(application, author=f"Author {number}")

    with hold_lock(folder / LOCK):
        recording = threading.Thread(target=record)
        recording.start()
        try:
            results = [tracker("backup", tmp_path / f"{n}.tar") for n in range(5)]
        finally:
            is_told.set()
            recording.join(timeout=30)
    assert [one.exit_code for one in results] == [0] * 5
    points = [one.stdout.splitlines()[-1] for one in results]
    assert len(set(points)) > 1
    for n, point in enumerate(points):
        checked = tracker("restore", tmp_path / f"{n}.tar", "--check")
        assert checked.stdout.splitlines()[-1] == point
        assert tracker("verify", "--against", point).exit_code == 0


def test_checking_leaves_nothing_and_says_that_it_was_only_a_check(tracker, backup, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "t"))
    (tmp_path / "t").mkdir()
    result = tracker("restore", backup, "--check", "--data", tmp_path / "copy")
    assert result.exit_code == 0
    assert "This was only a check; nothing was restored" in result.stdout
    assert not (tmp_path / "copy").exists()
    assert list((tmp_path / "t").iterdir()) == []


def test_a_file_that_stands_there_is_never_overwritten(tracker, folder, backup):
    before = backup.read_bytes()
    result = tracker("backup", backup)
    assert result.exit_code == 1
    assert "already exists and was not changed" in result.stderr
    assert backup.read_bytes() == before
    assert tracker("backup", folder / "tracker.db").exit_code == 1


def test_a_folder_that_is_not_empty_is_left_as_it_is(tracker, folder, backup, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letters").write_text("mine")
    result = tracker("restore", backup, "--data", tmp_path / "full")
    assert (result.exit_code, "is not empty" in result.stderr) == (1, True)
    assert [one.name for one in (tmp_path / "full").iterdir()] == ["letters"]
    assert tracker("restore", backup, "--data", folder).exit_code == 1


def flip(files):
    content = bytearray(files["tracker.db"])
    content[len(content) // 2] ^= 1
    files["tracker.db"] = bytes(content)


def lose_secrets(files):
    del files["secrets.json"]


def lose_database(files):
    del files["tracker.db"]


def lose_manifest(files):
    del files[MANIFEST]


def add_stranger(files):
    files["../../evil"] = b"x"


def vouch_for_stranger(files):
    manifest = json.loads(files[MANIFEST])
    manifest["files"]["../evil"] = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    files[MANIFEST] = json.dumps(manifest).encode()
    files["../evil"] = b"x"


def spoil_manifest(files):
    files[MANIFEST] = b"{"


def later_format(files):
    files[MANIFEST] = files[MANIFEST].replace(b'"format": 1', b'"format": 2')


@pytest.mark.parametrize("arguments", [["--check"], []], ids=["check", "restore"])
@pytest.mark.parametrize(
    ("change", "said"),
    [
        (flip, "tracker.db was altered after the backup"),
        (lose_secrets, "secrets.json is missing"),
        (lose_database, "tracker.db is missing"),
        (lose_manifest, "does not begin with a manifest"),
        (add_stranger, "does not belong in a backup"),
        (vouch_for_stranger, "does not belong in a backup"),
        (spoil_manifest, "The manifest cannot be read"),
        (later_format, "format 2"),
    ],
)
def test_a_backup_that_was_changed_is_refused_in_one_line(tracker, backup, tmp_path, change, said, arguments):
    repacked(backup, change)
    assert_refused(tracker, backup, tmp_path, arguments, said)


def with_database(backup, tmp_path, *statements, manifest=None):
    """The backup with an altered database whose checksum fits, as an owner can make it."""

    def change(files):
        path = tmp_path / "altered.db"
        path.write_bytes(files["tracker.db"])
        with closing(sqlite3.connect(path)) as connection:
            for (trigger,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            ).fetchall():
                connection.execute(f"DROP TRIGGER {trigger}")
            for statement in statements:
                connection.execute(statement)
            connection.commit()
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        files["tracker.db"] = path.read_bytes()
        path.unlink()
        told = json.loads(files[MANIFEST]) | (manifest or {})

        told["files"]["tracker.db"] = hashlib.sha256(files["tracker.db"]).hexdigest()
        files[MANIFEST] = json.dumps(told).encode()

    repacked(backup, change)


def test_a_log_that_was_altered_is_refused_though_the_checksum_fits(tracker, backup, tmp_path):
    with_database(
        backup, tmp_path, "UPDATE event SET data = replace(data, 'Bo', 'Xo') WHERE data LIKE '%Bo%'"
    )
    assert_refused(tracker, backup, tmp_path, [], "The log was altered at position")


def test_a_log_that_lost_its_end_is_refused_by_the_manifest(tracker, backup, tmp_path):
    with_database(
        backup,
        tmp_path,
        "DELETE FROM event WHERE inserted = (SELECT inserted FROM log ORDER BY position DESC LIMIT 1)",
        "DELETE FROM log WHERE position = (SELECT count(*) FROM log)",
    )
    assert_refused(tracker, backup, tmp_path, [], "but the manifest says")


@pytest.mark.parametrize("arguments", [[], ["--check"]])
def test_a_backup_with_an_altered_text_is_refused(tracker, tmp_path, arguments):
    with open_application(tmp_path / "tracker") as application:
        caller, entry = new_caller(application), RecordEssay(title="On cabinets", text="It falls.")
        ask(application, caller, lambda uow: record_essay(application, uow, entry, caller=caller))
    backup = tmp_path / "texts.tar"
    assert tracker("backup", backup).exit_code == 0
    assert tracker("restore", backup, "--check").exit_code == 0
    with_database(backup, tmp_path, "UPDATE essay_text SET text = 'It stays.'")
    assert_refused(tracker, backup, tmp_path, arguments, "the stored text does not match the hash")


def test_a_backup_of_a_newer_tracker_is_refused(tracker, backup, tmp_path):
    with_database(backup, tmp_path, "UPDATE alembic_version SET version_num = '9999'")
    assert_refused(tracker, backup, tmp_path, [], "The backup was made by a newer tracker")


def test_a_backup_of_an_earlier_tracker_is_brought_to_the_present_version(tracker, backup, tmp_path):
    with_database(
        backup,
        tmp_path,
        "DROP TABLE outbound",
        "DROP TABLE verified",
        "DROP TABLE redaction",
        "DROP TABLE backed_up",
        *(f"DROP TABLE {table}" for table in DELIVERY_TABLES),
        "ALTER TABLE idempotency DROP COLUMN is_encoded",
        "UPDATE alembic_version SET version_num = '0002'",
    )
    assert tracker("restore", backup, "--data", tmp_path / "copy").exit_code == 0
    with open_application(tmp_path / "copy") as application, application.database.reading() as tx:
        assert is_migrated(application.database)
        assert (read_outbound(tx).is_on, read_outbound(tx).epoch) == (False, 2)


@pytest.mark.parametrize("kept", [0, 10, 512, 5_000, 100_000, -1])
def test_a_backup_that_was_cut_short_is_refused(tracker, backup, tmp_path, kept):
    content = backup.read_bytes()
    # A tar ends in zeros that mean nothing: the last cut is into the last file.
    backup.write_bytes(content[: len(content.rstrip(b"\0")) - 100] if kept < 0 else content[:kept])
    assert_refused(tracker, backup, tmp_path, [], "")


def test_a_link_is_not_followed_out_of_a_backup(tracker, backup, tmp_path):
    repacked(backup, lambda files: files.pop("api-key"))
    with tarfile.open(backup, "a") as tar:
        member = tarfile.TarInfo("api-key")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(member)
    assert_refused(tracker, backup, tmp_path, [], "does not belong in a backup")


@pytest.mark.parametrize("name", ["api-key", MANIFEST])
def test_a_name_that_comes_twice_is_refused(tracker, backup, tmp_path, name):
    with tarfile.open(backup) as tar:
        content = tar.extractfile(name).read()
    with tarfile.open(backup, "a") as tar:
        member = tarfile.TarInfo(name)
        member.size = len(content)
        tar.addfile(member, io.BytesIO(content))
    assert_refused(tracker, backup, tmp_path, [], f"it contains {name} twice")


def test_a_file_that_came_to_stand_there_meanwhile_is_not_overwritten_either(folder, tmp_path):
    (tmp_path / "b.tar").write_text("mine")
    with pytest.raises(FileExistsError):
        back_up(folder, tmp_path / "b.tar")
    assert (tmp_path / "b.tar").read_text() == "mine"
    assert {one.name for one in tmp_path.iterdir()} == {"tracker", "b.tar"}


def test_nothing_is_left_of_a_backup_that_could_not_be_written(tracker, folder, tmp_path):
    result = tracker("backup", tmp_path / "nowhere" / "b.tar")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    (folder / "tracker.db").write_bytes(b"not a database at all" * 1_000)
    result = tracker("backup", tmp_path / "b.tar")
    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert [one.name for one in tmp_path.iterdir()] == ["tracker"]


def assert_refused(tracker, backup, tmp_path, arguments, said):
    result = tracker("restore", backup, "--data", tmp_path / "copy", *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert len(result.stderr.splitlines()) == 1
    assert said in result.stderr
    assert not (tmp_path / "copy").exists() or not any((tmp_path / "copy").iterdir())
    assert not (tmp_path / "evil").exists()

"""What operators type, on a real tracker: migrate, keys, verify, rebuild, openapi."""

from __future__ import annotations

import sqlite3

import pytest
import yaml

from tests.support.files import mode
from tests.support.instance import open_application, settings_for
from tracker.application.access.access import authenticate
from tracker.cli.client.folder import LOCK
from tracker.cli.supervision.supervisor import hold_lock


def test_migrate_makes_a_tracker_for_its_owner_only(tracker, tmp_path):
    assert tracker("migrate").exit_code == 0
    assert mode(tmp_path / "tracker") == 0o700
    assert mode(tmp_path / "tracker" / "tracker.db") == 0o600
    assert tracker("verify").exit_code == 0
    assert tracker("migrate").exit_code == 0


@pytest.mark.parametrize("command", ["migrate", "rebuild"])
def test_while_the_tracker_is_up_nobody_else_touches_its_tables(tracker, folder, command):
    with hold_lock(folder / LOCK):
        result = tracker(command)
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert "Another `tracker up`" in result.stderr


@pytest.mark.parametrize("arguments", [["verify"], ["rebuild"], ["keys", "create", "--name", "n"]])
def test_a_folder_without_a_tracker_is_not_taken_for_an_empty_one(tracker, tmp_path, arguments):
    result = tracker(*arguments, "--data", tmp_path / "elsewhere")
    assert result.exit_code == 1
    assert "There is no tracker in" in result.stderr
    assert not (tmp_path / "elsewhere").exists()


def test_a_new_key_counts_and_is_alone_on_stdout(tracker, folder):
    result = tracker(
        "keys", "create", "--name", "newsletter", "--author", "Bo", "--scope", "read", "--scope", "record"
    )
    assert result.exit_code == 0
    with open_application(folder) as application:
        caller = authenticate(application, result.stdout.strip())
    assert (caller.name, caller.scopes) == ("newsletter", ("read", "record"))
    assert caller.forecaster is not None
    assert caller.key in result.stderr
    assert result.stdout.strip() not in result.stderr


def test_an_author_typed_in_another_form_is_the_same_person(tracker, folder):
    for name in ("S\xe9gol\xe8ne", "Se\u0301gole\u0300ne"):
        assert tracker("keys", "create", "--name", f"of {name}", "--author", name).exit_code == 0
    with open_application(folder) as application, application.database.reading() as tx:
        names = [row["name"] for row in tx.rows("SELECT name FROM forecaster")]
        keys = [row["name"] for row in tx.rows("SELECT name FROM api_key")]
    assert names.count("S\xe9gol\xe8ne") == 1
    assert all(name.isascii() or name in {"S\xe9gol\xe8ne", "of S\xe9gol\xe8ne"} for name in names + keys)


def test_a_key_has_no_powers_that_nobody_asked_for(tracker, folder):
    token = tracker("keys", "create", "--name", "n").stdout.strip()
    with open_application(folder) as application:
        assert authenticate(application, token).scopes == ("read", "record", "resolve")
    assert tracker("keys", "create", "--name", "n", "--scope", "everything").exit_code == 2


def test_verify_says_how_far_it_looked_and_accepts_its_own_words_later(tracker, folder):
    tracker("keys", "create", "--name", "first")
    told = tracker("verify").stdout.splitlines()
    assert told[0] == "Nothing was altered: 1 events."
    tracker("keys", "create", "--name", "second")
    assert tracker("verify", "--against", told[1]).exit_code == 0


def test_verify_names_the_position_of_an_alteration(tracker, folder):
    for name in ("first", "second", "third"):
        tracker("keys", "create", "--name", name)
    with sqlite3.connect(settings_for(folder).database_path) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (trigger,) in triggers:
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("UPDATE event SET data = replace(data, 'second', 'zecond')")
    connection.close()
    result = tracker("verify")
    assert (result.exit_code, result.stdout) == (1, "")
    assert (
        result.stderr
        == "Error: The log was altered at position 2: the payload is not the one that was recorded.\n"
    )


def test_verify_from_its_own_words_looks_only_at_what_came_since(tracker, folder):
    tracker("keys", "create", "--name", "first")
    first = tracker("verify").stdout.splitlines()[1]
    tracker("keys", "create", "--name", "second")
    tracker("keys", "create", "--name", "third")
    result = tracker("verify", "--from", first)
    assert result.stdout.splitlines()[0] == "Nothing was altered: 2 events after position 1."
    assert result.stdout.splitlines()[1] == tracker("verify").stdout.splitlines()[1]
    assert tracker("verify", "--from", f"1:{'0' * 64}").exit_code == 1
    assert tracker("verify", "--from", "1").exit_code == 2


def test_verify_against_a_head_that_never_was_fails(tracker, folder):
    tracker("keys", "create", "--name", "first")
    result = tracker("verify", "--against", f"1:{'0' * 64}")
    assert result.exit_code == 1
    assert "altered at position 1" in result.stderr
    assert tracker("verify", "--against", f"99:{'0' * 64}").exit_code == 1


@pytest.mark.parametrize("against", ["1", "x:00", f"1:{'0' * 63}", f"-1:{'0' * 64}", ""])
def test_verify_against_something_else_is_a_usage_error(tracker, folder, against):
    assert tracker("verify", "--against", against).exit_code == 2


def test_verify_of_a_file_that_is_no_database_is_one_line(tracker, folder):
    path = settings_for(folder).database_path
    path.write_bytes(b"not a database at all" * 1_000)
    result = tracker("verify")
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1


def test_rebuilding_leaves_the_record_as_it_was(tracker, folder):
    token = tracker("keys", "create", "--name", "first", "--author", "Bo").stdout.strip()
    before = tracker("verify").stdout
    assert tracker("rebuild").exit_code == 0
    assert tracker("verify").stdout == before
    with open_application(folder) as application:
        assert authenticate(application, token).name == "first"


def test_the_openapi_document_is_written_and_compared(tracker, tmp_path):
    path = tmp_path / "openapi.yaml"
    assert tracker("openapi", "--check", "--output", path).exit_code == 1
    assert tracker("openapi", "--output", path).exit_code == 0
    assert tracker("openapi", "--check", "--output", path).exit_code == 0
    assert tracker("openapi").stdout == path.read_text()
    assert yaml.safe_load(path.read_text())["openapi"].startswith("3.1")
    path.write_text(path.read_text() + "\n")
    assert tracker("openapi", "--check", "--output", path).exit_code == 1
    assert not (tmp_path / "tracker").exists()

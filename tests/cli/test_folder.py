"""A tracker's folder: who may enter, what is made once, and whose address is believed."""

from __future__ import annotations

import json
import os

import pytest

from tests.support.files import mode
from tests.support.instance import open_application, settings_for
from tracker.application.access.access import authenticate
from tracker.cli.client.folder import (
    LOCK,
    forget_address,
    prepare_folder,
    queue_secret,
    read_address,
    settings_of,
    write_address,
    write_private,
)
from tracker.cli.operators.keys import first_key
from tracker.cli.supervision.supervisor import hold_lock
from tracker.domain.key import SCOPES


def test_a_new_folder_is_for_its_owner_only(tmp_path):
    prepare_folder(tmp_path / "a" / "b")
    assert mode(tmp_path / "a" / "b") == 0o700


@pytest.mark.parametrize("kept", [None, LOCK, "tracker.db"])
def test_an_open_folder_that_is_a_tracker_or_empty_is_closed(tmp_path, kept):
    folder = tmp_path / "tracker"
    folder.mkdir()
    folder.chmod(0o755)
    if kept:
        (folder / kept).touch()
    prepare_folder(folder)
    assert mode(folder) == 0o700


def test_a_folder_full_of_other_things_is_not_closed_to_others(tmp_path):
    tmp_path.chmod(0o755)
    (tmp_path / "letters").touch()
    prepare_folder(tmp_path)
    assert mode(tmp_path) == 0o755


def test_the_queues_secret_is_made_once_and_kept_private(tmp_path):
    settings = settings_for(tmp_path)
    made = queue_secret(settings)
    assert queue_secret(settings) == made
    assert len(made) >= 32
    assert mode(tmp_path / "secrets.json") == 0o600
    assert json.loads((tmp_path / "secrets.json").read_text()) == {"TRACKER_SECRET_KEY": made}


def test_a_secret_of_the_environment_is_taken_and_not_written_down(tmp_path, monkeypatch):
    monkeypatch.setenv("TRACKER_SECRET_KEY", "from the environment")
    assert queue_secret(settings_of(tmp_path)) == "from the environment"
    assert list(tmp_path.iterdir()) == []


def test_a_private_file_is_replaced_whole_and_stays_private(tmp_path):
    old = os.umask(0o000)
    try:
        write_private(tmp_path / "f", "one")
        write_private(tmp_path / "f", "two")
    finally:
        os.umask(old)
    assert (tmp_path / "f").read_text() == "two"
    assert mode(tmp_path / "f") == 0o600
    assert [one.name for one in tmp_path.iterdir()] == ["f"]


def test_a_private_file_is_not_written_through_a_planted_link(tmp_path):
    (tmp_path / "target").write_text("untouched")
    (tmp_path / f".f.{os.getpid()}").symlink_to(tmp_path / "target")
    write_private(tmp_path / "f", "secret")
    assert (tmp_path / "target").read_text() == "untouched"


def test_the_first_key_has_every_scope_and_is_made_once(tmp_path):
    with open_application(tmp_path) as application:
        made, is_new = first_key(application, settings_for(tmp_path))
        assert is_new
        assert mode(tmp_path / "api-key") == 0o600
        caller = authenticate(application, made)
        assert (caller.scopes, caller.forecaster is not None) == (SCOPES, True)
        assert first_key(application, settings_for(tmp_path)) == (made, False)


def test_a_kept_key_of_another_tracker_is_replaced(tmp_path):
    write_private(tmp_path / "api-key", "trk_live_of_a_database_that_is_gone\n")
    with open_application(tmp_path) as application:
        made, is_new = first_key(application, settings_for(tmp_path))
        assert is_new
        authenticate(application, made)


def test_an_address_is_believed_only_while_the_tracker_is_up(tmp_path):
    assert read_address(tmp_path) is None
    write_address(tmp_path, "http://127.0.0.1:8000")
    assert read_address(tmp_path) is None
    with hold_lock(tmp_path / LOCK):
        assert read_address(tmp_path) == "http://127.0.0.1:8000"
        assert json.loads((tmp_path / "house.json").read_text())["pid"] == os.getpid()
        forget_address(tmp_path)
        assert read_address(tmp_path) is None


@pytest.mark.parametrize("content", ["", "[]", "{", '{"address": 3}', "\x00"])
def test_a_spoilt_file_says_nothing(tmp_path, content):
    (tmp_path / "house.json").write_text(content)
    with hold_lock(tmp_path / LOCK):
        assert read_address(tmp_path) is None


def test_asking_for_the_address_does_not_hold_the_lock(tmp_path):
    write_address(tmp_path, "http://127.0.0.1:8000")
    (tmp_path / LOCK).touch()
    read_address(tmp_path)
    with hold_lock(tmp_path / LOCK):
        pass

"""The embedded queue server: its binary, its socket, and what survives a restart."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest
import redis

from tests.support.valkey import running_valkey
from tracker.cli.supervision import embedded
from tracker.cli.supervision.embedded import (
    QueueServerMissing,
    SocketPathTooLong,
    choose_socket,
    find_server,
    is_answering,
    read_socket,
    redis_url,
)


@pytest.fixture
def runtime(tmp_path_factory, monkeypatch):
    """A short private runtime folder, as a login session has it."""
    folder = tmp_path_factory.mktemp("r", numbered=True)
    folder.chmod(0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


@pytest.fixture
def far(tmp_path):
    """A data folder too deep for a socket in it."""
    folder = tmp_path / ("deep-" * 20)
    folder.mkdir()
    return folder


def without_the_wheel(monkeypatch):
    monkeypatch.setattr(embedded, "_bundled_server", lambda: None)


def test_the_wheels_own_binary_comes_first(monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    version = subprocess.run(
        [find_server(), "--version"], capture_output=True, text=True, check=True, timeout=10
    )
    assert "Valkey server" in version.stdout


def test_without_the_wheel_a_server_on_the_path_serves(monkeypatch, tmp_path):
    without_the_wheel(monkeypatch)
    on_path = tmp_path / "redis-server"
    on_path.write_text("#!/bin/sh\n")
    on_path.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_server() == on_path


def test_without_any_server_the_refusal_says_what_to_do(monkeypatch):
    without_the_wheel(monkeypatch)
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(QueueServerMissing, match="Install valkey-server or redis-server, or set REDIS_URL"):
        find_server()


def test_a_short_data_folder_holds_its_own_socket(tmp_path):
    assert choose_socket(tmp_path) == tmp_path / "queue" / "valkey.sock" == read_socket(tmp_path)
    assert (tmp_path / "queue").stat().st_mode & 0o777 == 0o700
    assert not (tmp_path / "queue.path").exists()


def test_a_long_data_folder_uses_the_runtime_folder(far, runtime):
    socket = choose_socket(far)
    assert socket.parent.parent == runtime
    assert socket.parent.stat().st_mode & 0o777 == 0o700
    assert (far / "queue.path").read_text() == f"{socket}\n"
    assert read_socket(far) == choose_socket(far) == socket


def test_without_a_runtime_folder_a_private_temporary_one_is_made_once(far, monkeypatch):
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    socket = choose_socket(far)
    try:
        assert socket.parent.stat().st_mode & 0o777 == 0o700
        assert choose_socket(far) == socket
        socket.parent.chmod(0o755)
        other = choose_socket(far)
        other.parent.rmdir()
        assert other != socket, "a folder that others may enter is not used again"
    finally:
        socket.parent.rmdir()


def test_a_foreign_link_in_the_runtime_folders_place_is_not_followed(far, runtime, tmp_path):
    expected = choose_socket(far).parent
    expected.rmdir()
    expected.symlink_to(tmp_path)
    socket = choose_socket(far)
    assert socket.parent != expected
    socket.parent.rmdir()


def test_a_file_in_the_runtime_folders_place_is_not_used(far, runtime):
    (runtime / "file").touch(mode=0o600)
    (far / "queue.path").write_text(f"{runtime}/file/valkey.sock\n")
    assert choose_socket(far).parent.is_dir()


def test_no_folder_short_enough_is_refused(far, monkeypatch):
    monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    monkeypatch.setattr(embedded, "SOCKET_PATH_BYTES_MAX", 10)
    with pytest.raises(SocketPathTooLong, match="TMPDIR"):
        choose_socket(far)


def test_nothing_answers_where_no_server_listens(tmp_path):
    assert not is_answering(tmp_path / "nothing.sock")


def test_a_folder_with_spaces_and_umlauts_is_served(tmp_path):
    folder = tmp_path / "zwei Wörter 100%"
    folder.mkdir()
    with running_valkey(folder) as url, redis.Redis.from_url(url) as client:
        assert client.ping()
        assert " " not in url
        assert (folder / "queue" / "appendonlydir").is_dir()


def test_a_long_data_folder_is_served(far, runtime):
    with running_valkey(far) as url, redis.Redis.from_url(url) as client:
        assert client.ping()


def test_the_server_keeps_what_it_may_not_lose(tmp_path):
    with running_valkey(tmp_path) as url, redis.Redis.from_url(url) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert client.config_get("save") == {"save": ""}
        assert client.config_get("port") == {"port": "0"}
        assert client.config_get("appendfsync") == {"appendfsync": "everysec"}
        assert read_socket(tmp_path).stat().st_mode & 0o777 == 0o700


def test_the_log_survives_a_restart(tmp_path):
    with running_valkey(tmp_path) as url, redis.Redis.from_url(url) as client:
        client.set("kept", "yes")
    with running_valkey(tmp_path) as url, redis.Redis.from_url(url) as client:
        assert client.get("kept") == b"yes"


def test_a_failing_test_leaves_no_server_behind(tmp_path):
    seen = []

    def fail_with_a_server():
        with running_valkey(tmp_path) as url, redis.Redis.from_url(url) as client:
            seen.append(client.info("server")["process_id"])
            raise OSError

    with pytest.raises(OSError, match=r"^$"):
        fail_with_a_server()
    with pytest.raises(ProcessLookupError):
        os.kill(seen[0], 0)


def test_the_probe_answers_soon_when_the_server_hangs(tmp_path):
    with running_valkey(tmp_path) as url, redis.Redis.from_url(url) as client:
        client.client_pause(60_000)
        started = time.monotonic()
        assert not is_answering(read_socket(tmp_path))
        assert time.monotonic() - started < embedded.PROBE_TIMEOUT_S + 4


def test_the_address_leads_back_to_the_socket():
    assert redis_url(Path("/a b/c.sock")) == "unix:///a%20b/c.sock"

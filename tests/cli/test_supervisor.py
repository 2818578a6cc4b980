"""The supervisor, with real programs that live, die, refuse to die and have workers of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import psutil
import pytest
import redis

from tests.cli import supervised
from tests.cli.supervised import child_command, tell
from tests.support.running import is_alive, wait_until
from tracker.bootstrap import ROOT
from tracker.cli.supervision.embedded import (
    choose_socket,
    find_server,
    is_answering,
    queue_folder,
    redis_url,
    server_command,
)
from tracker.cli.supervision.supervisor import (
    AlreadyUp,
    Child,
    hold_lock,
    next_delay,
    run,
)

WAIT_S = 30.0


def living(folder):
    """Name -> process, of every program of this test that still runs."""
    found = {}
    for process in psutil.process_iter():
        try:
            command = process.cmdline()
        except psutil.Error:
            continue
        if str(folder) in command:
            found[command[command.index(str(folder)) + 1]] = process
    return found


def trace(folder):
    """What happened so far, without process ids."""
    path = folder / "trace"
    lines = path.read_text().splitlines() if path.exists() else []
    return [" ".join(line.split()[:2]) if line.startswith("start") else line for line in lines]


def pids(folder, name):
    """The process ids of the lives that a child had, in order."""
    lines = [line.split() for line in (folder / "trace").read_text().splitlines()]
    return [int(words[2]) for words in lines if words[:2] == ["start", name]]


@contextmanager
def supervisor_of(folder, children, *, wrapper=(), awaited="up", **spec):
    """A supervisor in a process of its own, once the line `awaited` is in its trace."""
    spec_text = json.dumps({"children": children, **spec})
    command = [*wrapper, sys.executable, supervised.__file__, "up", str(folder), spec_text]
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(
            command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        wait_until(lambda: awaited in trace(folder) or process.poll() is not None, seconds=WAIT_S)
        yield process
    finally:
        process.kill()
        process.wait()
        for left in living(folder).values():
            left.kill()


@pytest.mark.parametrize("stop_signal", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_children_start_behind_those_they_need_and_stop_in_reverse(tmp_path, stop_signal):
    children = {"queue": {"ready_after_s": 0.3}, "relay": {"after": ["queue"]}, "web": {"after": ["relay"]}}
    with supervisor_of(tmp_path, children) as process:
        assert set(living(tmp_path)) >= {"queue", "relay", "web"}
        process.send_signal(stop_signal)
        assert process.wait(WAIT_S) == 0
    starts = ["start queue", "start relay", "start web", "up"]
    assert trace(tmp_path) == [*starts, "stop web", "stop relay", "stop queue"]
    assert living(tmp_path) == {}


def test_a_child_starts_only_when_those_it_needs_are_ready(tmp_path):
    children = {"queue": {"never_ready": True}, "web": {"after": ["queue"]}}
    with supervisor_of(tmp_path, children, awaited="start queue") as process:
        time.sleep(0.5)
        assert trace(tmp_path) == ["start queue"]
        (tmp_path / "queue.ready").touch()
        wait_until(lambda: "up" in trace(tmp_path), seconds=WAIT_S)
        assert process.poll() is None


def test_children_that_need_the_same_start_side_by_side(tmp_path):
    slow = {"after": ["queue"], "never_ready": True}
    with supervisor_of(tmp_path, {"queue": {}, "relay": slow, "web": slow}, awaited="start web"):
        wait_until(lambda: {"start relay", "start web"} <= set(trace(tmp_path)), seconds=WAIT_S)
        (tmp_path / "web.ready").touch()
        time.sleep(0.3)
        assert "up" not in trace(tmp_path)
        (tmp_path / "relay.ready").touch()
        wait_until(lambda: "up" in trace(tmp_path), seconds=WAIT_S)


def test_a_start_that_takes_long_says_what_it_waits_for_and_goes_on(tmp_path):
    children = {"queue": {}, "relay": {"never_ready": True}, "web": {}}
    with supervisor_of(tmp_path, children, awaited="start relay", said_after_s=1):
        output = tmp_path / "output"
        wait_until(lambda: "still waiting for relay\n" in output.read_text(), seconds=WAIT_S)
        (tmp_path / "relay.ready").touch()
        wait_until(lambda: "up" in trace(tmp_path), seconds=WAIT_S)


def test_a_child_that_ends_once_before_it_is_ready_is_started_again(tmp_path):
    with supervisor_of(tmp_path, {"web": {"never_ready": True}}, awaited="start web"):
        os.kill(pids(tmp_path, "web")[0], signal.SIGKILL)
        wait_until(lambda: len(pids(tmp_path, "web")) == 2, seconds=WAIT_S)
        (tmp_path / "web.ready").touch()
        wait_until(lambda: "up" in trace(tmp_path), seconds=WAIT_S)


def test_a_killed_child_is_started_again_and_its_old_workers_are_gone(tmp_path):
    children = {"queue": {}, "web": {"workers": ["plain", "tied"]}}
    with supervisor_of(tmp_path, children):
        wait_until(lambda: pids(tmp_path, "web-plain") and pids(tmp_path, "web-tied"), seconds=WAIT_S)
        old = [pids(tmp_path, name)[0] for name in ("web", "web-plain", "web-tied")]
        os.kill(old[0], signal.SIGKILL)
        wait_until(
            lambda: len(pids(tmp_path, "web-tied")) == len(pids(tmp_path, "web-plain")) == 2, seconds=WAIT_S
        )
        assert [is_alive(pid) for pid in old] == [False, False, False]
        assert len(pids(tmp_path, "queue")) == 1
    assert "web ended with code -9; next start in 0.2 s" in (tmp_path / "output").read_text()


def test_a_child_that_fails_again_and_again_is_started_ever_later(tmp_path):
    with supervisor_of(tmp_path, {"web": {"life_s": 0.3, "exit_code": 3}}):
        wait_until(lambda: len(pids(tmp_path, "web")) == 4, seconds=WAIT_S)
    delays = [
        line.split()[-2] for line in (tmp_path / "output").read_text().splitlines() if "web ended" in line
    ]
    assert delays == ["0.2", "0.4", "0.8"]


def test_a_child_that_leaves_in_peace_is_started_again_at_once(tmp_path):
    with supervisor_of(tmp_path, {"worker": {"life_s": 1.2}}):
        wait_until(lambda: len(pids(tmp_path, "worker")) == 3, seconds=WAIT_S)
    assert (tmp_path / "output").read_text().count("worker ended with code 0; next start in 0.0 s") == 2


@pytest.mark.parametrize(
    ("last_s", "exit_code", "alive_s", "expected"),
    [
        (0.0, 1, 0.1, 0.2),
        (0.2, -9, 0.1, 0.4),
        (6.4, 1, 29.0, 10.0),
        (10.0, 1, 0.1, 10.0),
        (10.0, 1, 30.0, 0.2),
        (10.0, 0, 1.0, 0.0),
        (0.4, 0, 0.9, 0.8),
    ],
    ids=["first", "doubled", "bounded", "stays", "steady", "left in peace", "left too soon"],
)
def test_the_wait_before_the_next_start(last_s, exit_code, alive_s, expected):
    assert next_delay(last_s, exit_code=exit_code, alive_s=alive_s) == expected


def test_killing_the_supervisor_leaves_nothing_behind(tmp_path):
    children = {"queue": {"deaf": True}, "web": {"deaf": True, "workers": ["tied"]}}
    with supervisor_of(tmp_path, children) as process:
        wait_until(lambda: pids(tmp_path, "web-tied"), seconds=WAIT_S)
        assert {"queue", "web", "web-tied"} <= set(living(tmp_path))
        process.kill()
        process.wait()
        wait_until(lambda: living(tmp_path) == {}, seconds=WAIT_S)


def test_children_hold_the_lock_too(tmp_path):
    with supervisor_of(tmp_path, {"queue": {}}):
        child = psutil.Process(pids(tmp_path, "queue")[0])
        assert str(tmp_path / "up.lock") in [file.path for file in child.open_files()]


def test_the_lock_is_free_again_after_a_kill(tmp_path):
    with supervisor_of(tmp_path, {"queue": {"deaf": True}}) as process:
        process.kill()
        process.wait()
        with hold_lock(tmp_path / "up.lock"):
            assert living(tmp_path) == {}


def test_a_child_deaf_to_sigterm_is_killed_after_the_grace(tmp_path):
    with supervisor_of(
        tmp_path, {"queue": {}, "web": {"deaf": True, "workers": ["plain"]}}, grace_s=2
    ) as process:
        wait_until(lambda: pids(tmp_path, "web-plain"), seconds=WAIT_S)
        process.terminate()
        assert process.wait(WAIT_S) == 0
        assert living(tmp_path) == {}
    assert trace(tmp_path)[-1] == "stop queue"


def test_a_child_that_never_gets_ready_ends_the_start(tmp_path):
    children = {
        "queue": {},
        "relay": {"never_ready": True, "after": ["queue"]},
        "web": {"after": ["relay"]},
    }
    with supervisor_of(tmp_path, children, awaited="never", ready_s=4) as process:
        assert process.wait(WAIT_S) == 1
        assert living(tmp_path) == {}
    refusal = "refused: relay was not ready within 4 s; everything was stopped."
    assert trace(tmp_path) == ["start queue", "start relay", "stop relay", "stop queue", refusal]


def test_a_child_that_ends_again_and_again_before_it_is_ready_ends_the_start(tmp_path):
    children = {"queue": {}, "web": {"after": ["queue"], "never_ready": True, "life_s": 0.1, "exit_code": 4}}
    with supervisor_of(tmp_path, children, awaited="never") as process:
        assert process.wait(WAIT_S) == 1
        assert living(tmp_path) == {}
    refusal = "refused: web ended with code 4 before it was ready, 3 times; everything was stopped."
    assert trace(tmp_path)[-1] == refusal
    assert len(pids(tmp_path, "web")) == 3


def test_a_signal_during_the_start_stops_everything(tmp_path):
    children = {"queue": {}, "web": {"never_ready": True, "after": ["queue"]}}
    with supervisor_of(tmp_path, children, awaited="start web") as process:
        process.terminate()
        assert process.wait(WAIT_S) == 0
        assert living(tmp_path) == {}
    assert "up" not in trace(tmp_path)


def test_a_child_is_kept_alive_while_a_later_one_starts(tmp_path):
    children = {"queue": {}, "web": {"never_ready": True, "after": ["queue"]}}
    with supervisor_of(tmp_path, children, awaited="start web"):
        os.kill(pids(tmp_path, "queue")[0], signal.SIGKILL)
        wait_until(lambda: len(pids(tmp_path, "queue")) == 2, seconds=WAIT_S)


def test_under_nohup_a_hangup_stops_nothing(tmp_path):
    ignoring = ("/bin/sh", "-c", "trap '' HUP; exec \"$@\"", "sh")
    with supervisor_of(tmp_path, {"web": {}}, wrapper=ignoring) as process:
        process.send_signal(signal.SIGHUP)
        time.sleep(0.3)
        assert process.poll() is None
        process.terminate()
        assert process.wait(WAIT_S) == 0


def test_a_second_supervisor_on_the_folder_is_refused(tmp_path):
    with supervisor_of(tmp_path, {"web": {}}) as process:
        with pytest.raises(AlreadyUp, match=f"Another `tracker up` .process {process.pid}."):
            hold_lock(tmp_path / "up.lock").__enter__()
        assert process.poll() is None
        process.terminate()
        process.wait(WAIT_S)
        with hold_lock(tmp_path / "up.lock"):
            pass


def test_a_child_that_inherited_the_lock_keeps_it(tmp_path):
    lock = tmp_path / "up.lock"
    with hold_lock(lock) as held:
        heir = subprocess.Popen(["sleep", "60"], pass_fds=[held])
    try:
        with pytest.raises(AlreadyUp):
            hold_lock(lock).__enter__()
    finally:
        heir.kill()
        heir.wait()
    with hold_lock(lock):
        pass


def test_children_are_not_run_outside_the_main_thread():
    raised = []

    def try_it():
        try:
            run([], on_ready=lambda: None)
        except RuntimeError as refusal:
            raised.append(str(refusal))

    thread = threading.Thread(target=try_it)
    thread.start()
    thread.join()
    assert len(raised) == 1
    assert "main thread" in raised[0]


def test_an_error_when_ready_stops_everything_and_restores_the_signals(tmp_path):
    before = signal.getsignal(signal.SIGTERM)

    def on_ready():
        raise OSError("the disk is full")

    command = child_command(tmp_path, "web", {})
    web = Child("web", command, os.environ, is_ready=(tmp_path / "web.ready").exists)
    with pytest.raises(OSError, match="the disk is full"):
        run([web], on_ready=on_ready)
    assert trace(tmp_path) == ["start web", "stop web"]
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_program_that_does_not_exist_is_named(tmp_path, capfd):
    missing = Child("web", ("/no/such/program",), os.environ, is_ready=lambda: False)
    with pytest.raises(Exception, match="web ended with code 1 before it was ready"):
        run([missing], on_ready=lambda: None)
    assert "/no/such/program cannot be started: No such file or directory" in capfd.readouterr().err


def test_a_killed_queue_server_comes_back_with_its_log(tmp_path):
    socket = choose_socket(tmp_path)
    command = server_command(find_server(), queue_folder=queue_folder(tmp_path), socket=socket)
    queue = Child("queue", command, os.environ, is_ready=lambda: is_answering(socket))
    seen = []

    def kill_and_look():
        with redis.Redis.from_url(redis_url(socket)) as client:
            wait_until(lambda: is_answering(socket), seconds=WAIT_S)
            pid = client.info("server")["process_id"]
            seen.append((pid, client.get("kept")))
            client.set("kept", "yes")
            assert client.waitaof(1, 0, 20_000)[0] == 1, "it did not come to stand in the log"
            os.kill(pid, signal.SIGKILL)
            wait_until(lambda: not is_alive(pid), seconds=WAIT_S)
            wait_until(lambda: is_answering(socket), seconds=WAIT_S)
            seen.append((client.info("server")["process_id"], client.get("kept")))
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=kill_and_look)
    assert run([queue], on_ready=thread.start) == 0
    thread.join()
    (first, nothing), (second, kept) = seen
    assert (nothing, kept) == (None, b"yes")
    assert first != second
    assert not is_answering(socket)


def test_the_trace_is_what_the_tests_read(tmp_path):
    tell(tmp_path, "start web 12")
    assert (trace(tmp_path), pids(tmp_path, "web")) == (["start web"], [12])

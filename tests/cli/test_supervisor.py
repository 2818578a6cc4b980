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
from pathlib import Path

import psutil
import pytest
import redis

from tests.cli import supervised
from tests.cli.supervised import child_command, tell
from tracker.cli.embedded import (
    choose_socket,
    find_server,
    is_answering,
    queue_folder,
    redis_url,
    server_command,
)
from tracker.cli.supervisor import (
    AlreadyUp,
    BadProcfile,
    Child,
    hold_lock,
    next_delay,
    read_procfile,
    run,
)
from tracker.parent_death import SUPERVISOR_VARIABLE, die_with_parent, tied_to_this_process

ROOT = Path(__file__).parents[2]
WAIT_S = 15.0


def wait_for(condition, *, within_s=WAIT_S):
    """The first true answer of `condition`; fails once the time is over."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if answer := condition():
            return answer
        time.sleep(0.02)
    pytest.fail(f"did not come true within {within_s} s: {condition}")


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


def is_alive(pid):
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


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
        wait_for(lambda: awaited in trace(folder) or process.poll() is not None)
        yield process
    finally:
        process.kill()
        process.wait()
        for left in living(folder).values():
            left.kill()


@pytest.mark.parametrize("stop_signal", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_children_start_in_order_and_stop_in_reverse(tmp_path, stop_signal):
    children = {"queue": {"ready_after_s": 0.3}, "relay": {}, "web": {}}
    with supervisor_of(tmp_path, children) as process:
        assert set(living(tmp_path)) >= {"queue", "relay", "web"}
        process.send_signal(stop_signal)
        assert process.wait(WAIT_S) == 0
    starts = ["start queue", "start relay", "start web", "up"]
    assert trace(tmp_path) == [*starts, "stop web", "stop relay", "stop queue"]
    assert living(tmp_path) == {}


def test_a_child_starts_only_when_the_one_before_is_ready(tmp_path):
    with supervisor_of(
        tmp_path, {"queue": {"never_ready": True}, "web": {}}, awaited="start queue"
    ) as process:
        time.sleep(0.5)
        assert trace(tmp_path) == ["start queue"]
        (tmp_path / "queue.ready").touch()
        wait_for(lambda: "up" in trace(tmp_path))
        assert process.poll() is None


def test_a_killed_child_is_started_again_and_its_old_workers_are_gone(tmp_path):
    children = {"queue": {}, "web": {"workers": ["plain", "tied"]}}
    with supervisor_of(tmp_path, children):
        wait_for(lambda: pids(tmp_path, "web-plain") and pids(tmp_path, "web-tied"))
        old = [pids(tmp_path, name)[0] for name in ("web", "web-plain", "web-tied")]
        os.kill(old[0], signal.SIGKILL)
        wait_for(lambda: len(pids(tmp_path, "web-tied")) == len(pids(tmp_path, "web-plain")) == 2)
        assert [is_alive(pid) for pid in old] == [False, False, False]
        assert len(pids(tmp_path, "queue")) == 1
    assert "web ended with code -9; next start in 0.2 s" in (tmp_path / "output").read_text()


def test_a_child_that_fails_again_and_again_is_started_ever_later(tmp_path):
    with supervisor_of(tmp_path, {"web": {"life_s": 0.3, "exit_code": 3}}):
        wait_for(lambda: len(pids(tmp_path, "web")) == 4)
    delays = [
        line.split()[-2] for line in (tmp_path / "output").read_text().splitlines() if "web ended" in line
    ]
    assert delays == ["0.2", "0.4", "0.8"]


def test_a_child_that_leaves_in_peace_is_started_again_at_once(tmp_path):
    with supervisor_of(tmp_path, {"worker": {"life_s": 1.2}}):
        wait_for(lambda: len(pids(tmp_path, "worker")) == 3)
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
        wait_for(lambda: pids(tmp_path, "web-tied"))
        assert {"queue", "web", "web-tied"} <= set(living(tmp_path))
        process.kill()
        process.wait()
        wait_for(lambda: living(tmp_path) == {}, within_s=5)


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
        tmp_path, {"queue": {}, "web": {"deaf": True, "workers": ["plain"]}}, grace_s=0.5
    ) as process:
        wait_for(lambda: pids(tmp_path, "web-plain"))
        process.terminate()
        assert process.wait(WAIT_S) == 0
        assert living(tmp_path) == {}
    assert trace(tmp_path)[-1] == "stop queue"


def test_a_child_that_never_gets_ready_ends_the_start(tmp_path):
    children = {"queue": {}, "relay": {"never_ready": True}, "web": {}}
    with supervisor_of(tmp_path, children, awaited="never", ready_s=1) as process:
        assert process.wait(WAIT_S) == 1
        assert living(tmp_path) == {}
    refusal = "refused: relay was not ready within 1 s; everything was stopped."
    assert trace(tmp_path) == ["start queue", "start relay", "stop relay", "stop queue", refusal]


def test_a_child_that_ends_before_it_is_ready_ends_the_start(tmp_path):
    children = {"queue": {}, "web": {"never_ready": True, "life_s": 0.1, "exit_code": 4}}
    with supervisor_of(tmp_path, children, awaited="never") as process:
        assert process.wait(WAIT_S) == 1
        assert living(tmp_path) == {}
    assert (
        trace(tmp_path)[-1] == "refused: web ended with code 4 before it was ready; everything was stopped."
    )


def test_a_signal_during_the_start_stops_everything(tmp_path):
    children = {"queue": {}, "web": {"never_ready": True}}
    with supervisor_of(tmp_path, children, awaited="start web") as process:
        process.terminate()
        assert process.wait(WAIT_S) == 0
        assert living(tmp_path) == {}
    assert "up" not in trace(tmp_path)


def test_a_child_is_kept_alive_while_a_later_one_starts(tmp_path):
    children = {"queue": {}, "web": {"never_ready": True}}
    with supervisor_of(tmp_path, children, awaited="start web"):
        os.kill(pids(tmp_path, "queue")[0], signal.SIGKILL)
        wait_for(lambda: len(pids(tmp_path, "queue")) == 2)


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
        with pytest.raises(AlreadyUp, match=f"in use by another `tracker up` .process {process.pid}."):
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
            wait_for(lambda: is_answering(socket))
            pid = client.info("server")["process_id"]
            seen.append((pid, client.get("kept")))
            client.set("kept", "yes")
            # everysec: the log is written at the latest a second from now
            time.sleep(1.5)
            os.kill(pid, signal.SIGKILL)
            wait_for(lambda: not is_alive(pid))
            wait_for(lambda: is_answering(socket))
            seen.append((client.info("server")["process_id"], client.get("kept")))
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=kill_and_look)
    assert run([queue], on_ready=thread.start) == 0
    thread.join()
    (first, nothing), (second, kept) = seen
    assert (nothing, kept) == (None, b"yes")
    assert first != second
    assert not is_answering(socket)


# --- Dying with the parent ----------------------------------------------------------------------------------------


def ended_by(code, **env):
    """The exit code of a Python program that calls `die_with_parent` and then leaves with 7."""
    program = f"import os, sys; from tracker.parent_death import die_with_parent; {code}; sys.exit(7)"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **env}
    return subprocess.run(
        [sys.executable, "-c", program], env=environment, check=False, timeout=30
    ).returncode


def dead_pid():
    gone = subprocess.Popen(["true"])
    gone.wait()
    return gone.pid


linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the kernel's request exists on Linux only")


@linux_only
def test_whoever_lost_its_parent_before_asking_dies_at_once():
    assert ended_by(f"die_with_parent(parent_pid={dead_pid()})") == -signal.SIGKILL
    assert ended_by("die_with_parent(parent_pid=os.getppid())") == 7


@linux_only
def test_a_worker_whose_supervisor_is_gone_dies_at_once():
    assert ended_by("die_with_parent()", **{SUPERVISOR_VARIABLE: str(dead_pid())}) == -signal.SIGKILL
    assert ended_by("die_with_parent()", **{SUPERVISOR_VARIABLE: str(os.getpid())}) == 7


def test_outside_the_supervisor_a_server_may_outlive_its_shell(tmp_path):
    assert SUPERVISOR_VARIABLE not in os.environ
    die_with_parent()
    ready = tmp_path / "asked"
    program = f"import pathlib, time; from tracker.parent_death import die_with_parent; die_with_parent(); pathlib.Path({str(ready)!r}).touch(); time.sleep(60)"
    script = f"{sys.executable} -c '{program.replace(chr(39), chr(34))}' & echo $!; until [ -e {ready} ]; do sleep 0.02; done"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    shell = ["/bin/sh", "-c", f"exec 2>/dev/null; {script}"]
    with subprocess.Popen(shell, env=environment, stdout=subprocess.PIPE, text=True) as started:
        pid = int(started.stdout.readline())
        started.wait()
        try:
            time.sleep(0.3)
            assert ready.exists()
            assert is_alive(pid)
        finally:
            os.kill(pid, signal.SIGKILL)


@linux_only
def test_a_tied_program_dies_with_the_one_that_started_it(tmp_path):
    program = (
        "import subprocess, sys, time; from tracker.parent_death import tied_to_this_process;"
        "print(subprocess.Popen(tied_to_this_process(['sleep', '60'])).pid, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as parent:
        tied = int(parent.stdout.readline())
        wait_for(lambda: psutil.Process(tied).name() == "sleep")
        parent.kill()
        wait_for(lambda: not is_alive(tied), within_s=5)


def test_a_tied_program_is_the_command_itself():
    answer = subprocess.run(
        tied_to_this_process(["sh", "-c", "echo $$; exit 5"]), capture_output=True, text=True, check=False
    )
    assert answer.returncode == 5


# --- The Procfile -------------------------------------------------------------------------------------------------


def test_the_procfile_is_read_in_order(tmp_path):
    path = tmp_path / "Procfile"
    path.write_text(
        "# who runs\n\nweb: exec granian --port $PORT tracker.app:app\nrelay:   exec python -m workers relay \n"
    )
    assert list(read_procfile(path).items()) == [
        ("web", "exec granian --port $PORT tracker.app:app"),
        ("relay", "exec python -m workers relay"),
    ]


@pytest.mark.parametrize(
    "line", ["web granian", "web: granian", "web: exec ", "we b: exec x", "web:execute x"]
)
def test_a_line_without_exec_is_refused_by_its_number(tmp_path, line):
    path = tmp_path / "Procfile"
    path.write_text(f"relay: exec x\n{line}\n")
    with pytest.raises(BadProcfile, match=r"Procfile, line 2: expected `name: exec command`"):
        read_procfile(path)


def test_a_name_given_twice_is_refused(tmp_path):
    path = tmp_path / "Procfile"
    path.write_text("web: exec x\nweb: exec y\n")
    with pytest.raises(BadProcfile, match="line 2"):
        read_procfile(path)


def test_the_trace_is_what_the_tests_read(tmp_path):
    tell(tmp_path, "start web 12")
    assert (trace(tmp_path), pids(tmp_path, "web")) == (["start web"], [12])

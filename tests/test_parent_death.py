"""Whoever was started by a process that is gone dies with it, where the kernel can be asked to see to it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from tests.support.running import is_alive, wait_until
from tracker.bootstrap import ROOT
from tracker.parent_death import SUPERVISOR_VARIABLE, die_with_parent, tied_to_this_process


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
        wait_until(lambda: psutil.Process(tied).name() == "sleep", seconds=15)
        parent.kill()
        wait_until(lambda: not is_alive(tied), seconds=15)


def test_a_tied_program_is_the_command_itself():
    answer = subprocess.run(
        tied_to_this_process(["sh", "-c", "echo $$; exit 5"]), capture_output=True, text=True, check=False
    )
    assert answer.returncode == 5

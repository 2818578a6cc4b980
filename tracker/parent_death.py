"""Makes a program die with its parent, so that killing `tracker up` with -9 leaves none.

`tied_to_this_process(command)` returns a command that dies with this process. The command runs this file as a small
program that requests a death signal from the kernel and then executes the original command. A program that starts its
own workers (granian) calls `die_with_parent()` in each of them, because a fork does not inherit the request.

Linux only. macOS has no such request, so after a kill -9 the children must be stopped by hand; until then the lock
that they inherited (see `tracker/cli/supervision/supervisor.py`) refuses a second start.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Sequence

SUPERVISOR_VARIABLE = "TRACKER_UP_PID"
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def die_with_parent(*, parent_pid: int | None = None) -> None:
    """Make the kernel send SIGKILL to this process when the thread that forked it ends.

    Call it from the main thread: the request belongs to the calling thread. `parent_pid` is the expected parent.
    Without it the current parent is expected, and nothing happens outside `tracker up`, which sets
    `SUPERVISOR_VARIABLE`: a server started by hand may outlive its shell. If the parent or the supervisor is already
    gone, this process is killed. Raises OSError if the kernel refuses.
    """
    if sys.platform != "linux" or (parent_pid is None and SUPERVISOR_VARIABLE not in os.environ):
        return
    expected = os.getppid() if parent_pid is None else parent_pid
    _request_death_signal()
    # A parent that died before the request never triggers it. A worker may already have a new parent; then the
    # supervisor is gone too, or it kills this process with its group.
    if os.getppid() != expected or not _is_supervisor_alive():
        os.kill(os.getpid(), signal.SIGKILL)


def tied_to_this_process(command: Sequence[str]) -> tuple[str, ...]:
    """`command`, wrapped to die with this process.

    Start it from a thread that lives as long as the process.
    """
    # Run by path and isolated (-I, -S): it needs no import path and starts in about 15 ms.
    return (sys.executable, "-I", "-S", os.path.abspath(__file__), str(os.getpid()), *command)  # noqa: PTH100 - pathlib would double the start time of the shim


def _request_death_signal() -> None:
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    # prctl is variadic: without the types, ctypes would pass ints where it expects longs.
    prctl.argtypes = (ctypes.c_int, *(ctypes.c_ulong,) * 4)
    if prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _is_supervisor_alive() -> bool:
    """Whether the process that the environment names is alive; True if it names none."""
    pid = os.environ.get(SUPERVISOR_VARIABLE)
    if pid is None:
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _become(parent_pid: int, command: list[str]) -> None:
    """Replace this process by `command`; the request survives exec, but not of setuid programs."""
    die_with_parent(parent_pid=parent_pid)
    try:
        os.execvp(command[0], command)  # noqa: S606 - becoming the program is what this file is for
    except OSError as refusal:
        sys.exit(f"{command[0]} cannot be started: {refusal.strerror}.")


if __name__ == "__main__":
    _become(int(sys.argv[1]), sys.argv[2:])

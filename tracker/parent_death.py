"""Ties a program's life to its parent's, so that killing `tracker up` with -9 leaves nothing behind.

`tied_to_this_process(command)` gives a command that, once started from here, dies with this process; it runs
this very file as a small program that asks the kernel for the signal and then becomes the command. A program
that starts workers of its own (granian) calls `die_with_parent()` in each, because the kernel forgets the
request in every fork.

Linux only: macOS has no such request, so there a kill -9 of the parent leaves its children to be stopped by
hand, and the lock they inherited (see `tracker/cli/supervision/supervisor.py`) refuses a second start until that is done.
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
    """Have the kernel send SIGKILL to this process when the thread that forked it ends.

    Call it from the main thread: the request belongs to the calling thread and goes with it. `parent_pid` is the
    parent the caller was started by. Without it the present parent counts, but only under `tracker up`, which sets
    `SUPERVISOR_VARIABLE`: a server started by hand may outlive its shell. Where the parent or that supervisor is
    gone already, this call does not return. Raises OSError where the kernel refuses.
    """
    if sys.platform != "linux" or (parent_pid is None and SUPERVISOR_VARIABLE not in os.environ):
        return
    expected = os.getppid() if parent_pid is None else parent_pid
    _request_death_signal()
    # A parent that died before the request was made will never trigger it; a worker may find itself with a new
    # parent already, but then the supervisor is gone, or it kills this process with its group.
    if os.getppid() != expected or not _is_supervisor_alive():
        os.kill(os.getpid(), signal.SIGKILL)


def tied_to_this_process(command: Sequence[str]) -> tuple[str, ...]:
    """`command`, wrapped so that it dies with the calling process; start it from a thread that lives as long."""
    # Run by path and isolated (-I, -S): it needs no import path, and starts in some 15 ms.
    return (sys.executable, "-I", "-S", os.path.abspath(__file__), str(os.getpid()), *command)  # noqa: PTH100 - pathlib would double the start time of the shim


def _request_death_signal() -> None:
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    # prctl is variadic: without the types its last arguments would be ints in registers meant for longs.
    prctl.argtypes = (ctypes.c_int, *(ctypes.c_ulong,) * 4)
    if prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _is_supervisor_alive() -> bool:
    """Whether the process named by the environment lives; true where none is named."""
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
    """Replace this process by `command`; the kernel keeps the request across exec, but not for setuid programs."""
    die_with_parent(parent_pid=parent_pid)
    try:
        os.execvp(command[0], command)  # noqa: S606 - becoming the program is what this file is for
    except OSError as refusal:
        sys.exit(f"{command[0]} cannot be started: {refusal.strerror}")


if __name__ == "__main__":
    _become(int(sys.argv[1]), sys.argv[2:])

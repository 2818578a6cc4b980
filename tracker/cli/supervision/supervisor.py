"""Supervises the programs of `tracker up`: starts them, keeps them alive, stops them.

Start at `run`. Every child leads its own session and dies with this process (`tracker/parent_death.py`). When a child
ends, its whole process group is killed before it is restarted, so that no worker of a dead main process keeps a port
or a lease.
"""

from __future__ import annotations

import fcntl
import logging
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from tracker.domain.errors import TrackerError
from tracker.parent_death import SUPERVISOR_VARIABLE, tied_to_this_process

# Generous: on a busy machine a program may take a minute to start, and giving up means starting over.
READY_S = 600.0
REPORT_AFTER_S = 10.0
ENDS_MAX = 3
GRACE_S = 10.0
BACKOFF_FIRST_S = 0.2
BACKOFF_MAX_S = 10.0
STEADY_S = 30.0
# A worker that exits after its last allowed job has lived longer than this; restarting a faster one would spin.
EARLY_S = 1.0
POLL_S = 0.05
# After a kill -9 the lock is held until the kernel has ended the last child.
LOCK_WAIT_S = 2.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_PROCFILE_LINE = re.compile(r"(?P<name>[A-Za-z0-9_-]+):\s*(?P<command>exec\s+\S.*)")

logger = logging.getLogger(__name__)


class AlreadyUp(TrackerError):
    """Another `tracker up` is running on this data folder."""

    code: ClassVar[str] = "already_up"
    title: ClassVar[str] = "Already up"


class NotReady(TrackerError):
    """A child ended `ENDS_MAX` times, or was not ready within `READY_S`, during the start."""

    code: ClassVar[str] = "not_ready"
    title: ClassVar[str] = "A program did not become ready"


class BadProcfile(TrackerError):
    """A line of the Procfile is not `name: exec command`."""

    code: ClassVar[str] = "bad_procfile"
    title: ClassVar[str] = "The Procfile cannot be read"


@dataclass(frozen=True)
class Child:
    """A program to keep alive. `env` is its complete environment.

    `is_ready` is polled every `POLL_S`. It starts once the children named in `starts_after` are ready.
    """

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str]
    is_ready: Callable[[], bool]
    starts_after: tuple[str, ...] = ()


def run(
    children: Sequence[Child],
    *,
    on_ready: Callable[[], None],
    stop_signals: Sequence[signal.Signals] = STOP_SIGNALS,
    inherited: Sequence[int] = (),
) -> int:
    """Start the children, call `on_ready`, keep them alive.

    Returns 0 after a stop signal ended them all. `inherited` are open files that the children also hold (the
    lock). Call it from the main thread: signals arrive there, and children die with the thread that started them.
    Raises NotReady after stopping everything.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("run() belongs in the main thread: children die with the thread that forks them")
    lives: list[_Life] = []
    with _caught(stop_signals) as caught:
        try:
            _start_all([_Life(child, inherited) for child in children], started=lives, caught=caught)
            if caught:
                return 0
            on_ready()
            while not caught:
                _keep_alive(lives)
                time.sleep(POLL_S)
            return 0
        finally:
            for life in reversed(lives):
                life.stop()


@contextmanager
def hold_lock(path: Path) -> Iterator[int]:
    """Lock `path` against every other process; yields the open file, for `run(inherited=...)`.

    A child that inherits it holds the lock while it lives, so a start right after a kill -9 cannot meet a queue
    server that still writes. Raises AlreadyUp.
    """
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _is_locked_within(LOCK_WAIT_S, lock):
            holder = os.pread(lock, 20, 0).decode(errors="replace").strip() or "unknown"
            raise AlreadyUp(f"Another `tracker up` (process {holder}) is using {path.parent}. Stop it first.")
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        yield lock
    finally:
        os.close(lock)


def read_procfile(path: Path) -> dict[str, str]:
    """The shell command of each name, in the file's order. Raises BadProcfile.

    Run one as `("/bin/sh", "-c", command)`. Each must start with exec; otherwise a signal would end the shell and
    leave the program running.
    """
    commands: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _PROCFILE_LINE.fullmatch(line.rstrip())
        if found is None or found["name"] in commands:
            raise BadProcfile(f"{path}, line {number}: write `name: exec command`, each name once.")
        commands[found["name"]] = found["command"]
    return commands


def next_delay(last_s: float, *, exit_code: int, alive_s: float) -> float:
    """Seconds to wait before restarting a child that lived for `alive_s`.

    `last_s` is the last wait.

    >>> [next_delay(last, exit_code=1, alive_s=3) for last in (0, 0.2, 0.4, 8)]
    [0.2, 0.4, 0.8, 10.0]
    >>> next_delay(10, exit_code=1, alive_s=31), next_delay(10, exit_code=0, alive_s=3)
    (0.2, 0.0)
    """
    if exit_code == 0 and alive_s >= EARLY_S:
        return 0.0
    if alive_s >= STEADY_S:
        return BACKOFF_FIRST_S
    return min(max(last_s * 2, BACKOFF_FIRST_S), BACKOFF_MAX_S)


class _Life:
    """A child and its current process, if any."""

    def __init__(self, child: Child, inherited: Sequence[int]) -> None:
        self.child = child
        self._inherited = tuple(inherited)
        self._running: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._delay_s = 0.0
        self._restart_at = 0.0
        self.ends = 0
        self.last_code = 0

    def start(self) -> None:
        self._started_at = time.monotonic()
        self._running = subprocess.Popen(
            tied_to_this_process(self.child.command),
            env={**self.child.env, SUPERVISOR_VARIABLE: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=self._inherited,
        )

    def collect(self) -> int | None:
        """The exit code if the process has ended, after killing its group.

        None while it runs or waits.
        """
        if self._running is None:
            return None
        code = self._running.poll()
        if code is None:
            return None
        self._kill_group(self._running.pid)
        self._running = None
        return code

    def keep_alive(self) -> None:
        """Schedule a restart when the process has ended; start it when the time has come."""
        code = self.collect()
        now = time.monotonic()
        if code is not None:
            self.ends, self.last_code = self.ends + 1, code
            self._delay_s = next_delay(self._delay_s, exit_code=code, alive_s=now - self._started_at)
            self._restart_at = now + self._delay_s
            logger.warning(
                "%s ended with code %d; next start in %.1f s", self.child.name, code, self._delay_s
            )
        if self._running is None and now >= self._restart_at:
            self.start()

    def is_ready(self) -> bool:
        """Whether it is running and ready.

        Running is checked first: another program may answer on its port.
        """
        return self._running is not None and self._running.poll() is None and self.child.is_ready()

    def stop(self) -> None:
        """Terminate the process, wait `GRACE_S`, then kill what is left of its group."""
        if self._running is None:
            return
        running, self._running = self._running, None
        running.terminate()
        with suppress(subprocess.TimeoutExpired):
            running.wait(GRACE_S)
        self._kill_group(running.pid)
        running.wait()

    @staticmethod
    def _kill_group(pid: int) -> None:
        # For a group of which only a dead leader is left, macOS answers EPERM instead of ESRCH.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def _start_all(lives: Sequence[_Life], *, started: list[_Life], caught: Sequence[int]) -> None:
    """Return once all are ready or a signal came; each joins `started` before its start.

    Raises NotReady.
    """
    waiting, ready = list(lives), set[str]()
    began = time.monotonic()
    report_at = began + REPORT_AFTER_S
    while len(ready) < len(lives) and not caught:
        for life in [one for one in waiting if ready.issuperset(one.child.starts_after)]:
            waiting.remove(life)
            started.append(life)
            life.start()
        _keep_alive(started)
        for life in started:
            if life.child.name not in ready and life.is_ready():
                ready.add(life.child.name)
        missing = [life for life in started if life.child.name not in ready]
        now = time.monotonic()
        _refuse_hopeless(missing, waited_s=now - began)
        if missing and now >= report_at:
            report_at = now + (now - began)  # the interval doubles each time
            names = ", ".join(life.child.name for life in missing)
            logger.warning("%.0f s after the start, still waiting for %s", now - began, names)
        time.sleep(0 if not missing and waiting else POLL_S)


def _refuse_hopeless(missing: Sequence[_Life], *, waited_s: float) -> None:
    for life in missing:
        name = life.child.name
        if life.ends >= ENDS_MAX:
            raise NotReady(
                f"{name} ended with code {life.last_code} before it was ready, {life.ends} times; "
                "everything was stopped."
            )
        if waited_s >= READY_S:
            raise NotReady(f"{name} was not ready within {READY_S:.0f} s; everything was stopped.")


def _keep_alive(lives: Sequence[_Life]) -> None:
    for life in lives:
        life.keep_alive()


@contextmanager
def _caught(signals: Sequence[signal.Signals]) -> Iterator[list[int]]:
    """Collect these signals instead of acting on them; SIGHUP stays ignored under nohup."""
    before = {number: signal.getsignal(number) for number in signals}
    if before.get(signal.SIGHUP) is signal.SIG_IGN:
        del before[signal.SIGHUP]
    caught: list[int] = []
    for number in before:
        signal.signal(number, lambda seen, _frame: caught.append(seen))
    try:
        yield caught
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


def _is_locked_within(wait_s: float, lock: int) -> bool:
    deadline = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(POLL_S)
        else:
            return True

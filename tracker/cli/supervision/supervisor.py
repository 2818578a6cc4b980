"""Runs the programs of `tracker up`: started side by side, kept alive, stopped in reverse; `run` is the way in.

Every child leads a session of its own and dies with this process (`tracker/parent_death.py`). A child that ends
is started again after its whole group was killed, so that no worker of a dead main keeps a port or a lease.
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

# Generous: on a busy machine a program may take a minute, and a start that is given up has to begin anew.
READY_S = 600.0
SAID_AFTER_S = 10.0
ENDS_MAX = 3
GRACE_S = 10.0
BACKOFF_FIRST_S = 0.2
BACKOFF_MAX_S = 10.0
STEADY_S = 30.0
# A worker that leaves after its last allowed job has lived longer than this; one that leaves sooner would spin.
EARLY_S = 1.0
POLL_S = 0.05
# After a kill -9 the lock outlives its holder until the kernel has ended the last child.
LOCK_WAIT_S = 2.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_PROCFILE_LINE = re.compile(r"(?P<name>[A-Za-z0-9_-]+):\s*(?P<command>exec\s+\S.*)")

logger = logging.getLogger(__name__)


class AlreadyUp(TrackerError):
    """Another `tracker up` runs on this data folder."""

    code: ClassVar[str] = "already_up"
    title: ClassVar[str] = "Already up"


class NotReady(TrackerError):
    """A child ended `ENDS_MAX` times, or was not ready within `READY_S`, while everything was being started."""

    code: ClassVar[str] = "not_ready"
    title: ClassVar[str] = "A program did not get ready"


class BadProcfile(TrackerError):
    """A line of the Procfile is not `name: exec command`."""

    code: ClassVar[str] = "bad_procfile"
    title: ClassVar[str] = "The Procfile cannot be read"


@dataclass(frozen=True)
class Child:
    """A program to keep alive; `env` is its whole environment, `is_ready` is asked every `POLL_S` after its start.

    It is started once the children named in `starts_after` are ready.
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
    """Start the children, call `on_ready`, keep them alive, and give 0 once a stop signal ended them all.

    `inherited` are open files the children hold too (the lock). Call it from the main thread: signals arrive there,
    and the children die with the thread that started them. Raises NotReady, after everything was stopped.
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
    """Hold `path` locked against every other process; gives the open file, to hand to `run(inherited=...)`.

    A child that inherits it keeps the lock while it lives, so that a start right after a kill -9 cannot meet a
    queue server that still writes. Raises AlreadyUp.
    """
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _is_locked_within(LOCK_WAIT_S, lock):
            holder = os.pread(lock, 20, 0).decode(errors="replace").strip() or "unknown"
            raise AlreadyUp(
                f"{path.parent} is in use by another `tracker up` (process {holder}); stop that first."
            )
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        yield lock
    finally:
        os.close(lock)


def read_procfile(path: Path) -> dict[str, str]:
    """Name -> shell command, in the file's order; run one as `("/bin/sh", "-c", command)`. Raises BadProcfile.

    Each command starts with exec: else signals would end at the shell and leave the program running.
    """
    commands: dict[str, str] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _PROCFILE_LINE.fullmatch(line.rstrip())
        if found is None or found["name"] in commands:
            raise BadProcfile(f"{path}, line {number}: expected `name: exec command`, each name once.")
        commands[found["name"]] = found["command"]
    return commands


def next_delay(last_s: float, *, exit_code: int, alive_s: float) -> float:
    """Seconds to wait before a child that lived for `alive_s` is started again; `last_s` is its last wait.

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
    """A child and the program that runs for it now, if any."""

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
        """The exit code of a program that has just ended, its group killed; None while it runs or waits."""
        if self._running is None:
            return None
        code = self._running.poll()
        if code is None:
            return None
        self._kill_group(self._running.pid)
        self._running = None
        return code

    def keep_alive(self) -> None:
        """Notice an end and plan the next start, or make the planned one."""
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
        """Whether it runs and says so. Its end comes first: a stranger may answer the probe on the same port."""
        return self._running is not None and self._running.poll() is None and self.child.is_ready()

    def stop(self) -> None:
        """Ask the program to end, give it `GRACE_S`, then kill whatever is left of its group."""
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
        # macOS answers EPERM, not ESRCH, for a group of which only a dead leader is left.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def _start_all(lives: Sequence[_Life], *, started: list[_Life], caught: Sequence[int]) -> None:
    """Return once all are ready or a signal was caught; `started` gets each just before its start. Raises NotReady."""
    waiting, ready = list(lives), set[str]()
    began = time.monotonic()
    said_at = began + SAID_AFTER_S
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
        if missing and now >= said_at:
            said_at = now + (now - began)  # each time after twice as long
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
    """Collect these signals instead of obeying them; SIGHUP stays ignored where nohup had it ignored."""
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

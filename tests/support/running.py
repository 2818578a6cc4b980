"""A whole tracker as its owner runs it: `tracker up` in a folder of its own, with real web, relay, worker and queue."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import psutil

from tests.support.instance import AUTHOR, bearer
from tests.support.postgres import new_database
from tracker.bootstrap import open_context
from tracker.cli.supervision.embedded import read_socket, redis_url
from tracker.settings import read_settings

TRACKER = str(Path(sys.executable).parent / "tracker")
READY_S = 60.0
STOP_S = 30.0
TAKE_OVER_S = 6.0
"""A relay that dies or stands still is followed within five seconds; one more for a machine that is busy.

Where the next one had to wait for a lock, five seconds of that would come on top of the lease.
"""

Answer = TypeVar("Answer")


@dataclass
class RunningTracker:
    """Where it answers, the key of its first author, and the process that keeps it up."""

    folder: Path
    url: str
    key: str
    process: subprocess.Popen[bytes]
    client: httpx2.Client
    settings: dict[str, str]

    def get(self, path: str, **parameters: Any) -> Any:
        answer = self.client.get(path, params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any, *, status: int = 201, **headers: str) -> Any:
        answer = self.client.post(path, json=body, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.json()

    def children(self, word: str) -> list[psutil.Process]:
        """The processes below this tracker whose command line has `word`."""
        below = psutil.Process(self.process.pid).children(recursive=True)
        return [one for one in below if word in _command(one)]

    def queue_url(self) -> str:
        return self.settings.get("REDIS_URL") or redis_url(read_socket(self.folder))

    def run(
        self, *arguments: str, check: bool = True, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """One `tracker` command against this tracker."""
        done = subprocess.run(
            [TRACKER, *arguments],
            env=environment(self.folder) | self.settings,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if check:
            assert done.returncode == 0, done.stderr + done.stdout
        return done


@contextmanager
def running_tracker(folder: Path, **settings: str) -> Iterator[RunningTracker]:
    """A tracker that serves; stopped afterwards, also after a failure."""
    ready = folder / "ready.json"
    folder.mkdir(parents=True, exist_ok=True)
    ready.unlink(missing_ok=True)
    with (folder.parent / f"{folder.name}.log").open("ab") as log:
        process = subprocess.Popen(
            [TRACKER, "up", "--data", str(folder), "--port", "0", "--ready-file", str(ready)],
            env=environment(folder) | settings,
            cwd="/",
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
        )
    try:
        wait_until(lambda: ready.exists() or process.poll() is not None, seconds=READY_S)
        assert process.poll() is None, (folder.parent / f"{folder.name}.log").read_text()
        told = json.loads(ready.read_text())
        headers = bearer(told["key"])
        with httpx2.Client(base_url=told["url"], headers=headers, timeout=60, trust_env=False) as client:
            yield RunningTracker(
                folder=folder,
                url=told["url"],
                key=told["key"],
                process=process,
                client=client,
                settings=settings,
            )
    finally:
        stop(process)


@contextmanager
def tracker_on(kind: str, folder: Path) -> Iterator[RunningTracker]:
    """A tracker that serves from one of the `KINDS` of databases."""
    if kind == "sqlite":
        with running_tracker(folder / kind) as instance:
            yield instance
        return
    with new_database() as url, running_tracker(folder / kind, DATABASE_URL=url) as instance:
        yield instance


def stop(process: subprocess.Popen[bytes], number: signal.Signals = signal.SIGTERM) -> int:
    """Tell the supervisor to stop and wait for it; its exit code."""
    if process.poll() is None:
        process.send_signal(number)
    try:
        return process.wait(timeout=STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=STOP_S)
        raise


def environment(folder: Path) -> dict[str, str]:
    """Nothing of the caller's own settings: only what a fresh login has, and the folder."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    return kept | {"TRACKER_DATA": str(folder), "TRACKER_AUTHOR": AUTHOR}


def wait_until(holds: Callable[[], Answer], *, seconds: float) -> Answer:
    """Ask often until it holds; its answer. Fails after `seconds`."""
    ends = time.monotonic() + seconds
    while not (answer := holds()):
        assert time.monotonic() < ends, "waited too long"
        time.sleep(0.02)
    return answer


def is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@contextmanager
def two_trackers(
    folder: Path, database_url: str, queue_url: str, **settings: str
) -> Iterator[list[RunningTracker]]:
    """One tracker on two machines, so to speak: two of everything, on one PostgreSQL and one queue server."""
    shared = {
        "DATABASE_URL": database_url,
        "REDIS_URL": queue_url,
        "TRACKER_SECRET_KEY": "shared-by-every-process-of-the-tracker",
        **settings,
    }
    with running_tracker(folder / "one", **shared) as one, running_tracker(folder / "two", **shared) as two:
        yield [one, two]


@contextmanager
def opened(folder: Path, **settings: str) -> Iterator[Any]:
    """The tracker's own application on its database, beside the running processes."""
    application = open_context(read_settings(environment(folder) | settings))
    try:
        yield application
    finally:
        application.database.close()


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""

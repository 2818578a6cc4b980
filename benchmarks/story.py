"""How fast a long story goes in, over HTTP with relay and worker beside, and how much memory any process takes for it."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.asked import STORY, STORY_LINES
from benchmarks.databases import Place
from benchmarks.figures import Figure, Pace
from benchmarks.http import tracker_up
from benchmarks.long_story import FORECASTERS, story
from tracker.domain import limits

POLL_S = 0.1
PATIENCE_S = 900.0
PROC = Path("/proc")


def measure(place: Place, pace: Pace) -> Iterator[Figure]:
    """Three figures of one run: lines acknowledged, lines until everything is scored, the largest process."""
    if place.name != "SQLite":
        return
    lines = list(
        story(int(STORY_LINES * pace.rows_share), forecasters=max(int(FORECASTERS * pace.rows_share), 3))
    )
    with tracker_up(place) as (port, key):
        server = _Server(f"http://127.0.0.1:{port}", key)
        began = time.perf_counter()
        _send(server, lines[1:])
        acknowledged = time.perf_counter()
        _await_scores(server)
        scored = time.perf_counter()
        peak = max(_peaks_mib(server.run_pid(place)), default=0.0)
    speed, whole, memory = STORY
    yield Figure(asked=speed, ours=(len(lines) / (acknowledged - began),))
    yield Figure(asked=whole, ours=(len(lines) / (scored - began),))
    yield Figure(asked=memory, ours=(peak,))


class _Server:
    def __init__(self, url: str, key: str) -> None:
        self._url, self._key, self.run = url, key, ""

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "application/json") -> Any:
        """The answer; nothing is refused here, so anything else is raised."""
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": kind}
        request = urllib.request.Request(  # noqa: S310 - our own server
            self._url + path, data=body if method == "POST" else None, headers=headers, method=method
        )
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
            return json.load(answer)

    def run_pid(self, place: Place) -> int:
        ready = Path(place.settings["TRACKER_DATA"]) / "ready.json"
        return int(json.loads(ready.read_text(encoding="utf-8"))["pid"])


def _send(server: _Server, lines: Sequence[bytes]) -> None:
    server.run = server.ask("POST", "/v1/imports", b'{"source": "long"}')["run"]
    pending = iter(lines)
    while piece := list(islice(pending, limits.IMPORT_LINES_MAX)):
        told = server.ask(
            "POST", f"/v1/imports/{server.run}/lines", b"\n".join(piece), kind="application/x-ndjson"
        )
        refused = [one for one in told["items"] if one["status"] != "recorded"]
        if refused:
            raise RuntimeError(refused[0])


def _await_scores(server: _Server) -> None:
    """Finish the run and wait until the real clock has nothing left to do for it."""
    server.ask("POST", f"/v1/imports/{server.run}/finish")
    ends = time.monotonic() + PATIENCE_S
    while not server.ask("GET", f"/v1/imports/{server.run}")["projected"]:
        if time.monotonic() > ends:
            raise RuntimeError("the story is not scored")
        time.sleep(POLL_S)


def _peaks_mib(root: int) -> Iterator[float]:
    """The most memory that `root` and each process below it ever had; nothing where there is no /proc."""
    if not PROC.exists():
        return
    below = {root}
    for pid, parent in sorted(_parents()):
        if parent in below:
            below.add(pid)
    for pid in below:
        said = (PROC / str(pid) / "status").read_text(encoding="utf-8")
        yield next(int(line.split()[1]) for line in said.splitlines() if line.startswith("VmHWM")) / 1024


def _parents() -> Iterator[tuple[int, int]]:
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                said = (entry / "stat").read_text(encoding="utf-8")
            except OSError:
                continue
            yield int(entry.name), int(said.rpartition(")")[2].split()[1])

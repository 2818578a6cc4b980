"""How long `tracker up` takes on a tracker that exists, from the command to the first request that it can answer."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.asked import START
from benchmarks.databases import Place
from benchmarks.figures import Figure, Pace
from benchmarks.http import BIN

READY_S = 60.0
POLL_S = 0.01


def measure(place: Place, pace: Pace) -> Iterator[Figure]:
    """One figure, on SQLite alone; the first start makes the tracker and is not counted."""
    if place.name != "SQLite":
        return
    data = Path(place.settings["TRACKER_DATA"]).parent / "start"
    _start_ms(data)
    yield Figure(asked=START, ours=tuple(_start_ms(data) for _ in range(pace.rounds)))


def _start_ms(data: Path) -> float:
    ready = data.parent / "start.json"
    ready.unlink(missing_ok=True)
    command: list[str | Path] = [BIN / "tracker", "up", "--data", data, "--port", "0", "--ready-file", ready]
    began = time.perf_counter()
    with subprocess.Popen(
        command, env=dict(os.environ), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as up:
        while not (ready.exists() and ready.stat().st_size) and time.perf_counter() - began < READY_S:
            time.sleep(POLL_S)
        took_ms = (time.perf_counter() - began) * 1_000
        up.send_signal(signal.SIGTERM)
    return took_ms

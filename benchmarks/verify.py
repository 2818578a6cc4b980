"""How fast and in how much memory `tracker verify` proves a long log: the command itself, a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.asked import VERIFY
from benchmarks.databases import Place
from benchmarks.figures import Figure, Pace
from benchmarks.long_log import fill, run_verify


def measure(place: Place, pace: Pace) -> Iterator[Figure]:
    """Both figures, of one run each; on SQLite alone, where a log of that length is made in seconds."""
    if place.name != "SQLite":
        return
    fill(Path(place.settings["TRACKER_DATA"]) / "tracker.db", pace.verify_events)
    ran = run_verify(place.settings)
    speed, memory = VERIFY
    yield Figure(asked=speed, ours=(pace.verify_events / ran.seconds,))
    yield Figure(asked=memory, ours=(ran.peak_mib,))

"""What the figures were measured on: processors, kernel, versions, and how long the disk takes to keep 4 KiB."""

from __future__ import annotations

import os
import platform
import sqlite3
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median

import psycopg

FLUSHES = 200
BLOCK = b"\0" * 4_096


def describe_machine(server: str, *, flushes_ms: tuple[float, float]) -> dict[str, str]:
    """One line each, in the order in which they are printed; `flushes_ms` is the flush before and after."""
    with psycopg.connect(server) as connection:
        postgres, fsync, synchronous = (
            connection.execute(f"SHOW {setting}").fetchone() or ("?",)
            for setting in ("server_version", "fsync", "synchronous_commit")
        )
    before, after = flushes_ms
    return {
        "processors": str(os.cpu_count()),
        "kernel": f"{platform.system()} {platform.release()} {platform.machine()}",
        "Python": platform.python_version(),
        "SQLite": f"{sqlite3.sqlite_version}, WAL, synchronous = FULL",
        "PostgreSQL": f"{postgres[0]}, fsync = {fsync[0]}, synchronous_commit = {synchronous[0]}",
        "peers": ", ".join(
            f"{name} {version(name)}"
            for name in ("eventsourcing", "psycopg", "granian", "flask", "aiohttp", "httpx2")
        ),
        "disk": f"a flush of 4 KiB took {before:.2f} ms before and {after:.2f} ms after (medians of {FLUSHES})",
        "load": f"{os.getloadavg()[1]:.1f} over the last five minutes, this run included",
    }


def flush_ms(folder: Path) -> float:
    """How long an appended block takes until it is on the disk (fdatasync), in milliseconds."""
    taken = []
    path = folder / "flush"
    with path.open("wb", buffering=0) as file:
        for _ in range(FLUSHES):
            file.write(BLOCK)
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            taken.append((time.perf_counter() - began) * 1_000)
    path.unlink()
    return median(taken)

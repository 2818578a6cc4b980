"""A log of any length in no time: valid events with valid digests and heads, put into SQLite past the door.

The triggers are put aside meanwhile and stand again afterwards; `tracker verify`, run here too, finds no fault.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from tracker.domain.forecaster import ForecasterRecorded
from tracker.store.databases.envelope import SALT_BYTES, Envelope, commitment, data_digest, next_head
from tracker.store.databases.sqlite import open_sqlite
from tracker.store.log.codec import mint
from tracker.store.log.log import Head, read_head

STREAM_EVENTS = 20
"""Events in a stream, each stream's spread over the log as those of a tracker are."""
BATCH = 20_000
AT = "2025-01-01T00:00:00.000000Z"
COLUMNS = (*Envelope.__struct_fields__, "data", "salt", "commitment")


TRACKER = Path(sys.executable).parent / "tracker"
KIB_OF_RSS = 1 if sys.platform != "darwin" else 1 << 10
"""What ru_maxrss is counted in, by KiB: macOS counts bytes."""
MEASURE = """
import json, resource, subprocess, sys
ended = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([ended.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""
"""Run by a small process of its own: a child's peak includes that of the process it was forked from."""


class Verifying(msgspec.Struct, frozen=True, kw_only=True):
    """What one run took; `said` is what it printed."""

    seconds: float
    cpu_s: float
    peak_mib: float
    said: str


def fill(path: Path, events: int) -> None:
    """Append `events` events to the migrated tracker in the file at `path`, which nobody else has open."""
    database = open_sqlite(path)
    with database.reading() as tx:
        end = read_head(tx)
    database.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        rows = _rows(end, events)
        while batch := list(islice(rows, BATCH)):
            connection.executemany(_INSERT_EVENT, (event for event, _ in batch))
            connection.executemany(_INSERT_LOG, (place for _, place in batch))
        for _, sql in triggers:
            connection.execute(sql)
        connection.commit()


def run_verify(settings: Mapping[str, str]) -> Verifying:
    """Run the command on the tracker of `settings`; fails unless it finds nothing."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    began = time.perf_counter()
    ran = subprocess.run(
        [sys.executable, "-c", MEASURE, TRACKER, "verify"],
        env=kept | dict(settings),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - began
    *said, measured = ran.stdout.splitlines()
    exit_code, cpu_s, peak = json.loads(measured)
    if exit_code != 0:
        raise RuntimeError("a log made to be whole was found altered")
    return Verifying(seconds=seconds, cpu_s=cpu_s, peak_mib=peak / KIB_OF_RSS / 1024, said="\n".join(said))


_INSERT_EVENT = (
    f"INSERT INTO event (inserted, {', '.join(COLUMNS)}) VALUES ({', '.join('?' * (1 + len(COLUMNS)))})"
)
_INSERT_LOG = "INSERT INTO log (position, event_id, inserted, sequenced_at, head) VALUES (?, ?, ?, ?, ?)"


def _rows(end: Head, events: int) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    """The row of each event and that of its place."""
    minted = mint(ForecasterRecorded(forecaster="fcr_0000000000", name="A name of usual length"))
    salt = bytes(SALT_BYTES)
    digest = data_digest(salt, minted.data)
    streams = max(events // STREAM_EVENTS, 1)
    position, head, sequenced_at = end.position, end.head, max(end.sequenced_at, AT)
    for n in range(events):
        position += 1
        envelope = Envelope(
            event_id=str(uuid.UUID(int=position)),
            stream=f"filler-{n % streams}",
            version=1 + n // streams,
            type=minted.type,
            schema_version=minted.schema_version,
            effective_at=AT,
            recorded_at=AT,
            recorded_by="key_0000000000",
            correlation_id="filler",
            data_digest=digest,
        )
        committed = commitment(envelope)
        head = next_head(head, position=position, sequenced_at=sequenced_at, commitment=committed)
        columns = tuple(getattr(envelope, name) for name in Envelope.__struct_fields__)
        yield (
            (position, *columns, minted.data, salt, committed),
            (position, envelope.event_id, position, sequenced_at, head),
        )

"""A log of any length in no time: valid events with valid digests and heads, put into SQLite past the door.

The triggers are put aside meanwhile and stand again afterwards; `tracker verify`, run here too, finds no fault.
"""

from __future__ import annotations

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
from tracker.store.codec import mint
from tracker.store.envelope import SALT_BYTES, Envelope, commitment, data_digest, next_head
from tracker.store.log import Head, read_head
from tracker.store.sqlite import open_sqlite

STREAM_EVENTS = 20
"""Events in a stream, each stream's spread over the log as those of a house are."""
BATCH = 20_000
AT = "2025-01-01T00:00:00.000000Z"
COLUMNS = (*Envelope.__struct_fields__, "data", "salt", "commitment")


TRACKER = Path(sys.executable).parent / "tracker"
KIB_OF_RSS = 1 if sys.platform != "darwin" else 1 << 10
"""What ru_maxrss is counted in, by KiB: macOS counts bytes."""


class Verifying(msgspec.Struct, frozen=True, kw_only=True):
    """What one run took; `said` is what it printed."""

    seconds: float
    cpu_s: float
    peak_mib: float
    said: str


def fill(path: Path, events: int) -> None:
    """Append `events` events to the migrated house in the file at `path`, which nobody else has open."""
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
    """Run the command on the house of `settings`; fails unless it finds nothing."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
    began = time.perf_counter()
    with subprocess.Popen(
        [TRACKER, "verify"],
        env=kept | dict(settings),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(said)
    return Verifying(
        seconds=time.perf_counter() - began,
        cpu_s=used.ru_utime + used.ru_stime,
        peak_mib=used.ru_maxrss / KIB_OF_RSS / 1024,
        said=said,
    )


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

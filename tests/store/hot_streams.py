"""Processes of a test that append to a few hot streams of one PostgreSQL, and that sequence them."""

from __future__ import annotations

import time
import uuid

from tests.store.appending import ORIGIN, START, named
from tracker.domain.errors import InProgress, VersionConflict
from tracker.store.databases.postgres import open_postgres
from tracker.store.log.append import append
from tracker.store.log.codec import mint
from tracker.store.log.log import Batch, Draft

POLL_S = 0.002
PAUSE_S = 0.005
"""Between two appends: the writers leave something of the machine to the others."""


def write_until(url, streams, is_over, acknowledged):
    """Append one event after another, and put the ids of those that were committed into `acknowledged`."""
    database, done, turn = open_postgres(url), [], 0
    while not is_over.is_set():
        turn += 1
        time.sleep(PAUSE_S)
        event_id, stream = str(uuid.uuid4()), streams[turn % len(streams)]
        try:
            with database.writing() as tx:
                last = tx.value("SELECT max(version) FROM event WHERE stream = :stream", {"stream": stream})
                draft = Draft(event_id, mint(named("x")), START)
                append(tx, [Batch(stream, last or 0, (draft,))], origin=ORIGIN, now=START)
        except (VersionConflict, InProgress):
            continue
        done.append(event_id)
    database.close()
    acknowledged.put(done)


def sequence_for_ever(url, started):
    """Sequence, as a relay does, until the process is killed."""
    database = open_postgres(url)
    started.set()
    while True:
        if not database.sequence():
            time.sleep(POLL_S)

"""Short ways to append: events that differ by a name, ids and instants that differ by a number."""

import uuid
from datetime import UTC, datetime, timedelta

import msgspec

from tracker.domain.forecaster import ForecasterRecorded
from tracker.store.log.append import append
from tracker.store.log.codec import mint
from tracker.store.log.log import Batch, Draft, Origin, find_event, log_rows
from tracker.store.log.verify import verify

START = datetime(2025, 1, 1, tzinfo=UTC)
ORIGIN = Origin(recorded_by="key_1", correlation_id="test")
ROWS_MAX = 10_000


def at(minutes):
    return START + timedelta(minutes=minutes)


def event_id(n):
    return str(uuid.UUID(int=n))


def named(name, *, forecaster="fcr_1"):
    return ForecasterRecorded(forecaster=forecaster, name=name)


def draft(n, name=None, *, effective_at=START):
    """The event number `n`, which says `name`."""
    return Draft(event_id(n), mint(named(name or f"name {n}")), effective_at)


def batch(stream, expected, *drafts):
    return Batch(stream, expected, drafts)


def append_all(database, *batches, now=START, origin=ORIGIN):
    with database.writing() as tx:
        appended = append(tx, batches, origin=origin, now=now)
    if database.sequence() == 0:
        return appended
    with database.reading() as tx:
        return [
            msgspec.structs.replace(one, events=tuple(find_event(tx, event.event_id) for event in one.events))
            for one in appended
        ]


def all_rows(database):
    """Every row of the log with its event, as dicts."""
    with database.reading() as tx:
        return [dict(row) for row in log_rows(tx, after=0, limit=ROWS_MAX)]


def verified(database, *, after=None, against=None, limit=None):
    with database.reading() as tx:
        return verify(tx, after=after, against=against, limit=limit)


def assert_clean(database, *, events):
    found = verified(database)
    assert (found.fault, found.position, found.events) == (None, None, events)

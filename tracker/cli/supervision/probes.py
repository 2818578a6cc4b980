"""How `tracker up` checks that a program is ready: by what it does, not that it exists."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from redis import RedisError
from sqlalchemy.exc import SQLAlchemyError

from tracker.application.work.queue import connect_queue
from tracker.domain.instants import parse_instant
from tracker.projections.registry import RELAY
from tracker.store.databases.database import Database
from tracker.store.log.checkpoints import Lease, read_lease

Probe = Callable[[], bool]

TIMEOUT_S = 1.0
_WORKERS = "rq:workers"  # rq.worker_registration.REDIS_WORKER_KEYS


def web_probe(address: str) -> Probe:
    """Whether the web process can serve: GET /readyz, which also checks the database."""
    where = urlsplit(address)

    def is_ready() -> bool:
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=TIMEOUT_S)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.client.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    return is_ready


def relay_probe(database: Database) -> Probe:
    """Whether a relay took or renewed the lease since this call: a lease may outlive a kill -9."""
    before = _lease(database)

    def is_ready() -> bool:
        now = _lease(database)
        return now is not None and now != before and not now.is_over(now=datetime.now(UTC))

    return is_ready


def worker_probe(queue_url: str, number: int) -> Probe:
    """Whether `number` workers registered since this call.

    Killed ones stay registered for a while.
    """
    since = datetime.now(UTC)
    queue = connect_queue(queue_url, timeout_s=TIMEOUT_S, is_text=True)

    def is_ready() -> bool:
        try:
            births = [queue.hget(str(key), "birth") for key in queue.smembers(_WORKERS)]
        except RedisError:
            return False
        born = [birth for birth in births if birth and parse_instant(str(birth), pointer="/birth") >= since]
        return len(born) >= number

    return is_ready


def _lease(database: Database) -> Lease | None:
    try:
        with database.reading() as tx:
            return read_lease(tx, RELAY)
    except SQLAlchemyError:
        return None

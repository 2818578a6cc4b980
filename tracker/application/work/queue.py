"""The queues as seen from outside: their names, and how many jobs wait in each for how long."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from tracker.domain.errors import Invalid
from tracker.domain.instants import parse_instant

QUEUES = ("settle", "score", "deliver", "reports")

# RQ's own names (rq.Queue.redis_queue_namespace_prefix, rq.job.Job.redis_job_namespace_prefix), without loading it.
QUEUE_PREFIX = "rq:queue:"
JOB_PREFIX = "rq:job:"
ENQUEUED_AT = "enqueued_at"


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """The jobs waiting in one queue; `oldest_s` is None for an empty queue or an undated job."""

    jobs: int
    oldest_s: float | None


def connect_queue(url: str, *, timeout_s: float, is_text: bool = False) -> Redis:
    """A lazy connection without retries; `is_text` decodes the answers."""
    return Redis.from_url(
        url,
        socket_timeout=timeout_s,
        socket_connect_timeout=timeout_s,
        retry=Retry(NoBackoff(), retries=0),
        decode_responses=is_text,
    )


def read_queues(connection: Redis, *, now: datetime) -> dict[str, Waiting] | None:
    """The jobs waiting in each of `QUEUES`; None where the queue server does not answer."""
    try:
        return {name: _read_queue(connection, name, now=now) for name in QUEUES}
    except RedisError:
        return None


def _read_queue(connection: Any, name: str, *, now: datetime) -> Waiting:
    key = f"{QUEUE_PREFIX}{name}"
    first: Iterable[bytes] = connection.lrange(key, 0, 0)
    since = [connection.hget(f"{JOB_PREFIX}{job.decode(errors='replace')}", ENQUEUED_AT) for job in first]
    ages = [_age(stamp, now=now) for stamp in since if stamp is not None]
    return Waiting(jobs=connection.llen(key), oldest_s=ages[0] if ages else None)


def _age(stamp: bytes, *, now: datetime) -> float | None:
    """The age in seconds.

    None for a malformed stamp, since anyone with access to the queue server can write one.
    """
    try:
        return max((now - parse_instant(stamp.decode(), pointer="/enqueued_at")).total_seconds(), 0.0)
    except (Invalid, UnicodeDecodeError):
        return None

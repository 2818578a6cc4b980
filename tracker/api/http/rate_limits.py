"""Requests per minute for each key, or for each address without a key.

Every answer reports them.

Minutes are clock minutes, so one increment is enough. Counts are kept in the queue server, which all web
processes share. While it does not answer, each process counts alone and allows the whole quota. Of a large
quota, a process takes a thousandth at a time and counts inside it alone.
"""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from flask import Flask, Response, current_app, g, request
from limits.storage import MemoryStorage, RedisStorage
from redis import Redis, RedisError
from werkzeug.exceptions import TooManyRequests

RATE_LIMITS = "tracker.rate_limits"
"""The key in `app.extensions` of this process's `RateLimits`; without one, nothing is limited."""

WINDOW_S = 60
PARTS = 1_000
"""A process takes a quota in this many parts.

At most one part per process is left unused in a minute.
"""

AWAY_S = 5.0
"""How long a failed server is not asked again; until then no request waits for it."""

LOGGER = logging.getLogger(__name__)

Policy = Literal["key", "address"]


@dataclass(frozen=True, kw_only=True)
class Spent:
    """One counted request: `used` of `quota` requests, and the seconds until the count restarts."""

    policy: Policy
    quota: int
    used: int
    reset_s: int

    @property
    def remaining(self) -> int:
        return max(0, self.quota - self.used)


class RateLimits:
    """Counts requests; a quota of 0 means no limit."""

    def __init__(
        self,
        *,
        key_quota: int,
        address_quota: int,
        queue: Redis | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._quotas: dict[Policy, int] = {"key": key_quota, "address": address_quota}
        self._counts = _Counts(queue)
        self._clock = clock

    def spend(self, policy: Policy, who: str) -> Spent | None:
        """Count a request of `who`; None where there is no limit."""
        quota = self._quotas[policy]
        if quota == 0:
            return None
        minute, second = divmod(int(self._clock()), WINDOW_S)
        used = self._counts.increment(f"{policy}/{who}", minute, part=max(1, quota // PARTS))
        return Spent(policy=policy, quota=quota, used=used, reset_s=WINDOW_S - second)


class _Counts:
    """Counts by name, forgotten after a minute."""

    def __init__(self, queue: Redis | None) -> None:
        self._own = MemoryStorage()
        self._shared = None
        if queue is not None:
            # The URL only sets the scheme; the connection pool, with its timeouts, is the queue's.
            self._shared = RedisStorage("redis://", connection_pool=queue.connection_pool)
        self._asked_again_at = 0.0
        self._taking = threading.Lock()
        self._minute = 0
        self._taken: dict[str, tuple[int, int]] = {}
        """Name -> the last number used, and the last number of the part that this process has taken."""

    def increment(self, name: str, minute: int, *, part: int) -> int:
        """The number of one more use of `name` in that minute; numbers are taken `part` at a time."""
        if part == 1:
            return self._take(f"{name}/{minute}", 1)
        with (
            self._taking
        ):  # held during the server call too: two threads taking parts at once would leave one unused
            if minute != self._minute:
                self._minute, self._taken = minute, {}
            used, last = self._taken.get(name, (0, 0))
            if used == last:
                last = self._take(f"{name}/{minute}", part)
                used = last - part
            self._taken[name] = (used + 1, last)
            return used + 1

    def _take(self, name: str, amount: int) -> int:
        if self._shared is not None and time.monotonic() >= self._asked_again_at:
            try:
                return self._shared.incr(name, WINDOW_S, amount=amount)
            except RedisError as error:
                self._asked_again_at = time.monotonic() + AWAY_S
                LOGGER.warning("rate limits are counted in this process: %s", type(error).__name__)
        return self._own.incr(name, WINDOW_S, amount=amount)


def install_rate_limits(app: Flask) -> None:
    """Registers the step that reports the remaining requests with each answer."""
    app.after_request(_tell)


def spend_request(key: str | None) -> None:
    """Count this request for `key`, or for its address if None. Raises 429."""
    limits: RateLimits | None = current_app.extensions.get(RATE_LIMITS)
    if limits is None:
        return
    spent = limits.spend("address", _address()) if key is None else limits.spend("key", key)
    if spent is None:
        return
    g.spent = spent
    if spent.used > spent.quota:
        whose = "This key" if spent.policy == "key" else "This address, without a key,"
        detail = f"{whose} may make {spent.quota:,} requests a minute. Continue in {spent.reset_s} s."
        raise TooManyRequests(detail, retry_after=spent.reset_s)


def _address() -> str:
    """The caller's address in canonical form; an IPv6 /64 network counts as one address.

    An owner of one IPv6 address usually has 2**64 of them.
    """
    given = request.remote_addr or ""
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return hashlib.sha256(given.encode()).hexdigest()[:16]  # the name of a Unix socket, or empty
    if address.version == 6 and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


def _tell(response: Response) -> Response:
    """The header fields of draft-ietf-httpapi-ratelimit-headers-10."""
    spent: Spent | None = g.get("spent")
    if spent is not None:
        response.headers["RateLimit-Policy"] = f'"{spent.policy}";q={spent.quota};w={WINDOW_S}'
        response.headers["RateLimit"] = f'"{spent.policy}";r={spent.remaining};t={spent.reset_s}'
    return response

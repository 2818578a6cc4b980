"""Logs and counts every request when its answer is known.

Never a token, a body or a query string.
"""

from __future__ import annotations

import logging
import time

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics
from structlog.contextvars import bind_contextvars, clear_contextvars

from tracker.api.http.requests import request_id, trace_id

REGISTRY = "tracker.registry"
"""The key in `app.extensions` of the registry whose metrics GET /metrics shows."""

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Other methods and addresses count as `other`, since clients can invent any number of them."""

OTHER = "other"
BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

LOGGER = logging.getLogger(__name__)


def install_traffic(app: Flask) -> None:
    """Registers the first step before every request and the last after it.

    Call it before other steps.
    """
    registry = CollectorRegistry()
    app.extensions[REGISTRY] = registry
    traffic = _Traffic(registry)
    app.before_request(traffic.begin)
    app.after_request(traffic.finish)
    app.teardown_request(_forget)


class _Traffic:
    def __init__(self, registry: CollectorRegistry) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # they would double the series
        self._requests = Counter(
            "tracker_http_requests",
            "Requests answered by this web process.",
            ("method", "route", "status"),
            registry=registry,
        )
        self._seconds = Histogram(
            "tracker_http_request_duration_seconds",
            "Seconds from a request to its answer.",
            ("method", "route"),
            buckets=BUCKETS_S,
            registry=registry,
        )
        self._counted: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        """By method, route and hundreds of the status, all bounded; looking them up by label is slower."""

    def begin(self) -> None:
        g.began_at = time.perf_counter()
        clear_contextvars()
        bind_contextvars(request_id=request_id())
        if (trace := trace_id()) is not None:
            bind_contextvars(trace_id=trace)

    def finish(self, response: Response) -> Response:
        seconds = time.perf_counter() - g.began_at
        rule = request.url_rule
        method = request.method if request.method in METHODS else OTHER
        route = OTHER if rule is None else rule.rule
        requests, durations = self._counted_as(method, route, response.status_code // 100)
        requests.inc()
        durations.observe(seconds)
        fields = {
            "method": method,
            "route": route,
            "status": response.status_code,
            "duration_ms": round(seconds * 1000, 1),
            "key": getattr(g.get("caller"), "key", None),
        }
        LOGGER.info("request", extra=fields)
        return response

    def _counted_as(self, method: str, route: str, hundreds: int) -> tuple[Counter, Histogram]:
        found = self._counted.get((method, route, hundreds))
        if found is None:
            found = (
                self._requests.labels(method, route, f"{hundreds}xx"),
                self._seconds.labels(method, route),
            )
            self._counted[method, route, hundreds] = found
        return found


def _forget(_: BaseException | None) -> None:
    clear_contextvars()

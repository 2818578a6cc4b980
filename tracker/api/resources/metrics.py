"""GET /metrics for Prometheus, outside the versioned API: the tracker's gauges, its queues and this process's requests.

Everything but the requests is asked for while it is being scraped; nothing here remembers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from flask import Flask, Response, current_app, g
from prometheus_client import generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector
from redis import Redis

from tracker.api.http.operation import AUTHORIZE
from tracker.api.http.traffic import REGISTRY
from tracker.application.context import AppContext
from tracker.application.work.gauges import Gauge, read_gauges
from tracker.application.work.queue import Waiting, read_queues
from tracker.delivery.queue.gauges import delivery_gauges


def install_metrics(app: Flask) -> None:
    """Registers GET /metrics: open, unless the tracker is closed; then it needs a key with the scope read."""
    app.add_url_rule("/metrics", "metrics", metrics)


def metrics() -> Response:
    """What stands in this app's own registry."""
    g.caller = current_app.extensions[AUTHORIZE](None, may_recall=False)
    response = Response(generate_latest(current_app.extensions[REGISTRY]))
    response.headers["Content-Type"] = CONTENT_TYPE_PLAIN_0_0_4
    response.headers["Cache-Control"] = "no-store"
    return response


class GaugeCollector(Collector):
    """The tracker's own metrics; `queue` is None where none is set."""

    def __init__(self, context: AppContext, queue: Redis | None) -> None:
        self._context = context
        self._queue = queue

    def collect(self) -> Iterable[Metric]:
        yield from map(_family, read_gauges(self._context, more=(delivery_gauges,)))
        now = self._context.clock()
        waiting = None if self._queue is None else read_queues(self._queue, now=now)
        yield from map(_family, _queue_gauges(waiting))


def _queue_gauges(waiting: Mapping[str, Waiting] | None) -> Iterator[Gauge]:
    is_up = {"": float(waiting is not None)}
    yield Gauge(name="tracker_queue_up", meaning="Whether the queue server answers.", values=is_up)
    if waiting is None:
        return
    jobs = {name: float(one.jobs) for name, one in waiting.items()}
    yield Gauge(name="tracker_queue_jobs", meaning="Jobs that wait for a worker.", values=jobs, label="queue")
    oldest = {name: one.oldest_s or 0.0 for name, one in waiting.items()}
    yield Gauge(
        name="tracker_queue_oldest_job_seconds",
        meaning="Seconds for which the first of these has waited.",
        values=oldest,
        label="queue",
    )


def _family(gauge: Gauge) -> GaugeMetricFamily:
    if gauge.label is None:
        return GaugeMetricFamily(gauge.name, gauge.meaning, value=gauge.values[""])
    family = GaugeMetricFamily(gauge.name, gauge.meaning, labels=[gauge.label])
    for value, number in gauge.values.items():
        family.add_metric([value], number)
    return family

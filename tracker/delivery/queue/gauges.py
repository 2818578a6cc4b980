"""The state of deliveries in numbers, for GET /metrics."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from tracker.application.context import AppContext
from tracker.application.work.gauges import Gauge, Measure, Query, age, gauge, measured
from tracker.delivery.queue.planner import PLANNER
from tracker.delivery.queue.schedule import BREAKER_FAILURES
from tracker.domain.instants import instant_text
from tracker.projections.endpoints import has_endpoints
from tracker.projections.registry import RELAY
from tracker.store.databases.database import Transaction
from tracker.store.log.checkpoints import read_checkpoint
from tracker.store.log.log import first_sequenced

RECENT = timedelta(hours=1)
CLASSES = ("2xx", "3xx", "4xx", "5xx", "none")
"""Classes of responses; none: there was no response."""


def delivery_gauges(application: AppContext, tx: Transaction) -> Iterator[Gauge]:
    """Attempts of the last hour by class, due messages, dead messages, and open breakers."""
    now = application.clock()
    yield from measured(tx, _QUERIES, now=now, since=instant_text(now - RECENT), failures=BREAKER_FAILURES)
    yield gauge(
        "tracker_fanout_lag_seconds",
        "Seconds for which publishable news has not been queued.",
        age(_oldest_news(tx), now - application.undo_window),
    )


def _oldest_news(tx: Transaction) -> str | None:
    """When the first event that was not planned yet got its position. Nothing is behind where nobody subscribes."""
    if not has_endpoints(tx):
        return None
    return first_sequenced(tx, after=read_checkpoint(tx, PLANNER), until=read_checkpoint(tx, RELAY))


_ATTEMPTS = """
SELECT CASE WHEN status IS NULL THEN 'none' ELSE CAST(status / 100 AS TEXT) || 'xx' END AS label, count(*) AS count
FROM attempt WHERE started_at > :since GROUP BY label"""

# Due messages that wait behind no other, for all queues at once: one by one, a large backlog takes many seconds.
_DUE = """
WITH behind AS MATERIALIZED (
    SELECT endpoint, order_key, min(sequence) AS sequence FROM delivery
    WHERE state = 'waiting' AND next_at > :now GROUP BY endpoint, order_key)
SELECT count(*) AS count, min(delivery.next_at) AS oldest
FROM delivery JOIN endpoint ON endpoint.id = delivery.endpoint JOIN lane ON lane.endpoint = delivery.endpoint
LEFT JOIN behind ON behind.endpoint = delivery.endpoint AND behind.order_key = delivery.order_key
    AND behind.sequence < delivery.sequence
WHERE delivery.state = 'waiting' AND delivery.next_at <= :now AND endpoint.status = 'active'
    AND lane.failures < :failures AND behind.endpoint IS NULL"""

_STOPPED = """
SELECT (SELECT count(*) FROM delivery WHERE state = 'dead') AS dead,
    (SELECT count(*) FROM lane WHERE failures >= :failures) AS broken,
    (SELECT count(*) FROM endpoint WHERE status = 'disabled') AS disabled"""

_QUERIES = (
    Query(_ATTEMPTS, (
        Measure("count", "tracker_delivery_attempts_last_hour",
                "Delivery attempts in the last hour, by class of response."),
    ), "class", CLASSES),
    Query(_DUE, (
        Measure("count", "tracker_deliveries_due",
                "Messages that may be sent now: neither held nor behind a waiting one."),
        Measure("oldest", "tracker_delivery_due_lag_seconds", "Seconds since the oldest of these became due."),
    )),
    Query(_STOPPED, (
        Measure("dead", "tracker_deliveries_dead", "Messages that were given up after the last attempt."),
        Measure("broken", "tracker_delivery_breakers_open", "Subscribers with an open breaker: only the oldest message is tried."),
        Measure("disabled", "tracker_subscribers_disabled", "Subscribers that were disabled because deliveries failed."),
    )),
)  # fmt: skip

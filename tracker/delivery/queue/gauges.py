"""The state of deliveries in numbers, for GET /metrics."""

from __future__ import annotations

from datetime import datetime, timedelta

from tracker.application.context import Application
from tracker.application.work.gauges import Gauge, age, gauge
from tracker.delivery.queue.planner import PLANNER
from tracker.delivery.queue.schedule import BREAKER_FAILURES
from tracker.domain.instants import instant_text
from tracker.projections.registry import RELAY
from tracker.store.databases.database import Transaction
from tracker.store.log.checkpoints import read_checkpoint

RECENT = timedelta(hours=1)
CLASSES = ("2xx", "3xx", "4xx", "5xx", "none")
"""What an attempt came to; none: there was no answer."""


def delivery_gauges(application: Application, tx: Transaction) -> list[Gauge]:
    """Attempts of the last hour by class, what is due and since when, what was given up, which lanes are broken."""
    now = application.clock()
    due = tx.row(_DUE, {"now": instant_text(now)})
    assert due is not None, "a count is always answered"  # noqa: S101 - programmer error
    return [
        Gauge(
            name="tracker_delivery_attempts_last_hour",
            meaning="Attempts to deliver in the last hour, by the class of what was answered.",
            values=_attempts(tx, since=instant_text(now - RECENT)),
            label="class",
        ),
        gauge(
            "tracker_deliveries_due",
            "Messages that may be sent now: neither held nor behind one that waits.",
            due["count"],
        ),
        gauge(
            "tracker_delivery_due_lag_seconds",
            "Seconds for which the oldest of these is due.",
            age(due["oldest"], now),
        ),
        gauge("tracker_deliveries_dead", "Messages that were given up.", tx.value(_DEAD)),
        gauge(
            "tracker_delivery_breakers_open",
            "Subscribers to whom only the oldest message is tried.",
            tx.value(_BROKEN, {"failures": BREAKER_FAILURES}),
        ),
        gauge(
            "tracker_subscribers_disabled",
            "Subscribers that were stopped since they failed.",
            tx.value(_STOPPED),
        ),
        gauge(
            "tracker_fanout_lag_seconds",
            "Seconds for which news that may be told has not been put on its way.",
            _fanout_lag(tx, application, now=now),
        ),
    ]


def _attempts(tx: Transaction, *, since: str) -> dict[str, float]:
    rows = tx.rows(_ATTEMPTS, {"since": since})
    found = {row["class"]: float(row["count"]) for row in rows}
    return {name: found.get(name, 0.0) for name in CLASSES}


def _fanout_lag(tx: Transaction, application: Application, *, now: datetime) -> float:
    """Nothing is behind where nobody subscribes."""
    if tx.value("SELECT 1 FROM endpoint WHERE is_removed = 0 LIMIT 1") is None:
        return 0.0
    since = tx.value(
        "SELECT sequenced_at FROM log WHERE position > :told AND position <= :fed ORDER BY position LIMIT 1",
        {"told": read_checkpoint(tx, PLANNER), "fed": read_checkpoint(tx, RELAY)},
    )
    return age(since, now - application.undo_window)


_ATTEMPTS = """
SELECT CASE WHEN status IS NULL THEN 'none' ELSE CAST(status / 100 AS TEXT) || 'xx' END AS class, count(*) AS count
FROM attempt WHERE started_at > :since GROUP BY class"""

_DUE = f"""
WITH behind AS MATERIALIZED (
    SELECT endpoint, order_key, min(sequence) AS sequence FROM delivery
    WHERE state = 'waiting' AND next_at > :now GROUP BY endpoint, order_key)
SELECT count(*) AS count, min(delivery.next_at) AS oldest
FROM delivery JOIN endpoint ON endpoint.id = delivery.endpoint JOIN lane ON lane.endpoint = delivery.endpoint
LEFT JOIN behind ON behind.endpoint = delivery.endpoint AND behind.order_key = delivery.order_key
    AND behind.sequence < delivery.sequence
WHERE delivery.state = 'waiting' AND delivery.next_at <= :now AND endpoint.status = 'active'
    AND lane.failures < {BREAKER_FAILURES} AND behind.endpoint IS NULL"""  # noqa: S608 - a number of our own
"""What waits behind nothing, for all lanes at once: one by one, a great backlog would take many seconds."""

_DEAD = "SELECT count(*) FROM delivery WHERE state = 'dead'"
_BROKEN = "SELECT count(*) FROM lane WHERE failures >= :failures"
_STOPPED = "SELECT count(*) FROM endpoint WHERE status = 'disabled'"

"""Subscriber queues: one per subscriber, with its sender's lease and its health (table `lane`).

A sender holds the queue's lease and can write only while its fencing token is the current one. A sender that
was suspended and continues later therefore writes nothing.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

import msgspec

from tracker.delivery.queue.deliveries import IS_DUE
from tracker.domain.instants import instant_text
from tracker.store.databases.database import Row, Transaction
from tracker.store.log.checkpoints import GIVEN_FOR_MAX

LEASE = timedelta(seconds=10)
"""The sender renews it while it lives; after a crash the next sender begins this much later."""


class QueueLost(Exception):
    """Another sender has leased the queue."""


class SubscriberQueue(msgspec.Struct, frozen=True, kw_only=True):
    """A leased queue."""

    endpoint: str
    connector: str
    addresses: int
    failures: int
    failing_since: str | None
    warned: int
    token: int


def open_queue(tx: Transaction, endpoint: str) -> None:
    """Create the queue of a new subscriber."""
    tx.execute(
        "INSERT INTO lane (endpoint, sequence, failures, warned, token) VALUES (:endpoint, 0, 0, 0, 0)",
        {"endpoint": endpoint},
    )


def find_queue(tx: Transaction, endpoint: str) -> Row | None:
    """How it goes with a subscriber, with the numbers of messages `waiting` and `dead`; None once it was removed."""
    return tx.row(
        """
        SELECT sequence, succeeded_at,
            (SELECT count(*) FROM delivery WHERE delivery.endpoint = lane.endpoint AND state = 'waiting') AS waiting,
            (SELECT count(*) FROM delivery WHERE delivery.endpoint = lane.endpoint AND state = 'dead') AS dead
        FROM lane WHERE endpoint = :endpoint""",
        {"endpoint": endpoint},
    )


def queues_due(tx: Transaction, *, now: datetime, limit: int) -> list[str]:
    """The endpoints to which something may be sent at `now` and to which nobody sends, longest unserved first.

    It selects the oldest due message, since with EXISTS PostgreSQL would scan all waiting ones.
    """
    rows = tx.rows(
        f"""
        SELECT lane.endpoint FROM lane WHERE {_IS_FREE} AND (
            SELECT delivery.sequence FROM delivery JOIN endpoint ON endpoint.id = delivery.endpoint
            WHERE delivery.endpoint = lane.endpoint AND {IS_DUE} ORDER BY delivery.sequence LIMIT 1) IS NOT NULL
        ORDER BY lane.lease_until, lane.endpoint LIMIT :limit""",  # noqa: S608 - our own words
        _free(now) | {"limit": limit},
    )
    return [row["endpoint"] for row in rows]


def lease_queue(tx: Transaction, endpoint: str, *, owner: str, now: datetime) -> SubscriberQueue | None:
    """The queue, leased to `owner`; None if another sender was faster."""
    changed = tx.execute(
        f"""
        UPDATE lane SET lease_owner = :owner, lease_until = :until, token = token + 1
        WHERE endpoint = :endpoint AND {_IS_FREE}""",  # noqa: S608 - our own words
        _free(now) | {"endpoint": endpoint, "owner": owner, "until": instant_text(now + LEASE)},
    )
    if changed != 1:
        return None
    row = tx.row(
        """
        SELECT lane.*, endpoint.connector, endpoint.addresses FROM lane JOIN endpoint ON endpoint.id = lane.endpoint
        WHERE lane.endpoint = :endpoint""",
        {"endpoint": endpoint},
    )
    return (
        None
        if row is None
        else SubscriberQueue(**{name: row[name] for name in SubscriberQueue.__struct_fields__})
    )


def renew_queue(tx: Transaction, queue: SubscriberQueue, *, now: datetime) -> None:
    """Extend the lease, and lock it until the transaction ends. Raises `QueueLost`."""
    _write(tx, queue, "lease_until = :until", {"until": instant_text(now + LEASE)})


def release_queue(tx: Transaction, queue: SubscriberQueue, *, now: datetime) -> None:
    """End the lease; does nothing if it was lost meanwhile."""
    with suppress(QueueLost):
        _write(tx, queue, "lease_owner = NULL, lease_until = :now", {"now": instant_text(now)})


def note_health(tx: Transaction, queue: SubscriberQueue, *, now: datetime, has_succeeded: bool) -> None:
    """Write the health in `queue`."""
    _write(
        tx,
        queue,
        "failures = :failures, failing_since = :since, warned = :warned, succeeded_at = coalesce(:succeeded, succeeded_at)",
        {
            "failures": queue.failures,
            "since": queue.failing_since,
            "warned": queue.warned,
            "succeeded": instant_text(now) if has_succeeded else None,
        },
    )


def forget_failures(tx: Transaction, endpoint: str) -> None:
    """Reset the failures, so that the schedule starts again."""
    tx.execute(
        "UPDATE lane SET failures = 0, failing_since = NULL, warned = 0, token = token + 1, lease_until = NULL "
        "WHERE endpoint = :endpoint",
        {"endpoint": endpoint},
    )


def drop_queue_leases(tx: Transaction) -> None:
    """Drop every lease, and let nobody who had one write: no other process sends from a copy of a database."""
    tx.execute("UPDATE lane SET lease_owner = NULL, lease_until = NULL, token = token + 1")


_IS_FREE = "(lane.lease_until IS NULL OR lane.lease_until <= :now OR lane.lease_until > :beyond)"


def _free(now: datetime) -> dict[str, object]:
    return {"now": instant_text(now), "beyond": instant_text(now + GIVEN_FOR_MAX)}


def _write(tx: Transaction, queue: SubscriberQueue, changes: str, named: dict[str, object]) -> None:
    changed = tx.execute(
        f"UPDATE lane SET {changes} WHERE endpoint = :endpoint AND token = :token",  # noqa: S608 - our own words
        {"endpoint": queue.endpoint, "token": queue.token, **named},
    )
    if changed != 1:
        raise QueueLost(queue.endpoint)

"""Sends messages again on request: one, dead ones since an instant, or all after a position.

A repetition keeps its id and number and does not count for the subscriber's health.
"""

from __future__ import annotations

from datetime import datetime

from tracker.application.access.access import Caller
from tracker.application.transact import UnitOfWork
from tracker.delivery.messages.kinds import PING, TEST
from tracker.delivery.queue.deliveries import find_delivery, is_forgotten, send_again
from tracker.delivery.queue.endpoints import owned
from tracker.domain import endpoint
from tracker.domain.endpoint import ReplayRequested, RequestReplay
from tracker.domain.errors import Conflict, Invalid, NotFound
from tracker.domain.ids import stream_of
from tracker.domain.instants import instant_text
from tracker.store.log.checkpoints import lock_checkpoint, move_checkpoint
from tracker.store.log.log import position_at, read_head

REPLAY = "replay "
"""Prefix of the consumer's name, before the endpoint's id, for messages of an earlier time."""


def resend(uow: UnitOfWork, subscriber: str, message: str, *, by: Caller) -> str:
    """Send one message again; returns its id. Raises `Conflict` while it is waiting."""
    owned(uow.tx, subscriber, by)
    row = find_delivery(uow.tx, subscriber, message)
    if row is None:
        raise NotFound("There is no such message for this subscriber.")
    if row["state"] == "waiting":
        raise Conflict(f"This message is waiting; its next attempt is at {row['next_at']}.")
    if is_forgotten(row):
        raise Conflict(
            f"The body of this message is no longer kept. Replay the log from position {row['position']} on."
        )
    if not row["body"]:
        raise Conflict("This message was redacted and cannot be sent again.")
    _note(uow, ReplayRequested(endpoint=subscriber, message=message))
    send_again(uow.tx, subscriber, "message = :message", {"message": message}, now=uow.now)
    return message


def recover(uow: UnitOfWork, subscriber: str, *, since: datetime, by: Caller) -> int:
    """Send the messages again that were given up since the instant `since`; returns how many."""
    owned(uow.tx, subscriber, by)
    _note(uow, ReplayRequested(endpoint=subscriber, dead_since=since))
    return send_again(
        uow.tx,
        subscriber,
        "state = 'dead' AND settled_at >= :since",
        {"since": instant_text(since)},
        now=uow.now,
    )


def replay(
    uow: UnitOfWork, subscriber: str, *, after: int | None = None, since: datetime | None = None, by: Caller
) -> int:
    """Send all messages again from after position `after`, or from after the instant `since`.

    Returns how many.

    The planner then also queues news from before the subscriber was registered, in log order.
    """
    owned(uow.tx, subscriber, by)
    end = read_head(uow.tx).position
    if after is None:
        after = 0 if since is None else position_at(uow.tx, instant_text(since), low=0, high=end)
    if after > end:
        raise Invalid.at(
            "/after_position", f"Position {after} is after the end of the log ({end}).", "out_of_range"
        )
    _note(uow, ReplayRequested(endpoint=subscriber, after_position=after))
    consumer = f"{REPLAY}{subscriber}"
    lock_checkpoint(uow.tx, consumer)
    move_checkpoint(uow.tx, consumer, position=after)
    return send_again(
        uow.tx,
        subscriber,
        f"position > :after AND order_key NOT IN ('{PING}', '{TEST}')",
        {"after": after},
        now=uow.now,
    )


def _note(uow: UnitOfWork, requested: ReplayRequested) -> None:
    uow.decide(endpoint, stream_of("endpoint", requested.endpoint), RequestReplay(proposed=requested))

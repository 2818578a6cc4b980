"""Deliveries: every message on its way to a subscriber, every attempt, and sending again."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from tracker.api.http.context import caller, reading, write
from tracker.api.http.fields import AnswerSchema, EntrySchema, Instant, StrictInteger, Text
from tracker.api.http.operation import Resource, operation
from tracker.api.http.pages import PageQuery, decode_cursor, page_of
from tracker.delivery.examples import send_example
from tracker.delivery.messages.kinds import FOR_READERS
from tracker.delivery.queue import replays
from tracker.delivery.queue.deliveries import find_delivery, list_attempts, list_deliveries
from tracker.delivery.queue.endpoints import owned
from tracker.domain import limits
from tracker.domain.errors import Invalid
from tracker.store.databases.database import Transaction

resource = Resource("deliveries", description="Messages on their way to subscribers, and every attempt.")

STATES = ("waiting", "delivered", "dead")


class DeliveryQuery(PageQuery):
    state = fields.String(validate=validate.OneOf(STATES))


class AttemptQuery(PageQuery):
    message = Text(chars_max=limits.SLUG_CHARS_MAX, metadata={"description": "Of this message alone."})


class TestBody(EntrySchema):
    type = fields.String(required=True, validate=validate.OneOf(FOR_READERS))


class RecoverBody(EntrySchema):
    since = Instant(required=True)


class ReplayBody(EntrySchema):
    after_position = StrictInteger(
        minimum=0, maximum=limits.SEQ_MAX, metadata={"description": "A position of the log, or else `since`."}
    )
    since = Instant(metadata={"description": "An instant: from what stood in the log by then on."})


class DeliveryAnswer(AnswerSchema):
    message = fields.String(required=True, metadata={"description": "Its webhook-id."})
    sequence = fields.Integer(required=True)
    type = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(STATES))
    position = fields.Integer(required=True)
    attempt = fields.Integer(required=True, metadata={"description": "Tries of this round."})
    next_at = Instant(required=True, allow_none=True, metadata={"description": "Null once it is settled."})
    made_at = Instant(required=True)
    settled_at = Instant(required=True, allow_none=True)
    error = fields.String(required=True, allow_none=True)
    is_replay = fields.Boolean(required=True)
    remote_id = fields.String(required=True, allow_none=True)


class DeliveryPage(AnswerSchema):
    items = fields.List(fields.Nested(DeliveryAnswer), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class AttemptAnswer(AnswerSchema):
    message = fields.String(required=True)
    type = fields.String(required=True, allow_none=True)
    number = fields.Integer(required=True)
    started_at = Instant(required=True)
    duration_ms = fields.Integer(required=True)
    address = fields.String(required=True, allow_none=True)
    status = fields.Integer(required=True, allow_none=True)
    error = fields.String(required=True, allow_none=True)
    answer = fields.String(
        required=True, allow_none=True, metadata={"description": "The beginning of what was answered."}
    )


class AttemptPage(AnswerSchema):
    items = fields.List(fields.Nested(AttemptAnswer), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class AgainAnswer(AnswerSchema):
    messages = fields.Integer(required=True, metadata={"description": "How many are on their way again."})


@resource.get("/subscribers/<subscriber_id>/deliveries")
@operation(summary="List deliveries", query=DeliveryQuery, answers={200: DeliveryPage}, scope="webhooks")
def list_subscribers_deliveries(query: dict[str, Any], subscriber_id: str) -> Any:
    """A subscriber's messages, newest first."""
    bound = {"deliveries": subscriber_id, "state": query.get("state")}
    before, limit = _before(query, bound), query["limit"]
    with reading() as tx:
        owned(tx, subscriber_id, caller())
        rows = list_deliveries(tx, subscriber_id, state=query.get("state"), before=before, limit=limit + 1)
    return page_of(
        rows, limit=limit, bound=bound, key=lambda row: str(row["sequence"]), present=_present_delivery
    )


@resource.get("/subscribers/<subscriber_id>/attempts")
@operation(summary="List attempts", query=AttemptQuery, answers={200: AttemptPage}, scope="webhooks")
def list_subscribers_attempts(query: dict[str, Any], subscriber_id: str) -> Any:
    """What was tried, newest first, with what was answered; kept for 30 days, of messages that were given up for 90."""
    bound = {"attempts": subscriber_id, "message": query.get("message")}
    before, limit = _before(query, bound), query["limit"]
    with reading() as tx:
        owned(tx, subscriber_id, caller())
        rows = list_attempts(tx, subscriber_id, message=query.get("message"), before=before, limit=limit + 1)
    return page_of(rows, limit=limit, bound=bound, key=lambda row: str(row["id"]), present=dict)


@resource.post("/subscribers/<subscriber_id>/deliveries/<message_id>/resend")
@operation(
    summary="Send a message again", answers={202: DeliveryAnswer}, scope="webhooks", is_idempotent=True
)
def resend_delivery(subscriber_id: str, message_id: str) -> Any:
    """Send one message that was delivered or given up once more, under its old id."""
    who = caller()
    return write(
        lambda uow: replays.resend(uow, subscriber_id, message_id, by=who),
        present=lambda tx, message: _read_back(tx, subscriber_id, message),
        status=202,
    )


@resource.post("/subscribers/<subscriber_id>/recover")
@operation(
    summary="Recover what was given up",
    body=RecoverBody,
    answers={202: AgainAnswer},
    scope="webhooks",
    is_idempotent=True,
)
def recover_deliveries(body: dict[str, Any], subscriber_id: str) -> Any:
    """Send again every message that was given up since that instant."""
    who = caller()
    return write(
        lambda uow: replays.recover(uow, subscriber_id, since=body["since"], by=who),
        present=lambda _, count: {"messages": count},
        status=202,
    )


@resource.post("/subscribers/<subscriber_id>/replay")
@operation(
    summary="Replay the log",
    body=ReplayBody,
    answers={202: AgainAnswer},
    scope="webhooks",
    is_idempotent=True,
)
def replay_deliveries(body: dict[str, Any], subscriber_id: str) -> Any:
    """Send again everything made from the log behind that position or instant, under the old ids.

    News from before the subscriber was registered is made for it now, in the order of the log, and comes to the count
    that is answered.
    """
    who, after, since = caller(), body.get("after_position"), body.get("since")
    if (after is None) == (since is None):
        raise Invalid.at("/after_position", "give one of after_position and since", "required")
    return write(
        lambda uow: replays.replay(uow, subscriber_id, after=after, since=since, by=who),
        present=lambda _, count: {"messages": count},
        status=202,
    )


@resource.post("/subscribers/<subscriber_id>/test")
@operation(
    summary="Send a test message",
    body=TestBody,
    answers={202: DeliveryAnswer},
    scope="webhooks",
    is_idempotent=True,
)
def send_test_message(body: dict[str, Any], subscriber_id: str) -> Any:
    """Send an example of a message of that type, marked as a test."""
    who = caller()
    return write(
        lambda uow: send_example(uow, subscriber_id, body["type"], by=who),
        present=lambda tx, message: _read_back(tx, subscriber_id, message),
        status=202,
    )


def _before(query: dict[str, Any], bound: dict[str, Any]) -> int | None:
    """The number that the page goes on below; None at the beginning."""
    after = decode_cursor(query.get("cursor"), bound=bound)
    return int(after) if after else None


def _present_delivery(row: Any) -> dict[str, Any]:
    shown = {name: row[name] for name in DeliveryAnswer().fields}
    return {
        **shown,
        "next_at": row["next_at"] if row["state"] == "waiting" else None,
        "is_replay": row["is_replay"] == 1,
    }


def _read_back(tx: Transaction, subscriber: str, message: str) -> dict[str, Any]:
    row = find_delivery(tx, subscriber, message)
    assert row is not None, "it was written in this transaction"  # noqa: S101 - programmer error
    return _present_delivery(row)

"""Subscribers: endpoints that receive messages, which ones, and how each delivery went."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from marshmallow import fields, validate

from tracker.api.http.context import application, caller, reading, write
from tracker.api.http.fields import AnswerSchema, EntrySchema, Instant, StrictBoolean, StrictInteger, Text
from tracker.api.http.operation import Resource, operation
from tracker.api.http.pages import PageQuery, decode_cursor, page_of
from tracker.delivery.connectors.signing import new_secret
from tracker.delivery.messages.kinds import FOR_READERS
from tracker.delivery.queue import endpoints
from tracker.delivery.queue.endpoints import OVERLAP, OVERLAP_MAX, EndpointInput, owned
from tracker.delivery.queue.subscriber_queues import find_queue
from tracker.domain import limits
from tracker.domain.endpoint import DigestSchedule, Wants
from tracker.domain.errors import Invalid
from tracker.domain.instants import zone
from tracker.domain.text.words import folded
from tracker.projections.endpoints import find_endpoint, list_endpoints, wants_of
from tracker.projections.keys import earlier_keys
from tracker.store.databases.database import Row, Transaction

resource = Resource(
    "subscribers", description="Who receives messages, about what, where, and how each delivery went."
)

HOUR = timedelta(hours=1)
BOUND = {"list": "subscribers"}
SECRETS_MAX = 2_000
SHOWN = "Keep the secret now: it and the address are shown this once."
SHOWN_BEFORE = "The secret was shown when this request was first answered, and cannot be shown again."


def _ids(description: str, count_max: int = limits.FILTER_IDS_MAX) -> fields.List[str]:
    return fields.List(
        Text(chars_max=limits.SLUG_CHARS_MAX),
        validate=validate.Length(max=count_max),
        metadata={"description": description},
    )


class DigestBody(EntrySchema):
    every = fields.String(required=True, validate=validate.OneOf(("day", "week")))
    hour = StrictInteger(required=True, minimum=0, maximum=23)
    timezone = Text(chars_max=limits.NAME_CHARS_MAX, metadata={"description": "By default the tracker's."})
    weekday = StrictInteger(minimum=1, maximum=7, metadata={"description": "1 is Monday, the default."})


class WantsBody(EntrySchema):
    """What a subscriber may say of what it wants; what is left out is as it is by default, or as it was."""

    types = fields.List(
        Text(chars_max=limits.SLUG_CHARS_MAX),
        validate=validate.Length(min=1, max=limits.MESSAGE_TYPES_MAX),
        metadata={
            "description": f"Of {', '.join(FOR_READERS)}, by default all but notice.due; or internal events by name, "
            "such as event:prediction.amended."
        },
    )
    authors = _ids("Ids of forecasters; empty: all.")
    topics = _ids("Topics; empty: all.", limits.TOPICS_MAX)
    essays = _ids("Ids of essays; empty: all.")
    audience = fields.String(
        validate=validate.OneOf(("public", "clients")),
        metadata={"description": "Who may read its messages: by default everybody."},
    )
    takes_provisional = StrictBoolean(
        metadata={"description": "Outcomes before the window for objections is over; by default not."}
    )
    digest = fields.Nested(DigestBody, allow_none=True)
    name = Text(chars_max=limits.NAME_CHARS_MAX)


class SubscriberBody(WantsBody):
    url = Text(
        chars_max=limits.URL_CHARS_MAX,
        metadata={"description": "A webhook's address or that of a Ghost site; Buttondown needs none."},
    )
    connector = fields.String(
        validate=validate.OneOf(("webhook", "ghost", "buttondown")),
        load_default="webhook",
        metadata={"description": "Signed webhooks, or digests as drafts of Ghost or Buttondown."},
    )
    credentials = Text(
        chars_max=SECRETS_MAX,
        metadata={"description": "The key of Ghost's or Buttondown's API; kept sealed."},
    )


class ChangeBody(WantsBody):
    url = Text(
        chars_max=limits.URL_CHARS_MAX, metadata={"description": "A new address has to answer a ping again."}
    )
    credentials = Text(chars_max=SECRETS_MAX)


class SecretBody(EntrySchema):
    overlap_hours = StrictInteger(
        minimum=0,
        maximum=OVERLAP_MAX // HOUR,
        load_default=OVERLAP // HOUR,
        metadata={"description": "How long the old secret signs beside the new one."},
    )


class DigestAnswer(AnswerSchema):
    every = fields.String(required=True)
    hour = fields.Integer(required=True)
    timezone = fields.String(required=True)
    weekday = fields.Integer(required=True)


class SubscriberAnswer(AnswerSchema):
    id = fields.String(required=True)
    url = fields.String(required=True, metadata={"description": "Scheme and host: the rest can be a secret."})
    connector = fields.String(required=True)
    name = fields.String(required=True, allow_none=True)
    status = fields.String(
        required=True, validate=validate.OneOf(("unverified", "active", "paused", "disabled", "removed"))
    )
    types = fields.List(fields.String(), required=True)
    authors = fields.List(fields.String(), required=True)
    topics = fields.List(fields.String(), required=True)
    essays = fields.List(fields.String(), required=True)
    audience = fields.String(required=True)
    takes_provisional = fields.Boolean(required=True)
    digest = fields.Nested(DigestAnswer, required=True, allow_none=True)
    registered_at = Instant(required=True)
    stopped_at = Instant(required=True, allow_none=True)
    failing_since = Instant(required=True, allow_none=True)
    last_success_at = Instant(required=True, allow_none=True)
    sequence = fields.Integer(required=True, metadata={"description": "The number of its last message."})
    waiting = fields.Integer(required=True, metadata={"description": "Messages on their way or held."})
    dead = fields.Integer(required=True, metadata={"description": "Messages that were given up."})


class ShownSubscriberAnswer(SubscriberAnswer):
    secret = fields.String(
        required=True,
        allow_none=True,
        metadata={
            "description": "It signs what is sent, once: null where the same request is answered again."
        },
    )
    notice = fields.String(required=True)


class SubscriberPage(AnswerSchema):
    items = fields.List(fields.Nested(SubscriberAnswer), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


@resource.get("/subscribers")
@operation(summary="List subscribers", query=PageQuery, answers={200: SubscriberPage}, scope="webhooks")
def list_subscribers(query: dict[str, Any]) -> Any:
    """Those of this key and of the keys it took over from; with the scope admin, all."""
    after, limit, who = decode_cursor(query.get("cursor"), bound=BOUND), query["limit"], caller()
    with reading() as tx:
        keys = None if "admin" in who.scopes else earlier_keys(tx, who.key)
        rows = list_endpoints(tx, keys=keys, after=after, limit=limit + 1)
        return page_of(
            rows,
            limit=limit,
            bound=BOUND,
            key=lambda row: str(row["id"]),
            present=lambda row: present_subscriber(tx, row),
        )


@resource.post("/subscribers")
@operation(
    summary="Register a subscriber",
    body=SubscriberBody,
    answers={201: ShownSubscriberAnswer},
    scope="webhooks",
    is_idempotent=True,
    links={
        name: {"subscriber_id": "$response.body#/id"}
        for name in ("getSubscriber", "pauseSubscriber", "listSubscribersDeliveries", "removeSubscriber")
    },
)
def register_subscriber(body: dict[str, Any]) -> Any:
    """Register an endpoint. It is sent a signed ping, and nothing else until it has answered that with 2xx.

    What is news from now on is held until then. The same request with the same Idempotency-Key is answered again
    without the secret.
    """
    who, secret = caller(), new_secret()
    url = body.get("url") or endpoints.usual_address(body["connector"])
    entry = EndpointInput(
        url=url,
        wants=_wants(body, Wants()),
        connector=body["connector"],
        name=body.get("name"),
        credentials=body.get("credentials"),
    )
    return write(
        lambda uow: endpoints.register(application(), uow, entry, secret=secret, by=who),
        present=_read_back,
        status=201,
        add=lambda is_replay: _shown_once(secret, {"url": url}, is_replay=is_replay),
    )


@resource.get("/subscribers/<subscriber_id>")
@operation(summary="Get a subscriber", answers={200: SubscriberAnswer}, scope="webhooks")
def get_subscriber(subscriber_id: str) -> Any:
    """What it wants and how it goes; neither its whole address nor its secret."""
    with reading() as tx:
        return present_subscriber(tx, owned(tx, subscriber_id, caller()))


@resource.post("/subscribers/<subscriber_id>/change")
@operation(
    summary="Change a subscriber",
    body=ChangeBody,
    answers={200: SubscriberAnswer},
    scope="webhooks",
    is_idempotent=True,
)
def change_subscriber(body: dict[str, Any], subscriber_id: str) -> Any:
    """Change what is named and leave the rest; a new address has to answer a ping before anything else goes there."""
    who = caller()
    if "credentials" in body and "url" not in body:
        raise Invalid.at("/url", "credentials belong to an address: give both", "required")

    def change(uow: Any) -> str:
        wants = _wants(body, wants_of(owned(uow.tx, subscriber_id, who)))
        return endpoints.change(
            application(),
            uow,
            subscriber_id,
            by=who,
            wants=wants,
            name=body.get("name"),
            url=body.get("url"),
            credentials=body.get("credentials"),
        )

    return write(change, present=_read_back, status=200)


@resource.post("/subscribers/<subscriber_id>/verify")
@operation(summary="Ping a subscriber again", answers={200: SubscriberAnswer}, scope="webhooks")
def verify_subscriber(subscriber_id: str) -> Any:
    """Send the signed ping once more; the address is verified once it answers 2xx."""
    who = caller()
    return write(lambda uow: endpoints.ping_again(uow, subscriber_id, by=who), present=_read_back, status=200)


@resource.post("/subscribers/<subscriber_id>/pause")
@operation(
    summary="Pause a subscriber", answers={200: SubscriberAnswer}, scope="webhooks", is_idempotent=True
)
def pause_subscriber(subscriber_id: str) -> Any:
    """Send nothing until it is enabled again; what is news meanwhile is held and not dropped."""
    who = caller()
    return write(lambda uow: endpoints.pause(uow, subscriber_id, by=who), present=_read_back, status=200)


@resource.post("/subscribers/<subscriber_id>/enable")
@operation(
    summary="Enable a subscriber", answers={200: SubscriberAnswer}, scope="webhooks", is_idempotent=True
)
def enable_subscriber(subscriber_id: str) -> Any:
    """Send again to one that was paused or disabled, beginning with what was held; old failures are forgotten."""
    who = caller()
    return write(lambda uow: endpoints.enable(uow, subscriber_id, by=who), present=_read_back, status=200)


@resource.post("/subscribers/<subscriber_id>/remove")
@operation(
    summary="Remove a subscriber", answers={200: SubscriberAnswer}, scope="webhooks", is_idempotent=True
)
def remove_subscriber(subscriber_id: str) -> Any:
    """Forget its address, its secrets and everything that waits for it, for good."""
    who = caller()
    return write(lambda uow: endpoints.remove(uow, subscriber_id, by=who), present=_read_back, status=200)


@resource.post("/subscribers/<subscriber_id>/secret")
@operation(
    summary="Rotate a subscriber's secret",
    body=SecretBody,
    answers={201: ShownSubscriberAnswer},
    scope="webhooks",
    is_idempotent=True,
)
def rotate_subscriber_secret(body: dict[str, Any], subscriber_id: str) -> Any:
    """Sign with a new secret from now on, and for the overlap with the old ones too.

    The same request with the same Idempotency-Key is answered again without the secret.
    """
    who, secret, overlap = caller(), new_secret(), body["overlap_hours"] * HOUR
    return write(
        lambda uow: endpoints.rotate_secret(
            application(), uow, subscriber_id, secret=secret, overlap=overlap, by=who
        ),
        present=_read_back,
        status=201,
        add=lambda is_replay: _shown_once(secret, {}, is_replay=is_replay),
    )


def present_subscriber(tx: Transaction, row: Row) -> dict[str, Any]:
    """The content of a `SubscriberAnswer`."""
    wants = wants_of(row)
    lane = find_queue(tx, row["id"])
    return {
        **{
            name: row[name]
            for name in ("id", "connector", "name", "status", "registered_at", "failing_since")
        },
        "url": f"{row['origin']}/…",
        "stopped_at": row["disabled_at"],
        **{name: getattr(wants, name) for name in _WANTED},
        "sequence": 0 if lane is None else lane["sequence"],
        "last_success_at": None if lane is None else lane["succeeded_at"],
        "waiting": 0 if lane is None else lane["waiting"],
        "dead": 0 if lane is None else lane["dead"],
    }


_WANTED = ("types", "authors", "topics", "essays", "audience", "takes_provisional", "digest")


def _wants(body: dict[str, Any], before: Wants) -> Wants:
    """What stands in `body` over what was wanted before."""
    wanted = {name: body[name] for name in _WANTED if name in body}
    for name in ("types", "authors", "topics", "essays"):
        if name in wanted:
            wanted[name] = tuple(wanted[name])
    if "topics" in wanted:
        wanted["topics"] = tuple(dict.fromkeys(folded(word) for word in wanted["topics"]))
    if wanted.get("digest") is not None:
        wanted["digest"] = _schedule(wanted["digest"])
    return Wants(**{name: wanted.get(name, getattr(before, name)) for name in _WANTED})


def _schedule(body: dict[str, Any]) -> DigestSchedule:
    timezone = body.get("timezone", application().timezone)
    zone(timezone, pointer="/digest/timezone")
    return DigestSchedule(
        every=body["every"], hour=body["hour"], timezone=timezone, weekday=body.get("weekday", 1)
    )


def _read_back(tx: Transaction, subscriber: str) -> dict[str, Any]:
    row = find_endpoint(tx, subscriber)
    assert row is not None, "it was written in this transaction"  # noqa: S101 - programmer error
    return present_subscriber(tx, row)


def _shown_once(secret: str, address: dict[str, str], *, is_replay: bool) -> dict[str, Any]:
    """The secret and the whole address, which go past what is stored."""
    if is_replay:
        return {"secret": None, "notice": SHOWN_BEFORE}
    return {**address, "secret": secret, "notice": SHOWN}

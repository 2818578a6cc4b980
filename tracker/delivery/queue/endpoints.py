"""Subscribers' endpoints: registering, changing, verifying, pausing and removing them.

Addresses and secrets are sealed in tables beside the log, in the transaction of the event about them.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import msgspec

from tracker.application.access.access import Caller
from tracker.application.context import AppContext
from tracker.application.transact import UnitOfWork
from tracker.delivery.connectors.catalogue import CONNECTORS
from tracker.delivery.connectors.connector import Target
from tracker.delivery.egress.policy import EgressPolicy, EgressRefused, check_url
from tracker.delivery.messages.kinds import (
    DEFAULT_TYPES,
    DIGEST,
    PING,
    Message,
    is_for_admins,
    is_message_type,
    message_id,
)
from tracker.delivery.queue.deliveries import enqueue, forget_deliveries, hasten, send_again
from tracker.delivery.queue.digest_schedule import schedule_digest
from tracker.delivery.queue.subscriber_queues import forget_failures, open_queue
from tracker.domain import endpoint
from tracker.domain.endpoint import (
    ChangeEndpoint,
    Connector,
    DisableEndpoint,
    EnableEndpoint,
    EndpointChanged,
    EndpointRegistered,
    RegisterEndpoint,
    RemoveEndpoint,
    RotateSecret,
    Wants,
)
from tracker.domain.errors import Conflict, Forbidden, Invalid, NotFound
from tracker.domain.ids import stream_of
from tracker.domain.instants import instant_text
from tracker.projections.endpoints import find_endpoint, wants_of
from tracker.projections.essays import find_essay
from tracker.projections.forecasters import find_forecaster
from tracker.projections.keys import earlier_keys
from tracker.store.databases.database import Row, Transaction
from tracker.store.log.log import read_head
from tracker.store.outbound import read_outbound
from tracker.store.sealing import Sealer

OVERLAP = timedelta(hours=24)
OVERLAP_MAX = timedelta(days=7)
OLD_SECRETS_MAX = 5


class EndpointInput(msgspec.Struct, frozen=True, kw_only=True):
    """The input of a registration."""

    url: str
    wants: Wants
    connector: Connector = "webhook"
    name: str | None = None
    credentials: str | None = None


def register(
    application: AppContext, uow: UnitOfWork, entry: EndpointInput, *, secret: str, by: Caller
) -> str:
    """Register an endpoint; returns its id. Until it answers a ping, only pings are sent."""
    sealer = _sealer(application)
    _check_address(application, entry.url)
    CONNECTORS[entry.connector].check_credentials(entry.credentials)
    wants = _checked(uow.tx, entry.wants, connector=entry.connector, by=by)
    registered = EndpointRegistered(
        endpoint=uow.new_entity("endpoint"),
        key=by.key,
        connector=entry.connector,
        origin=_origin(entry.url),
        wants=wants,
        name=entry.name,
    )
    subscriber = registered.endpoint
    uow.decide(endpoint, stream_of("endpoint", subscriber), RegisterEndpoint(proposed=registered))
    open_queue(uow.tx, subscriber)
    _keep_address(uow.tx, sealer, subscriber, number=1, url=entry.url, credentials=entry.credentials)
    _keep_secret(uow.tx, sealer, subscriber, number=1, secret=secret)
    schedule_digest(uow.tx, subscriber, wants.digest, now=uow.now)
    _ping(uow, subscriber, number=1)
    return subscriber


def usual_address(connector: Connector) -> str:
    """The connector's default address. Raises `Invalid` where each subscriber has its own."""
    address = CONNECTORS[connector].URL
    if address is None:
        raise Invalid.at("/url", f"The connector {connector} needs a URL.", "required")
    return address


def change(
    application: AppContext,
    uow: UnitOfWork,
    subscriber: str,
    *,
    by: Caller,
    wants: Wants | None = None,
    name: str | None = None,
    url: str | None = None,
    credentials: str | None = None,
) -> str:
    """Change the given values.

    A new address, with its credentials, must answer a ping before other messages go there.
    """
    row = owned(uow.tx, subscriber, by)
    if wants is not None:
        wants = _checked(uow.tx, wants, connector=row["connector"], by=by)
        if wants.digest != wants_of(row).digest:
            schedule_digest(uow.tx, subscriber, wants.digest, now=uow.now)
    if credentials is not None and url is None:
        raise Invalid.at(
            "/url", "The URL is missing. Credentials are changed together with their URL.", "required"
        )
    if url is not None:
        _check_address(application, url)
        CONNECTORS[row["connector"]].check_credentials(credentials)
        number = row["addresses"] + 1
        _keep_address(
            uow.tx, _sealer(application), subscriber, number=number, url=url, credentials=credentials
        )
        forget_failures(uow.tx, subscriber)
        _ping(uow, subscriber, number=number)
    changed = EndpointChanged(
        endpoint=subscriber, wants=wants, name=name, origin=None if url is None else _origin(url)
    )
    uow.decide(endpoint, stream_of("endpoint", subscriber), ChangeEndpoint(proposed=changed))
    return subscriber


def ping_again(uow: UnitOfWork, subscriber: str, *, by: Caller) -> str:
    """Ping the present address again, now."""
    row = owned(uow.tx, subscriber, by)
    message = message_id(PING, subscriber, row["addresses"])
    send_again(uow.tx, subscriber, "message = :message", {"message": message}, now=uow.now)
    hasten(uow.tx, subscriber, order_key=PING, now=uow.now)
    return subscriber


def pause(uow: UnitOfWork, subscriber: str, *, by: Caller) -> str:
    """Send nothing until it is enabled again; messages made meanwhile are held."""
    owned(uow.tx, subscriber, by)
    command = DisableEndpoint(endpoint=subscriber, because="paused")
    uow.decide(endpoint, stream_of("endpoint", subscriber), command)
    return subscriber


def enable(uow: UnitOfWork, subscriber: str, *, by: Caller) -> str:
    """Send again, beginning with the held messages; earlier failures no longer count."""
    owned(uow.tx, subscriber, by)
    if uow.decide(endpoint, stream_of("endpoint", subscriber), EnableEndpoint(endpoint=subscriber)):
        forget_failures(uow.tx, subscriber)
        hasten(uow.tx, subscriber, now=uow.now)
    return subscriber


def remove(uow: UnitOfWork, subscriber: str, *, by: Caller) -> str:
    """Delete address, secrets and all waiting messages."""
    owned(uow.tx, subscriber, by)
    uow.decide(endpoint, stream_of("endpoint", subscriber), RemoveEndpoint(endpoint=subscriber))
    forget_deliveries(uow.tx, subscriber)
    for table in ("endpoint_address", "endpoint_secret", "lane", "told", "digest_turn"):
        uow.tx.execute(
            f"DELETE FROM {table} WHERE endpoint = :endpoint",  # noqa: S608 - our own words
            {"endpoint": subscriber},
        )
    return subscriber


def rotate_secret(
    application: AppContext,
    uow: UnitOfWork,
    subscriber: str,
    *,
    secret: str,
    overlap: timedelta,
    by: Caller,
) -> str:
    """Sign with `secret` from now on, and with the previous ones too for `overlap`.

    Keeps at most five.
    """
    row = owned(uow.tx, subscriber, by)
    if not timedelta(0) <= overlap <= OVERLAP_MAX:
        raise Invalid.at(
            "/overlap_hours", "The overlap is out of range. Write 0 to 168 hours.", "out_of_range"
        )
    until = uow.now + overlap
    uow.decide(
        endpoint,
        stream_of("endpoint", subscriber),
        RotateSecret(endpoint=subscriber, overlap_until=until),
    )
    number = row["secrets"] + 1
    uow.tx.execute(
        "UPDATE endpoint_secret SET retires_at = :until WHERE endpoint = :endpoint AND retires_at IS NULL",
        {"endpoint": subscriber, "until": instant_text(until)},
    )
    uow.tx.execute(
        "DELETE FROM endpoint_secret WHERE endpoint = :endpoint AND (retires_at <= :now OR number < :kept_from)",
        {
            "endpoint": subscriber,
            "now": instant_text(uow.now),
            "kept_from": number - OLD_SECRETS_MAX,
        },
    )
    _keep_secret(uow.tx, _sealer(application), subscriber, number=number, secret=secret)
    return subscriber


def owned(tx: Transaction, subscriber: str, caller: Caller) -> Row:
    """The endpoint, if it belongs to the caller's key or one it replaced; else raises `NotFound`."""
    row = find_endpoint(tx, subscriber)
    if row is None or row["is_removed"] == 1:
        raise NotFound("There is no such subscriber.")
    if "admin" not in caller.scopes and row["key"] not in earlier_keys(tx, caller.key):
        raise NotFound("There is no such subscriber.")
    return row


def target_of(application: AppContext, tx: Transaction, subscriber: str, *, now: datetime) -> Target:
    """The subscriber's address and secrets, unsealed.

    Raises `NotOpened` under another TRACKER_SECRET_KEY.
    """
    sealer = _sealer(application)
    row = tx.row("SELECT number, sealed FROM endpoint_address WHERE endpoint = :id", {"id": subscriber})
    if row is None:
        raise NotFound("There is no such subscriber.")
    address = msgspec.json.decode(
        sealer.open(row["sealed"], place=_place(subscriber, "address", row["number"]))
    )
    secrets = tx.rows(
        """
        SELECT number, sealed FROM endpoint_secret
        WHERE endpoint = :id AND (retires_at IS NULL OR retires_at > :now) ORDER BY number DESC""",
        {"id": subscriber, "now": instant_text(now)},
    )
    return Target(
        url=address["url"],
        credentials=address["credentials"],
        secrets=tuple(
            sealer.open(one["sealed"], place=_place(subscriber, "secret", one["number"])) for one in secrets
        ),
    )


def policy_of(application: AppContext) -> EgressPolicy:
    """The egress policy from the owner's settings."""
    return EgressPolicy(
        allow=application.egress_allow,
        is_http_allowed=application.is_egress_http_allowed,
        proxy=application.egress_proxy,
    )


def _check_address(application: AppContext, url: str) -> None:
    try:
        check_url(url, policy_of(application))
    except EgressRefused as refused:
        raise Invalid.at("/url", str(refused), refused.code) from None


def _checked(tx: Transaction, wants: Wants, *, connector: Connector, by: Caller) -> Wants:
    """The validated wishes, with default message types. Raises `Invalid` or `Forbidden`."""
    carried = CONNECTORS[connector].TYPES
    wants = msgspec.structs.replace(wants, types=wants.types or carried or DEFAULT_TYPES)
    for place, name in enumerate(wants.types):
        if not is_message_type(name) or (carried is not None and name not in carried):
            raise Invalid.at(
                f"/types/{place}", f"{name!r} is not a message type of this connector.", "unknown_type"
            )
        if is_for_admins(name) and "admin" not in by.scopes:
            raise Forbidden(f"Only a key with the scope admin can subscribe to {name}.")
    if wants.audience == "clients" and "read" not in by.scopes:
        raise Forbidden("Only a key with the scope read can subscribe with the audience clients.")
    if wants.digest is None and wants.types == (DIGEST,):
        raise Invalid.at(
            "/digest", "The digest schedule is missing. Give every, hour and timezone.", "required"
        )
    for field, known in (("authors", find_forecaster), ("essays", find_essay)):
        for place, one in enumerate(getattr(wants, field)):
            if known(tx, one) is None:
                raise Invalid.at(f"/{field}/{place}", f"There is no {field[:-1]} {one}.", "unknown")
    return wants


def _keep_address(
    tx: Transaction, sealer: Sealer, subscriber: str, *, number: int, url: str, credentials: str | None
) -> None:
    text = msgspec.json.encode({"url": url, "credentials": credentials}).decode()
    tx.execute(
        """
        INSERT INTO endpoint_address (endpoint, number, sealed) VALUES (:endpoint, :number, :sealed)
        ON CONFLICT (endpoint) DO UPDATE SET number = excluded.number, sealed = excluded.sealed""",
        {
            "endpoint": subscriber,
            "number": number,
            "sealed": sealer.seal(text, place=_place(subscriber, "address", number)),
        },
    )


def _keep_secret(tx: Transaction, sealer: Sealer, subscriber: str, *, number: int, secret: str) -> None:
    tx.execute(
        "INSERT INTO endpoint_secret (endpoint, number, sealed) VALUES (:endpoint, :number, :sealed)",
        {
            "endpoint": subscriber,
            "number": number,
            "sealed": sealer.seal(secret, place=_place(subscriber, "secret", number)),
        },
    )


def _ping(uow: UnitOfWork, subscriber: str, *, number: int) -> None:
    end = read_head(uow.tx)
    message = Message(
        id=message_id(PING, subscriber, number),
        type=PING,
        order_key=PING,
        at=uow.now,
        position=end.position,
        head=end.head.hex(),
        data={"subject": "Does this address answer?", "text": "Answer 2xx to receive messages here."},
    )
    enqueue(uow.tx, subscriber, message, epoch=read_outbound(uow.tx).epoch, now=uow.now)


def _sealer(application: AppContext) -> Sealer:
    if application.sealer is None:
        raise Conflict("TRACKER_SECRET_KEY is not set, so the tracker cannot store secrets.")
    return application.sealer


def _place(subscriber: str, what: str, number: int) -> str:
    return f"{subscriber}/{what}/{number}"


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}"

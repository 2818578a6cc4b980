"""The composition root of the web process: builds the Flask app from the settings."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from importlib.metadata import version

from flask import Flask, Response, after_this_request, g, request
from redis import Redis, RedisError

from tracker.api.glue import install
from tracker.api.http.context import APPLICATION
from tracker.api.http.operation import AUTHORIZE, CONFIRM, admit
from tracker.api.http.rate_limits import RATE_LIMITS, RateLimits
from tracker.api.http.spec import WEBHOOKS
from tracker.api.http.traffic import REGISTRY
from tracker.api.resources import (
    changes,
    claims,
    deliveries,
    developments,
    essays,
    events,
    evidence,
    exports,
    forecasters,
    forecasts,
    hooks,
    imports,
    keys,
    outcomes,
    predictions,
    reports,
    rules,
    scores,
    subscribers,
    suggestions,
    topics,
    webhooks,
    week,
)
from tracker.api.resources.health import READINESS
from tracker.api.resources.metrics import GaugeCollector
from tracker.application.access.access import Caller, require
from tracker.application.access.callers import Callers
from tracker.application.access.key_uses import KeyUses
from tracker.application.context import AppContext
from tracker.application.work.queue import connect_queue
from tracker.application.work.verification import is_log_sound
from tracker.bootstrap import is_migrated, open_context
from tracker.domain.errors import Unauthorized
from tracker.domain.key import Scope
from tracker.logs import set_up_logs
from tracker.parent_death import die_with_parent
from tracker.projections.registry import RELAY
from tracker.settings import Settings, read_settings
from tracker.store.log.checkpoints import read_lease
from tracker.web.docs import docs
from tracker.web.embeds import embeds
from tracker.web.feeds import feeds
from tracker.web.pages import pages

QUEUE_TIMEOUT_S = 0.5
STYLE = "web.style"
"""The only page without recorded data; the problem pages use its style too."""

RESOURCES = (
    predictions.resource,
    forecasts.resource,
    changes.resource,
    outcomes.resource,
    evidence.resource,
    scores.resource,
    essays.resource,
    hooks.resource,
    suggestions.resource,
    claims.resource,
    developments.resource,
    forecasters.resource,
    topics.resource,
    rules.resource,
    imports.resource,
    exports.resource,
    events.resource,
    reports.resource,
    week.resource,
    subscribers.resource,
    deliveries.resource,
    keys.resource,
)


def create_wsgi() -> Flask:
    """The WSGI entry point: the app on the environment's settings.

    It dies with `tracker up`, if that runs it.
    """
    die_with_parent()
    settings = read_settings()
    set_up_logs(settings.log, program="web")
    return create_app(settings)


def create_app(settings: Settings, application: AppContext | None = None) -> Flask:
    """The Flask app on `application`, by default on the database that `settings` name."""
    instance = application or open_context(settings)
    app = Flask("tracker", static_folder=None)
    app.extensions[APPLICATION] = instance
    app.extensions[AUTHORIZE] = _authorizer(instance, is_closed=settings.closed)
    app.extensions[WEBHOOKS] = lambda: (webhooks.webhooks(), webhooks.webhook_schemas())
    app.extensions[hooks.GHOST_SECRET] = settings.ghost_hook_secret
    queue = _queue_of(settings)
    app.extensions[READINESS] = _readiness(instance, queue)
    app.extensions[RATE_LIMITS] = RateLimits(
        key_quota=settings.rate_key, address_quota=settings.rate_address, queue=queue
    )
    api = install(app, version=version("tracker"), body_limit=settings.body_limit, origins=settings.cors)
    app.extensions[REGISTRY].register(GaugeCollector(instance, queue))
    for resource in RESOURCES:
        api.register_blueprint(resource)
    for record in (pages(instance), feeds(instance), embeds(instance)):
        record.before_request(_authorize_reader)
        app.register_blueprint(record)
    app.register_blueprint(docs())
    return app


def _authorizer(instance: AppContext, *, is_closed: bool) -> Callable[..., Caller | None]:
    """The function that authorises a request.

    Without a scope everyone may call, unless the tracker is closed.
    """
    uses, callers = KeyUses(instance), Callers(instance)

    def authorize(scope: Scope | None, *, may_recall: bool) -> Caller | None:
        given = request.headers.get("Authorization")
        needed: Scope | None = scope or ("read" if is_closed else None)
        if given is None:
            if needed is not None:
                raise Unauthorized("Send an API key in the header Authorization: Bearer KEY.")
            return None
        kind, _, token = given.partition(" ")
        if kind.lower() != "bearer":
            raise Unauthorized("Send an API key in the header Authorization: Bearer KEY.")
        ask = partial(callers.ask, token.strip())
        caller = callers.recall(token.strip()) if may_recall else None
        if caller is None:
            caller = ask()
        else:
            setattr(g, CONFIRM, ask)
        after_this_request(lambda answer: _then_note(answer, uses, caller))
        if needed is not None:
            require(caller, needed)
        return caller

    return authorize


def _authorize_reader() -> None:
    """Give pages the access rule of GET /v1: public, or with a key if the tracker is closed."""
    if request.endpoint != STYLE:
        g.caller = admit(None)


def _queue_of(settings: Settings) -> Redis | None:
    """The queue's connection; None if no queue is configured."""
    if settings.queue_url is None:
        return None
    return connect_queue(settings.queue_url, timeout_s=QUEUE_TIMEOUT_S)


def _then_note(answer: Response, uses: KeyUses, caller: Caller) -> Response:
    """The answer; once it is sent, the use of the caller's key is recorded, unless the key was refused."""
    if answer.status_code != HTTPStatus.UNAUTHORIZED:
        answer.call_on_close(lambda: uses.note(caller.key))
    return answer


def _readiness(instance: AppContext, queue: Redis | None) -> Callable[[], dict[str, bool]]:
    def readiness() -> dict[str, bool]:
        if not is_migrated(instance.database):
            return {"sql": _answers(instance), "migrations": False}
        return {
            "sql": _answers(instance),
            "migrations": True,
            "queue": queue is not None and _pings(queue),
            "relay": _is_led(instance),
            "log": _is_log_sound(instance),
        }

    return readiness


def _answers(instance: AppContext) -> bool:
    with instance.database.reading() as tx:
        return bool(tx.value("SELECT 1"))


def _pings(queue: Redis) -> bool:
    try:
        return bool(queue.ping())
    except RedisError:
        return False


def _is_led(instance: AppContext) -> bool:
    with instance.database.reading() as tx:
        held = read_lease(tx, RELAY)
    return held is not None and not held.is_over(now=instance.clock())


def _is_log_sound(instance: AppContext) -> bool:
    with instance.database.reading() as tx:
        return is_log_sound(tx)

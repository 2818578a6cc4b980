"""The context of a view: the application, the caller, and idempotent writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any, TypeVar, cast

import msgspec
from flask import Response, current_app, g, request

from tracker.api.http.media import JSON
from tracker.api.http.operation import CONFIRM
from tracker.api.http.requests import request_id
from tracker.application.access.access import Caller
from tracker.application.access.keys import confirm
from tracker.application.access.visibility import refuse_unseen
from tracker.application.context import AppContext
from tracker.application.transact import Answer, Request, UnitOfWork, transact
from tracker.domain.ids import digest_of
from tracker.store.databases.database import Transaction

APPLICATION = "tracker.application"
"""The key in `app.extensions` of the `AppContext` that this process serves."""

T = TypeVar("T")


def application() -> AppContext:
    """The application that this process serves."""
    return cast("AppContext", current_app.extensions[APPLICATION])


def caller() -> Caller:
    """The caller whose key the request carries; only in views with a scope."""
    return cast("Caller", g.caller)


def maybe_caller() -> Caller | None:
    """The caller whose key the request carries, or None."""
    return cast("Caller | None", g.get("caller"))


@contextmanager
def reading() -> Iterator[Transaction]:
    """A consistent snapshot for the request."""
    with application().database.reading() as tx:
        yield tx


def write(
    handler: Callable[[UnitOfWork], T],
    *,
    present: Callable[[Transaction, T], dict[str, Any]],
    status: int,
    about: str | None = None,
    add: Callable[[bool], dict[str, Any]] | None = None,
) -> Response:
    """Record what `handler` decides and answer with `present`.

    `about` is the stream that is written to or beside: a caller who may not read its words is refused. The transaction
    itself asks whether the caller's key still counts. `add` gives, for a replay or not, what the answer says beside
    what is stored.
    """
    here = copy_context()  # the writer's thread calls the handlers, which need `g` and the current app
    encode = g.encoders[status]
    made = transact(
        application(),
        lambda uow: here.run(_permitted, uow, about, handler),
        request=_as_request(),
        answer=lambda tx, result: Answer(status=status, body=encode(here.run(present, tx, result))),
        may_repeat=g.get("expected_version") is None,
    )
    g.pop(CONFIRM, None)  # the transaction has asked
    body = made.body if made.is_encoded else encode(made.content)
    if add is not None:
        body = msgspec.json.encode(msgspec.json.decode(body) | add(made.is_replay))
    response = Response(body, status=made.status, mimetype=JSON)
    if made.is_replay:
        response.headers["Idempotent-Replayed"] = "true"
    return response


def _permitted(uow: UnitOfWork, about: str | None, handler: Callable[[UnitOfWork], T]) -> T:
    if about is not None:
        refuse_unseen(uow.tx, about, caller(), now=uow.now)
    return handler(uow)


def _as_request() -> Request:
    key, who = g.get("idempotency_key"), caller().key
    return Request(
        recorded_by=who,
        correlation_id=request_id(),
        idempotency_key=key,
        digest=digest_of(request.method, request.path, _document()) if key is not None else "",
        confirm=lambda tx, now: confirm(tx, who, now=now),
    )


def _document() -> Any:
    """The parsed body, or None; an operation without a body has not read it."""
    return g.document if "document" in g else request.get_json(force=True, silent=True)

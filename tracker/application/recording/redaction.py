"""Taking down the words of an entity: payloads go, and the log says so and what remains of them."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from tracker.application.context import AppContext
from tracker.application.event_ids import FreshIds
from tracker.application.transact import UnitOfWork, write_once
from tracker.domain import redaction
from tracker.domain.errors import Invalid, NotFound
from tracker.domain.event import RecordedEvent
from tracker.domain.ids import PREFIXES, category_of, stream_of
from tracker.domain.instants import instant_text
from tracker.domain.redaction import REDACTED, RecordRedaction, Redacted, remains_of
from tracker.projections.essays import has_another_essay
from tracker.projections.forecasts import find_forecast, forecasts_on
from tracker.store.answers import forget_answers_naming
from tracker.store.databases.database import Row, Transaction
from tracker.store.essay_texts import forget_text
from tracker.store.log.history import event_rows_of
from tracker.store.log.log import Origin, recorded
from tracker.store.log.remains import drop_payload

Forget = Callable[[Transaction, str, str], None]
"""Forgets, in the same transaction, what other tables hold of the words of an entity at an instant."""


def redact(application: AppContext, entity: str, *, reason: str, forget_messages: Forget) -> int:
    """Take down the words of an essay, claim, prediction, forecast, development or forecaster; how many payloads went.

    The text of an essay goes with it, so do the answers stored for repeated requests that show it, and what
    `forget_messages` deletes of the messages that name it. Projections hold the words until they are rebuilt. Raises `NotFound`, and
    `Invalid` for what is never taken down.
    """
    origin = Origin(recorded_by="operator", correlation_id="redact")

    def handler(uow: UnitOfWork) -> int:
        taken = _take_down(uow, entity, reason=reason)
        forget_messages(uow.tx, entity, instant_text(uow.now))
        return taken

    return write_once(application, handler, origin=origin, ids=FreshIds)


def _take_down(uow: UnitOfWork, entity: str, *, reason: str) -> int:
    rows = [row for row in event_rows_of(uow.tx, _streams(uow.tx, entity)) if row["data"] is not None]
    if not rows:
        raise NotFound(f"nothing of {entity} stands in the log any more")
    taken = 0
    for row in rows:
        event = recorded(row)
        if event.event is not None and not isinstance(event.event, Redacted):
            taken += _take_payload(uow, row, event, reason=reason)
    _forget_texts(uow.tx, rows)
    forget_answers_naming(uow.tx, entity)
    return taken


def _take_payload(uow: UnitOfWork, row: Row, event: RecordedEvent, *, reason: str) -> int:
    """Replace one payload, where it has words at all."""
    assert event.event is not None, "only what has a payload comes here"  # noqa: S101 - programmer error
    remains = remains_of(event.event)
    if remains == msgspec.to_builtins(event.event):
        return 0
    command = RecordRedaction(
        category=category_of(row["stream"]), redacted=event.event_id, reason=reason, remains=remains
    )
    uow.decide(redaction, row["stream"], command)
    drop_payload(uow.tx, event.event_id)
    return 1


def _streams(tx: Transaction, entity: str) -> list[str]:
    """The streams that hold the entity's words; a prediction's forecasts go with it."""
    kinds = {prefix: kind for kind, prefix in PREFIXES.items()}
    kind = kinds.get(entity.partition("_")[0])
    if kind not in REDACTED:
        raise Invalid.at("", f"{entity!r} is nothing whose words can be taken down", "not_redactable")
    if kind == "forecast":
        row = find_forecast(tx, entity)
        return [stream_of("forecast", row["prediction"], row["forecaster"])]
    if kind == "prediction":
        speakers = dict.fromkeys(row["forecaster"] for row in forecasts_on(tx, entity))
        return [stream_of(kind, entity), *(stream_of("forecast", entity, one) for one in speakers)]
    return [stream_of(kind, entity)]


def _forget_texts(tx: Transaction, rows: list[Row]) -> None:
    """Essays' texts stand outside the log; one that another essay has or had stays, and a claim only names one."""
    for row in rows:
        digest = msgspec.json.decode(row["data"], type=dict[str, object]).get("text_sha256")
        if digest is not None and category_of(row["stream"]) == "essay":
            sha256, essay = str(digest), row["stream"].partition("-")[2]
            if not has_another_essay(tx, sha256, essay=essay):
                forget_text(tx, sha256)

"""Events: the log itself, page by page or as one stream of lines, so that anybody can follow it and prove it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
from flask import Response, g
from marshmallow import fields

from tracker.api.http.context import application, caller, reading
from tracker.api.http.fields import AnswerSchema, EntrySchema, Instant, QueryInteger
from tracker.api.http.media import NDJSON
from tracker.api.http.operation import Resource, operation
from tracker.application.access.access import Caller
from tracker.application.access.visibility import FOR_ADMINS, is_hidden_vote, withheld_streams
from tracker.application.context import AppContext
from tracker.domain import limits
from tracker.domain.ids import category_of
from tracker.store.databases.database import Row, Transaction
from tracker.store.log.log import log_rows, read_head

resource = Resource(
    "events", description="The log: every event ever recorded, in order, with the head that proves it."
)

LINES_BATCH = 100
"""Events that a stream holds at once: the largest, a scoring of 500 forecasters, has some 100 kB."""


class EventsQuery(EntrySchema):
    after = QueryInteger(minimum=0, load_default=0, metadata={"description": "A log position."})
    limit = QueryInteger(
        minimum=1,
        maximum=limits.PAGE_MAX,
        metadata={
            "description": f"By default {limits.PAGE_DEFAULT}; a stream of lines goes on to the end of the log."
        },
    )


class EventAnswer(AnswerSchema):
    position = fields.Integer(required=True, allow_none=True)
    event_id = fields.String(required=True)
    stream = fields.String(required=True)
    version = fields.Integer(required=True)
    type = fields.String(required=True)
    schema_version = fields.Integer(required=True)
    effective_at = Instant(required=True)
    recorded_at = Instant(required=True)
    recorded_by = fields.String(required=True)
    import_id = fields.String(required=True, allow_none=True)
    correlation_id = fields.String(required=True)
    causation_id = fields.String(required=True, allow_none=True)
    data = fields.Dict(
        keys=fields.String(),
        required=True,
        allow_none=True,
        metadata={"description": "Null where it may not be seen, or was taken down."},
    )
    data_digest = fields.String(required=True)
    commitment = fields.String(required=True)
    sequenced_at = Instant(required=True, allow_none=True)
    head = fields.String(required=True, allow_none=True)


class EventPage(AnswerSchema):
    items = fields.List(fields.Nested(EventAnswer), required=True)
    position = fields.Integer(required=True, metadata={"description": "The end of the log."})
    head = fields.String(required=True, metadata={"description": "The head at that position."})


@resource.get("/events")
@operation(
    summary="Read the log", query=EventsQuery, answers={200: EventPage}, media_types=[NDJSON], scope="read"
)
def list_events(query: dict[str, Any]) -> Any:
    """Events with positions above `after`, in order.

    What events of keys and endpoints say is shown to admins only, words of a prediction only to callers who may read it, and
    grades once grading has closed; to others these are links of the chain and no more. As `application/x-ndjson` it is one
    event a line, up to where the log ended when it was asked: the last line's position is where to go on.
    """
    who, now = caller(), application().clock()
    if g.media_type == NDJSON:
        lines = _lines(application(), query["after"], limit=query.get("limit"), who=who)
        return Response(lines, mimetype=NDJSON)
    with reading() as tx:
        rows = log_rows(tx, after=query["after"], limit=query.get("limit", limits.PAGE_DEFAULT))
        end = read_head(tx)
        items = _presented(tx, rows, who, now=now)
    return {
        "items": items,
        "position": end.position,
        "head": end.head.hex(),
    }


def _is_seen(row: Row, who: Caller, withheld: frozenset[str]) -> bool:
    is_for_admins = category_of(row["stream"]) in FOR_ADMINS
    return row["stream"] not in withheld and (not is_for_admins or "admin" in who.scopes)


def _lines(context: AppContext, after: int, *, limit: int | None, who: Caller) -> Iterator[bytes]:
    """Events as lines, a batch at a time and each batch in a snapshot of its own: a slow reader keeps none open."""
    with context.database.reading() as tx:
        end = read_head(tx).position
    if limit is not None:
        end = min(end, after + limit)  # positions are dense
    return _batches(context, after, end=end, who=who)


def _batches(context: AppContext, after: int, *, end: int, who: Caller) -> Iterator[bytes]:
    schema = EventAnswer()
    while after < end:
        with context.database.reading() as tx:
            rows = log_rows(tx, after=after, limit=min(LINES_BATCH, end - after))
            shown = _presented(tx, rows, who, now=context.clock())
        if not rows:
            return
        after = rows[-1]["position"]
        yield b"".join(msgspec.json.encode(schema.dump(one)) + b"\n" for one in shown)


def _presented(tx: Transaction, rows: Sequence[Row], who: Caller, *, now: datetime) -> list[dict[str, Any]]:
    withheld = withheld_streams(tx, (row["stream"] for row in rows), who, now=now)
    return [
        present_event(row, is_seen=_is_seen(row, who, withheld) and not is_hidden_vote(tx, row, who))
        for row in rows
    ]


def present_event(row: Row, *, is_seen: bool) -> dict[str, Any]:
    """The content of an `EventAnswer`; what is not seen keeps its envelope, which proves it."""
    kept = ("position", "event_id", "stream", "version", "type", "schema_version", "effective_at", "recorded_at",
            "recorded_by", "import_id", "correlation_id", "causation_id", "sequenced_at")  # fmt: skip
    return {
        **{name: row[name] for name in kept},
        "data": msgspec.json.decode(row["data"]) if is_seen and row["data"] is not None else None,
        "data_digest": row["data_digest"].hex(),
        "commitment": row["commitment"].hex(),
        "head": row["head"].hex() if row["head"] is not None else None,
    }

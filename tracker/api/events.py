"""Events: the log itself, page by page, so that anybody can follow it and prove it."""

from __future__ import annotations

from typing import Any

import msgspec
from marshmallow import fields

from tracker.api.fields import AnswerSchema, EntrySchema, Instant, QueryInteger
from tracker.api.house import application, caller, reading
from tracker.api.operation import Resource, operation
from tracker.application.access import Caller
from tracker.application.readers import is_hidden_vote, withheld_streams
from tracker.domain import limits
from tracker.domain.ids import category_of
from tracker.store.database import Row
from tracker.store.log import log_rows, read_head

resource = Resource(
    "events", description="The log: every event ever recorded, in order, with the head that proves it."
)

ADMIN_CATEGORIES = ("key", "endpoint")


class EventsQuery(EntrySchema):
    after = QueryInteger(minimum=0, load_default=0, metadata={"description": "A log position."})
    limit = QueryInteger(minimum=1, maximum=limits.PAGE_MAX, load_default=limits.PAGE_DEFAULT)


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
@operation(summary="Read the log", query=EventsQuery, answers={200: EventPage}, scope="read")
def list_events(query: dict[str, Any]) -> Any:
    """Events with positions above `after`, in order.

    Payloads of keys are shown to admins only, and those with words of a prediction only to whoever may read it,
    and grades once grading has closed.
    """
    who, now = caller(), application().clock()
    with reading() as tx:
        rows = log_rows(tx, after=query["after"], limit=query["limit"])
        end = read_head(tx)
        withheld = withheld_streams(tx, (row["stream"] for row in rows), who, now=now)
        items = [
            present_event(row, is_seen=_is_seen(row, who, withheld) and not is_hidden_vote(tx, row, who))
            for row in rows
        ]
    return {
        "items": items,
        "position": end.position,
        "head": end.head.hex(),
    }


def _is_seen(row: Row, who: Caller, withheld: frozenset[str]) -> bool:
    is_for_admins = category_of(row["stream"]) in ADMIN_CATEGORIES
    return row["stream"] not in withheld and (not is_for_admins or "admin" in who.scopes)


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

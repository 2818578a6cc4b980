"""Topics: the words that predictions are filed under; they come with predictions and cannot be made here."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from tracker.api.http.context import application, reading
from tracker.api.http.fields import AnswerSchema
from tracker.api.http.operation import Resource, operation
from tracker.api.http.pages import PageQuery, decode_cursor, page_of
from tracker.domain.instants import instant_text
from tracker.projections.topics import list_topics

BOUND = {"list": "topics"}

resource = Resource("topics", description="The words that predictions are filed under.")


class TopicAnswer(AnswerSchema):
    topic = fields.String(required=True)
    predictions = fields.Integer(required=True)
    with_outcome = fields.Integer(required=True)


class TopicPage(AnswerSchema):
    items = fields.List(fields.Nested(TopicAnswer), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


@resource.get("/topics")
@operation(summary="List topics", query=PageQuery, answers={200: TopicPage})
def list_all_topics(query: dict[str, Any]) -> Any:
    """Every topic in use, in order, with how many predictions are filed under it."""
    after, limit = decode_cursor(query.get("cursor"), bound=BOUND), query["limit"]
    with reading() as tx:
        rows = list_topics(tx, after=after, now=instant_text(application().clock()), limit=limit + 1)
    return page_of(rows, limit=limit, bound=BOUND, key=lambda row: str(row["topic"]), present=dict)

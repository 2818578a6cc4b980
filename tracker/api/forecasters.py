"""Forecasters: who states probabilities, the authors of predictions among them."""

from __future__ import annotations

from typing import Any

from marshmallow import fields

from tracker.api.fields import AnswerSchema
from tracker.api.house import reading
from tracker.api.operation import Resource, operation
from tracker.api.pages import ListQuery, page
from tracker.domain.errors import NotFound
from tracker.projections.forecasters import find_forecaster, list_forecasters
from tracker.store.database import Row, Transaction

resource = Resource("forecasters", description="Who states how likely things are.")


class ForecasterAnswer(AnswerSchema):
    id = fields.String(required=True)
    url = fields.String(required=True)
    name = fields.String(required=True)
    source = fields.String(
        required=True, allow_none=True, metadata={"description": "The import it came with."}
    )
    external_id = fields.String(required=True, allow_none=True)


class ForecasterPage(AnswerSchema):
    items = fields.List(fields.Nested(ForecasterAnswer), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


@resource.get("/forecasters")
@operation(summary="List forecasters", query=ListQuery, answers={200: ForecasterPage})
def list_all_forecasters(query: dict[str, Any]) -> Any:
    """Forecasters in the order of their ids; those of an import are found by its source and their ids there."""
    with reading() as tx:
        return page(tx, query, list_forecasters, _present)


@resource.get("/forecasters/<forecaster_id>")
@operation(summary="Read a forecaster", answers={200: ForecasterAnswer})
def get_forecaster(forecaster_id: str) -> Any:
    """The forecaster's name; the record itself is GET /v1/reports/track-record?forecaster=."""
    with reading() as tx:
        row = find_forecaster(tx, forecaster_id)
        if row is None:
            raise NotFound(f"there is no forecaster {forecaster_id}")
        return _present(tx, row)


def _present(tx: Transaction, row: Row) -> dict[str, Any]:
    del tx
    told = {name: row[name] for name in ("id", "name", "source", "external_id")}
    return {**told, "url": f"/v1/forecasters/{row['id']}"}

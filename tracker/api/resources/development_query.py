"""What the list of developments may be asked: its parameters, and the query they mean."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from tracker.api.http.context import application, maybe_caller
from tracker.api.http.fields import QueryBoolean, Text
from tracker.api.http.pages import ListQuery
from tracker.api.resources.prediction_query import instant_or_day, span_of
from tracker.application.access.visibility import may_read
from tracker.domain import limits
from tracker.projections.development_lists import RETRACTED, Asked, Facet, folded
from tracker.projections.predictions import find_prediction
from tracker.store.databases.database import Transaction

ORDERS = {"recorded": "recorded_at", "happened": "happened_at"}
SORTS = tuple(sign + word for word in ORDERS for sign in ("", "-"))


class DevelopmentListQuery(ListQuery):
    event_type = Text(chars_max=limits.SLUG_CHARS_MAX)
    tag = fields.List(
        Text(chars_max=limits.SLUG_CHARS_MAX),
        validate=validate.Length(max=limits.TAGS_MAX),
        metadata={"description": "Repeat it for developments that bear all of several."},
    )
    actor = Text(chars_max=limits.NAME_CHARS_MAX)
    about = Text(chars_max=40, metadata={"description": "A prediction's id."})
    happened_after = instant_or_day("Happened then or later; a day means its beginning.")
    happened_before = instant_or_day("Happened before then; a day means its beginning.")
    retracted = QueryBoolean(metadata={"description": "Only those that were, or only those that were not."})
    sort = fields.String(
        validate=validate.OneOf(SORTS),
        metadata={
            "description": "`-` turns it round. Without it latest first: as they happened where that is asked for, else as "
            "they were recorded."
        },
    )


def asked(tx: Transaction, query: dict[str, Any]) -> Asked | None:
    """What the parameters mean; None if nothing can match, or if the prediction asked about is withheld from the caller."""
    if "about" in query and not _may_ask_about(tx, query["about"]):
        return None
    is_by_happening = query.keys() & {"happened_after", "happened_before"}
    sort = query.get("sort") or ("-happened" if is_by_happening else "-recorded")
    return Asked(
        facets=_facets(query),
        equal={name: query[name] for name in ("source", "external_id") if name in query},
        happened=span_of(query, "happened"),
        is_standing=query.get("retracted") is False,
        order=ORDERS[sort.removeprefix("-")],
        is_descending=sort.startswith("-"),
    )


def _facets(query: dict[str, Any]) -> tuple[Facet, ...]:
    named = [
        *((("event_type", query["event_type"]),) if "event_type" in query else ()),
        *(("tag", tag) for tag in query.get("tag", ())),
        *((("actor", query["actor"]),) if "actor" in query else ()),
        *((("about", query["about"]),) if "about" in query else ()),
    ]
    facets = [folded(kind, value) for kind, value in named]
    return tuple(dict.fromkeys([*facets, *([RETRACTED] if query.get("retracted") else [])]))


def _may_ask_about(tx: Transaction, prediction: str) -> bool:
    """What is about a withheld prediction would tell what that is about."""
    row = find_prediction(tx, prediction)
    return row is not None and may_read(row, maybe_caller(), now=application().clock())

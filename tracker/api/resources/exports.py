"""Exports: everything, or a part of it, in a format that others read, as one stream."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flask import Response, request
from marshmallow import fields, validate

from tracker.api.http.context import application, maybe_caller, reading
from tracker.api.http.fields import EntrySchema, Text
from tracker.api.http.media import CSV, NDJSON
from tracker.api.http.operation import Resource, operation
from tracker.application.context import AppContext
from tracker.application.exports.rows import claim_reviews, fatebook_lines, sheet_lines
from tracker.application.exports.scope import ExportScope, find_scope
from tracker.application.exports.story import story_lines
from tracker.domain import limits

resource = Resource("exports", description="The record in formats that others read.")

MEDIA_TYPES = {
    "story": NDJSON,
    "csv": CSV,
    "fatebook": CSV,
    "claimreview": "application/ld+json",
}
_ENDINGS = {"story": "jsonl", "csv": "csv", "fatebook": "csv", "claimreview": "jsonld"}
_WRITERS: dict[str, Callable[[AppContext, ExportScope], Iterator[bytes]]] = {
    "story": story_lines,
    "csv": sheet_lines,
    "fatebook": fatebook_lines,
}


class ExportQuery(EntrySchema):
    format = fields.String(load_default="story", validate=validate.OneOf(list(MEDIA_TYPES)))
    author = Text(
        chars_max=limits.NAME_CHARS_MAX,
        metadata={"description": "Whose predictions: an id, a name or an id of an import."},
    )
    topic = Text(chars_max=limits.SLUG_CHARS_MAX)
    essay = Text(
        chars_max=limits.EXTERNAL_ID_CHARS_MAX, metadata={"description": "Its id, here or in an import."}
    )
    source = Text(chars_max=limits.NAME_CHARS_MAX, metadata={"description": "What came with this import."})


@resource.get("/exports")
@operation(
    summary="Export predictions",
    query=ExportQuery,
    answers={200: None},
    media_types=list(dict.fromkeys(MEDIA_TYPES.values())),
)
def export_predictions(query: dict[str, Any]) -> Any:
    """A story (JSON Lines, everything that was recorded), a sheet, Fatebook's CSV or ClaimReview (JSON-LD).

    Sheet, Fatebook and ClaimReview hold yes/no predictions. What is withheld is left out, unless you may read it.
    """
    context, format_ = application(), query["format"]
    with reading() as tx:
        scope = find_scope(tx, query, reader=maybe_caller(), now=context.clock())
    if format_ == "claimreview":
        lines = claim_reviews(context, scope, address=request.url_root)
    else:
        lines = _WRITERS[format_](context, scope)
    kind = MEDIA_TYPES[format_]
    charset = "; charset=utf-8" if kind == CSV else ""
    named = {"Content-Disposition": f'attachment; filename="tracker-{format_}.{_ENDINGS[format_]}"'}
    return Response(lines, content_type=f"{kind}{charset}", headers=named)

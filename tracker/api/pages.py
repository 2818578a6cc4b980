"""Pages of a list: opaque cursors, bound to the filters they were made for."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import msgspec
from flask import request

from tracker.api.fields import EntrySchema, QueryInteger, Text
from tracker.domain import limits
from tracker.domain.errors import Invalid
from tracker.domain.ids import digest_of
from tracker.store.database import Row, Transaction

BINDING_CHARS = 12
CURSOR_CHARS_MAX = 500


class ListQuery(EntrySchema):
    """What every list takes that imports can fill."""

    external_id = Text(
        chars_max=limits.EXTERNAL_ID_CHARS_MAX, metadata={"description": "The id it has in its import."}
    )
    source = Text(chars_max=limits.NAME_CHARS_MAX, metadata={"description": "The import's source."})
    cursor = Text(chars_max=CURSOR_CHARS_MAX)
    limit = QueryInteger(minimum=1, maximum=limits.PAGE_MAX, load_default=limits.PAGE_DEFAULT)


Listing = Callable[..., list[Row]]
"""A query of a projection: (tx, *, after, limit) and its filters by name give rows by id, after the id `after`."""


def page(
    tx: Transaction,
    query: dict[str, Any],
    listing: Listing,
    present: Callable[[Transaction, Row], dict[str, Any]],
    *,
    filters: tuple[str, ...] = ("external_id", "source"),
) -> tuple[dict[str, Any], int, dict[str, str]]:
    """One page of `listing` as the API answers it: items, the cursor that goes on, and the Link to it.

    `filters` are the parameters of the query that the listing takes and the cursor is bound to.
    """
    bound = {name: query.get(name) for name in filters}
    after = decode_cursor(query.get("cursor"), bound=bound)
    rows = listing(tx, **bound, after=after, limit=query["limit"] + 1)
    shown = rows[: query["limit"]]
    cursor = encode_cursor(shown[-1]["id"], bound=bound) if len(rows) > len(shown) else None
    return {"items": [present(tx, row) for row in shown], "next_cursor": cursor}, 200, page_headers(cursor)


def encode_cursor(after: str, *, bound: dict[str, Any]) -> str:
    """A cursor that goes on behind `after` in a list with the filters `bound`."""
    raw = msgspec.json.encode([after, digest_of(bound)[:BINDING_CHARS]])
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decode_cursor(cursor: str | None, *, bound: dict[str, Any]) -> str:
    """Where the cursor goes on, "" at the beginning. Raises `Invalid` for one of another list."""
    if cursor is None:
        return ""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        after, binding = msgspec.json.decode(raw, type=tuple[str, str])
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise Invalid.at("/query/cursor", "This is not a cursor of this list.", "bad_cursor") from None
    if binding != digest_of(bound)[:BINDING_CHARS]:
        raise Invalid.at("/query/cursor", "This cursor was made for other filters.", "bad_cursor")
    return after


def page_headers(cursor: str | None) -> dict[str, str]:
    """The Link to the next page, where there is one."""
    if cursor is None:
        return {}
    parameters = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    return {"Link": f'<{request.path}?{urlencode([*parameters, ("cursor", cursor)])}>; rel="next"'}

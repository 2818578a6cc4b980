"""Pages of a list: opaque cursors, bound to the filters they were made for."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

import msgspec
from flask import request

from tracker.api.http.fields import EntrySchema, QueryInteger, Text
from tracker.domain import limits
from tracker.domain.errors import Invalid
from tracker.domain.ids import digest_of
from tracker.store.databases.database import Row, Transaction

BINDING_CHARS = 12
CURSOR_CHARS_MAX = 500


class PageQuery(EntrySchema):
    """The parameters of every paged list."""

    cursor = Text(
        chars_max=CURSOR_CHARS_MAX,
        metadata={"description": "The `next_cursor` of the previous page.", "pattern": "^[A-Za-z0-9_-]+$"},
    )
    limit = QueryInteger(minimum=1, maximum=limits.PAGE_MAX, load_default=limits.PAGE_DEFAULT)


class ListQuery(PageQuery):
    """The parameters of every list that imports can fill."""

    external_id = Text(
        chars_max=limits.EXTERNAL_ID_CHARS_MAX, metadata={"description": "Its id in the import."}
    )
    source = Text(chars_max=limits.NAME_CHARS_MAX, metadata={"description": "The import's source."})


Listing = Callable[..., list[Row]]
"""A query of a projection: (tx, *, after, limit) and filters by name give rows by id."""


def page(
    tx: Transaction,
    query: dict[str, Any],
    listing: Listing,
    present: Callable[[Transaction, Row], dict[str, Any]],
    *,
    filters: tuple[str, ...] = ("external_id", "source"),
) -> tuple[dict[str, Any], int, dict[str, str]]:
    """One page of `listing` as an answer: items, the cursor for the next page, and a Link to it.

    `filters` are the query parameters that the listing takes and the cursor is bound to.
    """
    bound = {name: query.get(name) for name in filters}
    after = decode_cursor(query.get("cursor"), bound=bound)
    rows = listing(tx, **bound, after=after, limit=query["limit"] + 1)
    return page_of(
        rows,
        limit=query["limit"],
        bound=bound,
        key=lambda row: str(row["id"]),
        present=lambda row: present(tx, row),
    )


def page_of(
    rows: Sequence[Row],
    *,
    limit: int,
    bound: dict[str, Any],
    key: Callable[[Row], str],
    present: Callable[[Row], dict[str, Any]],
) -> tuple[dict[str, Any], int, dict[str, str]]:
    """A page of the first `limit` of `rows`; one more row means that there is a next page."""
    shown = rows[:limit]
    cursor = encode_cursor(key(shown[-1]), bound=bound) if len(rows) > limit else None
    return {"items": [present(row) for row in shown], "next_cursor": cursor}, 200, page_headers(cursor)


def bound_of(query: dict[str, Any]) -> dict[str, Any]:
    """The filters and the order to which a cursor is bound."""
    return {name: value for name, value in query.items() if name not in {"cursor", "limit"}}


def keyed_page(
    items: Sequence[Row],
    query: dict[str, Any],
    *,
    bound: dict[str, Any],
    by: str,
    present: Callable[[Sequence[Row]], list[dict[str, Any]]],
) -> tuple[dict[str, Any], int, dict[str, str]]:
    """A page of a list ordered by column `by`.

    One item more than the page means that there is a next page.
    """
    shown = items[: query["limit"]]
    is_last = len(items) == len(shown)
    cursor = None if is_last else _encode([shown[-1][by], shown[-1]["id"]], bound=bound)
    return {"items": present(shown), "next_cursor": cursor}, 200, page_headers(cursor)


def encode_cursor(after: str, *, bound: dict[str, Any]) -> str:
    """A cursor that continues after `after` in a list with the filters `bound`."""
    return _encode([after], bound=bound)


def decode_cursor(cursor: str | None, *, bound: dict[str, Any]) -> str:
    """The id after which the cursor continues, "" at the start.

    Raises `Invalid` for a cursor of another list.
    """
    return "" if cursor is None else _decode(cursor, tuple[str, str], bound=bound)[0]


def decode_key(cursor: str | None, *, bound: dict[str, Any]) -> tuple[str, str] | None:
    """The value and id after which the cursor continues, None at the start.

    Raises `Invalid` for another list's cursor.
    """
    return None if cursor is None else _decode(cursor, tuple[str, str, str], bound=bound)[:2]


def _encode(after: list[str], *, bound: dict[str, Any]) -> str:
    raw = msgspec.json.encode([*after, digest_of(bound)[:BINDING_CHARS]])
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decode(cursor: str, form: Any, *, bound: dict[str, Any]) -> Any:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        *_, binding = parts = msgspec.json.decode(raw, type=form)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise Invalid.at("/query/cursor", "This is not a cursor of this list.", "bad_cursor") from None
    is_bound = binding == digest_of(bound)[:BINDING_CHARS]
    if not is_bound or any("\x00" in part for part in parts):  # PostgreSQL text cannot contain it
        raise Invalid.at(
            "/query/cursor", "This cursor was made for other filters or another order.", "bad_cursor"
        )
    return parts


def page_headers(cursor: str | None) -> dict[str, str]:
    """The Link to the next page, where there is one."""
    if cursor is None:
        return {}
    parameters = [(name, value) for name, value in request.args.items(multi=True) if name != "cursor"]
    return {"Link": f'<{request.path}?{urlencode([*parameters, ("cursor", cursor)])}>; rel="next"'}

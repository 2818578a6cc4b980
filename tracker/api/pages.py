"""Pages of a list: opaque cursors, bound to the filters they were made for."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from urllib.parse import urlencode

import msgspec
from flask import request

from tracker.domain.errors import Invalid
from tracker.domain.ids import digest_of

BINDING_CHARS = 12


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

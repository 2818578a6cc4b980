"""Where readers find things: the same address whatever a newsletter has added to the one that was asked."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import request


def address(path: str, **named: str | None) -> str:
    """The whole address of `path` in this house, with those parameters that are named, by name."""
    given = [(name, value) for name, value in sorted(named.items()) if value is not None]
    return f"{request.host_url.rstrip('/')}{path}{f'?{urlencode(given)}' if given else ''}"

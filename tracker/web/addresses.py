"""Absolute addresses of this tracker's resources, without other query parameters."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import request


def address(path: str, **named: str | None) -> str:
    """The absolute address of `path` with those parameters that are not None, sorted by name."""
    given = [(name, value) for name, value in sorted(named.items()) if value is not None]
    return f"{request.host_url.rstrip('/')}{path}{f'?{urlencode(given)}' if given else ''}"

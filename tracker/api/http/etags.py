"""Conditional requests: an ETag on each answer, and 304 where the client has it already."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
from flask import request


def etag_of(content: dict[str, Any]) -> str:
    """`v<version>.<hash of the body>`; If-Match of a change must name the version."""
    digest = hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()
    return f"v{content['version']}.{digest[:16]}"


def unless_known(content: dict[str, Any]) -> tuple[dict[str, Any] | None, int, dict[str, str]]:
    """`content` with its ETag, or 304 where If-None-Match names it."""
    tag = etag_of(content)
    headers = {"ETag": f'"{tag}"'}
    return (None, 304, headers) if request.if_none_match.contains(tag) else (content, 200, headers)

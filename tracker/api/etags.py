"""What an answer that was read already is known by: its ETag, `v<version>.<hash of the body>`."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
from flask import request


def with_etag(content: dict[str, Any]) -> tuple[dict[str, Any] | None, int, dict[str, str]]:
    """The answer with its ETag; 304 and no content to whoever has it already."""
    tag = etag(content)
    headers = {"ETag": f'"{tag}"'}
    return (None, 304, headers) if request.if_none_match.contains(tag) else (content, 200, headers)


def etag(content: dict[str, Any]) -> str:
    """`v<version>.<hash of the body>`."""
    digest = hashlib.sha256(msgspec.json.encode(content, order="deterministic")).hexdigest()
    return f"v{content['version']}.{digest[:16]}"

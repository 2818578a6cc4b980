"""Ghost's webhook for a published post: checks that Ghost sent it, and reads the essay. Pure.

Ghost signs with `X-Ghost-Signature: sha256=<hex>, t=<ms>`: HMAC-SHA256 of the body directly followed by those
digits.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from tracker.domain.errors import Invalid, Unauthorized
from tracker.domain.event import Instant, Name, Statement, Url
from tracker.formats.html_text import text_of_html

HEADER = "X-Ghost-Signature"
SKEW_MAX = timedelta(minutes=5)
"""The allowed difference between clocks.

An older message may be a replay by someone who overheard it.
"""

PUBLISHED = frozenset({"published", "sent"})

_SIGNATURE = re.compile(r"sha256=([0-9a-f]{64}), ?t=([0-9]{13})")


class Author(msgspec.Struct, frozen=True, kw_only=True):
    name: Name


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """A post as Ghost describes it."""

    url: Url
    title: Statement
    status: str
    html: str | None = None
    published_at: Instant | None = None
    primary_author: Author | None = None

    @property
    def text(self) -> str | None:
        """The post's plain text; None where it has only a title."""
        return text_of_html(self.html or "") or None


class _Versions(msgspec.Struct, frozen=True, kw_only=True):
    current: Post


class _Webhook(msgspec.Struct, frozen=True, kw_only=True):
    post: _Versions


def check_signature(header: str | None, body: bytes, *, secret: str, now: datetime) -> None:
    """Raise `Unauthorized` unless `body` was signed with `secret` within five minutes of `now`."""
    given = _SIGNATURE.fullmatch(header or "")
    if given is None:
        raise Unauthorized(
            f"The header {HEADER} is missing or malformed. Send sha256=<hex>, t=<milliseconds>, as Ghost does."
        )
    signature, at_ms = given.groups()
    expected = hmac.new(secret.encode(), body + at_ms.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(signature, expected):
        raise Unauthorized(f"{HEADER} does not match the body and the tracker's secret.")
    at = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(at_ms))
    if abs(now - at) > SKEW_MAX:
        raise Unauthorized(f"{HEADER} is more than five minutes from the tracker's clock.")


def read_post(document: dict[str, Any]) -> Post:
    """The post of a `post.published` or `post.published.edited` event. Raises `Invalid`."""
    try:
        post = msgspec.convert(document, _Webhook).post.current
    except msgspec.ValidationError as flaw:
        raise Invalid(f"The body is not a Ghost post event: {flaw}.") from None
    if post.status not in PUBLISHED:
        raise Invalid.at("/post/current/status", f"The post is {post.status}, not published.")
    return post

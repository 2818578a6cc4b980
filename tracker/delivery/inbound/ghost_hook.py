"""What Ghost tells when a post is published: whether it comes from Ghost, and which essay it is. Pure.

Ghost signs with `X-Ghost-Signature: sha256=<hex>, t=<ms>`: HMAC-SHA256 of the body and, right behind it, those digits.
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
"""What is signed earlier may have been overheard and be sent again by somebody else; so much may clocks differ."""

PUBLISHED = frozenset({"published", "sent"})

_SIGNATURE = re.compile(r"sha256=([0-9a-f]{64}), ?t=([0-9]{13})")


class Author(msgspec.Struct, frozen=True, kw_only=True):
    name: Name


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """A post as it stands at Ghost."""

    url: Url
    title: Statement
    status: str
    html: str | None = None
    published_at: Instant | None = None
    primary_author: Author | None = None

    @property
    def text(self) -> str | None:
        """What it says, in plain text; None where it has only a title."""
        return text_of_html(self.html or "") or None


class _Standing(msgspec.Struct, frozen=True, kw_only=True):
    current: Post


class _Told(msgspec.Struct, frozen=True, kw_only=True):
    post: _Standing


def check_signature(header: str | None, body: bytes, *, secret: str, now: datetime) -> None:
    """Raise `Unauthorized` unless whoever knows `secret` signed these very bytes just now."""
    given = _SIGNATURE.fullmatch(header or "")
    if given is None:
        raise Unauthorized(f"send {HEADER}: sha256=<hex>, t=<milliseconds>, as Ghost does")
    signature, at_ms = given.groups()
    expected = hmac.new(secret.encode(), body + at_ms.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(signature, expected):
        raise Unauthorized(f"{HEADER} does not fit this body and the secret that is set here")
    at = datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(at_ms))
    if abs(now - at) > SKEW_MAX:
        raise Unauthorized(f"{HEADER} was made more than five minutes from now by the clock here")


def read_post(document: dict[str, Any]) -> Post:
    """The post of a `post.published` or `post.published.edited`. Raises `Invalid`."""
    try:
        post = msgspec.convert(document, _Told).post.current
    except msgspec.ValidationError as flaw:
        raise Invalid(f"this is no post as Ghost tells of one: {flaw}") from None
    if post.status not in PUBLISHED:
        raise Invalid.at("/post/current/status", f"a post that is {post.status} is not published")
    return post

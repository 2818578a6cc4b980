"""Ghost: a digest becomes a draft of a post, through the Admin API of Ghost 5 and 6.

Ghost accepts the same post twice, so each post has an internal tag by which it is found again; readers never
see it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import datetime, timedelta
from http import HTTPStatus
from textwrap import shorten
from typing import Any, ClassVar

import msgspec

from tracker.delivery.connectors.connector import OutgoingMessage, Target
from tracker.delivery.connectors.drafts import CARRIED, entries, named_id, read_digest, request, verdict
from tracker.delivery.egress.outgoing import Answered, Outgoing
from tracker.delivery.messages.kinds import PING
from tracker.domain.errors import Invalid

API = "/ghost/api/admin/posts/"
LISTED = "posts"
TITLE_CHARS_MAX = 255
EXCERPT_CHARS_MAX = 300
TOKEN_FOR = timedelta(minutes=5)
"""Ghost rejects tokens with a longer lifetime."""

_KEY = re.compile(r"([0-9a-f]{24}):((?:[0-9a-f]{2}){32})")


class Ghost:
    """Credentials are an integration's Admin API key; the address is the site's."""

    TYPES: ClassVar[tuple[str, ...] | None] = CARRIED
    URL: ClassVar[str | None] = None

    def check_credentials(self, credentials: str | None) -> None:
        """Checks that the Admin API key is an id and a secret, both hexadecimal."""
        if _KEY.fullmatch(credentials or "") is None:
            detail = (
                "Ghost needs an Admin API key: 24 hexadecimal digits, a colon and 64 more. "
                "Create one under Settings, Integrations, Add custom integration."
            )
            raise Invalid.at("/credentials", detail)

    def render(self, message: OutgoingMessage, target: Target, *, now: datetime) -> Outgoing:
        """A POST of the draft; for a ping, a GET of one post, which only the holder of the key sees."""
        if message.type == PING:
            return _request("GET", target, "?limit=1&fields=id", now=now)
        return _request("POST", target, "?source=html", now=now, document={LISTED: [_draft(message)]})

    def classify(self, answered: Answered) -> str | None:
        """Accepts 201 for a draft and 200 for a list of posts."""
        return verdict(answered, listed=LISTED)

    def remote_id(self, answered: Answered) -> str | None:
        """The id of the created post."""
        return _first_id(answered) if answered.status == HTTPStatus.CREATED else None

    def look_up(self, message: OutgoingMessage, target: Target, *, now: datetime) -> Outgoing | None:
        """A query for the post with the message's tag, as a draft or as what its author made of it."""
        if message.type == PING:
            return None
        chosen = f"tag:hash-{_tag(message)}%2Bstatus:%5Bdraft,scheduled,published,sent%5D"
        return _request("GET", target, f"?filter={chosen}&limit=1&fields=id", now=now)

    def found(self, answered: Answered, message: OutgoingMessage) -> str | None:  # noqa: ARG002 - the filter named it
        """The id of the post with that tag."""
        return _first_id(answered)


def _draft(message: OutgoingMessage) -> dict[str, Any]:
    digest = read_digest(message)
    return {
        "title": shorten(digest.subject, TITLE_CHARS_MAX, placeholder="…"),
        "html": digest.html,
        "status": "draft",
        "tags": [{"name": f"#{_tag(message)}"}],
        "custom_excerpt": shorten(digest.text, EXCERPT_CHARS_MAX, placeholder="…"),
        "feature_image": digest.image_url,
    }


def _tag(message: OutgoingMessage) -> str:
    """The tag's slug in Ghost, without the `hash-` that replaces its `#`."""
    return f"tracker-{message.id.replace('_', '-')}"


def _request(
    method: str, target: Target, query: str, *, now: datetime, document: dict[str, Any] | None = None
) -> Outgoing:
    headers = {"Authorization": f"Ghost {_token(target.credentials or '', now=now)}"}
    return request(method, target, f"{API}{query}", headers=headers, document=document)


def _token(key: str, *, now: datetime) -> str:
    """A JSON Web Token (RFC 7519) by HMAC-SHA256 that proves possession of the key."""
    key_id, _, secret = key.partition(":")
    header = {"alg": "HS256", "typ": "JWT", "kid": key_id}
    begins = int(now.timestamp())
    claims = {"iat": begins, "exp": begins + int(TOKEN_FOR.total_seconds()), "aud": "/admin/"}
    signed = ".".join(_base64url(msgspec.json.encode(part)) for part in (header, claims))
    signature = hmac.new(bytes.fromhex(secret), signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{_base64url(signature)}"


def _base64url(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip("=")


def _first_id(answered: Answered) -> str | None:
    posts = entries(answered, listed=LISTED)
    return named_id(posts[0]) if posts else None

"""Ghost: a digest becomes a draft of a post, through the Admin API of Ghost 5 and 6.

Ghost takes the same post twice, so each bears an internal tag, which readers never see, by which it is found again.
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

from tracker.delivery.connectors.connector import Parcel, Target
from tracker.delivery.connectors.drafts import CARRIED, entries, named_id, read_digest, request, verdict
from tracker.delivery.egress.guard import Answered, Outgoing
from tracker.delivery.messages.kinds import PING
from tracker.domain.errors import Invalid

API = "/ghost/api/admin/posts/"
LISTED = "posts"
TITLE_CHARS_MAX = 255
EXCERPT_CHARS_MAX = 300
TOKEN_FOR = timedelta(minutes=5)
"""Ghost refuses tokens that are made for longer."""

_KEY = re.compile(r"([0-9a-f]{24}):((?:[0-9a-f]{2}){32})")


class Ghost:
    """Credentials are an integration's Admin API key; the address is the site's."""

    TYPES: ClassVar[tuple[str, ...] | None] = CARRIED
    URL: ClassVar[str | None] = None

    def check_credentials(self, credentials: str | None) -> None:
        """An Admin API key is an id and a secret, both hexadecimal."""
        if _KEY.fullmatch(credentials or "") is None:
            detail = (
                "Ghost needs an Admin API key, such as 24 hexadecimal digits, a colon and 64 more; "
                "Settings, Integrations, Add custom integration shows one"
            )
            raise Invalid.at("/credentials", detail)

    def render(self, parcel: Parcel, target: Target, *, now: datetime) -> Outgoing:
        """A POST of the draft; for a ping the list of one post, which only whoever has the key is shown."""
        if parcel.type == PING:
            return _request("GET", target, "?limit=1&fields=id", now=now)
        return _request("POST", target, "?source=html", now=now, document={LISTED: [_draft(parcel)]})

    def classify(self, answered: Answered) -> str | None:
        """201 for a draft, 200 for posts that it was asked for."""
        return verdict(answered, listed=LISTED)

    def remote_id(self, answered: Answered) -> str | None:
        """The id of the post that was made."""
        return _first_id(answered) if answered.status == HTTPStatus.CREATED else None

    def look_up(self, parcel: Parcel, target: Target, *, now: datetime) -> Outgoing | None:
        """Whether a post bears the parcel's tag: a draft still, or what its author has made of it."""
        if parcel.type == PING:
            return None
        chosen = f"tag:hash-{_tag(parcel)}%2Bstatus:%5Bdraft,scheduled,published,sent%5D"
        return _request("GET", target, f"?filter={chosen}&limit=1&fields=id", now=now)

    def found(self, answered: Answered, parcel: Parcel) -> str | None:  # noqa: ARG002 - the filter named it
        """The id of the post with that tag."""
        return _first_id(answered)


def _draft(parcel: Parcel) -> dict[str, Any]:
    digest = read_digest(parcel)
    return {
        "title": shorten(digest.subject, TITLE_CHARS_MAX, placeholder="…"),
        "html": digest.html,
        "status": "draft",
        "tags": [{"name": f"#{_tag(parcel)}"}],
        "custom_excerpt": shorten(digest.text, EXCERPT_CHARS_MAX, placeholder="…"),
        "feature_image": digest.image_url,
    }


def _tag(parcel: Parcel) -> str:
    """The slug that Ghost gives the tag, without the `hash-` that stands there for its `#`."""
    return f"tracker-{parcel.message.replace('_', '-')}"


def _request(
    method: str, target: Target, query: str, *, now: datetime, document: dict[str, Any] | None = None
) -> Outgoing:
    headers = {"Authorization": f"Ghost {_token(target.credentials or '', now=now)}"}
    return request(method, target, f"{API}{query}", headers=headers, document=document)


def _token(key: str, *, now: datetime) -> str:
    """A JSON Web Token (RFC 7519) that shows that we have the key: HMAC-SHA256, counting for five minutes."""
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

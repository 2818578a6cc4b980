"""Ghost as far as drafts go: a stand-in that keeps to what Ghost 5.130 was seen to do, or a real one."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import time
import uuid

from tests.delivery.connectors.bringing import StandIn, send
from tracker.delivery.connectors.ghost import Ghost, _request

KEY = f"{'0a' * 12}:{'5c' * 32}"
POSTS = "/ghost/api/admin/posts/"
TITLE_CHARS_MAX = 255
EXCERPT_CHARS_MAX = 300
TOKEN_S_MAX = 300


class GhostStandIn(StandIn):
    """`below` is the path that the site stands under, `posts` what it keeps."""

    def __init__(self, below=""):
        super().__init__()
        self.below = below
        self.posts = []

    def answer(self, method, path, query, headers, document):
        fault = _token_fault(headers.get("Authorization", ""))
        if fault is not None:
            return 401, {"errors": [{"message": fault, "type": "UnauthorizedError"}]}
        if path != self.below + POSTS:
            return 404, {"errors": [{"type": "NotFoundError"}]}
        if method == "GET":
            return self._list(query)
        return self._add(document["posts"][0], query)

    def _list(self, query):
        chosen = self.posts
        if "filter" in query:
            asked = re.fullmatch(r"tag:([a-z0-9-]+)\+status:(?:\[([a-z,]+)\]|([a-z]+))", query["filter"][0])
            if asked is None:
                return 400, {"errors": [{"message": "Error parsing filter", "type": "BadRequestError"}]}
            statuses = (asked[2] or asked[3]).split(",")
            chosen = [one for one in chosen if asked[1] in one["tags"] and one["status"] in statuses]
        limit = int(query.get("limit", ["15"])[0])
        fields = query["fields"][0].split(",") if "fields" in query else None
        shown = [{name: one[name] for name in fields or one} for one in chosen[:limit]]
        return 200, {"posts": shown, "meta": {"pagination": {"total": len(chosen)}}}

    def _add(self, post, query):
        too_long = (
            len(post["title"]) > TITLE_CHARS_MAX or len(post.get("custom_excerpt", "")) > EXCERPT_CHARS_MAX
        )
        if too_long or query.get("source") != ["html"]:
            return 422, {"errors": [{"type": "ValidationError"}]}
        kept = {
            **post,
            "id": uuid.uuid4().hex[:24],
            "slug": self._free_slug(_slug(post["title"])),
            "tags": [_slug(tag["name"].replace("#", "hash-", 1)) for tag in post["tags"]],
        }
        self.posts.append(kept)
        return 201, {"posts": [kept]}

    def _free_slug(self, wanted):
        taken = {post["slug"] for post in self.posts}
        return next(
            slug for number in range(1, 100) if (slug := _numbered(wanted, number)) not in taken
        )  # the same slug twice is not refused


class Site:
    """A Ghost to write to; `target` is how, `posts_with` what it then has."""

    def __init__(self, target):
        self.target = target

    def posts_with(self, title, *, now):
        asked = _request("GET", self.target, "?limit=100&formats=html&include=tags", now=now)
        posts = json.loads(send(asked).body)["posts"]
        return [post for post in posts if post["title"] == title]


def _numbered(slug, number):
    return slug if number == 1 else f"{slug}-{number}"


def _slug(name):
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _token_fault(authorization):
    """What Ghost would find wrong with the token, checked by the RFC and not by our own code."""
    kind, _, token = authorization.partition(" ")
    if kind != "Ghost" or token.count(".") != 2:
        return "Authorization header format is wrong"
    signed, _, signature = token.rpartition(".")
    header, claims = (json.loads(_decoded(part)) for part in signed.split("."))
    key_id, _, secret = KEY.partition(":")
    expected = hmac.new(bytes.fromhex(secret), signed.encode(), hashlib.sha256).digest()
    now = time.time()
    checks = {
        "Unknown Admin API Key": header.get("kid") == key_id,
        "invalid algorithm": header.get("alg") == "HS256",
        "invalid signature": hmac.compare_digest(expected, _decoded(signature)),
        "jwt audience invalid": claims.get("aud") == "/admin/",
        "jwt expired": claims["exp"] > now and claims["exp"] - claims["iat"] <= TOKEN_S_MAX,
    }
    return next((fault for fault, is_right in checks.items() if not is_right), None)


def _decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


GHOST = Ghost()

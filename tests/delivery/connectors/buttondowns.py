"""Buttondown as far as drafts go: a stand-in that keeps to its documentation (docs.buttondown.com, API 2026-04-01)."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime

from tests.delivery.connectors.bringing import StandIn

KEY = "401f7ac8-37da-42b9-7f61-3d789819ff93"
FIELDS = {"subject", "body", "status", "slug", "metadata", "image", "description", "canonical_url"}
FILTERS = {"status", "source", "creation_date__start", "ordering", "excluded_fields", "page"}
DRAFTS_BY_ITSELF = "2026-04-01"
SHOWS_ALL = "2025-06-01"
PINNED = "2024-09-30"
"""The version of this newsletter, which counts where a request names none."""

PAGE = 100


class ButtondownStandIn(StandIn):
    """`emails` are those it keeps, `sent` the subjects of those that it would have sent to everybody."""

    def __init__(self):
        super().__init__()
        self.emails = []
        self.sent = []

    def answer(self, method, path, query, headers, document):
        if headers.get("Authorization") != f"Token {KEY}":
            return 401, {"detail": "Invalid token"}
        if path != "/v1/emails":
            return 404, {"detail": "Not found"}
        version = headers.get("X-API-Version", PINNED)
        return self._list(query, version) if method == "GET" else self._add(document, version)

    def _list(self, query, version):
        if query.keys() - FILTERS:
            return 422, {"detail": "no such filter"}
        chosen = self.emails
        if "status" in query:
            chosen = [one for one in chosen if one["status"] in query["status"]]
        elif version < SHOWS_ALL:
            chosen = [one for one in chosen if one["status"] in {"in_flight", "sent"}]
        since = query.get("creation_date__start", [""])[0]
        chosen = [one for one in chosen if one["creation_date"] >= since]
        shown = sorted(
            chosen, key=lambda one: one["creation_date"], reverse=query.get("ordering") != ["creation_date"]
        )
        hidden = query.get("excluded_fields", [])
        results = [{name: value for name, value in one.items() if name not in hidden} for one in shown[:PAGE]]
        return 200, {"results": results, "count": len(chosen)}

    def _add(self, email, version):
        if email.keys() - FIELDS:
            return 422, {"detail": "Extra inputs are not permitted"}
        status = email.get("status", "draft" if version >= DRAFTS_BY_ITSELF else "about_to_send")
        if status == "about_to_send":
            self.sent.append(email["subject"])
        slug = email.get("slug")
        is_taken = slug in {one["slug"] for one in self.emails}
        if slug is not None and (is_taken or not re.fullmatch(r"[a-zA-Z0-9_-]{1,100}", slug)):
            return 400, {"code": "slug_invalid", "detail": "invalid or already in use"}
        kept = {
            **email,
            "id": str(uuid.uuid4()),
            "status": status,
            "source": "api",
            "creation_date": datetime.now(UTC).isoformat(),
        }
        self.emails.append(kept)
        return 201, kept

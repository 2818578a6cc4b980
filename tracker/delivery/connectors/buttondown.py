"""Buttondown: a digest becomes a draft of an e-mail, in Markdown.

Its API sends an e-mail at once unless it is told otherwise, so every request names the status and a version of the
API in which a draft is what it makes by itself. A draft carries the message's id in its metadata, by which it is found
again, and in its slug, which Buttondown gives to no second e-mail.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from textwrap import shorten
from typing import Any, ClassVar

from tracker.delivery.connectors.connector import Parcel, Target
from tracker.delivery.connectors.drafts import (
    CARRIED,
    entries,
    named_id,
    read_digest,
    read_object,
    read_time,
    request,
    verdict,
)
from tracker.delivery.egress.guard import Answered, Outgoing
from tracker.delivery.messages.kinds import PING
from tracker.domain.errors import Invalid

API = "/v1/emails"
VERSION = "2026-04-01"
LISTED = "results"
SUBJECT_CHARS_MAX = 2_000
LABEL = "tracker_message"
MARKDOWN = "<!-- buttondown-editor-mode: plaintext -->"
"""Else it guesses from the body whether that is Markdown or HTML."""

STANDING = ("draft", "scheduled", "about_to_send", "in_flight", "sent")
"""A draft, or what its author has made of it; one that was thrown away may be made again."""

DAY = timedelta(days=1)

_KEY = re.compile(r"[!-~]{8,200}")


class Buttondown:
    """Credentials are the newsletter's API key."""

    TYPES: ClassVar[tuple[str, ...] | None] = CARRIED
    URL: ClassVar[str | None] = "https://api.buttondown.com"

    def check_credentials(self, credentials: str | None) -> None:
        """An API key is one word; which letters it has is Buttondown's affair."""
        if _KEY.fullmatch(credentials or "") is None:
            detail = "Buttondown needs the API key of a newsletter, without the word Token before it"
            raise Invalid.at("/credentials", detail)

    def render(self, parcel: Parcel, target: Target, *, now: datetime) -> Outgoing:  # noqa: ARG002 - no token to date
        """A POST of the draft; for a ping a list of e-mails, which only whoever has the key is shown."""
        if parcel.type == PING:
            return _question(parcel, target)
        return _request("POST", target, document=_draft(parcel))

    def classify(self, answered: Answered) -> str | None:
        """201 for a draft, 200 for e-mails that it was asked for."""
        return verdict(answered, listed=LISTED)

    def remote_id(self, answered: Answered) -> str | None:
        """The id of the e-mail that was made; a list has none."""
        return named_id(read_object(answered))

    def look_up(self, parcel: Parcel, target: Target, *, now: datetime) -> Outgoing | None:  # noqa: ARG002
        """Which e-mails were made through the API since the message came to be."""
        return None if parcel.type == PING else _question(parcel, target)

    def found(self, answered: Answered, parcel: Parcel) -> str | None:
        """The id of the one that carries the parcel's."""
        for email in entries(answered, listed=LISTED) or []:
            metadata = email.get("metadata")
            if isinstance(metadata, dict) and metadata.get(LABEL) == parcel.message:
                return named_id(email)
        return None


def _draft(parcel: Parcel) -> dict[str, Any]:
    digest = read_digest(parcel)
    return {
        "subject": shorten(digest.subject, SUBJECT_CHARS_MAX, placeholder="…"),
        "body": MARKDOWN + _without_templates(digest.markdown),
        "status": "draft",
        "slug": parcel.message,
        "metadata": {LABEL: parcel.message},
        "image": digest.image_url or "",
    }


def _without_templates(markdown: str) -> str:
    """The same to whoever reads it, with nothing that Buttondown would take for its template language."""
    return markdown.replace("{{", "&#123;&#123;").replace("{%", "&#123;%").replace("{#", "&#123;#")


def _question(parcel: Parcel, target: Target) -> Outgoing:
    """Oldest first and without bodies, from the day before on: the days of its zone and ours differ."""
    since = (read_time(parcel) - DAY).date().isoformat()
    among = "".join(f"&status={status}" for status in STANDING)
    query = f"?source=api&creation_date__start={since}&ordering=creation_date&excluded_fields=body{among}"
    return _request("GET", target, query=query)


def _request(
    method: str, target: Target, *, query: str = "", document: dict[str, Any] | None = None
) -> Outgoing:
    headers = {"Authorization": f"Token {target.credentials}", "X-API-Version": VERSION}
    return request(method, target, f"{API}{query}", headers=headers, document=document)

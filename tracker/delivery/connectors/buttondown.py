"""Buttondown: a digest becomes a draft of an e-mail, in Markdown.

Buttondown's API can send an e-mail at once, so each request states the status `draft` and an API version in
which a draft is the default. A draft carries the message's id in its metadata, by which it is found again,
and in its slug, which Buttondown gives to no second e-mail.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from textwrap import shorten
from typing import Any, ClassVar

from tracker.delivery.connectors.connector import OutgoingMessage, Target
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
from tracker.delivery.egress.outgoing import Answered, Outgoing
from tracker.delivery.messages.kinds import PING
from tracker.domain.errors import Invalid

API = "/v1/emails"
VERSION = "2026-04-01"
LISTED = "results"
SUBJECT_CHARS_MAX = 2_000
LABEL = "tracker_message"
MARKDOWN = "<!-- buttondown-editor-mode: plaintext -->"
"""Without it, Buttondown guesses from the body whether that is Markdown or HTML."""

STANDING = ("draft", "scheduled", "about_to_send", "in_flight", "sent")
"""A draft, or what its author made of it; a deleted one may be made again."""

DAY = timedelta(days=1)

_KEY = re.compile(r"[!-~]{8,200}")


class Buttondown:
    """Credentials are the newsletter's API key."""

    TYPES: ClassVar[tuple[str, ...] | None] = CARRIED
    URL: ClassVar[str | None] = "https://api.buttondown.com"

    def check_credentials(self, credentials: str | None) -> None:
        """Checks that the key is one word; only Buttondown knows which characters it can have."""
        if _KEY.fullmatch(credentials or "") is None:
            detail = "Buttondown needs the API key of a newsletter, without the word Token before it."
            raise Invalid.at("/credentials", detail)

    def render(self, message: OutgoingMessage, target: Target, *, now: datetime) -> Outgoing:  # noqa: ARG002 - no token to date
        """A POST of the draft; for a ping, a GET of the e-mails, which needs the key."""
        if message.type == PING:
            return _question(message, target)
        return _request("POST", target, document=_draft(message))

    def classify(self, answered: Answered) -> str | None:
        """Accepts 201 for a draft and 200 for a list of e-mails."""
        return verdict(answered, listed=LISTED)

    def remote_id(self, answered: Answered) -> str | None:
        """The id of the created e-mail; None for a list."""
        return named_id(read_object(answered))

    def look_up(self, message: OutgoingMessage, target: Target, *, now: datetime) -> Outgoing | None:  # noqa: ARG002
        """A query for the e-mails created through the API since the message was created."""
        return None if message.type == PING else _question(message, target)

    def found(self, answered: Answered, message: OutgoingMessage) -> str | None:
        """The id of the e-mail that carries the message's id."""
        for email in entries(answered, listed=LISTED) or []:
            metadata = email.get("metadata")
            if isinstance(metadata, dict) and metadata.get(LABEL) == message.id:
                return named_id(email)
        return None


def _draft(message: OutgoingMessage) -> dict[str, Any]:
    digest = read_digest(message)
    return {
        "subject": shorten(digest.subject, SUBJECT_CHARS_MAX, placeholder="…"),
        "body": MARKDOWN + _without_templates(digest.markdown),
        "status": "draft",
        "slug": message.id,
        "metadata": {LABEL: message.id},
        "image": digest.image_url or "",
    }


def _without_templates(markdown: str) -> str:
    """The same text to a reader, without anything that Buttondown reads as a template."""
    return markdown.replace("{{", "&#123;&#123;").replace("{%", "&#123;%").replace("{#", "&#123;#")


def _question(message: OutgoingMessage, target: Target) -> Outgoing:
    """Oldest first, without bodies, from one day earlier: the service may be in another time zone."""
    since = (read_time(message) - DAY).date().isoformat()
    among = "".join(f"&status={status}" for status in STANDING)
    query = f"?source=api&creation_date__start={since}&ordering=creation_date&excluded_fields=body{among}"
    return _request("GET", target, query=query)


def _request(
    method: str, target: Target, *, query: str = "", document: dict[str, Any] | None = None
) -> Outgoing:
    headers = {"Authorization": f"Token {target.credentials}", "X-API-Version": VERSION}
    return request(method, target, f"{API}{query}", headers=headers, document=document)

"""Standard Webhooks 1.0.0: the message as it is, signed.

Only a 2xx response means that it arrived.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from tracker.delivery.connectors.connector import OutgoingMessage, Target
from tracker.delivery.connectors.signing import sign
from tracker.delivery.egress.outgoing import Answered, Outgoing
from tracker.domain.errors import Invalid

USER_AGENT = "tracker-webhooks/1"


class Webhook:
    """The receiver recognizes repetitions by `webhook-id`, so they do no harm."""

    TYPES: ClassVar[tuple[str, ...] | None] = None
    URL: ClassVar[str | None] = None

    def check_credentials(self, credentials: str | None) -> None:
        """Accepts none: messages are signed with the secret that the registration shows."""
        if credentials is not None:
            raise Invalid.at("/credentials", "A webhook takes no credentials; its messages are signed.")

    def render(self, message: OutgoingMessage, target: Target, *, now: datetime) -> Outgoing:
        """A POST of the body, signed with every valid secret."""
        signed = sign(target.secrets, message_id=message.id, at=now, body=message.body)
        headers = {"Content-Type": "application/json", "User-Agent": USER_AGENT, **signed}
        return Outgoing(method="POST", url=target.url, headers=headers, body=message.body)

    def classify(self, answered: Answered) -> str | None:
        """Accepts any 2xx; a redirect is a failure and never followed."""
        return None if 200 <= answered.status < 300 else f"status_{answered.status}"

    def remote_id(self, answered: Answered) -> str | None:  # noqa: ARG002 - it says nothing of its own
        return None

    def look_up(self, message: OutgoingMessage, target: Target, *, now: datetime) -> Outgoing | None:  # noqa: ARG002
        return None

    def found(self, answered: Answered, message: OutgoingMessage) -> str | None:  # noqa: ARG002
        return None

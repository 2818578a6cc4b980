"""Redaction as an operator asks for it: the words of an entity go from the log and from every message."""

from __future__ import annotations

from tracker.application.context import AppContext
from tracker.application.recording import redaction
from tracker.delivery.queue.redacted_messages import forget_messages


def redact(application: AppContext, entity: str, *, reason: str) -> int:
    """Redact the words of an entity, all in one transaction; how many payloads were deleted.

    Messages that name it are emptied and not sent any more. Raises `NotFound`, and `Invalid` for what is never redacted.
    """
    return redaction.redact(application, entity, reason=reason, forget_messages=forget_messages)

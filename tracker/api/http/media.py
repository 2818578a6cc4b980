"""Chooses an answer's media type: JSON unless Accept prefers another that is offered."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotAcceptable

JSON = "application/json"
CSV = "text/csv"
NDJSON = "application/x-ndjson"


def choose_media_type(request: Request, offers: Sequence[str]) -> str:
    """The offer that Accept prefers, the first among equals. Raises 406 where it allows none.

    Equal offers keep our order, so that `*/*` and a missing Accept get JSON.
    """
    # Parameters such as charset do not change the answer, and many clients send them.
    accept = MIMEAccept((name.partition(";")[0].strip(), q) for name, q in request.accept_mimetypes)
    if not accept:
        return offers[0]
    chosen = max(offers, key=accept.quality)
    if accept.quality(chosen) <= 0:
        raise NotAcceptable(f"Accept allows none of the media types offered here: {' and '.join(offers)}.")
    return chosen

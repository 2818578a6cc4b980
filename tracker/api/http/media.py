"""Which media type a request is answered in: JSON unless Accept prefers another that the operation offers."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotAcceptable

JSON = "application/json"
CSV = "text/csv"
NDJSON = "application/x-ndjson"


def choose_media_type(request: Request, offers: Sequence[str]) -> str:
    """The offer that Accept likes best, the first where it likes several alike. Raises 406 where it allows none.

    The order of what is equally liked is ours, so that `*/*` and no Accept at all are answered in JSON.
    """
    # Parameters such as charset say nothing that would lead to another answer, and many clients send them.
    accept = MIMEAccept((name.partition(";")[0].strip(), q) for name, q in request.accept_mimetypes)
    if not accept:
        return offers[0]
    chosen = max(offers, key=accept.quality)
    if accept.quality(chosen) <= 0:
        raise NotAcceptable(f"Nothing that Accept allows is given here; there is {' and '.join(offers)}.")
    return chosen

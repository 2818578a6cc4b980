from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime


def new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def sign(given: Sequence[str], *, message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    ts = str(int(at.timestamp()))
    content = f"{message_id}.{ts}.".encode() + body
    sigs = [
        "v1,"
        + base64.b64encode(
            hmac.new(base64.b64decode(s.removeprefix("whsec_")), content, hashlib.sha256).digest()
        ).decode()
        for s in given
    ]
    return {"webhook-id": message_id, "webhook-timestamp": ts, "webhook-signature": " ".join(sigs)}

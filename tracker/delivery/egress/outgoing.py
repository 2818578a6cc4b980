"""A request to send, and what came of it; nothing here opens a connection, so programs that send nothing load no client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

FailureCode = Literal["dns", "connect", "tls", "timeout", "closed", "malformed_answer"]

SENTENCES: dict[FailureCode, str] = {
    "dns": "The name was not found.",
    "connect": "No connection could be made.",
    "tls": "No TLS connection could be made; the certificate may be for another name, expired or of an unknown issuer.",
    "timeout": "The answer was not complete in time.",
    "closed": "The connection was closed before the answer was complete.",
    "malformed_answer": "The answer was not HTTP.",
}


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """One request."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """A response, of any status. `headers` ignore case and contain no cookies.

    is_cut: the response was longer than `body`. address: the address of the server, also behind a proxy.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_cut: bool
    address: str | None
    duration_s: float


class EgressFailed(Exception):
    """The request was tried without a complete response; it may have arrived all the same."""

    def __init__(self, code: FailureCode, *, address: str | None, duration_s: float) -> None:
        super().__init__(SENTENCES[code])
        self.code: FailureCode = code
        self.address = address
        self.duration_s = duration_s

"""What an API key looks like: prefix, 32 random characters, a checksum of them. Only its SHA-256 is kept."""

from __future__ import annotations

import hashlib
import secrets
import zlib

PREFIX = "trk_live_"
SECRET_CHARS = 32
CHECKSUM_CHARS = 6
BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def new_token() -> str:
    """A key as it is shown once."""
    secret = "".join(secrets.choice(BASE62) for _ in range(SECRET_CHARS))
    return f"{PREFIX}{secret}{_checksum(secret)}"


def is_well_formed(token: str) -> bool:
    """Whether `token` can be a key at all: a mistyped token is recognised without a look-up."""
    secret, checksum = token[len(PREFIX) : -CHECKSUM_CHARS], token[-CHECKSUM_CHARS:]
    return token.startswith(PREFIX) and len(secret) == SECRET_CHARS and _checksum(secret) == checksum


def token_sha256(token: str) -> bytes:
    """What is kept of a token. It holds 190 random bits, so a slow hash would add nothing."""
    return hashlib.sha256(token.encode()).digest()


def _checksum(secret: str) -> str:
    number = zlib.crc32(secret.encode())
    digits = ""
    for _ in range(CHECKSUM_CHARS):
        number, digit = divmod(number, len(BASE62))
        digits = BASE62[digit] + digits
    return digits

"""Secrets at rest: sealed with a key that stands in the settings and not in the database.

AES-256-GCM under a key derived from TRACKER_SECRET_KEY, bound to the place where the bytes belong: what is copied to
another row does not open there.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
VERSION = b"\x01"


class NotOpened(Exception):
    """Sealed under another TRACKER_SECRET_KEY, for another place, or not by us."""


class Sealer:
    """Seals and opens under one secret."""

    def __init__(self, secret: str) -> None:
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"tracker sealed v1")
        self._cipher = AESGCM(derived.derive(secret.encode()))

    def seal(self, text: str, *, place: str) -> bytes:
        """`text` for nobody without the secret; `place` names the one row where it opens."""
        nonce = os.urandom(NONCE_BYTES)
        return VERSION + nonce + self._cipher.encrypt(nonce, text.encode(), place.encode())

    def open(self, sealed: bytes, *, place: str) -> str:
        """The text again. Raises `NotOpened`."""
        nonce, covered = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return self._cipher.decrypt(nonce, covered, place.encode()).decode()
        except (InvalidTag, ValueError) as flaw:
            raise NotOpened(f"{place} was not sealed with this TRACKER_SECRET_KEY") from flaw

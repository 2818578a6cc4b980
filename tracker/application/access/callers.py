"""Callers who were let in, remembered in the process: their next write does not look the key up beforehand.

Only what never changes about a key is remembered: its id, name, scopes and forecaster. Whether it still counts is asked
in the transaction of the write (`keys.confirm`), so a revocation counts from its commit on, in every process.
"""

from __future__ import annotations

import threading

from tracker.application.access.access import Caller, authenticate
from tracker.application.access.tokens import token_sha256
from tracker.application.context import AppContext
from tracker.domain.errors import Unauthorized

KEYS_MAX = 1_000
"""Of more keys the one that was let in first is forgotten, and looked up at its next use."""


class Callers:
    """Those who were let in, by the SHA-256 of their tokens; no token is kept."""

    def __init__(self, application: AppContext, *, keys_max: int = KEYS_MAX) -> None:
        self._application = application
        self._keys_max = keys_max
        self._known: dict[bytes, Caller] = {}
        self._lock = threading.Lock()

    def ask(self, token: str) -> Caller:
        """The caller that `token` belongs to, as the database has it now. Raises `Unauthorized`."""
        digest = token_sha256(token)
        try:
            caller = authenticate(self._application, token)
        except Unauthorized:
            with self._lock:
                self._known.pop(digest, None)
            raise
        with self._lock:
            if digest not in self._known and len(self._known) >= self._keys_max:
                del self._known[next(iter(self._known))]
            self._known[digest] = caller
        return caller

    def recall(self, token: str) -> Caller | None:
        """Who was let in with `token` before, or None; whether the key still counts remains to be asked."""
        return self._known.get(token_sha256(token))

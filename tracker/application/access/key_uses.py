"""When keys were last used, as one process notes it: at most once a minute for each key, and best effort."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from tracker.application.context import AppContext
from tracker.store.key_uses import note_use

EVERY = timedelta(minutes=1)
KEYS_MAX = 10_000


class KeyUses:
    """Remembers when it noted each key; a use that could not be written is made up for by the key's next one."""

    def __init__(self, application: AppContext) -> None:
        self._application = application
        self._noted: dict[str, datetime] = {}
        self._lock = threading.Lock()

    def note(self, key: str) -> None:
        """Note that `key` is used now, unless that was noted within the last minute; a busy database is let be."""
        now = self._application.clock()
        if self._is_due(key, now) and not note_use(self._application.database, key, at=now):
            with self._lock:
                self._noted.pop(key, None)

    def _is_due(self, key: str, now: datetime) -> bool:
        with self._lock:
            before = self._noted.get(key)
            if before is not None and abs(now - before) < EVERY:
                return False
            if len(self._noted) >= KEYS_MAX:
                self._noted.clear()
            self._noted[key] = now
            return True

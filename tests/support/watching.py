"""Every attempt of this process to connect a socket or to look up a name, as the interpreter itself reports it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

EVENTS = ("socket.connect", "socket.getaddrinfo")

_watching: list[list[tuple[str, Any]]] = []
_installed: list[bool] = []


@contextmanager
def watched_network() -> Iterator[list[tuple[str, Any]]]:
    """(event, address or name) of all that happens meanwhile; on every thread."""
    if not _installed:
        sys.addaudithook(_note)  # it can never be taken away again
        _installed.append(True)
    seen: list[tuple[str, Any]] = []
    _watching.append(seen)
    try:
        yield seen
    finally:
        _watching.remove(seen)


def _note(event: str, args: tuple[Any, ...]) -> None:
    if event in EVENTS and _watching:
        for seen in _watching:
            seen.append((event, args[1] if event == "socket.connect" else args[0]))

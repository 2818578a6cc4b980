"""A clock for tests: it is passed in where the tracker asks for the time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: Any) -> None:
        self.now = now

    def __call__(self) -> Any:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)

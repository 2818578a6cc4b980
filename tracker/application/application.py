"""What every use of the house needs: its database, its clock and the owner's choices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tracker.domain.prediction.events import Visibility
from tracker.store.database import Database


def system_clock() -> datetime:
    """The present instant in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Application:
    """`timezone` is where a bare date is a day; a person's decision stays provisional for `challenge_window`.

    For `undo_window` the same key can take back what it recorded; `visibility` is what a prediction has that names none.
    `is_outbound_allowed` is the owner's setting, one of two switches (see `outbound`).
    """

    database: Database
    timezone: str = "UTC"
    challenge_window: timedelta = timedelta(hours=72)
    lapse_after: timedelta = timedelta(days=30)
    undo_window: timedelta = timedelta(minutes=15)
    visibility: Visibility = "public"
    is_outbound_allowed: bool = True
    clock: Callable[[], datetime] = system_clock

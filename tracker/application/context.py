"""What every use of the tracker needs: its database, its clock and the owner's choices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network

from tracker.domain.prediction.events import Visibility
from tracker.store.databases.database import Database
from tracker.store.sealing import Sealer


def system_clock() -> datetime:
    """The present instant in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class AppContext:
    """`timezone` is where a bare date is a day; a person's decision stays provisional for `challenge_window`.

    For `undo_window` the same key can take back what it recorded; `visibility` is what a prediction has that names none.
    `is_outbound_allowed` is the owner's setting, one of two switches (see `outbound`); the `egress_` ones say where
    requests may go. `public_url` is where readers reach the tracker; `sealer` is None where no secret key is set.
    """

    database: Database
    timezone: str = "UTC"
    challenge_window: timedelta = timedelta(hours=72)
    lapse_after: timedelta = timedelta(days=30)
    undo_window: timedelta = timedelta(minutes=15)
    visibility: Visibility = "public"
    is_outbound_allowed: bool = True
    egress_allow: tuple[IPv4Network | IPv6Network, ...] = ()
    is_egress_http_allowed: bool = False
    egress_proxy: str | None = None
    public_url: str = "http://127.0.0.1:8000"
    sealer: Sealer | None = None
    clock: Callable[[], datetime] = system_clock

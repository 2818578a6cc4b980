"""A house in a folder of its own, opened in this process: the real database, the real door, no server."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path

from tracker.application.access import Caller, authenticate, issue_key
from tracker.application.application import Application, system_clock
from tracker.application.feed import feed
from tracker.application.imports import end_clock_if_done, finish_run, open_run, record_lines, start_clock
from tracker.application.jobs import drain
from tracker.domain.key import SCOPES
from tracker.house import migrate, open_house
from tracker.settings import Settings, read_settings

ROUNDS_MAX = 50
AUTHOR = "Ada Example"


def settings_for(folder: Path) -> Settings:
    return read_settings({"TRACKER_DATA": str(folder), "TRACKER_AUTHOR": AUTHOR})


@contextmanager
def open_application(folder: Path, *, clock: Callable[[], datetime] = system_clock) -> Iterator[Application]:
    """A migrated house in `folder` (copied from a template, since migrating each would take most of the test)."""
    settings = settings_for(folder)
    if not settings.database_path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(_template(), settings.database_path)
        with_new_identity(settings)
    opened = open_house(settings)
    application = Application(
        database=opened.database,
        timezone=opened.timezone,
        challenge_window=opened.challenge_window,
        lapse_after=opened.lapse_after,
        is_outbound_allowed=opened.is_outbound_allowed,
        clock=clock,
    )
    try:
        yield application
    finally:
        application.database.close()


def with_new_identity(settings: Settings) -> None:
    """Every house has an id of its own: the template's row is dropped and founded again."""
    application = open_house(settings)
    with application.database.writing() as tx:
        tx.execute("DELETE FROM house")
    application.database.close()
    migrate(settings)


def new_caller(
    application: Application, *, author: str | None = AUTHOR, scopes: tuple[str, ...] = SCOPES
) -> Caller:
    """Whoever holds a new key."""
    _, token = issue_key(application, name="test", scopes=scopes, author=author)
    return authenticate(application, token)


def work_off(application: Application, *, run: str | None = None, now: datetime | None = None) -> None:
    """Feed, settle and score until nothing is left to do, as relay and worker would."""
    now = now or application.clock()
    for _ in range(ROUNDS_MAX):
        while feed(application).is_behind:
            pass
        if (
            drain(application, "settle", run=run, now=now) + drain(application, "score", run=run, now=now)
            == 0
        ):
            return
    msg = "work does not come to an end"
    raise AssertionError(msg)


def step_clock(application: Application, run: str, at: datetime) -> None:
    """Move an import's clock to `at` and do its work."""
    start_clock(application, run, at=at)
    work_off(application, run=run, now=at)
    assert end_clock_if_done(application, run, at=at)


def import_lines(
    application: Application, caller: Caller, source: str, lines: list[bytes], *, hold: bool = False
) -> str:
    """Import a story without clock lines; left open with `hold`, so that its clock can be moved."""
    run = open_run(application, source=source, timezone="UTC", title=None)
    for start in range(0, len(lines), 1_000):
        outcomes = record_lines(
            application,
            run,
            lines[start : start + 1_000],
            caller=caller,
            correlation_id="test",
            is_atomic=False,
        )
        refused = [one for one in outcomes if one.status == "refused"]
        assert not refused, refused[:3]
    if not hold:
        finish_run(application, run, caller=caller, correlation_id="test")
    return run


@cache
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tracker-template-"))
    settings = settings_for(folder)
    migrate(settings)
    return settings.database_path

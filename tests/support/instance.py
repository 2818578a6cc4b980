"""A tracker in a folder of its own, opened in this process: the real database, the real door, no server."""

from __future__ import annotations

import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from tests.support.postgres import migrated_template, new_database
from tracker.application.access.access import Caller, authenticate, issue_key
from tracker.application.context import AppContext, system_clock
from tracker.application.imports.runs import (
    end_clock_if_done,
    finish_run,
    open_run,
    record_lines,
    start_clock,
)
from tracker.application.work.feed import feed
from tracker.application.work.jobs import do_due_work
from tracker.bootstrap import migrate, open_context
from tracker.domain.key import SCOPES
from tracker.settings import Settings, read_settings

ROUNDS_MAX = 50
AUTHOR = "Ada Example"


DELIVERY_TABLES = (
    "endpoint_address", "endpoint_secret", "lane", "delivery", "attempt", "told", "news_clock", "digest_turn",
)  # fmt: skip
"""The fact tables that came with migration 0006."""

KINDS = ("sqlite", "postgres")
"""The databases that a tracker can stand on."""


def settings_for(folder: Path, *, database_url: str = "", **more: str) -> Settings:
    return read_settings(
        {"TRACKER_DATA": str(folder), "TRACKER_AUTHOR": AUTHOR, "DATABASE_URL": database_url, **more}
    )


@contextmanager
def open_application(
    folder: Path, *, clock: Callable[[], datetime] = system_clock, kind: str = "sqlite"
) -> Iterator[AppContext]:
    """A migrated tracker in `folder` or, for `postgres`, in a database of its own.

    It is copied from a template, since migrating each would take most of the test.
    """
    with _settings_on(kind, folder) as settings:
        application = replace(open_context(settings), clock=clock)
        try:
            yield application
        finally:
            application.database.close()


@contextmanager
def _settings_on(kind: str, folder: Path) -> Iterator[Settings]:
    if kind == "postgres":
        with new_database(template=migrated_template()) as url:
            settings = settings_for(folder, database_url=url)
            _give_identity(settings)
            yield settings
        return
    settings = settings_for(folder)
    if not settings.database_path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(_template(), settings.database_path)
        _give_identity(settings)
    yield settings


def _give_identity(settings: Settings) -> None:
    """Every tracker has an id of its own, not the template's."""
    application = open_context(settings)
    with application.database.writing() as tx:
        tx.execute("UPDATE house SET house_id = :house_id", {"house_id": str(uuid.uuid4())})
    application.database.close()


def new_caller(
    application: AppContext, *, author: str | None = AUTHOR, scopes: tuple[str, ...] = SCOPES
) -> Caller:
    """Whoever holds a new key."""
    _, token = issue_key(application, name="test", scopes=scopes, author=author)
    return authenticate(application, token)


def bearer(token: str) -> dict[str, str]:
    """The header by which a request names its key."""
    return {"Authorization": f"Bearer {token}"}


def feed_all(application: AppContext) -> None:
    """Bring every projection to the end of the log, as a relay would."""
    while feed(application).is_behind:
        pass


def work_off(application: AppContext, *, run: str | None = None, now: datetime | None = None) -> None:
    """Feed, settle and score until nothing is left to do, as relay and worker would."""
    now = now or application.clock()
    for _ in range(ROUNDS_MAX):
        feed_all(application)
        if (
            do_due_work(application, "settle", run=run, now=now)
            + do_due_work(application, "score", run=run, now=now)
            == 0
        ):
            return
    msg = "work does not come to an end"
    raise AssertionError(msg)


def step_clock(application: AppContext, run: str, at: datetime) -> None:
    """Move an import's clock to `at` and do its work."""
    start_clock(application, run, at=at)
    work_off(application, run=run, now=at)
    assert end_clock_if_done(application, run, at=at)


def import_lines(
    application: AppContext, caller: Caller, source: str, lines: list[bytes], *, hold: bool = False
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

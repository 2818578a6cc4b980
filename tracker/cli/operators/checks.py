"""The checks of `tracker doctor`: each says what it found and, if that is wrong, what to do."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from redis import RedisError
from sqlalchemy.exc import SQLAlchemyError

from tracker.application.context import AppContext
from tracker.application.work.queue import connect_queue
from tracker.bootstrap import is_migrated
from tracker.cli.client.folder import PRIVATE, is_up
from tracker.cli.operators.archive import KEPT_FILES
from tracker.cli.supervision.embedded import read_socket, redis_url
from tracker.domain.instants import instant_from_text, instant_text
from tracker.projections.registry import RELAY, versions
from tracker.settings import Settings
from tracker.store.log.append_only import missing_guards
from tracker.store.log.checkpoints import read_lease
from tracker.store.log.log import founded_at, read_head, tracker_id
from tracker.store.log.verified import read_verified
from tracker.store.projection_versions import filled_versions

CLOCK_AHEAD_MAX = timedelta(minutes=1)
FREE_BYTES_MIN = 256 << 20
"""On top of the tracker's own size, which a backup needs once more."""
VERIFIED_WITHIN = timedelta(days=2)
QUEUE_TIMEOUT_S = 2.0
OTHERS = 0o077


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One finding; `to_do` is the remedy where `is_well` is False."""

    name: str
    is_well: bool
    found: str
    to_do: str | None = None


def run_checks(settings: Settings, application: AppContext, *, now: datetime) -> Iterator[Check]:
    """All checks, each after those that it depends on."""
    is_served = is_up(settings.data) or settings.queue_url is not None
    if settings.data.exists():  # a tracker on PostgreSQL needs no folder
        yield check_folder(settings.data)
        yield check_disk(settings.data)
    yield (database := check_database(application))
    if database.is_well:
        yield from _database_checks(application, now=now, is_served=is_served)
    if not is_served:
        found = "the tracker is not running: neither relay nor queue is expected"
        yield Check(name="processes", is_well=True, found=found)
        return
    if database.is_well:
        yield check_relay(application, now=now)
    yield check_queue(settings)


def _database_checks(application: AppContext, *, now: datetime, is_served: bool) -> Iterator[Check]:
    yield (migrations := check_migrations(application))
    yield check_guards(application)
    yield check_clock(application, now=now)
    if migrations.is_well:
        yield check_projections(application)
        yield check_log(application, now=now, is_served=is_served)


def check_folder(folder: Path) -> Check:
    """Whether only the owner can enter the folder and read its files."""
    wanted = {folder: PRIVATE} | {folder / name: 0o600 for name in KEPT_FILES if (folder / name).exists()}
    open_to_others = [path for path in wanted if stat.S_IMODE(path.stat().st_mode) & OTHERS]
    strangers = [path for path in wanted if path.stat().st_uid != os.getuid()]
    if strangers:
        found, to_do = f"{strangers[0]} belongs to another user", f"chown {os.getuid()} {strangers[0]}"
    elif open_to_others:
        path = open_to_others[0]
        found = f"{path} is open to others ({stat.S_IMODE(path.stat().st_mode):o})"
        to_do = f"chmod {wanted[path]:o} {path}"
    else:
        return Check(name="folder", is_well=True, found=f"only its owner can read {folder}")
    return Check(name="folder", is_well=False, found=found, to_do=to_do)


def check_disk(folder: Path, *, spare_bytes: int = FREE_BYTES_MIN) -> Check:
    """Whether there is room for the tracker to grow and to be backed up beside itself."""
    free = shutil.disk_usage(folder).free
    needed = spare_bytes + sum(one.stat().st_size for one in folder.glob("tracker.db*"))
    found = f"{free >> 20} MiB free, {needed >> 20} MiB needed"
    return _judged("disk", is_well=free >= needed, found=found, to_do="free some space, or move the folder")


def check_database(application: AppContext) -> Check:
    """Whether the database can be read and is a tracker's."""
    try:
        with application.database.reading() as tx:
            end = read_head(tx).position
            identity = tracker_id(tx)
    except (SQLAlchemyError, sqlite3.DatabaseError) as broken:
        to_do = "restore the last backup into a new folder, and keep this one"
        return Check(name="database", is_well=False, found=f"it cannot be read: {broken}", to_do=to_do)
    return Check(name="database", is_well=True, found=f"tracker {identity}, {end} events")


def check_migrations(application: AppContext) -> Check:
    """Whether the fact tables have the version that this code expects."""
    is_well = is_migrated(application.database)
    found = f"the fact tables are {'at the current version' if is_well else 'at another version'}"
    return _judged("migrations", is_well=is_well, found=found, to_do="tracker migrate")


def check_guards(application: AppContext) -> Check:
    """Whether the triggers that keep the log append-only are in place."""
    with application.database.reading() as tx:
        missing = missing_guards(tx)
    found = f"missing: {', '.join(missing)}" if missing else "the log is append-only"
    to_do = "the log may have been altered: run tracker verify --against an old head, then restore a backup"
    return _judged("triggers", is_well=not missing, found=found, to_do=to_do)


def check_clock(application: AppContext, *, now: datetime) -> Check:
    """Whether this machine's clock is not behind the last recorded event."""
    with application.database.reading() as tx:
        last = read_head(tx).sequenced_at
    is_well = not last or instant_from_text(last) <= now + CLOCK_AHEAD_MAX
    found = f"last event at {last or 'no time yet'}, now {instant_text(now)}"
    return _judged("clock", is_well=is_well, found=found, to_do="set the clock; check time synchronisation")


def check_projections(application: AppContext) -> Check:
    """Whether this version of the code filled the projections."""
    with application.database.reading() as tx:
        filled = filled_versions(tx)
    expected = versions()
    other = sorted(name for name in filled.keys() | expected if filled.get(name) != expected.get(name))
    found = f"filled by other code: {', '.join(other)}" if other else f"all {len(expected)} are up to date"
    return _judged(
        "projections", is_well=not other, found=found, to_do="run tracker migrate, which refills them"
    )


def check_log(application: AppContext, *, now: datetime, is_served: bool) -> Check:
    """Whether the nightly verification ran where the tracker is running, and found no fault."""
    with application.database.reading() as tx:
        known = read_verified(tx)
        last = instant_text(founded_at(tx)) if known is None else known.at
    if known is not None and known.fault is not None:
        found = f"altered at position {known.fault_position}: {known.fault}"
        to_do = "run tracker verify; compare with the last backup (tracker restore FILE --check)"
        return Check(name="log", is_well=False, found=found, to_do=to_do)
    found = (
        "not verified yet" if known is None else f"verified up to position {known.position}, last at {last}"
    )
    is_well = not is_served or instant_from_text(last) + VERIFIED_WITHIN > now
    to_do = "the nightly job does not run: check that a worker serves the queue `reports`"
    return _judged("log", is_well=is_well, found=found, to_do=to_do)


def check_relay(application: AppContext, *, now: datetime) -> Check:
    """Whether a relay leads, so that events are projected, settled and scored."""
    with application.database.reading() as tx:
        held = read_lease(tx, RELAY)
    is_led = held is not None and not held.is_over(now=now)
    found = f"a relay leads until {held.until}" if held is not None and is_led else "no relay leads"
    return _judged(
        "relay", is_well=is_led, found=found, to_do="start one: tracker up, or python -m workers relay"
    )


def check_queue(settings: Settings) -> Check:
    """Whether the queue server answers and never evicts jobs to free memory."""
    url = settings.queue_url or redis_url(read_socket(settings.data))
    try:
        memory = _memory_of(url)
    except (RedisError, ValueError) as failure:
        to_do = "start it: tracker up, or the server that REDIS_URL names"
        return Check(name="queue", is_well=False, found=f"it does not answer: {failure}", to_do=to_do)
    policy = memory.get("maxmemory_policy")
    found = f"it answers, and when full it {'refuses' if policy == 'noeviction' else f'evicts ({policy})'}"
    to_do = "set its maxmemory-policy to noeviction"
    return _judged("queue", is_well=policy == "noeviction", found=found, to_do=to_do)


def _judged(name: str, *, is_well: bool, found: str, to_do: str) -> Check:
    return Check(name=name, is_well=is_well, found=found, to_do=None if is_well else to_do)


def _memory_of(url: str) -> Any:
    queue = connect_queue(url, timeout_s=QUEUE_TIMEOUT_S, is_text=True)
    try:
        return queue.info("memory")
    finally:
        queue.close()

"""Opens what web, command line and workers share: the database and the application context."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from tracker.application.context import AppContext, system_clock
from tracker.application.work.work_rules import require_scoring_of_mixed_series
from tracker.domain.catalogue import check_catalogue
from tracker.projections.registry import RELAY, create_tables, drop_tables, rebuild, versions
from tracker.settings import Settings
from tracker.store.databases.database import Database
from tracker.store.databases.postgres import open_postgres
from tracker.store.databases.sqlite import open_sqlite
from tracker.store.log.checkpoints import read_checkpoint
from tracker.store.log.log import create_identity
from tracker.store.projection_versions import filled_versions_on, write_versions
from tracker.store.sealing import Sealer

ROOT = Path(__file__).resolve().parent.parent
"""The folder of Procfile, migrations and openapi, whatever the working folder."""

MIGRATIONS = ROOT / "migrations"

_BEGIN_ALONE = {
    "sqlite": ("BEGIN IMMEDIATE",),
    "postgresql": ("BEGIN", "SET LOCAL lock_timeout = '60s'", "SELECT pg_advisory_xact_lock(7461637002)"),
}


def open_context(settings: Settings) -> AppContext:
    """The application context on the database that `settings` name, which must be migrated."""
    check_catalogue()
    return AppContext(
        database=open_database(settings),
        timezone=settings.timezone,
        challenge_window=timedelta(hours=settings.challenge_hours),
        undo_window=timedelta(minutes=settings.undo_minutes),
        visibility=settings.visibility,
        lapse_after=timedelta(days=settings.lapse_days),
        is_outbound_allowed=settings.outbound,
        egress_allow=settings.egress_allow,
        is_egress_http_allowed=settings.egress_http,
        egress_proxy=settings.egress_proxy,
        public_url=settings.public_url or f"http://{settings.host}:{settings.port}",
        sealer=None if settings.secret_key is None else Sealer(settings.secret_key),
    )


def open_database(settings: Settings) -> Database:
    """The PostgreSQL database of `DATABASE_URL`, else SQLite in the data folder."""
    if settings.database_url is not None:
        return open_postgres(settings.database_url)
    return open_sqlite(settings.database_path)


def migrate(settings: Settings) -> None:
    """Migrate the fact tables, create the projections' tables, and refill outdated projections."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    application = open_context(settings)
    try:
        with application.database.engine.begin() as connection:
            # Concurrent migrations wait for each other here, and a failed migration leaves nothing behind.
            for statement in _BEGIN_ALONE[connection.dialect.name]:
                connection.exec_driver_sql(statement)
            _upgrade(connection)
            if _is_outdated(connection):
                drop_tables(connection)
            create_tables(connection)
        with application.database.writing() as tx:
            create_identity(tx, at=system_clock())
        _rebuild_outdated(application.database)
    finally:
        application.database.close()


def is_migrated(database: Database) -> bool:
    """Whether the fact tables have the version that this code expects."""
    with database.engine.connect() as connection:
        if not connection.dialect.has_table(connection, "alembic_version"):
            return False
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars()
        return list(found) == [_newest_version()]


def rebuild_projections(database: Database) -> int:
    """Refill every projection from the log while nothing else runs.

    Returns the number of events read.
    """
    while database.sequence():
        pass
    with database.writing() as tx:
        count = rebuild(tx, async_until=read_checkpoint(tx, RELAY))
        write_versions(tx, versions())
        require_scoring_of_mixed_series(tx)
    database.refresh_statistics()
    return count


def _is_outdated(connection: Connection) -> bool:
    """Whether other code filled the projections; their tables may then have other columns."""
    return filled_versions_on(connection) != versions()


def _rebuild_outdated(database: Database) -> None:
    with database.engine.connect() as connection:
        is_outdated = _is_outdated(connection)
    if is_outdated:
        rebuild_projections(database)


def _newest_version() -> str:
    """The number that the last migration's file name begins with."""
    return max(file.name for file in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]


def _upgrade(connection: Connection) -> None:
    logging.getLogger("alembic").setLevel(logging.WARNING)  # at info it logs its plugins and the database
    from alembic import command  # a quarter second of every other start
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")

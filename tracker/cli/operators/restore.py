"""`tracker restore`: a house made of a backup, proven before it stands, and silent until somebody says otherwise."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import click

from tracker.cli.client.folder import LOCK, data_option, prepare_folder, settings_of
from tracker.cli.operators.archive import DATABASE, KEPT_FILES, Manifest, sync_folder, unpack_archive
from tracker.cli.operators.backup import end_of_log
from tracker.cli.supervision.supervisor import hold_lock
from tracker.settings import Settings, login_name


@click.command("restore")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
@click.option(
    "--check", "is_check", is_flag=True, help="Only prove that FILE could be restored; nothing stays."
)
def command(*, path: Path, folder: Path | None, is_check: bool) -> None:
    """Make a house of a backup, or only check it.

    The folder must be empty. Checksums, every digest of the log, its position and head are compared first. The house
    made is an exact copy that sends nothing to others until `tracker outbound on`.
    """
    os.umask(0o077)
    settings = settings_of(folder)
    try:
        if is_check:
            with tempfile.TemporaryDirectory(prefix="tracker-check-") as temporary:
                manifest = unpack_proven(path, Path(temporary))
            click.echo("The backup is good; nothing was restored, this was only a check.")
        else:
            manifest = restore(path, settings)
            click.echo(f"Restored into {settings.data}. It sends nothing until `tracker outbound on`:")
            click.echo("say so here only if the house it was copied from will send no more.")
    except (OSError, sqlite3.DatabaseError) as failed:
        raise click.ClickException(f"nothing was restored: {failed}") from None
    click.echo(f"{manifest.position} events of house {manifest.house_id}, as of {manifest.taken_at}.")
    click.echo(f"{manifest.position}:{manifest.head}")


def restore(path: Path, settings: Settings) -> Manifest:
    """Make the house; the folder gets it proven and silenced, or stays empty."""
    if settings.data.exists() and any(settings.data.iterdir()):
        raise click.ClickException(
            f"{settings.data} is not empty: a house is restored into a folder of its own"
        )
    prepare_folder(settings.data)
    # Inside the folder, which may be a volume of its own: only there can files be moved into place.
    with (
        _locked(settings.data),
        tempfile.TemporaryDirectory(prefix=".restoring-", dir=settings.data) as staged,
    ):
        manifest = unpack_proven(path, Path(staged))
        _make_live(Path(staged))
        # The database last: without it the folder is no house.
        for name in sorted(KEPT_FILES, key=lambda one: one == DATABASE):
            with suppress(FileNotFoundError):
                Path(staged, name).rename(settings.data / name)
        sync_folder(settings.data)
    return manifest


def unpack_proven(path: Path, folder: Path) -> Manifest:
    """Unpack into `folder` and prove the log; raises a refusal that names what is wrong."""
    from tracker.store.databases.sqlite import open_sqlite
    from tracker.store.log.verify import verify

    manifest = unpack_archive(path, folder)
    database = open_sqlite(folder / DATABASE)
    try:
        with database.reading() as tx:
            found = verify(tx)
        end = end_of_log(database)
    finally:
        database.close()
    if not found.is_clean:
        raise click.ClickException(f"the log was altered at position {found.position}: {found.fault}")
    if end != (manifest.house_id, manifest.position, manifest.head):
        raise click.ClickException(
            f"the log ends at {end[1]}:{end[2]} of house {end[0]}, "
            f"but the manifest says {manifest.position}:{manifest.head} of house {manifest.house_id}"
        )
    return manifest


def _make_live(folder: Path) -> None:
    """Bring the copy to the present version, silence it, and drop what only the house it came from may hold."""
    from alembic.util import CommandError

    from tracker.application.work.outbound import silence_copy
    from tracker.bootstrap import migrate, open_house
    from tracker.delivery.queue.subscriber_queues import drop_lane_leases
    from tracker.store.log.checkpoints import drop_leases
    from tracker.store.work import drop_work_leases

    # A backup is of SQLite: what DATABASE_URL names is another house, and a living one.
    settings = replace(settings_of(folder), database_url=None)
    try:
        migrate(settings)
    except CommandError as unknown:
        raise click.ClickException(f"the backup is of a newer tracker: {unknown}") from None
    application = open_house(settings)
    try:
        with application.database.writing() as tx:
            drop_leases(tx)
            drop_work_leases(tx)
            drop_lane_leases(tx)
        silence_copy(application, by=f"{login_name()} (restore)")
    finally:
        # The last connection to close writes the log back: what is moved is one file.
        application.database.close()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Nobody serves from the folder meanwhile; the lock's file goes where nothing was restored."""
    with hold_lock(folder / LOCK):
        try:
            yield
        except BaseException:
            (folder / LOCK).unlink(missing_ok=True)
            raise

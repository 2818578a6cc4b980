"""`tracker restore`: restores a verified backup, which sends nothing until it is allowed to."""

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
    "--check", "is_check", is_flag=True, help="Only check that FILE can be restored; nothing is kept."
)
def command(*, path: Path, folder: Path | None, is_check: bool) -> None:
    """Restore a tracker from a backup, or only check the backup.

    The folder must be empty. The command first verifies the checksums and every digest of the log, up to its position
    and head. The restored tracker is an exact copy that sends nothing until `tracker outbound on`.
    """
    os.umask(0o077)
    settings = settings_of(folder)
    try:
        if is_check:
            with tempfile.TemporaryDirectory(prefix="tracker-check-") as temporary:
                manifest = unpack_proven(path, Path(temporary))
            click.echo("The backup is good. This was only a check; nothing was restored.")
        else:
            manifest = restore(path, settings)
            click.echo(f"Restored into {settings.data}. It sends nothing until `tracker outbound on`.")
            click.echo("Turn it on only if the original tracker will not send any more.")
    except (OSError, sqlite3.DatabaseError) as failed:
        raise click.ClickException(f"Nothing was restored: {failed}.") from None
    click.echo(f"{manifest.position} events of tracker {manifest.house_id}, as of {manifest.taken_at}.")
    click.echo(f"{manifest.position}:{manifest.head}")


def restore(path: Path, settings: Settings) -> Manifest:
    """Restore into the settings' folder: it gets a verified, silenced tracker or stays empty."""
    if settings.data.exists() and any(settings.data.iterdir()):
        raise click.ClickException(f"{settings.data} is not empty. Restore into an empty folder.")
    prepare_folder(settings.data)
    # The staging folder is inside the data folder, since files can only be moved within one volume.
    with (
        _locked(settings.data),
        tempfile.TemporaryDirectory(prefix=".restoring-", dir=settings.data) as staged,
    ):
        manifest = unpack_proven(path, Path(staged))
        _make_live(Path(staged))
        # The database comes last: without it the folder does not count as a tracker.
        for name in sorted(KEPT_FILES, key=lambda one: one == DATABASE):
            with suppress(FileNotFoundError):
                Path(staged, name).rename(settings.data / name)
        sync_folder(settings.data)
    return manifest


def unpack_proven(path: Path, folder: Path) -> Manifest:
    """Unpack into `folder` and verify the log.

    Raises ClickException or `BadBackup` with the first fault.
    """
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
        raise click.ClickException(f"The log was altered at position {found.position}: {found.fault}.")
    if end != (manifest.house_id, manifest.position, manifest.head):
        raise click.ClickException(
            f"The log ends at {end[1]}:{end[2]} of tracker {end[0]}, "
            f"but the manifest says {manifest.position}:{manifest.head} of tracker {manifest.house_id}."
        )
    return manifest


def _make_live(folder: Path) -> None:
    """Migrate the copy, silence it, and release the leases of the original tracker's processes."""
    from alembic.util import CommandError

    from tracker.application.work.outbound import silence_copy
    from tracker.bootstrap import migrate, open_context
    from tracker.delivery.queue.subscriber_queues import drop_queue_leases
    from tracker.store.log.checkpoints import drop_leases
    from tracker.store.work import drop_work_leases

    # A backup is of SQLite: DATABASE_URL, if set, names another tracker that is in use.
    settings = replace(settings_of(folder), database_url=None)
    try:
        migrate(settings)
    except CommandError as unknown:
        raise click.ClickException(f"The backup was made by a newer tracker: {unknown}.") from None
    application = open_context(settings)
    try:
        with application.database.writing() as tx:
            drop_leases(tx)
            drop_work_leases(tx)
            drop_queue_leases(tx)
        silence_copy(application, by=f"{login_name()} (restore)")
    finally:
        # Closing the last connection writes the write-ahead log back, which leaves a single file to move.
        application.database.close()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock, so that nothing serves from it.

    Delete the lock file if restoring fails.
    """
    with hold_lock(folder / LOCK):
        try:
            yield
        except BaseException:
            (folder / LOCK).unlink(missing_ok=True)
            raise

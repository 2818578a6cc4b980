"""`tracker backup`: copies a running tracker into one file."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from importlib.metadata import version
from pathlib import Path

import click

from tracker.cli.client.folder import data_option, settings_of_existing
from tracker.cli.operators.archive import (
    DATABASE,
    FORMAT,
    KEPT_FILES,
    Manifest,
    file_sha256,
    write_archive,
)
from tracker.domain.errors import StorageFull
from tracker.domain.instants import instant_text
from tracker.store.databases.database import Database


@click.command("backup")
@click.argument("path", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path))
@data_option
def command(*, path: Path, folder: Path | None) -> None:
    """Copy a running tracker into one file.

    FILE is a tar with mode 0600. It contains the whole record, the API key and the secret, so protect it like the
    tracker itself. An existing file is never overwritten.
    """
    os.umask(0o077)
    settings = settings_of_existing(folder)
    if settings.database_url is not None:
        raise click.ClickException(
            "This tracker uses PostgreSQL. Back it up with pg_dump; see docs/deploy/postgresql.md."
        )
    path = path.absolute()
    if path.exists():
        raise click.ClickException(f"{path} already exists and was not changed. Name another file.")
    try:
        manifest = back_up(settings.data, path)
    except (OSError, sqlite3.DatabaseError) as failed:
        raise click.ClickException(f"No backup was made: {failed}.") from None
    _note(settings.database_path, manifest)
    click.echo(f"{path}: {manifest.position} events of tracker {manifest.house_id}.")
    click.echo(f"{manifest.position}:{manifest.head}")


def back_up(folder: Path, path: Path) -> Manifest:
    """Back up the tracker in `folder`; returns the manifest.

    Needs room for two copies beside `path`.
    """
    from tracker.store.databases.snapshot import copy_database

    with tempfile.TemporaryDirectory(prefix=".tracker-backup-", dir=path.parent) as temporary:
        files = {DATABASE: Path(temporary, DATABASE)}
        copy_database(folder / DATABASE, files[DATABASE])
        for name in KEPT_FILES:
            if name not in files and (folder / name).is_file():
                files[name] = Path(shutil.copyfile(folder / name, Path(temporary, name)))
        manifest = _manifest(files)
        write_archive(path, manifest, files)
    return manifest


def _note(database_path: Path, manifest: Manifest) -> None:
    """Record in the database when it was backed up.

    A failure (as before a migration) leaves the backup good.
    """
    from tracker.application.context import system_clock
    from tracker.store.backups import note_backup
    from tracker.store.databases.sqlite import open_sqlite

    database = open_sqlite(database_path)
    try:
        note_backup(
            database, position=manifest.position, head=bytes.fromhex(manifest.head), at=system_clock()
        )
    except (sqlite3.DatabaseError, StorageFull) as failed:
        message = f"The backup is good, but the tracker could not record when it was made: {failed}"
        click.echo(message, err=True)
    finally:
        database.close()


def _manifest(files: dict[str, Path]) -> Manifest:
    """The manifest, read from the copies and not from the tracker, which has gone on since."""
    from tracker.application.context import system_clock
    from tracker.store.databases.sqlite import open_sqlite

    copied: Database = open_sqlite(files[DATABASE])
    try:
        tracker_id, position, head = end_of_log(copied)
    finally:
        copied.close()
    return Manifest(
        format=FORMAT,
        house_id=tracker_id,
        position=position,
        head=head,
        taken_at=instant_text(system_clock()),
        tracker=version("tracker"),
        files={name: file_sha256(copy) for name, copy in files.items()},
    )


def end_of_log(database: Database) -> tuple[str, int, str]:
    """The tracker's id, and the last position of its log with its head in hexadecimal."""
    from tracker.store.log.log import read_head, tracker_id

    with database.reading() as tx:
        end = read_head(tx)
        return tracker_id(tx), end.position, end.head.hex()

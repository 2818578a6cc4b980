"""`tracker migrate`: upgrades the database to the version that this code expects."""

from __future__ import annotations

import os
from pathlib import Path

import click

from tracker.cli.client.folder import LOCK, data_option, prepare_folder, settings_of
from tracker.cli.supervision.supervisor import hold_lock


@click.command("migrate")
@data_option
def command(*, folder: Path | None) -> None:
    """Upgrade the database to the current version.

    `tracker up` does this too.
    """
    from tracker.bootstrap import migrate

    os.umask(0o077)
    settings = settings_of(folder)
    prepare_folder(settings.data)
    with hold_lock(settings.data / LOCK):
        migrate(settings)
    where = "the database that DATABASE_URL names" if settings.database_url else settings.database_path
    click.echo(f"{where} is at the current version.")

"""Opens the tracker of a folder or database for one command and closes it afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from tracker.application.context import AppContext
from tracker.bootstrap import is_migrated, migrate, open_context
from tracker.cli.client.folder import LOCK, prepare_folder, settings_of_existing
from tracker.cli.supervision.supervisor import hold_lock
from tracker.projections.registry import RELAY
from tracker.store.log.checkpoints import read_lease


@contextmanager
def opened_tracker(folder: Path | None) -> Iterator[AppContext]:
    """The tracker, while other processes may use it.

    Raises ClickException if it needs a migration.
    """
    application = open_context(settings_of_existing(folder))
    try:
        if not is_migrated(application.database):
            raise click.ClickException("The database has another version. Run `tracker migrate` first.")
        yield application
    finally:
        application.database.close()


@contextmanager
def exclusive_tracker(folder: Path | None) -> Iterator[AppContext]:
    """The tracker, migrated, while nothing else uses it. Raises AlreadyUp or ClickException."""
    settings = settings_of_existing(folder)
    prepare_folder(settings.data)
    with hold_lock(settings.data / LOCK):
        migrate(settings)
        application = open_context(settings)
        try:
            if settings.database_url is not None:
                _refuse_led(application)
            yield application
        finally:
            application.database.close()


def _refuse_led(application: AppContext) -> None:
    """Refuse while another machine serves the database, which the folder's lock cannot prevent."""
    with application.database.reading() as tx:
        held = read_lease(tx, RELAY)
    if held is not None and not held.is_over(now=application.clock()):
        raise click.ClickException(
            f"A relay leads this tracker until {held.until}. Stop all its programs first."
        )

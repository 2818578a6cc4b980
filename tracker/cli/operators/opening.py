"""The house of a folder or a database, opened for a command, closed afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from tracker.application.context import Application
from tracker.bootstrap import is_migrated, migrate, open_house
from tracker.cli.client.folder import LOCK, prepare_folder, settings_of_house
from tracker.cli.supervision.supervisor import hold_lock
from tracker.projections.registry import RELAY
from tracker.store.log.checkpoints import read_lease


@contextmanager
def opened_house(folder: Path | None) -> Iterator[Application]:
    """The house, while others may run on it."""
    application = open_house(settings_of_house(folder))
    try:
        if not is_migrated(application.database):
            raise click.ClickException("the database is of another version: `tracker migrate` comes first")
        yield application
    finally:
        application.database.close()


@contextmanager
def house_alone(folder: Path | None) -> Iterator[Application]:
    """The house, migrated, while nothing else runs on it. Raises AlreadyUp, or a refusal where another machine serves it."""
    settings = settings_of_house(folder)
    prepare_folder(settings.data)
    with hold_lock(settings.data / LOCK):
        migrate(settings)
        application = open_house(settings)
        try:
            if settings.database_url is not None:
                _refuse_led(application)
            yield application
        finally:
            application.database.close()


def _refuse_led(application: Application) -> None:
    """The folder's lock holds off this machine alone; whatever else serves the database has a relay that leads."""
    with application.database.reading() as tx:
        held = read_lease(tx, RELAY)
    if held is not None and not held.is_over(now=application.clock()):
        raise click.ClickException(
            f"a relay leads this house until {held.until}: stop all its programs first"
        )

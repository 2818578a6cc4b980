"""`tracker rebuild`: every projection derived from the log again, while nothing else runs."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli.folder import LOCK, data_option, settings_of_house
from tracker.cli.supervisor import hold_lock


@click.command("rebuild")
@data_option
def command(*, folder: Path | None) -> None:
    """Derive every projection from the log again.

    Refused while the house is up.
    """
    from tracker.house import migrate, open_house, rebuild_projections

    settings = settings_of_house(folder)
    with hold_lock(settings.data / LOCK):
        migrate(settings)
        application = open_house(settings)
        try:
            count = rebuild_projections(application.database)
        finally:
            application.database.close()
    click.echo(f"Rebuilt from {count} events.")

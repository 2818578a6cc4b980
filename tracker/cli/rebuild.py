"""`tracker rebuild`: every projection derived from the log again, while nothing else runs."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli.folder import data_option


@click.command("rebuild")
@data_option
def command(*, folder: Path | None) -> None:
    """Derive every projection from the log again.

    Refused while the house is up.
    """
    from tracker.cli.houses import house_alone
    from tracker.house import rebuild_projections

    with house_alone(folder) as application:
        count = rebuild_projections(application.database)
    click.echo(f"Rebuilt from {count} events.")

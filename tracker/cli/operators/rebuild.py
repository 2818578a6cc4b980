"""`tracker rebuild`: every projection derived from the log again, while nothing else runs."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli.client.folder import data_option


@click.command("rebuild")
@data_option
def command(*, folder: Path | None) -> None:
    """Derive every projection from the log again.

    Refused while the house is up.
    """
    from tracker.bootstrap import rebuild_projections
    from tracker.cli.operators.opening import house_alone

    with house_alone(folder) as application:
        count = rebuild_projections(application.database)
    click.echo(f"Rebuilt from {count} events.")

"""`tracker rebuild`: rebuilds every projection from the log while nothing else runs."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli.client.folder import data_option


@click.command("rebuild")
@data_option
def command(*, folder: Path | None) -> None:
    """Rebuild every projection from the log.

    Refused while the tracker is running.
    """
    from tracker.bootstrap import rebuild_projections
    from tracker.cli.operators.opening import exclusive_tracker

    with exclusive_tracker(folder) as application:
        count = rebuild_projections(application.database)
    click.echo(f"Rebuilt from {count} events.")

"""`tracker redact`: take words down for good, while nothing else runs."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli.client.folder import data_option


@click.command("redact")
@data_option
@click.argument("entity")
@click.option("--reason", required=True, help="Why; it is kept in the log.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(*, folder: Path | None, entity: str, reason: str, yes: bool) -> None:
    """Take somebody's words down, for good.

    ENTITY is an id: ess_, clm_, prd_, fct_, dev_ or fcr_. Its numbers, dates, outcome, commitment and place in the log
    stay, and so does that it was done. Refused while the house is up. Backups made before still hold the words.
    """
    from tracker.bootstrap import rebuild_projections
    from tracker.cli.operators.opening import house_alone
    from tracker.delivery.redaction import redact

    if not yes:
        click.confirm(f"Take the words of {entity} down? They cannot be brought back", abort=True)
    with house_alone(folder) as application:
        taken = redact(application, entity, reason=reason)
        rebuild_projections(application.database)
    click.echo(f"{taken} payloads of {entity} were taken down.")

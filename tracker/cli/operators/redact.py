"""`tracker redact`: deletes text for good, while nothing else runs."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli.client.folder import data_option


@click.command("redact")
@data_option
@click.argument("entity")
@click.option("--reason", required=True, help="Why; the reason is kept in the log.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def command(*, folder: Path | None, entity: str, reason: str, yes: bool) -> None:
    """Delete the text of a record for good.

    ENTITY is an id: ess_, clm_, prd_, fct_, dev_ or fcr_. Its numbers, dates, outcome, commitment and place in the
    log stay, and the redaction itself is recorded. Refused while the tracker is running. Earlier backups still
    contain the text.
    """
    from tracker.bootstrap import rebuild_projections
    from tracker.cli.operators.opening import exclusive_tracker
    from tracker.delivery.redaction import redact

    if not yes:
        click.confirm(f"Delete the text of {entity}? This cannot be undone", abort=True)
    with exclusive_tracker(folder) as application:
        taken = redact(application, entity, reason=reason)
        rebuild_projections(application.database)
    click.echo(f"{taken} payloads of {entity} were redacted.")

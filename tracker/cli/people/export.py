"""`tracker export`: the record, or a part of it, in a format that other programs read."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from tracker.cli.client.client import Client, open_client
from tracker.cli.client.output import given

PATH = "/v1/exports"
FORMATS = ("story", "csv", "fatebook", "claimreview")


@click.command("export")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="story", show_default=True)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to write; default: stdout."
)
@click.option("--author", help="Only this author: an id, a name or an external id.")
@click.option("--topic", help="Only this topic.")
@click.option("--essay", help="Only this essay: its id or external id.")
@click.option("--source", help="Only what this import brought.")
def command(*, format_: str, out: Path | None, **filters: str | None) -> None:
    """Export the record as a story, CSV, Fatebook CSV or ClaimReview.

    Another tracker can import a story; its report with --include imported,assigned is then the same as here.
    """
    query: dict[str, str] = given(format=format_, **filters)
    with open_client() as client:
        if out is None:
            client.download(PATH, query, sys.stdout.buffer)
        else:
            _write(client, query, out)
            click.echo(f"Wrote {out}.", err=True)


def _write(client: Client, query: dict[str, str], out: Path) -> None:
    """Write the whole file or none: a failed download leaves nothing under its name."""
    part = out.with_name(f".{out.name}.part")
    try:
        with part.open("wb") as file:
            client.download(PATH, query, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)

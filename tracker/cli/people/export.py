"""`tracker export`: the record, or a part of it, in a format that others read."""

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
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file; by default stdout.")
@click.option("--author", help="Whose predictions: an id, a name or an id of an import.")
@click.option("--topic")
@click.option("--essay", help="An essay's id, here or in an import.")
@click.option("--source", help="What came with this import.")
def command(*, format_: str, out: Path | None, **asked: str | None) -> None:
    """Write the record as a story, a sheet, Fatebook's CSV or ClaimReview.

    A story can be imported by another tracker, and gives the same report there with --include imported,assigned.
    """
    query: dict[str, str] = given(format=format_, **asked)
    with open_client() as client:
        if out is None:
            client.download(PATH, query, sys.stdout.buffer)
        else:
            _write(client, query, out)
            click.echo(f"Written: {out}", err=True)


def _write(client: Client, query: dict[str, str], out: Path) -> None:
    """The whole file or none: what broke off is not left behind under its name."""
    part = out.with_name(f".{out.name}.part")
    try:
        with part.open("wb") as file:
            client.download(PATH, query, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)

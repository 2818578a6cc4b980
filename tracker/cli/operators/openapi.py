"""`tracker openapi`: the OpenAPI document of the HTTP API, generated from the code."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from tracker.cli.client.folder import settings_of


@click.command("openapi")
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it; default: stdout."
)
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 if the committed file differs.")
def command(*, output: Path | None, check: bool) -> None:
    """Write the OpenAPI document of the HTTP API.

    The format is YAML.
    """
    from tracker.bootstrap import ROOT

    text = document()
    if check:
        committed = output or ROOT / "openapi" / "openapi.yaml"
        if not committed.exists() or committed.read_text(encoding="utf-8") != text:
            raise click.ClickException(
                f"{committed} does not match the code. Write it with `tracker openapi --output {committed}`."
            )
    elif output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")


def document() -> str:
    """The document as YAML, generated on an empty temporary folder."""
    from tracker.api.http.spec import openapi_yaml
    from tracker.app import create_app

    with TemporaryDirectory() as empty:
        return openapi_yaml(create_app(settings_of(Path(empty), REDIS_URL="")))

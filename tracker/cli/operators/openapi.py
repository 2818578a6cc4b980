"""`tracker openapi`: the document of the HTTP API, as the code has it."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from tracker.cli.client.folder import settings_of


@click.command("openapi")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Else it goes to stdout.")
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 where the committed one differs.")
def command(*, output: Path | None, check: bool) -> None:
    """Write the OpenAPI document of the HTTP API.

    As YAML, with --check only compared with the committed one.
    """
    from tracker.bootstrap import ROOT

    text = document()
    if check:
        committed = output or ROOT / "openapi" / "openapi.yaml"
        if not committed.exists() or committed.read_text(encoding="utf-8") != text:
            raise click.ClickException(
                f"{committed} is not what the code says: `tracker openapi --output` it"
            )
    elif output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")


def document() -> str:
    """The YAML text; no house is opened for it, only an empty folder."""
    from tracker.api.http.spec import openapi_yaml
    from tracker.app import create_app

    with TemporaryDirectory() as empty:
        return openapi_yaml(create_app(settings_of(Path(empty), REDIS_URL="")))

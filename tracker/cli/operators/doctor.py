"""`tracker doctor`: every setting with its origin, and the results of all checks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click
import msgspec

from tracker.application.context import system_clock
from tracker.bootstrap import open_context
from tracker.cli.client.client import one_line
from tracker.cli.client.folder import (
    ADDRESS_FILE,
    FIRST_KEY,
    SECRET_VARIABLE,
    SECRETS,
    as_environment,
    data_option,
    has_kept_secret,
    read_address,
    read_first_key,
    settings_of_existing,
)
from tracker.cli.client.output import print_json
from tracker.cli.operators.checks import Check, run_checks
from tracker.cli.operators.outbound import sentence
from tracker.settings import MASK, explain_settings
from tracker.store.databases.database import Database
from tracker.store.outbound import Outbound, read_outbound


@dataclass(frozen=True)
class Shown:
    """A setting as it is printed; secrets are masked."""

    name: str
    value: str | None
    origin: str


@click.command("doctor")
@data_option
@click.option("--json", "as_json", is_flag=True, help="Print settings and checks as JSON.")
def command(*, folder: Path | None, as_json: bool) -> None:
    """Print every setting and check the tracker for problems.

    Exit code 1 if a check fails; each failed check says what to do. Secrets are masked.
    """
    settings = settings_of_existing(folder)
    application = open_context(settings)
    try:
        checks = list(run_checks(settings, application, now=system_clock()))
        said = sentence(application, _outbound(application.database, checks))
    finally:
        application.database.close()
    shown = list(show_settings(folder, settings.data))
    wrong = [check for check in checks if not check.is_well]
    if as_json:
        document = {
            "is_well": not wrong,
            "settings": [asdict(one) for one in shown],
            "outbound": said,
            "checks": [msgspec.structs.asdict(one) for one in checks],
        }
        print_json(document)
    else:
        _print(shown, checks, said)
    raise click.exceptions.Exit(1 if wrong else 0)


def show_settings(folder: Path | None, data: Path) -> Iterator[Shown]:
    """Every setting: from the environment, else from the data folder, else the default."""
    held = {
        SECRET_VARIABLE: (MASK if has_kept_secret(data) else None, SECRETS),
        "TRACKER_KEY": (MASK if read_first_key(data) else None, FIRST_KEY),
        "TRACKER_URL": (read_address(data), ADDRESS_FILE),
    }
    for given in explain_settings({**os.environ, **as_environment(folder)}):
        value, name = held.get(given.name, (None, ""))
        if given.name == "TRACKER_DATA" and folder is not None:
            yield Shown(given.name, given.text, "--data")
        elif given.origin == "default" and value is not None:
            yield Shown(given.name, value, f"folder ({name})")
        else:
            yield Shown(given.name, given.text, given.origin)


def _outbound(database: Database, checks: list[Check]) -> Outbound:
    """The outbound switch; the default where the tables are of another version."""
    if any(check.name == "migrations" and check.is_well for check in checks):
        with database.reading() as tx:
            return read_outbound(tx)
    return Outbound()


def _print(shown: list[Shown], checks: list[Check], said: str) -> None:
    width = max(len(one.name) for one in shown)
    for one in shown:
        click.echo(f"{one.name:<{width}}  {'-' if one.value is None else one.value}  [{one.origin}]")
    click.echo()
    click.echo(said)
    for check in checks:
        to_do = "" if check.to_do is None else f" -> {check.to_do}"
        click.echo(f"{'ok   ' if check.is_well else 'WRONG'} {check.name}: {one_line(check.found)}{to_do}")

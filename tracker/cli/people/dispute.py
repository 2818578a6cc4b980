"""`tracker dispute`: object to an outcome that is not final yet."""

from __future__ import annotations

import click

from tracker.cli.client.output import json_option
from tracker.cli.people.changing import change


@click.command("dispute")
@click.argument("prediction", metavar="ID")
@click.option("--reason", required=True, help="Why; it is kept.")
@json_option
def command(*, prediction: str, reason: str, as_json: bool) -> None:
    """Object to an outcome that is not final yet.

    Stop its window until a person has decided.
    """
    change(prediction, "dispute", {"reason": reason}, as_json=as_json)

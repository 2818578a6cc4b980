"""`tracker uphold`: say that a disputed outcome stays."""

from __future__ import annotations

import click

from tracker.cli.client.output import json_option
from tracker.cli.people.changing import change


@click.command("uphold")
@click.argument("prediction", metavar="ID")
@click.option("--reason", required=True, help="Why; it is kept.")
@json_option
def command(*, prediction: str, reason: str, as_json: bool) -> None:
    """Say that a disputed outcome stays.

    It is final once its window is over.
    """
    change(prediction, "uphold", {"reason": reason}, as_json=as_json)

"""`tracker withdraw`: withdraw a prediction."""

from __future__ import annotations

import click

from tracker.cli.client.output import json_option
from tracker.cli.people.changing import change


@click.command("withdraw")
@click.argument("prediction", metavar="ID")
@click.option("--reason", required=True, help="Why; it is kept.")
@json_option
def command(*, prediction: str, reason: str, as_json: bool) -> None:
    """Withdraw a prediction.

    No further forecasts; the last number in force is scored.
    """
    change(prediction, "withdraw", {"reason": reason}, as_json=as_json)

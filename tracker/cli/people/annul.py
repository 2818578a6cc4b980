"""`tracker annul`: say that a prediction cannot be judged."""

from __future__ import annotations

from typing import get_args

import click

from tracker.cli.client.output import given, json_option
from tracker.cli.people.changing import change
from tracker.domain.prediction.events import AnnulmentReason


@click.command("annul")
@click.argument("prediction", metavar="ID")
@click.option("--reason", required=True, type=click.Choice(get_args(AnnulmentReason)), help="Why it is void.")
@click.option("--on", "happened_on", metavar="DATE", help="Since when that could be known.")
@click.option("--note", help="More about it.")
@json_option
def command(
    *, prediction: str, reason: str, happened_on: str | None, note: str | None, as_json: bool
) -> None:
    """Declare a prediction void: it leaves every score."""
    change(prediction, "annul", given(reason=reason, happened_on=happened_on, note=note), as_json=as_json)

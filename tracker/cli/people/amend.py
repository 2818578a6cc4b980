"""`tracker amend`: make the words of a prediction clearer."""

from __future__ import annotations

import click

from tracker.cli.client.output import given, json_option
from tracker.cli.people.changing import change


@click.command("amend")
@click.argument("prediction", metavar="ID")
@click.option("--statement", help="The statement as it shall read.")
@click.option("--criteria", help="The criteria as they shall read.")
@click.option("--reason", required=True, help="Why; it is kept beside the old words.")
@json_option
def command(
    *, prediction: str, statement: str | None, criteria: str | None, reason: str, as_json: bool
) -> None:
    """Make the words of a prediction clearer, while it has no outcome.

    Whatever decides it stays: for another deadline or rule, withdraw it and log a successor.
    """
    change(prediction, "amend", given(statement=statement, criteria=criteria, reason=reason), as_json=as_json)

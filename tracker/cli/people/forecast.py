"""`tracker forecast`: records a new number for an open prediction."""

from __future__ import annotations

import json
from typing import Any

import click

from tracker.cli.client.client import one_line, open_client
from tracker.cli.client.id_prefix import find_prediction
from tracker.cli.client.output import given, json_option, print_json
from tracker.scoring.verbal import SCALES

FORMS = ("probabilities", "quantiles", "cdf")


@click.command("forecast")
@click.argument("prediction", metavar="ID")
@click.argument("probability", required=False)
@click.option("--by", "forecaster", metavar="NAME", help="The forecaster; default: the key's own author.")
@click.option("--scale", type=click.Choice(tuple(SCALES)), help="The scale of a probability word.")
@click.option("--distribution", metavar="JSON", help='Such as {"quantiles": [[0.1, 2], [0.5, 3], [0.9, 5]]}.')
@click.option("--note", help="The reasoning.")
@json_option
def command(
    *, prediction: str, probability: str | None, distribution: str | None, as_json: bool, **fields: str | None
) -> None:
    """Give a new probability for an open prediction.

    ID may be an unambiguous beginning of the id. PROBABILITY is 40%, 0.4 or a word such as likely. Earlier numbers
    stay on record and are scored for the time they were in force.
    """
    body = given(probability=probability, **fields) | read_distribution(distribution)
    with open_client() as client:
        found = find_prediction(client, prediction)
        answer = client.post(f"/v1/predictions/{found}/forecasts", body).document
    if as_json:
        print_json(answer)
        return
    words = answer["probability"]["words"]
    click.echo(one_line(f"{answer['forecaster']['name']} gives {words}."))
    click.echo(f"{answer['id']}  (to undo it: tracker undo {answer['id']})")


def read_distribution(text: str | None) -> dict[str, Any]:
    """The one distribution in the JSON `text`; empty for None. Raises click.UsageError."""
    if text is None:
        return {}
    try:
        distribution = json.loads(text)
    except ValueError as wrong:
        raise click.UsageError(f"--distribution is not valid JSON: {wrong}.") from None
    if not isinstance(distribution, dict) or len(distribution) != 1 or next(iter(distribution)) not in FORMS:
        raise click.UsageError(f"--distribution must be an object with one of {', '.join(FORMS)}.")
    return distribution

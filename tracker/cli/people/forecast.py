"""`tracker forecast`: a new number for an open prediction."""

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
@click.option("--by", "forecaster", metavar="NAME", help="Who says so; by default the key's own author.")
@click.option("--scale", type=click.Choice(tuple(SCALES)), help="Of a word.")
@click.option("--distribution", metavar="JSON", help='Such as {"quantiles": [[0.1, 2], [0.5, 3], [0.9, 5]]}.')
@click.option("--note", help="Why.")
@json_option
def command(
    *, prediction: str, probability: str | None, distribution: str | None, as_json: bool, **told: str | None
) -> None:
    """Say how likely it is now. ID may be the beginning of one.

    PROBABILITY is 40%, 0.4 or a word such as likely; earlier numbers stay and are scored for their time.
    """
    body = given(probability=probability, **told) | read_distribution(distribution)
    with open_client() as client:
        found = find_prediction(client, prediction)
        answer = client.post(f"/v1/predictions/{found}/forecasts", body).document
    if as_json:
        print_json(answer)
        return
    said = answer["probability"]
    click.echo(one_line(f"{answer['forecaster']['name']} gives {said['words']}."))
    click.echo(f"{answer['id']}  (take it back with: tracker undo {answer['id']})")


def read_distribution(text: str | None) -> dict[str, Any]:
    """The one distribution that JSON `text` says."""
    if text is None:
        return {}
    try:
        said = json.loads(text)
    except ValueError as wrong:
        raise click.UsageError(f"--distribution cannot be read: {wrong}") from None
    if not isinstance(said, dict) or len(said) != 1 or next(iter(said)) not in FORMS:
        raise click.UsageError(f"--distribution is an object with one of {', '.join(FORMS)}")
    return said

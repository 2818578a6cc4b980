"""`tracker claim`: records a statement quoted from an essay, before it becomes a prediction."""

from __future__ import annotations

from typing import get_args

import click

from tracker.cli.client.client import one_line, open_client
from tracker.cli.client.output import given, json_option, print_json
from tracker.domain.claim import ProbabilitySource, Stance


@click.command("claim")
@click.argument("essay", metavar="ESSAY")
@click.argument("quote")
@click.option(
    "--stance",
    type=click.Choice(get_args(Stance)),
    default="asserts",
    show_default=True,
    help="How firmly the essay states it.",
)
@click.option(
    "--probability-source",
    type=click.Choice(get_args(ProbabilitySource)),
    help="Who gave the probability.",
)
@click.option("--prefix", help="The words before the quote, if it occurs more than once.")
@click.option("--suffix", help="The words after the quote.")
@click.option("--note", help="Why it matters.")
@json_option
def command(
    *, essay: str, quote: str, prefix: str | None, suffix: str | None, as_json: bool, **fields: str | None
) -> None:
    """Record a statement quoted from an essay.

    ESSAY is the essay's id, QUOTE its exact words.
    """
    body = given(essay=essay, quote=given(exact=quote, prefix=prefix, suffix=suffix), **fields)
    with open_client() as client:
        answer = client.post("/v1/claims", body).document
    if as_json:
        print_json(answer)
        return
    click.echo(one_line(f"{answer['id']}  {answer['stance']}: “{answer['quote']['exact']}”"))
    anchor = answer.get("anchor")
    if anchor is not None and anchor["state"] == "orphaned":
        click.echo("Warning: the essay's text does not contain these words.", err=True)

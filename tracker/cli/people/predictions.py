"""`tracker predictions`: a list of predictions, one line each."""

from __future__ import annotations

from itertools import islice
from typing import Any

import click

from tracker.application.words.status import STATUSES
from tracker.cli.client.client import PAGE, Client, Document, open_client
from tracker.cli.client.output import json_option, prediction_line, print_json

SHOWN = 50


@click.command("predictions")
@click.argument("words", nargs=-1)
@click.option(
    "--status",
    "status",
    multiple=True,
    type=click.Choice(STATUSES),
    help="Only this status; may be repeated.",
)
@click.option("--author", help="Only this author.")
@click.option("--topic", "topic", multiple=True, help="Only with this topic; repeated: with all of them.")
@click.option("--essay", metavar="URL", help="Only from this essay.")
@click.option("--due-before", metavar="DATE", help="Only with a deadline before this date.")
@click.option("--made-after", metavar="DATE", help="Only made since this date.")
@click.option("--as-of", metavar="WHEN", help="As they were at an instant, a day or a log position.")
@click.option(
    "--limit",
    default=SHOWN,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="The maximum number to list.",
)
@json_option
def command(*, words: tuple[str, ...], limit: int, as_json: bool, **filters: Any) -> None:
    """List predictions.

    With WORDS, only predictions that contain all of them.
    """
    if words:
        filters["q"] = " ".join(words)
    query = {name: value for name, value in filters.items() if value not in (None, ())}
    with open_client() as client:
        items = list_predictions(client, query, limit=limit)
    if as_json:
        print_json({"items": items})
        return
    for one in items:
        click.echo(prediction_line(one))
    if not items:
        click.echo("No predictions match.")


def list_predictions(client: Client, query: dict[str, Any], *, limit: int) -> list[Document]:
    """At most `limit` predictions, page by page."""
    return list(islice(client.pages("/v1/predictions", query, limit=min(PAGE, limit)), limit))

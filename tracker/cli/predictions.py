"""`tracker predictions`: what was predicted, one line each."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import click

from tracker.cli.client import Client, Document, open_client
from tracker.cli.output import json_option, prediction_line, print_json

STATUSES = ("open", "dormant", "due", "overdue", "proposed", "disputed", "resolved", "annulled")
PAGE = 200
SHOWN = 50


@click.command("predictions")
@click.argument("words", nargs=-1)
@click.option("--status", "status", multiple=True, type=click.Choice(STATUSES), help="May be repeated.")
@click.option("--author", help="Whose.")
@click.option("--topic", "topic", multiple=True, help="About all of these.")
@click.option("--essay", metavar="URL", help="Taken from it.")
@click.option("--due-before", metavar="DATE", help="Whose deadline lies before.")
@click.option("--made-after", metavar="DATE", help="Made since.")
@click.option("--as-of", metavar="WHEN", help="As they stood at an instant, a day or a log position.")
@click.option(
    "--limit", default=SHOWN, show_default=True, type=click.IntRange(1, 10_000), help="How many at most."
)
@json_option
def command(*, words: tuple[str, ...], limit: int, as_json: bool, **asked: Any) -> None:
    """List predictions.

    WORDS look for those that say them all.
    """
    if words:
        asked["q"] = " ".join(words)
    query = {name: value for name, value in asked.items() if value not in (None, ())}
    with open_client() as client:
        items = list_predictions(client, query, limit=limit)
    if as_json:
        print_json({"items": items})
        return
    for one in items:
        click.echo(prediction_line(one))
    if not items:
        click.echo("None.")


def list_predictions(client: Client, query: dict[str, Any], *, limit: int) -> list[Document]:
    """At most `limit` predictions, page by page."""
    found: list[Document] = []
    cursor: str | None = None
    while len(found) < limit:
        page = {"limit": str(min(PAGE, limit - len(found)))} | ({"cursor": cursor} if cursor else {})
        address = f"/v1/predictions?{urlencode({**query, **page}, doseq=True)}"
        document = client.get(address).document
        found += document["items"]
        cursor = document.get("next_cursor")
        if not cursor:
            break
    return found

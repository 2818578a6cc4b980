"""`tracker week`: what needs attention, for a weekly review."""

from __future__ import annotations

import click

from tracker.cli.client.client import Document, one_line, open_client
from tracker.cli.client.output import json_option, prediction_line, print_json

SECTIONS = {
    "what_happened": "What happened?",
    "due_soon": "Due within a week",
    "stale": "No new number for 90 days",
    "outcomes": "Outcomes of the last week",
}


@click.command("week")
@click.option("--author", help="Whose predictions; default: the key's own author.")
@json_option
def command(*, author: str | None, as_json: bool) -> None:
    """Print what is due, last week's outcomes, and the year so far."""
    with open_client() as client:
        week = client.get("/v1/week", {} if author is None else {"author": author}).document
    print_json(week) if as_json else _print(week)


def _print(week: Document) -> None:
    shown = [(title, week[name]) for name, title in SECTIONS.items() if week[name]]
    for title, predictions in shown:
        click.echo(f"{title}:")
        for one in predictions:
            click.echo(f"  {prediction_line(one)}")
    if not shown:
        click.echo("Nothing is due, and there are no new outcomes.")
    year = week["year"]
    click.echo(one_line(f"{year['title']} {year['verdict']}"))
    for sentence in year["sentences"]:
        click.echo(one_line(sentence))

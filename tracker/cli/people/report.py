"""`tracker report`: the track record, in sentences or as the whole document."""

from __future__ import annotations

import click

from tracker.cli.client.client import Client, Document, open_client
from tracker.cli.client.output import given, json_option, print_json

PATH = "/v1/reports/track-record"
WIDTH = 100


@click.command("report")
@json_option
@click.option("--forecaster", help="By id, a unique beginning of it, or the id in an import.")
@click.option("--topic")
@click.option("--essay")
@click.option("--as-of", "as_of", metavar="INSTANT|POSITION", help="What was known then.")
@click.option("--rule", help="last, first, time_weighted, daily, each_update, mean_update or all.")
@click.option("--include", metavar="A,B", help="imported, assigned, retrospective.")
@click.option("--cohort", help="due, settled or made.")
@click.option("--from", "from_", metavar="DATE")
@click.option("--to", metavar="DATE")
@click.option("--by", metavar="GROUP", help="forecaster, topic, essay or prediction.")
def command(*, as_json: bool, from_: str | None, **asked: str | None) -> None:
    """Print the track record in plain words."""
    with open_client() as client:
        document = read_report(client, **{"from": from_, **asked})
    print_json(document) if as_json else print_plain(document)


def read_report(client: Client, **asked: str | None) -> Document:
    """The document for these parameters."""
    return client.get(PATH, given(**asked)).document


def print_plain(document: Document) -> None:
    """The report's own sentences; nothing is worded or rounded here."""
    plain = document["plain"]
    click.secho(f"{plain['title']}", bold=True)
    for sentence in [plain.get("verdict"), *plain["sentences"]]:
        if sentence:
            click.echo(click.wrap_text(str(sentence), WIDTH))
    if plain.get("counted"):
        click.echo()
        click.echo(click.wrap_text(str(plain["counted"]), WIDTH))

"""`tracker report`: the track record, in sentences or as a JSON document."""

from __future__ import annotations

import click

from tracker.cli.client.client import Client, Document, open_client
from tracker.cli.client.output import given, json_option, print_json

PATH = "/v1/reports/track-record"
WIDTH = 100


@click.command("report")
@json_option
@click.option("--forecaster", help="By id, an unambiguous beginning of it, or the id in an import.")
@click.option("--topic", help="Only this topic.")
@click.option("--essay", help="Only this essay.")
@click.option("--source", help="Only this import.")
@click.option(
    "--as-of", "as_of", metavar="INSTANT|POSITION", help="As known at that instant or log position."
)
@click.option("--rule", help="last, first, time_weighted, daily, each_update, mean_update or all.")
@click.option("--include", metavar="A,B", help="Also count imported, assigned or retrospective numbers.")
@click.option("--cohort", help="Select predictions by when they were due, settled or made.")
@click.option("--from", "from_", metavar="DATE", help="The first day of the cohort.")
@click.option("--to", metavar="DATE", help="The last day of the cohort.")
@click.option("--by", metavar="GROUP", help="Group by forecaster, topic, essay or prediction.")
def command(*, as_json: bool, from_: str | None, **filters: str | None) -> None:
    """Print the track record in plain words."""
    with open_client() as client:
        document = read_report(client, **{"from": from_, **filters})
    print_json(document) if as_json else print_plain(document)


def read_report(client: Client, **filters: str | None) -> Document:
    """The report's document for these query parameters."""
    return client.get(PATH, given(**filters)).document


def print_plain(document: Document) -> None:
    """Print the report's own sentences, unchanged."""
    plain = document["plain"]
    click.secho(f"{plain['title']}", bold=True)
    for sentence in [plain.get("verdict"), *plain["sentences"]]:
        if sentence:
            click.echo(click.wrap_text(str(sentence), WIDTH))
    if plain.get("counted"):
        click.echo()
        click.echo(click.wrap_text(str(plain["counted"]), WIDTH))

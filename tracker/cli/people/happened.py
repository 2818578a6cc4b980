"""`tracker happened`: records a dated development and lists the predictions it may concern."""

from __future__ import annotations

from typing import Any

import click

from tracker.cli.client.client import Client, Document, one_line, open_client
from tracker.cli.client.id_prefix import find_prediction
from tracker.cli.client.output import given, json_option, print_json


@click.command("happened")
@click.argument("headline")
@click.option(
    "--on",
    "happened",
    metavar="DATE",
    required=True,
    help="The day it happened, or an instant with its offset.",
)
@click.option("--source", "sources", metavar="URL", multiple=True, help="A source; may be repeated.")
@click.option(
    "--type", "event_type", metavar="EVENT_TYPE", help="The type that rules refer to, such as cabinet.ends."
)
@click.option("--actor", "actors", multiple=True, help="An actor; may be repeated.")
@click.option("--tag", "tags", multiple=True, help="A tag; may be repeated.")
@click.option(
    "--ends", "ends_actor", metavar="ACTOR", help="The actor whose term it ends, such as a cabinet."
)
@click.option("--settles", metavar="ID=yes|no", help="A prediction that it decides, and how.")
@click.option("--note", help="How you know.")
@json_option
def command(*, headline: str, happened: str, settles: str | None, as_json: bool, **fields: Any) -> None:
    """Record what happened in the world."""
    when = "occurred_at" if "t" in happened.lower() else "occurred_on"
    body = given(headline=headline, **{when: happened}, **fields)
    with open_client() as client:
        if settles is not None:
            body["resolves"] = _settled(client, settles)
        answer = client.post("/v1/developments", body).document
        matches = _matches(client, str(answer["id"]))
    print_json({**answer, "matches": matches}) if as_json else _print(answer, matches)


def _settled(client: Client, text: str) -> dict[str, str]:
    prediction, _, outcome = text.rpartition("=")
    if not prediction or outcome not in {"yes", "no"}:
        raise click.UsageError(f"--settles {text} has no outcome. Write ID=yes or ID=no.")
    return {"prediction": find_prediction(client, prediction), "outcome": outcome}


def _matches(client: Client, development: str) -> list[Document]:
    """The open predictions that it may concern.

    Empty if the lookup fails, since it is already recorded.
    """
    try:
        found: list[Document] = client.get(f"/v1/developments/{development}/matches").document["items"]
    except click.ClickException:
        return []
    return found


def _print(answer: Document, matches: list[Document]) -> None:
    when = answer.get("occurred_on") or answer.get("occurred_at")
    click.echo(f"{answer['id']}  {when}  {one_line(str(answer['headline']))}")
    could_settle = answer.get("could_settle") or []
    click.echo("It could settle:" if could_settle else "No open prediction depends on it.")
    for one in could_settle:
        click.echo(f"  {one['id']}  {one_line(str(one['statement']))}")
    others = [one for one in matches if one["id"] not in {waiting["id"] for waiting in could_settle}]
    if others:
        click.echo("It may concern:")
    for one in others:
        click.echo(f"  {one['id']}  {one_line(str(one['statement']))}")

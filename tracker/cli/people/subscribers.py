"""`tracker subscribers`: who receives messages, and where."""

from __future__ import annotations

import sys
from typing import Any

import click

from tracker.cli.client.client import Client, Document, one_line, open_client
from tracker.cli.client.output import given, json_option, print_json

PATH = "/v1/subscribers"


@click.group("subscribers")
def command() -> None:
    """Register, list, pause and remove subscribers."""


@command.command("list")
@json_option
def list_command(*, as_json: bool) -> None:
    """List this key's subscribers; with an admin's key, all of them."""
    with open_client() as client:
        found = every_subscriber(client)
    if as_json:
        print_json({"items": found})
        return
    for one in found:
        click.echo(_line(one))


@command.command("add")
@click.argument("url", required=False)
@click.option(
    "--type", "types", multiple=True, help="A message type; may be repeated. Default: all but notice.due."
)
@click.option("--topic", "topics", multiple=True, help="Only this topic; may be repeated.")
@click.option("--author", "authors", multiple=True, help="Only this forecaster (an id); may be repeated.")
@click.option(
    "--audience", type=click.Choice(["public", "clients"]), help="Which predictions' text it may receive."
)
@click.option(
    "--provisional", "takes_provisional", is_flag=True, help="Also send outcomes that are not final."
)
@click.option("--digest", type=click.Choice(["day", "week"]), help="A digest every day, or every Monday.")
@click.option("--hour", type=click.IntRange(0, 23), default=7, show_default=True, help="The digest's hour.")
@click.option("--timezone", help="The digest's time zone; default: the tracker's.")
@click.option(
    "--connector", type=click.Choice(["webhook", "ghost", "buttondown"]), default="webhook", show_default=True
)
@click.option(
    "--credentials",
    help="The API key of Ghost or Buttondown; - reads it from stdin, to keep it out of the shell history.",
)
@click.option("--name", help="A name of your choice.")
@json_option
def add(*, digest: str | None, hour: int, timezone: str | None, as_json: bool, **fields: Any) -> None:
    """Register URL (not needed for Buttondown) and print the signing secret once."""
    schedule = None if digest is None else given(every=digest, hour=hour, timezone=timezone) | {"hour": hour}
    if fields["credentials"] == "-":
        fields["credentials"] = sys.stdin.readline().strip()
    with open_client() as client:
        made = client.post(PATH, given(**fields, digest=schedule)).document
    if as_json:
        print_json(made)
        return
    click.echo(
        f"{made['id']}  {made['status']}: a ping was sent; messages follow once it is answered.", err=True
    )
    click.echo(made["secret"])


def _acting(verb: str, summary: str) -> None:
    @command.command(verb, help=summary)
    @click.argument("subscriber", metavar="ID")
    @json_option
    def act(*, subscriber: str, as_json: bool) -> None:
        with open_client() as client:
            answer = client.post(f"{PATH}/{find_subscriber(client, subscriber)}/{verb}").document
        print_json(answer) if as_json else click.echo(_line(answer))


_acting("pause", "Stop sending; new messages wait until it is enabled.")
_acting("enable", "Start sending again, first the messages that waited.")
_acting("verify", "Send its address another ping.")
_acting("remove", "Delete its address, its secrets and all waiting messages.")


@command.command("secret")
@click.argument("subscriber", metavar="ID")
@click.option(
    "--overlap-hours",
    type=click.IntRange(0, 168),
    default=24,
    show_default=True,
    help="How long the old secret also signs.",
)
@json_option
def secret(*, subscriber: str, overlap_hours: int, as_json: bool) -> None:
    """Rotate the signing secret and print the new one once."""
    with open_client() as client:
        address = f"{PATH}/{find_subscriber(client, subscriber)}/secret"
        made = client.post(address, {"overlap_hours": overlap_hours}).document
    print_json(made) if as_json else click.echo(made["secret"])


@command.command("test")
@click.argument("subscriber", metavar="ID")
@click.option("--type", "kind", default="notice.resolved", show_default=True, help="The message type.")
def test(*, subscriber: str, kind: str) -> None:
    """Send an example message, marked as a test."""
    with open_client() as client:
        sent = client.post(f"{PATH}/{find_subscriber(client, subscriber)}/test", {"type": kind}).document
    click.echo(f"{sent['message']}  is being sent")


def every_subscriber(client: Client) -> list[Document]:
    """All subscribers that the key may see."""
    return list(client.pages(PATH))


def find_subscriber(client: Client, prefix: str) -> str:
    """The only subscriber id that begins with `prefix`.

    Raises ClickException if none or several do.
    """
    ids = [one["id"] for one in every_subscriber(client)]
    matching = [one for one in ids if one.startswith(prefix)]
    if prefix in matching or len(matching) == 1:
        return prefix if prefix in matching else str(matching[0])
    found = "Several subscribers' ids begin" if matching else "No subscriber's id begins"
    raise click.ClickException(f"{found} with {prefix}. List them with `tracker subscribers list`.")


def _line(one: Document) -> str:
    held = f", {one['waiting']} waiting" if one["waiting"] else ""
    dead = f", {one['dead']} given up" if one["dead"] else ""
    failing = f", failing since {one['failing_since']}" if one["failing_since"] else ""
    name = f"  {one['name']}" if one["name"] else ""
    return one_line(f"{one['id']}  {one['status']:<10} {one['url']}{name}{held}{dead}{failing}")

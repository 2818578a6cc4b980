"""`tracker subscribers`: who is told of news, and where."""

from __future__ import annotations

import sys
from typing import Any

import click

from tracker.cli.client.client import Client, Document, one_line, open_client
from tracker.cli.client.output import given, json_option, print_json

PATH = "/v1/subscribers"


@click.group("subscribers")
def command() -> None:
    """Register, list, pause and remove those who are told of news."""


@command.command("list")
@json_option
def list_command(*, as_json: bool) -> None:
    """List the subscribers of this key; of a keeper's key, all."""
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
    "--type", "types", multiple=True, help="A message type; may be repeated. Else all but notice.due."
)
@click.option("--topic", "topics", multiple=True, help="Only this topic; may be repeated.")
@click.option("--author", "authors", multiple=True, help="Only this forecaster's id; may be repeated.")
@click.option("--audience", type=click.Choice(["public", "clients"]), help="Whose words it may be told.")
@click.option("--provisional", "takes_provisional", is_flag=True, help="Outcomes before they are final too.")
@click.option("--digest", type=click.Choice(["day", "week"]), help="A digest, every day or every Monday.")
@click.option("--hour", type=click.IntRange(0, 23), default=7, show_default=True, help="The digest's hour.")
@click.option("--timezone", help="The digest's zone; else the tracker's.")
@click.option(
    "--connector", type=click.Choice(["webhook", "ghost", "buttondown"]), default="webhook", show_default=True
)
@click.option(
    "--credentials",
    help="The API key of Ghost or Buttondown; - reads it from stdin, so that no shell's history keeps it.",
)
@click.option("--name", help="What you call it.")
@json_option
def add(*, digest: str | None, hour: int, timezone: str | None, as_json: bool, **said: Any) -> None:
    """Register URL, which Buttondown needs none of; stdout gets the secret that signs its messages, once."""
    schedule = None if digest is None else given(every=digest, hour=hour, timezone=timezone) | {"hour": hour}
    if said["credentials"] == "-":
        said["credentials"] = sys.stdin.readline().strip()
    with open_client() as client:
        made = client.post(PATH, given(**said, digest=schedule)).document
    if as_json:
        print_json(made)
        return
    click.echo(f"{made['id']}  {made['status']}: it is sent a ping, and news once it has answered.", err=True)
    click.echo(made["secret"])


def _acting(verb: str, summary: str) -> None:
    @command.command(verb, help=summary)
    @click.argument("subscriber", metavar="ID")
    @json_option
    def act(*, subscriber: str, as_json: bool) -> None:
        with open_client() as client:
            told = client.post(f"{PATH}/{find_subscriber(client, subscriber)}/{verb}").document
        print_json(told) if as_json else click.echo(_line(told))


_acting("pause", "Send nothing until it is enabled; what comes meanwhile is held.")
_acting("enable", "Send again, beginning with what was held.")
_acting("verify", "Ping its address once more.")
_acting("remove", "Forget its address, its secrets and everything that waits for it.")


@command.command("secret")
@click.argument("subscriber", metavar="ID")
@click.option(
    "--overlap-hours",
    type=click.IntRange(0, 168),
    default=24,
    show_default=True,
    help="The old one signs too.",
)
@json_option
def secret(*, subscriber: str, overlap_hours: int, as_json: bool) -> None:
    """Rotate the secret that signs its messages; stdout gets the new one, once."""
    with open_client() as client:
        address = f"{PATH}/{find_subscriber(client, subscriber)}/secret"
        made = client.post(address, {"overlap_hours": overlap_hours}).document
    print_json(made) if as_json else click.echo(made["secret"])


@command.command("test")
@click.argument("subscriber", metavar="ID")
@click.option("--type", "kind", default="notice.resolved", show_default=True, help="The message type.")
def test(*, subscriber: str, kind: str) -> None:
    """Send it an example of a message, marked as a test."""
    with open_client() as client:
        sent = client.post(f"{PATH}/{find_subscriber(client, subscriber)}/test", {"type": kind}).document
    click.echo(f"{sent['message']}  on its way")


def every_subscriber(client: Client) -> list[Document]:
    """All that the key may see."""
    return list(client.pages(PATH))


def find_subscriber(client: Client, beginning: str) -> str:
    """The id that begins so. Raises a refusal where none or several do."""
    ids = [one["id"] for one in every_subscriber(client)]
    matching = [one for one in ids if one.startswith(beginning)]
    if beginning in matching or len(matching) == 1:
        return beginning if beginning in matching else str(matching[0])
    told = "several subscribers begin" if matching else "no subscriber begins"
    raise click.ClickException(f"{told} with {beginning}: `tracker subscribers list`")


def _line(one: Document) -> str:
    held = f", {one['waiting']} waiting" if one["waiting"] else ""
    dead = f", {one['dead']} given up" if one["dead"] else ""
    failing = f", failing since {one['failing_since']}" if one["failing_since"] else ""
    name = f"  {one['name']}" if one["name"] else ""
    return one_line(f"{one['id']}  {one['status']:<10} {one['url']}{name}{held}{dead}{failing}")

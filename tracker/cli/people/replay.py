"""`tracker replay`: sends a subscriber its messages since an instant again."""

from __future__ import annotations

import click

from tracker.cli.client.client import open_client
from tracker.cli.client.output import json_option, print_json
from tracker.cli.people.subscribers import PATH, find_subscriber


@click.command("replay")
@click.argument("subscriber", metavar="ID")
@click.option(
    "--since", required=True, help="An instant such as 2026-01-31T00:00:00Z, or a position of the log."
)
@click.option("--dead", is_flag=True, help="Only messages whose delivery was given up.")
@json_option
def command(*, subscriber: str, since: str, dead: bool, as_json: bool) -> None:
    """Send a subscriber its past messages again.

    They keep their ids, so receivers recognise repetitions by webhook-id.
    """
    body: dict[str, object] = {"after_position": int(since)} if since.isdigit() else {"since": since}
    with open_client() as client:
        verb = "recover" if dead else "replay"
        answer = client.post(f"{PATH}/{find_subscriber(client, subscriber)}/{verb}", body).document
    print_json(answer) if as_json else click.echo(f"{answer['messages']} messages are being sent again.")

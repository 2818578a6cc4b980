"""`tracker login`: saves the tracker to talk to and an API key for it."""

from __future__ import annotations

import json

import click

from tracker.cli.client.client import Client
from tracker.cli.client.folder import write_private
from tracker.cli.client.logins import login_path


@click.command("login")
@click.argument("address", required=False)
@click.option("--key", help="The API key; default: ask for it.")
@click.option("--forget", is_flag=True, help="Delete the saved address and key.")
def command(*, address: str | None, key: str | None, forget: bool) -> None:
    """Save a tracker's address and an API key.

    TRACKER_URL and TRACKER_KEY take precedence over the saved login.
    """
    if forget:
        login_path().unlink(missing_ok=True)
        click.echo("Deleted the saved login.")
        return
    if address is None:
        raise click.UsageError("The address is missing. Write one such as https://tracker.example.org.")
    token = key or click.prompt("API key", hide_input=True)
    with Client(address, token) as client:
        client.get("/v1/week")  # every valid key may read this, so an invalid one is refused here
    path = login_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    write_private(path, json.dumps({"url": address.rstrip("/"), "key": token}))
    click.echo(f"Logged in to {address}.")

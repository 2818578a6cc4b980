"""`tracker login`: remember which tracker to speak to, and with which key."""

from __future__ import annotations

import json

import click

from tracker.cli.client.client import Client
from tracker.cli.client.folder import write_private
from tracker.cli.client.logins import login_path


@click.command("login")
@click.argument("address", required=False)
@click.option("--key", help="The API key; asked for where it is left out.")
@click.option("--forget", is_flag=True, help="Forget address and key.")
def command(*, address: str | None, key: str | None, forget: bool) -> None:
    """Remember a tracker's address and a key for it.

    TRACKER_URL and TRACKER_KEY go before it.
    """
    if forget:
        login_path().unlink(missing_ok=True)
        click.echo("Forgotten.")
        return
    if address is None:
        raise click.UsageError("which tracker? Give its address, such as https://tracker.example.org")
    token = key or click.prompt("API key", hide_input=True)
    with Client(address, token) as client:
        client.get("/v1/week")  # what any key may read; a key that does not count is refused here
    path = login_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    write_private(path, json.dumps({"url": address.rstrip("/"), "key": token}))
    click.echo(f"Logged in to {address}.")

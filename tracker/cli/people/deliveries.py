"""`tracker deliveries`: a subscriber's messages and their delivery attempts."""

from __future__ import annotations

from time import sleep

import click

from tracker.cli.client.client import Client, Document, one_line, open_client
from tracker.cli.client.output import json_option, print_json
from tracker.cli.people.subscribers import PATH, find_subscriber

FOLLOW_S = 1.0


@click.command("deliveries")
@click.argument("subscriber", metavar="ID")
@click.option(
    "--state", type=click.Choice(["waiting", "delivered", "dead"]), help="Only messages in this state."
)
@click.option(
    "--limit",
    type=click.IntRange(1, 200),
    default=20,
    show_default=True,
    help="How many of the newest messages.",
)
@click.option("--follow", is_flag=True, help="Print each new attempt until Ctrl-C.")
@click.option("--resend", metavar="MESSAGE", help="Send this message again and list nothing.")
@json_option
def command(
    *, subscriber: str, state: str | None, limit: int, follow: bool, resend: str | None, as_json: bool
) -> None:
    """List a subscriber's messages and follow new attempts.

    The newest message comes last.
    """
    with open_client() as client:
        address = f"{PATH}/{find_subscriber(client, subscriber)}"
        if resend is not None:
            sent = client.post(f"{address}/deliveries/{resend}/resend").document
            print_json(sent) if as_json else click.echo(_line(sent))
            return
        query = {"limit": str(limit)} | ({} if state is None else {"state": state})
        page = client.get(f"{address}/deliveries", query).document
        if as_json:
            print_json(page)
            return
        for one in reversed(page["items"]):
            click.echo(_line(one))
        if follow:
            _follow(client, address)


def _follow(client: Client, address: str) -> None:
    """Print new attempts until interrupted."""
    seen = {_key(one) for one in client.get(f"{address}/attempts", {"limit": "200"}).document["items"]}
    while True:
        sleep(FOLLOW_S)
        found = client.get(f"{address}/attempts", {"limit": "200"}).document["items"]
        for one in reversed([one for one in found if _key(one) not in seen]):
            click.echo(_attempt(one))
        seen |= {_key(one) for one in found}


def _key(attempt: Document) -> tuple[str, int, str]:
    return attempt["message"], attempt["number"], attempt["started_at"]


def _line(one: Document) -> str:
    when = f"next {one['next_at']}" if one["state"] == "waiting" else one["settled_at"]
    error = f"  {one['error']}" if one["error"] else ""
    return one_line(
        f"{one['sequence']:>6}  {one['state']:<9} {one['type']:<18} {one['message']}  {when}{error}"
    )


def _attempt(one: Document) -> str:
    result = one["error"] or f"status_{one['status']}"
    return one_line(
        f"{one['started_at']}  {one['type'] or ''} {one['message']}  "
        f"attempt {one['number']}: {result}, {one['duration_ms']} ms"
    )

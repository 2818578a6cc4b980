"""Finding the prediction that a beginning of its id means."""

from __future__ import annotations

import click

from tracker.cli.client import Client

PREFIX = "prd_"
ID_CHARS = len(PREFIX) + 10
PAGES_MAX = 500
SHOWN_MAX = 5


def find_prediction(client: Client, beginning: str) -> str:
    """The id of the one prediction that begins so; a whole id is not looked up."""
    wanted = beginning if beginning.startswith(PREFIX) else PREFIX + beginning
    if len(wanted) >= ID_CHARS:
        return wanted
    found = _all_beginning(client, wanted)
    if len(found) == 1:
        return found[0]
    if not found:
        raise click.ClickException(f"no prediction begins with {wanted}")
    more = " ..." if len(found) > SHOWN_MAX else ""
    raise click.ClickException(f"several begin with {wanted}: {', '.join(found[:SHOWN_MAX])}{more}")


def _all_beginning(client: Client, wanted: str) -> list[str]:
    found: list[str] = []
    query = {"limit": "200"}
    for _ in range(PAGES_MAX):
        page = client.get("/v1/predictions", query).document
        found += [one["id"] for one in page["items"] if one["id"].startswith(wanted)]
        if not page.get("next_cursor") or len(found) > SHOWN_MAX:
            return found
        query = {"limit": "200", "cursor": page["next_cursor"]}
    raise click.ClickException("too many predictions to look through: give the whole id")

"""Finding the prediction that a beginning of its id means."""

from __future__ import annotations

from itertools import islice

import click

from tracker.cli.client.client import Client

PREFIX = "prd_"
ID_CHARS = len(PREFIX) + 10
SHOWN_MAX = 5


def find_prediction(client: Client, beginning: str) -> str:
    """The id of the one prediction that begins so; a whole id is not looked up."""
    wanted = beginning if beginning.startswith(PREFIX) else PREFIX + beginning
    if len(wanted) >= ID_CHARS:
        return wanted
    beginning_so = (one["id"] for one in client.pages("/v1/predictions") if one["id"].startswith(wanted))
    found = list(islice(beginning_so, SHOWN_MAX + 1))
    if len(found) == 1:
        return str(found[0])
    if not found:
        raise click.ClickException(f"no prediction begins with {wanted}")
    more = " ..." if len(found) > SHOWN_MAX else ""
    raise click.ClickException(f"several begin with {wanted}: {', '.join(found[:SHOWN_MAX])}{more}")

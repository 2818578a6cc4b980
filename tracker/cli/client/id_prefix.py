"""Finds the prediction whose id begins with a given prefix."""

from __future__ import annotations

from itertools import islice

import click

from tracker.cli.client.client import Client

PREFIX = "prd_"
ID_CHARS = len(PREFIX) + 10
SHOWN_MAX = 5


def find_prediction(client: Client, prefix: str) -> str:
    """The id of the only prediction whose id begins with `prefix`; a full id is not looked up."""
    wanted = prefix if prefix.startswith(PREFIX) else PREFIX + prefix
    if len(wanted) >= ID_CHARS:
        return wanted
    matching = (one["id"] for one in client.pages("/v1/predictions") if one["id"].startswith(wanted))
    found = list(islice(matching, SHOWN_MAX + 1))
    if len(found) == 1:
        return str(found[0])
    if not found:
        raise click.ClickException(f"No prediction's id begins with {wanted}.")
    more = " ..." if len(found) > SHOWN_MAX else ""
    raise click.ClickException(
        f"Several predictions begin with {wanted}: {', '.join(found[:SHOWN_MAX])}{more}. Write more of the id."
    )

"""`tracker undo`: take back what was just recorded."""

from __future__ import annotations

import click

from tracker.cli.client.client import open_client
from tracker.cli.client.id_prefix import find_prediction
from tracker.cli.client.output import json_option, print_json


@click.command("undo")
@click.argument("entity", metavar="ID")
@json_option
def command(*, entity: str, as_json: bool) -> None:
    """Take a prediction or a forecast back, minutes after it was recorded.

    With the key that recorded it, before any outcome. It stays in the history and counts nowhere.
    """
    with open_client() as client:
        if entity.startswith("fct_"):
            answer = client.post(f"/v1/forecasts/{entity}/undo").document
            said = f"{entity} was taken back."
        else:
            found = find_prediction(client, entity)
            answer = client.post(f"/v1/predictions/{found}/undo").document
            said = f"{found} was taken back; its history stays at {answer['history']}."
    print_json(answer) if as_json else click.echo(said)

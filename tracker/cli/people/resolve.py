"""`tracker resolve`: records the outcome of a prediction."""

from __future__ import annotations

import click

from tracker.cli.client.client import Client, Refused, open_client
from tracker.cli.client.id_prefix import find_prediction
from tracker.cli.client.output import given, json_option, print_json, print_prediction


@click.command("resolve")
@click.argument("prediction", metavar="ID")
@click.argument("outcome")
@click.option("--on", "happened_on", metavar="DATE", help="The day it happened.")
@click.option("--at", "happened_at", metavar="INSTANT", help="The instant it happened, instead of the day.")
@click.option("--source", metavar="URL", help="Where it is reported; yes needs a source.")
@click.option("--headline", help="What happened, in one line.")
@click.option("--note", help="How you know; no needs a note or a source.")
@click.option("--reason", help="Why a recorded outcome changes.")
@click.option("--as-of", "resolved_as_of", metavar="DATE", help="The day on which the outcome was decided.")
@json_option
def command(
    *, prediction: str, outcome: str, reason: str | None, as_json: bool, **fields: str | None
) -> None:
    """Record the outcome of a prediction.

    ID may be an unambiguous beginning of the id. OUTCOME depends on the prediction's type: yes, no or a share such as
    25%; an option; a number; a day or `never`.

    To change a recorded outcome, add --reason; the earlier outcome and its scores stay visible.
    """
    if (fields["happened_on"] is None) == (fields["happened_at"] is None):
        raise click.UsageError("Say when it happened: --on with a day, or --at with an instant.")
    body = given(outcome=_outcome(outcome), reason=reason, **fields)
    with open_client() as client:
        found = find_prediction(client, prediction)
        version = None if reason is None else client.get(f"/v1/predictions/{found}").etag
        answer = _resolve(client, found, body, if_match=version)
    print_json(answer) if as_json else print_prediction(answer)


def _outcome(text: str) -> str | dict[str, float]:
    """The outcome as the API takes it; a percentage is a share of yes. Raises click.UsageError."""
    if not text.endswith("%"):
        return text
    try:
        return {"partial": float(text.removesuffix("%")) / 100}
    except ValueError:
        raise click.UsageError(f"{text!r} is not a share. Write one such as 25%.") from None


def _resolve(
    client: Client, prediction: str, body: dict[str, object], *, if_match: str | None
) -> dict[str, object]:
    try:
        return client.post(f"/v1/predictions/{prediction}/resolution", body, if_match=if_match).document
    except Refused as refusal:
        if refusal.code == "precondition_required":
            raise click.ClickException(
                "The prediction already has an outcome. To change it, add --reason."
            ) from None
        raise

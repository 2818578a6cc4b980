"""The commands that only change a prediction: `undo`, `amend`, `withdraw`, `dispute`, `uphold` and `annul`."""

from __future__ import annotations

from typing import get_args

import click

from tracker.cli.client.client import Document, open_client
from tracker.cli.client.id_prefix import find_prediction
from tracker.cli.client.output import given, json_option, print_json, print_prediction
from tracker.domain.prediction.events import AnnulmentReason

PREDICTION = click.argument("prediction", metavar="ID")
REASON = click.option("--reason", required=True, help="Why; it is kept.")


@click.command("undo")
@click.argument("entity", metavar="ID")
@json_option
def undo(*, entity: str, as_json: bool) -> None:
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


@click.command("amend")
@PREDICTION
@click.option("--statement", help="The statement as it shall read.")
@click.option("--criteria", help="The criteria as they shall read.")
@click.option("--reason", required=True, help="Why; it is kept beside the old words.")
@json_option
def amend(
    *, prediction: str, statement: str | None, criteria: str | None, reason: str, as_json: bool
) -> None:
    """Make the words of a prediction clearer, while it has no outcome.

    Whatever decides it stays: for another deadline or rule, withdraw it and log a successor.
    """
    _change(
        prediction, "amend", given(statement=statement, criteria=criteria, reason=reason), as_json=as_json
    )


@click.command("withdraw")
@PREDICTION
@REASON
@json_option
def withdraw(*, prediction: str, reason: str, as_json: bool) -> None:
    """Withdraw a prediction.

    No further forecasts; the last number in force is scored.
    """
    _change(prediction, "withdraw", {"reason": reason}, as_json=as_json)


@click.command("dispute")
@PREDICTION
@REASON
@json_option
def dispute(*, prediction: str, reason: str, as_json: bool) -> None:
    """Object to an outcome that is not final yet.

    Stop its window until a person has decided.
    """
    _change(prediction, "dispute", {"reason": reason}, as_json=as_json)


@click.command("uphold")
@PREDICTION
@REASON
@json_option
def uphold(*, prediction: str, reason: str, as_json: bool) -> None:
    """Say that a disputed outcome stays.

    It is final once its window is over.
    """
    _change(prediction, "uphold", {"reason": reason}, as_json=as_json)


@click.command("annul")
@PREDICTION
@click.option("--reason", required=True, type=click.Choice(get_args(AnnulmentReason)), help="Why it is void.")
@click.option("--on", "happened_on", metavar="DATE", help="Since when that could be known.")
@click.option("--note", help="More about it.")
@json_option
def annul(*, prediction: str, reason: str, happened_on: str | None, note: str | None, as_json: bool) -> None:
    """Declare a prediction void: it leaves every score."""
    _change(prediction, "annul", given(reason=reason, happened_on=happened_on, note=note), as_json=as_json)


def _change(prediction: str, action: str, body: Document, *, as_json: bool) -> None:
    """Post `action` on the version that the prediction (found by a beginning of its id) has now; print the answer."""
    with open_client() as client:
        found = find_prediction(client, prediction)
        version = client.get(f"/v1/predictions/{found}").etag
        answer = client.post(f"/v1/predictions/{found}/{action}", body, if_match=version).document
    print_json(answer) if as_json else print_prediction(answer)

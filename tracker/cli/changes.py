"""Commands on a prediction: `undo`, `amend`, `withdraw`, `dispute`, `uphold`, `annul`."""

from __future__ import annotations

from typing import get_args

import click

from tracker.cli.client.client import Document, open_client
from tracker.cli.client.id_prefix import find_prediction
from tracker.cli.client.output import given, json_option, print_json, print_prediction
from tracker.domain.prediction.events import AnnulmentReason

PREDICTION = click.argument("prediction", metavar="ID")
REASON = click.option("--reason", required=True, help="Why; the reason is recorded.")


@click.command("undo")
@click.argument("entity", metavar="ID")
@json_option
def undo(*, entity: str, as_json: bool) -> None:
    """Undo a prediction or forecast within minutes of recording it.

    Needs the key that recorded it, and only works before the prediction has an outcome. An undone record stays in the
    history but counts in no score.
    """
    with open_client() as client:
        if entity.startswith("fct_"):
            answer = client.post(f"/v1/forecasts/{entity}/undo").document
            text = f"{entity} was undone."
        else:
            found = find_prediction(client, entity)
            answer = client.post(f"/v1/predictions/{found}/undo").document
            text = f"{found} was undone. Its history: {answer['history']}."
    print_json(answer) if as_json else click.echo(text)


@click.command("amend")
@PREDICTION
@click.option("--statement", help="The new statement.")
@click.option("--criteria", help="The new criteria.")
@click.option("--reason", required=True, help="Why; recorded with the old wording.")
@json_option
def amend(
    *, prediction: str, statement: str | None, criteria: str | None, reason: str, as_json: bool
) -> None:
    """Clarify the wording of a prediction that has no outcome.

    Deadline and rule cannot change: to change them, withdraw the prediction and log a new one.
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

    It takes no further forecasts; the last number in force is scored.
    """
    _change(prediction, "withdraw", {"reason": reason}, as_json=as_json)


@click.command("dispute")
@PREDICTION
@REASON
@json_option
def dispute(*, prediction: str, reason: str, as_json: bool) -> None:
    """Dispute an outcome that is not final yet.

    The outcome does not become final until a person decides.
    """
    _change(prediction, "dispute", {"reason": reason}, as_json=as_json)


@click.command("uphold")
@PREDICTION
@REASON
@json_option
def uphold(*, prediction: str, reason: str, as_json: bool) -> None:
    """Confirm a disputed outcome.

    It becomes final when its challenge window ends.
    """
    _change(prediction, "uphold", {"reason": reason}, as_json=as_json)


@click.command("annul")
@PREDICTION
@click.option(
    "--reason", required=True, type=click.Choice(get_args(AnnulmentReason)), help="Why it is annulled."
)
@click.option("--on", "happened_on", metavar="DATE", help="The day on which this became known.")
@click.option("--note", help="Further explanation.")
@json_option
def annul(*, prediction: str, reason: str, happened_on: str | None, note: str | None, as_json: bool) -> None:
    """Annul a prediction: it leaves every score."""
    _change(prediction, "annul", given(reason=reason, happened_on=happened_on, note=note), as_json=as_json)


def _change(prediction: str, action: str, body: Document, *, as_json: bool) -> None:
    """Post `action` on the prediction's current version and print the answer.

    `prediction` is an id or an unambiguous beginning of one.
    """
    with open_client() as client:
        found = find_prediction(client, prediction)
        version = client.get(f"/v1/predictions/{found}").etag
        answer = client.post(f"/v1/predictions/{found}/{action}", body, if_match=version).document
    print_json(answer) if as_json else print_prediction(answer)

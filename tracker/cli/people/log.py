"""`tracker log`: records a prediction: a statement, a probability and a deadline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import click

from tracker.cli.client.client import Client, Document, Refused, one_line, open_client
from tracker.cli.client.output import given, json_option, print_json, print_prediction
from tracker.cli.people.forecast import read_distribution
from tracker.cli.people.shorthand import NotADeadline, Understood, as_line, read_deadline, read_line
from tracker.domain.prediction.events import Kind, Settlement, Visibility
from tracker.scoring.verbal import SCALES


@click.command("log")
@click.argument("statement")
@click.argument("probability", required=False)
@click.option("--by", metavar="DATE", help='The deadline: 2025-12-31, 2025-12 or "end 2025".')
@click.option("--criteria", help="What exactly counts as yes.")
@click.option("--quote", help="The words of the essay that state it.")
@click.option("--essay", metavar="URL", help="The essay that states it, by address or id.")
@click.option("--topic", "topics", multiple=True, help="A topic; may be repeated.")
@click.option("--author", help="The author of the prediction; default: the key's own author.")
@click.option("--rule", metavar="JSON|@FILE", help="The rule that settles it automatically.")
@click.option(
    "--default",
    "default_outcome",
    type=click.Choice(["yes", "no"]),
    help="The outcome if nothing happens by the deadline.",
)
@click.option(
    "--settlement", type=click.Choice(get_args(Settlement)), help="Whether a person confirms the outcome."
)
@click.option(
    "--type", "kind", type=click.Choice(get_args(Kind)), help="The type; default: binary (yes or no)."
)
@click.option("--option", "options", multiple=True, help="An option to choose from; may be repeated.")
@click.option("--unit", help="The unit of a number.")
@click.option("--distribution", metavar="JSON", help='Such as {"probabilities": {"A": 0.3, "B": 0.7}}.')
@click.option("--scale", type=click.Choice(tuple(SCALES)), help="The scale of a probability word.")
@click.option("--visibility", type=click.Choice(get_args(Visibility)), help="Who may read its text.")
@click.option("--visible-from", metavar="DATE", help="Keep its text private until this date.")
@click.option("--supersedes", metavar="ID", help="The prediction that this one replaces.")
@click.option("--timezone", metavar="TZ", help="The time zone of the deadline.")
@click.option("--note", help="The reasoning.")
@click.option("--again", is_flag=True, help="Record it even if the same prediction exists.")
@json_option
def command(
    *,
    statement: str,
    probability: str | None,
    by: str | None,
    as_json: bool,
    rule: str | None,
    kind: str | None,
    distribution: str | None,
    **fields: Any,
) -> None:
    """Log a prediction.

    \b
    tracker log "The cabinet falls" 40% --by 2025-12-31
    tracker log "The cabinet falls, 40% by end 2025 #japan"
    """  # noqa: D301 - \b keeps click from joining the lines
    topics = fields.pop("topics")
    understood = _understood(statement, probability=probability, by=by, topics=topics)
    body = given(
        statement=understood.statement,
        probability=understood.probability,
        deadline=understood.deadline,
        topics=understood.topics,
        rule=None if rule is None else _rule(rule),
        type=kind,
        **fields,
        **read_distribution(distribution),
    )
    with open_client() as client:
        answer = _log(client, body)
    print_json(answer) if as_json else print_prediction(answer)


def _log(client: Client, body: Document) -> Document:
    try:
        return client.post("/v1/predictions", body).document
    except Refused as refusal:
        if refusal.code == "already_recorded":
            raise click.ClickException(f"{refusal.message} (on the command line: --again)") from None
        raise


def _understood(
    statement: str, *, probability: str | None, by: str | None, topics: tuple[str, ...]
) -> Understood:
    """The line and the options together. The line is parsed only if --by is missing.

    Raises click.UsageError.
    """
    try:
        parsed = read_line(statement) if by is None else Understood(statement, deadline=read_deadline(by))
    except NotADeadline as wrong:
        raise click.UsageError(str(wrong)) from None
    if parsed.deadline is None:
        raise click.UsageError("The deadline is missing. Add --by 2025-12-31, or end with `by 2025-12-31`.")
    if parsed.probability is not None and probability is not None:
        raise click.UsageError(
            f"There are two probabilities, {parsed.probability} and {probability}. Give only one."
        )
    understood = Understood(
        parsed.statement, parsed.probability or probability, parsed.deadline, parsed.topics + topics
    )
    if by is None or by != understood.deadline:
        click.echo(f"Understood: {one_line(as_line(understood))}", err=True)
    return understood


def _rule(text: str) -> dict[str, Any]:
    try:
        raw = Path(text[1:]).read_text(encoding="utf-8") if text.startswith("@") else text
        rule = json.loads(raw)
    except (OSError, ValueError) as wrong:
        raise click.UsageError(f"--rule cannot be read: {wrong}.") from None
    if not isinstance(rule, dict):
        raise click.UsageError('--rule must be an object such as {"event_type": "cabinet.ends"}.')
    return rule

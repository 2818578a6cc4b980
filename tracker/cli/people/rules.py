"""`tracker rules`: what each value of a score is."""

from __future__ import annotations

import click

from tracker.cli.client.client import Document, open_client
from tracker.cli.client.output import json_option, print_json

BETTER = {"lower": "lower is better", "higher": "higher is better", "neither": "near its level is best"}


@click.command("rules")
@json_option
def command(*, as_json: bool) -> None:
    """Print what each rule of scoring is.

    Formula, range, direction, source and version of every value that scores and reports name.
    """
    with open_client() as client:
        rules = client.get("/v1/rules").document
    if as_json:
        print_json(rules)
        return
    for rule in rules["items"]:
        click.echo(f"{rule['name']} (version {rule['version']}): {rule['formula']}")
        improper = "" if rule["is_proper"] is not False else "; improper, for comparison only"
        click.echo(f"  {_range(rule)}, {BETTER[rule['better']]}{improper}. Source: {rule['source']}.")


def _range(rule: Document) -> str:
    low, high = rule["low"], rule["high"]
    if low is None and high is None:
        return "no bounds"
    if high is None:
        return f"{low:g} or more"
    return f"{high:g} or less" if low is None else f"{low:g} to {high:g}"

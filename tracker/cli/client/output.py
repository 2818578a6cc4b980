"""What commands print: JSON for programs, sentences for people."""

from __future__ import annotations

import json
from typing import Any

import click

from tracker.cli.client.client import Document, one_line

json_option = click.option("--json", "as_json", is_flag=True, help="Print the tracker's answer as JSON.")


def print_json(document: Document) -> None:
    """Print the document as indented JSON."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def print_prediction(document: Document) -> None:
    """Print the prediction's sentence, id, outcome and next step; warnings go to stderr."""
    click.echo(one_line(str(document["summary"])))
    deadline = document.get("deadline") or {}
    click.echo(f"{document['id']}  deadline {deadline.get('at')} ({deadline.get('timezone')})")
    if document.get("outcome"):
        click.echo(f"Outcome: {document['outcome']['outcome']}.")
    if document.get("next"):
        click.echo(one_line(str(document["next"])))
    for warning in document.get("warnings") or ():
        click.echo(f"Warning: {one_line(str(warning))}", err=True)


def prediction_line(document: Document) -> str:
    """A prediction in one line: id, status, deadline and sentence."""
    deadline = document["deadline"]
    when = deadline.get("on") or str(deadline["at"])[:10]
    return f"{document['id']}  {document['status']:<9} {when}  {one_line(str(document['summary']))}"


def given(**fields: Any) -> Document:
    """The fields that were given: those that are None, False or empty are left out."""
    return {
        name: value
        for name, value in fields.items()
        if value is not None and value is not False and value != ()
    }

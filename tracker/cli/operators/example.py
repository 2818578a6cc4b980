"""The example tracker: imports one essay's story over HTTP and prints its report."""

from __future__ import annotations

import threading
from pathlib import Path

import click

from tracker.cli.client.client import Client
from tracker.cli.imports.import_story import import_story
from tracker.cli.imports.story import Opening
from tracker.cli.people.report import print_plain, read_report

STORY = Path(__file__).resolve().parents[2] / "example" / "story.jsonl"
REPORT = {"include": "imported,assigned", "cohort": "settled"}


def import_in_background(address: str, key: str) -> None:
    """Import the example in a daemon thread while the main thread supervises the programs."""
    threading.Thread(target=_import_example, args=(address, key), daemon=True).start()


def _import_example(address: str, key: str) -> None:
    try:
        with Client(address, key) as client:
            tally = import_story(client, STORY, choice=Opening(), with_clock=True)
            if tally.refused:
                click.echo(f"Example: {tally.refused} lines were refused.", err=True)
            document = read_report(client, **REPORT)
    except click.ClickException as refusal:
        click.echo(f"Example: {refusal.format_message()}", err=True)
        return
    click.echo()
    print_plain(document)
    words = " ".join(f"--{name} {value}" for name, value in REPORT.items())
    click.echo(f"\nThis is `tracker report {words}`, with TRACKER_DATA on this folder.")

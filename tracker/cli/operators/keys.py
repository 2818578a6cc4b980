"""`tracker keys`: API keys, and the first one, which every house begins with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click

from tracker.application.access.access import authenticate, issue_key, list_keys, revoke_key, rotate_key
from tracker.application.access.keys import OVERLAP, OVERLAP_MAX, scopes_of
from tracker.application.context import Application
from tracker.cli.client.client import one_line
from tracker.cli.client.folder import FIRST_KEY, data_option, read_first_key, write_private
from tracker.cli.client.output import json_option, print_json
from tracker.cli.operators.opening import opened_house
from tracker.domain.errors import Unauthorized
from tracker.domain.instants import parse_end
from tracker.domain.key import SCOPES
from tracker.domain.limits import PAGE_MAX
from tracker.domain.text.words import nfc
from tracker.settings import Settings
from tracker.store.databases.database import Row

USUAL_SCOPES = ("read", "record", "resolve")
HOUR = timedelta(hours=1)


@click.group("keys")
def command() -> None:
    """Make, list, rotate and revoke API keys."""


@command.command("list")
@data_option
@json_option
def list_command(*, folder: Path | None, as_json: bool) -> None:
    """List every key ever made: what it may do, until when it counts, when it was last used."""
    with opened_house(folder) as application:
        rows = list(_every_key(application))
    if as_json:
        from tracker.api.resources.keys import KeyPage, present_key

        print_json(KeyPage().dump({"items": [present_key(row) for row in rows], "next_cursor": None}))
        return
    for row in rows:
        click.echo(_line(row))


@command.command("create")
@data_option
@click.option("--name", required=True, help="What the key is for.")
@click.option("--author", help="Whose predictions it logs; recorded with it where nobody is called that.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(SCOPES),
    default=USUAL_SCOPES,
    show_default=True,
    help="May be repeated.",
)
@click.option("--expires-at", help="A day, to its end, or an instant; else it counts until it is revoked.")
def create(
    *, folder: Path | None, name: str, author: str | None, scopes: tuple[str, ...], expires_at: str | None
) -> None:
    """Make a key; stdout gets it, once."""
    with opened_house(folder) as application:
        until = None
        if expires_at is not None:
            until = parse_end(expires_at, application.timezone, pointer="/expires_at")
        public_id, token = issue_key(application, name=name, scopes=scopes, author=author, expires_at=until)
    click.echo(f"{public_id}, {' '.join(scopes)}; the key is shown this once:", err=True)
    click.echo(token)


@command.command("rotate")
@data_option
@click.argument("key")
@click.option(
    "--overlap-hours",
    type=click.IntRange(0, OVERLAP_MAX // HOUR),
    default=OVERLAP // HOUR,
    show_default=True,
    help="How long the old key counts beside the new one.",
)
def rotate(*, folder: Path | None, key: str, overlap_hours: int) -> None:
    """Make a key that takes over from KEY (its id); stdout gets it, once."""
    with opened_house(folder) as application:
        public_id, token = rotate_key(application, key, overlap=overlap_hours * HOUR)
    click.echo(f"{public_id} takes over from {key}, which counts for {overlap_hours} hours more;", err=True)
    click.echo("the key is shown this once:", err=True)
    click.echo(token)


@command.command("revoke")
@data_option
@click.argument("key")
def revoke(*, folder: Path | None, key: str) -> None:
    """Revoke KEY (its id) at once."""
    with opened_house(folder) as application:
        revoke_key(application, key)
    click.echo(f"{key} is revoked.")


def first_key(application: Application, settings: Settings) -> tuple[str, bool]:
    """The key kept in the folder, and whether it was made just now; a kept one that no longer counts is replaced."""
    kept = read_first_key(settings.data)
    if kept is not None and _counts(application, kept):
        return kept, False
    _, token = issue_key(application, name="first key", scopes=SCOPES, author=nfc(settings.author))
    write_private(settings.data / FIRST_KEY, token + "\n")
    return token, True


def _counts(application: Application, token: str) -> bool:
    try:
        authenticate(application, token)
    except Unauthorized:
        return False
    return True


def _every_key(application: Application) -> Iterator[Row]:
    """Page by page to the end."""
    after = ""
    while rows := list_keys(application, after=after, limit=PAGE_MAX):
        yield from rows
        after = rows[-1]["id"]


def _line(row: Row) -> str:
    """One key for people: only what there is to say about it."""
    said = {
        "for": row["forecaster"],
        "issued": row["issued_at"],
        "expires": row["expires_at"],
        "revoked from": row["revoked_from"],
        "replaces": row["replaces"],
        "last used": row["last_used_at"],
    }
    ends = [f"{words} {value}" for words, value in said.items() if value is not None]
    return f"{row['id']}  {one_line(row['name'])}  {' '.join(scopes_of(row))}; {', '.join(ends)}"

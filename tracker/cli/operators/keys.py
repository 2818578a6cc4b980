"""`tracker keys`: API keys, and the first key of every new tracker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click

from tracker.application.access.access import authenticate, issue_key, list_keys, revoke_key, rotate_key
from tracker.application.access.keys import OVERLAP, OVERLAP_MAX, scopes_of
from tracker.application.context import AppContext
from tracker.cli.client.client import one_line
from tracker.cli.client.folder import FIRST_KEY, data_option, read_first_key, write_private
from tracker.cli.client.output import json_option, print_json
from tracker.cli.operators.opening import opened_tracker
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
    """Create, list, rotate and revoke API keys."""


@command.command("list")
@data_option
@json_option
def list_command(*, folder: Path | None, as_json: bool) -> None:
    """List all keys with their scopes, expiry and last use."""
    with opened_tracker(folder) as application:
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
@click.option("--author", help="The author whose predictions it logs; recorded if new.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(SCOPES),
    default=USUAL_SCOPES,
    show_default=True,
    help="A permission; may be repeated.",
)
@click.option("--expires-at", help="A day (to its end) or an instant; default: it does not expire.")
def create(
    *, folder: Path | None, name: str, author: str | None, scopes: tuple[str, ...], expires_at: str | None
) -> None:
    """Create a key and print it once."""
    with opened_tracker(folder) as application:
        until = None
        if expires_at is not None:
            until = parse_end(expires_at, application.timezone, pointer="/expires_at")
        public_id, token = issue_key(application, name=name, scopes=scopes, author=author, expires_at=until)
    click.echo(f"{public_id}, {' '.join(scopes)}. The key is shown only once:", err=True)
    click.echo(token)


@command.command("rotate")
@data_option
@click.argument("key")
@click.option(
    "--overlap-hours",
    type=click.IntRange(0, OVERLAP_MAX // HOUR),
    default=OVERLAP // HOUR,
    show_default=True,
    help="How long the old key stays valid.",
)
def rotate(*, folder: Path | None, key: str, overlap_hours: int) -> None:
    """Create a key that replaces KEY (an id) and print it once."""
    with opened_tracker(folder) as application:
        public_id, token = rotate_key(application, key, overlap=overlap_hours * HOUR)
    click.echo(f"{public_id} replaces {key}, which stays valid for {overlap_hours} hours.", err=True)
    click.echo("The new key is shown only once:", err=True)
    click.echo(token)


@command.command("revoke")
@data_option
@click.argument("key")
def revoke(*, folder: Path | None, key: str) -> None:
    """Revoke KEY (an id) immediately."""
    with opened_tracker(folder) as application:
        revoke_key(application, key)
    click.echo(f"{key} is revoked.")


def first_key(application: AppContext, settings: Settings) -> tuple[str, bool]:
    """The key kept in the folder, and whether it was created just now."""
    kept = read_first_key(settings.data)
    if kept is not None and _is_valid(application, kept):
        return kept, False
    _, token = issue_key(application, name="first key", scopes=SCOPES, author=nfc(settings.author))
    write_private(settings.data / FIRST_KEY, token + "\n")
    return token, True


def _is_valid(application: AppContext, token: str) -> bool:
    try:
        authenticate(application, token)
    except Unauthorized:
        return False
    return True


def _every_key(application: AppContext) -> Iterator[Row]:
    """All keys, page by page."""
    after = ""
    while rows := list_keys(application, after=after, limit=PAGE_MAX):
        yield from rows
        after = rows[-1]["id"]


def _line(row: Row) -> str:
    """One key as a line, with only the fields that have a value."""
    fields = {
        "for": row["forecaster"],
        "issued": row["issued_at"],
        "expires": row["expires_at"],
        "revoked from": row["revoked_from"],
        "replaces": row["replaces"],
        "last used": row["last_used_at"],
    }
    ends = [f"{words} {value}" for words, value in fields.items() if value is not None]
    return f"{row['id']}  {one_line(row['name'])}  {' '.join(scopes_of(row))}; {', '.join(ends)}"

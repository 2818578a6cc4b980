"""`tracker keys`: API keys, and the first one, which every house begins with."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.application.access import authenticate, issue_key
from tracker.application.application import Application
from tracker.cli.folder import FIRST_KEY, data_option, read_first_key, settings_of_house, write_private
from tracker.domain.errors import Unauthorized
from tracker.domain.key import SCOPES
from tracker.house import is_migrated, open_house
from tracker.settings import Settings

USUAL_SCOPES = ("read", "record", "resolve")


@click.group("keys")
def command() -> None:
    """Make API keys."""


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
def create(*, folder: Path | None, name: str, author: str | None, scopes: tuple[str, ...]) -> None:
    """Make a key; stdout gets it, once."""
    application = open_house(settings_of_house(folder))
    try:
        if not is_migrated(application.database):
            raise click.ClickException("the database is of another version: `tracker migrate` comes first")
        public_id, token = issue_key(application, name=name, scopes=scopes, author=author)
    finally:
        application.database.close()
    click.echo(f"{public_id}, {' '.join(scopes)}; the key is shown this once:", err=True)
    click.echo(token)


def first_key(application: Application, settings: Settings) -> tuple[str, bool]:
    """The key kept in the folder, and whether it was made just now; a kept one that no longer counts is replaced."""
    kept = read_first_key(settings.data)
    if kept is not None and _counts(application, kept):
        return kept, False
    _, token = issue_key(application, name="first key", scopes=SCOPES, author=settings.author)
    write_private(settings.data / FIRST_KEY, token + "\n")
    return token, True


def _counts(application: Application, token: str) -> bool:
    try:
        authenticate(application, token)
    except Unauthorized:
        return False
    return True

"""`tracker outbound`: whether this house sends anything to others."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.application.context import Application
from tracker.application.work.outbound import turn_outbound
from tracker.cli.client.folder import data_option
from tracker.cli.operators.opening import opened_house
from tracker.settings import login_name
from tracker.store.outbound import Outbound, read_outbound


@click.group("outbound")
def command() -> None:
    """Let the house send to others, or silence it."""


@command.command("on")
@data_option
def on(*, folder: Path | None) -> None:
    """Let it send."""
    _turn(folder, is_on=True)


@command.command("off")
@data_option
def off(*, folder: Path | None) -> None:
    """Silence it."""
    _turn(folder, is_on=False)


@command.command("status")
@data_option
def status(*, folder: Path | None) -> None:
    """Say which it is, since when and by whom."""
    with opened_house(folder) as application:
        with application.database.reading() as tx:
            found = read_outbound(tx)
        click.echo(sentence(application, found))


def sentence(application: Application, found: Outbound) -> str:
    """What the two switches come to.

    >>> from types import SimpleNamespace
    >>> sentence(SimpleNamespace(is_outbound_allowed=True), Outbound())
    'Outbound is on (epoch 1).'
    >>> sentence(SimpleNamespace(is_outbound_allowed=False), Outbound())
    'Outbound is off (epoch 1): TRACKER_OUTBOUND says off; the switch itself is on.'
    """
    epoch = f"(epoch {found.epoch})"
    since = "" if found.changed_at is None else f" since {found.changed_at}, turned by {found.changed_by}"
    if not application.is_outbound_allowed:
        switch = "on" if found.is_on else "off"
        return f"Outbound is off {epoch}: TRACKER_OUTBOUND says off; the switch itself is {switch}{since}."
    return f"Outbound is {'on' if found.is_on else 'off'} {epoch}{since}."


def _turn(folder: Path | None, *, is_on: bool) -> None:
    with opened_house(folder) as application:
        click.echo(sentence(application, turn_outbound(application, is_on=is_on, by=login_name())))

"""`tracker outbound`: whether this tracker sends messages to subscribers."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.application.context import AppContext
from tracker.application.work.outbound import turn_outbound
from tracker.cli.client.folder import data_option
from tracker.cli.operators.opening import opened_tracker
from tracker.settings import login_name
from tracker.store.outbound import Outbound, read_outbound


@click.group("outbound")
def command() -> None:
    """Turn sending to subscribers on or off."""


@command.command("on")
@data_option
def on(*, folder: Path | None) -> None:
    """Turn sending on."""
    _turn(folder, is_on=True)


@command.command("off")
@data_option
def off(*, folder: Path | None) -> None:
    """Turn sending off."""
    _turn(folder, is_on=False)


@command.command("status")
@data_option
def status(*, folder: Path | None) -> None:
    """Print whether sending is on, since when and by whom."""
    with opened_tracker(folder) as application:
        with application.database.reading() as tx:
            found = read_outbound(tx)
        click.echo(sentence(application, found))


def sentence(application: AppContext, found: Outbound) -> str:
    """The combined state of the setting and the switch.

    >>> from types import SimpleNamespace
    >>> sentence(SimpleNamespace(is_outbound_allowed=True), Outbound())
    'Outbound is on (epoch 1).'
    >>> sentence(SimpleNamespace(is_outbound_allowed=False), Outbound())
    'Outbound is off (epoch 1): TRACKER_OUTBOUND is off; the switch itself is on.'
    """
    epoch = f"(epoch {found.epoch})"
    since = "" if found.changed_at is None else f" since {found.changed_at}, changed by {found.changed_by}"
    if not application.is_outbound_allowed:
        switch = "on" if found.is_on else "off"
        return f"Outbound is off {epoch}: TRACKER_OUTBOUND is off; the switch itself is {switch}{since}."
    return f"Outbound is {'on' if found.is_on else 'off'} {epoch}{since}."


def _turn(folder: Path | None, *, is_on: bool) -> None:
    with opened_tracker(folder) as application:
        click.echo(sentence(application, turn_outbound(application, is_on=is_on, by=login_name())))

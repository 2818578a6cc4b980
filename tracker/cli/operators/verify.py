"""`tracker verify`: verifies that the log is as it was written."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import click

from tracker.cli.client.folder import data_option, settings_of_existing

_AGAINST = re.compile(r"(\d{1,18}):([0-9a-fA-F]{64})", re.ASCII)


class Point(click.ParamType[tuple[int, bytes]]):
    """A log position and the head at it, as reports and digests print them."""

    name = "POSITION:HEAD"

    def convert(
        self, value: str | tuple[int, bytes], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, bytes]:
        if isinstance(value, tuple):
            return value
        found = _AGAINST.fullmatch(value.strip())
        if found is None:
            self.fail(
                f"{value!r} is not a position and 64 hexadecimal digits, such as 12:9f0a...", param, ctx
            )
        return int(found[1]), bytes.fromhex(found[2])


@click.command("verify")
@data_option
@click.option("--against", type=Point(), help="Also check that the log had this head at this position.")
@click.option("--from", "after", type=Point(), help="Verify only the events after this trusted head: faster.")
def command(
    *, folder: Path | None, against: tuple[int, bytes] | None, after: tuple[int, bytes] | None
) -> None:
    """Verify that nothing recorded was altered.

    Exit code 0, or 1 with the first wrong position. The last line printed can be passed to a later --against or
    --from.
    """
    from sqlalchemy.exc import SQLAlchemyError

    from tracker.bootstrap import open_context
    from tracker.store.log.verify import verify

    application = open_context(settings_of_existing(folder))
    try:
        with application.database.reading() as tx:
            found = verify(tx, after=after, against=against)
    except (sqlite3.DatabaseError, SQLAlchemyError) as broken:
        raise click.ClickException(f"The database cannot be read: {broken}.") from None
    finally:
        application.database.close()
    if not found.is_clean:
        raise click.ClickException(f"The log was altered at position {found.position}: {found.fault}.")
    redacted = f", {found.redacted} redacted" if found.redacted else ""
    since = f" after position {found.after}" if found.after else ""
    click.echo(f"Nothing was altered: {found.events - found.after} events{redacted}{since}.")
    click.echo(f"{found.events}:{found.head.hex()}")

"""The command line. People's commands call the HTTP API.

Operators' commands open the database. A command's module is imported only when the command runs, which keeps `tracker
--help` fast. Exit codes: 0 done, 1 refused, 2 not started (wrong usage, a wrong setting, no tracker reachable).
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple

import click


class Entry(NamedTuple):
    """A command: its module, its line in the overview, and its name in the module."""

    module: str
    summary: str
    name: str = "command"


COMMANDS = {
    "log": Entry("people.log", "Log a prediction."),
    "forecast": Entry("people.forecast", "Give a new probability for an open prediction."),
    "happened": Entry("people.happened", "Record what happened in the world."),
    "resolve": Entry("people.resolve", "Record the outcome of a prediction."),
    "claim": Entry("people.claim", "Record a statement quoted from an essay."),
    "undo": Entry("changes", "Undo a prediction or forecast within minutes of recording it.", "undo"),
    "amend": Entry("changes", "Clarify the wording of a prediction that has no outcome.", "amend"),
    "withdraw": Entry("changes", "Withdraw a prediction.", "withdraw"),
    "dispute": Entry("changes", "Dispute an outcome that is not final yet.", "dispute"),
    "uphold": Entry("changes", "Confirm a disputed outcome.", "uphold"),
    "annul": Entry("changes", "Annul a prediction: it leaves every score.", "annul"),
    "predictions": Entry("people.predictions", "List predictions."),
    "week": Entry("people.week", "Print what is due, last week's outcomes, and the year so far."),
    "login": Entry("people.login", "Save a tracker's address and an API key."),
    "import": Entry("imports.import_file", "Import a spreadsheet, a story or another tool's file."),
    "export": Entry("people.export", "Export the record as a story, CSV, Fatebook CSV or ClaimReview."),
    "report": Entry("people.report", "Print the track record in plain words."),
    "rules": Entry("people.rules", "Print what each rule of scoring is."),
    "subscribers": Entry("people.subscribers", "Register, list, pause and remove subscribers."),
    "deliveries": Entry("people.deliveries", "List a subscriber's messages and follow new attempts."),
    "replay": Entry("people.replay", "Send a subscriber its past messages again."),
    "up": Entry("operators.up", "Run a tracker until Ctrl-C."),
    "migrate": Entry("operators.migrate", "Upgrade the database to the current version."),
    "keys": Entry("operators.keys", "Create, list, rotate and revoke API keys."),
    "verify": Entry("operators.verify", "Verify that nothing recorded was altered."),
    "backup": Entry("operators.backup", "Copy a running tracker into one file."),
    "restore": Entry("operators.restore", "Restore a tracker from a backup, or only check the backup."),
    "doctor": Entry("operators.doctor", "Print every setting and check the tracker for problems."),
    "outbound": Entry("operators.outbound", "Turn sending to subscribers on or off."),
    "redact": Entry("operators.redact", "Delete the text of a record for good."),
    "rebuild": Entry("operators.rebuild", "Rebuild every projection from the log."),
    "openapi": Entry("operators.openapi", "Write the OpenAPI document of the HTTP API."),
}


class Words(click.types.StringParamType):
    """A text parameter, normalised to NFC. File names have their own type and are not changed."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from tracker.domain.text.words import in_nfc

        return in_nfc(super().convert(value, param, ctx))


class NotStarted(click.ClickException):
    """The command could not start."""

    exit_code = 2


class Overview(click.Group):
    """Lists all commands without importing them; imports one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's own
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command: click.Command = getattr(import_module(f"tracker.cli.{entry.module}"), entry.name)
        _take_nfc(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's own
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. An expected refusal prints one line.

        Any other error is a bug and keeps its traceback.
        """
        from tracker.domain.errors import TrackerError
        from tracker.settings import SettingError

        try:
            return super().invoke(ctx)
        except TrackerError as refusal:
            raise click.ClickException(refusal.detail) from None
        except SettingError as wrong:
            raise NotStarted(str(wrong)) from None


def _take_nfc(command: click.Command) -> None:
    """Make `command` and its subcommands normalise every text parameter to NFC."""
    for parameter in command.params:
        if isinstance(parameter.type, click.types.StringParamType):
            parameter.type = Words()
    if isinstance(command, click.Group):
        for below in command.commands.values():
            _take_nfc(below)


@click.group(cls=Overview, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tracker")
def main() -> None:
    """Record what commentators predict, and score it by what happens."""

"""The command line. People's commands are clients of the HTTP API; operators' commands open the store.

A command's module is imported when the command runs, so that `tracker --help` is fast. Exit codes: 0 done, 1 refused,
2 not started (usage, a wrong setting, no tracker to be reached).
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple

import click


class Entry(NamedTuple):
    """The module of a command, its line in the overview, and its name in the module."""

    module: str
    summary: str
    name: str = "command"


COMMANDS = {
    "log": Entry("people.log", "Log a prediction."),
    "forecast": Entry("people.forecast", "Say how likely it is now."),
    "happened": Entry("people.happened", "Record what happened in the world."),
    "resolve": Entry("people.resolve", "Say how a prediction came out."),
    "claim": Entry("people.claim", "Record a statement quoted from an essay."),
    "undo": Entry("changes", "Take a prediction or a forecast back, minutes after it was recorded.", "undo"),
    "amend": Entry("changes", "Make the words of a prediction clearer, while it has no outcome.", "amend"),
    "withdraw": Entry("changes", "Withdraw a prediction.", "withdraw"),
    "dispute": Entry("changes", "Object to an outcome that is not final yet.", "dispute"),
    "uphold": Entry("changes", "Say that a disputed outcome stays.", "uphold"),
    "annul": Entry("changes", "Declare a prediction void: it leaves every score.", "annul"),
    "predictions": Entry("people.predictions", "List predictions."),
    "week": Entry("people.week", "Print what is due, what came out, and the year so far."),
    "login": Entry("people.login", "Remember a tracker's address and a key for it."),
    "import": Entry("imports.import_file", "Import a spreadsheet, a story or another tool's file."),
    "export": Entry("people.export", "Write the record as a story, a sheet, Fatebook's CSV or ClaimReview."),
    "report": Entry("people.report", "Print the track record in plain words."),
    "subscribers": Entry(
        "people.subscribers", "Register, list, pause and remove those who are told of news."
    ),
    "deliveries": Entry("people.deliveries", "List a subscriber's messages, and follow them as they go out."),
    "replay": Entry("people.replay", "Send a subscriber again what it was told since a moment."),
    "up": Entry("operators.up", "Serve a house until Ctrl-C."),
    "migrate": Entry("operators.migrate", "Bring the database to the present version."),
    "keys": Entry("operators.keys", "Make, list, rotate and revoke API keys."),
    "verify": Entry("operators.verify", "Prove that nothing recorded was altered."),
    "backup": Entry("operators.backup", "Copy a house into one file, while it runs."),
    "restore": Entry("operators.restore", "Make a house of a backup, or only check it."),
    "doctor": Entry("operators.doctor", "Print every setting and say what is wrong."),
    "outbound": Entry("operators.outbound", "Let the house send to others, or silence it."),
    "redact": Entry("operators.redact", "Take somebody's words down, for good."),
    "rebuild": Entry("operators.rebuild", "Derive every projection from the log again."),
    "openapi": Entry("operators.openapi", "Write the OpenAPI document of the HTTP API."),
}


class Words(click.types.StringParamType):
    """Text of the command line, in NFC; names of files have a type of their own and stay as they are."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        from tracker.domain.text.words import in_nfc

        return in_nfc(super().convert(value, param, ctx))


class NotStarted(click.ClickException):
    """Nothing was begun."""

    exit_code = 2


class Overview(click.Group):
    """Knows its commands by name and summary, and imports one only to run it."""

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
        """Run the command; a deliberate refusal becomes one line, anything else is a bug and keeps its traceback."""
        from tracker.domain.errors import TrackerError
        from tracker.settings import SettingError

        try:
            return super().invoke(ctx)
        except TrackerError as refusal:
            raise click.ClickException(refusal.detail) from None
        except SettingError as wrong:
            raise NotStarted(str(wrong)) from None


def _take_nfc(command: click.Command) -> None:
    """Have every text that `command` and its own commands take come in NFC."""
    for parameter in command.params:
        if isinstance(parameter.type, click.types.StringParamType):
            parameter.type = Words()
    if isinstance(command, click.Group):
        for below in command.commands.values():
            _take_nfc(below)


@click.group(cls=Overview, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tracker")
def main() -> None:
    """A record of what commentators said would happen, scored by what then happened."""

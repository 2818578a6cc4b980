"""How the programs write their logs: structlog's formatter on the standard loggers.

Each program calls `set_up_logs` once. Modules log with `logging.getLogger(__name__)` and pass searchable values in
`extra`; structlog's context variables (a request's or job's id) appear on every line.
"""

from __future__ import annotations

import json
import logging
import math
import os
import re
import sys
from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import Any, Literal, TextIO, cast, get_args

import msgspec
import structlog
from structlog.contextvars import get_contextvars
from structlog.stdlib import ProcessorFormatter
from structlog.typing import Processor

VARIABLE = "TRACKER_LOG"
DEFAULT = "auto"
WANTED = "auto, console or json, optionally followed by :debug, :info, :warning or :error"

Style = Literal["auto", "console", "json"]
Level = Literal["debug", "info", "warning", "error"]

OURS = ("tracker", "workers")
"""Only these loggers go below info: at debug, libraries may log the data they carry."""

_SECRETS = (
    ("trk_", re.compile(r"trk_live_[0-9A-Za-z]+"), "trk_live_***"),
    ("whsec_", re.compile(r"whsec_[0-9A-Za-z+/=_-]+"), "whsec_***"),
    # RFC 6750's b64token, without quotes and backslashes, so that a masked line is still valid JSON.
    ("bearer", re.compile(r"\b(bearer)(?:\s|%20)+[A-Za-z0-9._~+/-]+=*", re.IGNORECASE), r"\1 ***"),
    ("://", re.compile(r"(?<=://)[^/\s:@\"'\\]*:[^/\s@\"'\\]+(?=@)"), "***"),
)
"""(a lower-case substring of every such secret, pattern, replacement). The substring test costs a tenth."""

_PLAIN = (str, int, bool, type(None))
_OF_EVERY_RECORD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime"}
_ENCODER = msgspec.json.Encoder()


@dataclass(frozen=True)
class LogForm:
    """The form of the lines (`auto`: console on a terminal, else JSON) and their lowest level."""

    style: Style = "auto"
    level: Level = "info"


def parse_form(text: str) -> LogForm:
    """The form that `json:debug` or `auto` names. Raises ValueError."""
    style, colon, level = text.partition(":")
    if style not in get_args(Style) or (colon and level not in get_args(Level)):
        msg = f"{text!r} is not {WANTED}."
        raise ValueError(msg)
    return LogForm(cast("Style", style), cast("Level", level or "info"))


def set_up_logs(form: LogForm, *, program: str) -> None:
    """Write every log line of this process to stderr in one form; each line names `program`."""
    root = logging.getLogger()
    for earlier in root.handlers[:]:
        if isinstance(earlier, TrackerHandler):
            root.removeHandler(earlier)
    root.addHandler(TrackerHandler(form, program=program))
    level = logging.getLevelNamesMapping()[form.level.upper()]
    root.setLevel(max(level, logging.INFO))
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_uncaught


def handler_of_environment(*, program: str) -> logging.Handler:
    """A handler for logging configuration files (granian.json), which cannot read our settings."""
    try:
        form = parse_form(os.environ.get(VARIABLE, "").strip() or DEFAULT)
    except ValueError as wrong:
        msg = f"{VARIABLE}: {wrong}"
        raise ValueError(msg) from None
    return TrackerHandler(form, program=program)


class ThreadAdvice(logging.Filter):
    """Drops granian's advice that more threads than cores are many: ours mostly wait for the disk."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "Python threads, which seems quite high" not in record.getMessage()


class TrackerHandler(logging.StreamHandler[TextIO]):
    """Writes to the current sys.stderr."""

    def __init__(self, form: LogForm, *, program: str) -> None:
        logging.Handler.__init__(self)
        self.setFormatter(formatter(form, program=program))
        # Some libraries, such as RQ, set their own loggers' level; this one also limits those.
        self.setLevel(form.level.upper())

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stderr


def formatter(form: LogForm, *, program: str) -> logging.Formatter:
    """The formatter for `form`: one line for each record.

    Only the console prints tracebacks below it.
    """

    def name_program(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        event["program"] = program
        return event

    is_console = form.style == "console" or (form.style == "auto" and sys.stderr.isatty())
    kind = ProcessorFormatter if is_console else partial(_JsonFormatter, program)
    return kind(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.ExtraAdder(),
            structlog.stdlib.add_log_level,
            _add_logger_name,
            name_program,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            ProcessorFormatter.remove_processors_meta,
            *(_console() if is_console else _json()),
            _mask_line,
        ],
    )


class _JsonFormatter(ProcessorFormatter):
    """Formats the common line (plain ASCII values) five times faster.

    Structlog formats the others.
    """

    def __init__(self, program: str, **options: Any) -> None:
        super().__init__(**options)
        self._program = program

    def format(self, record: logging.LogRecord) -> str:
        line = None if record.exc_info or record.stack_info else self._plain_line(record)
        return super().format(record) if line is None else mask(line)

    def _plain_line(self, record: logging.LogRecord) -> str | None:
        """The line as structlog would format it; None where a value needs structlog's formatting."""
        event: dict[str, Any] = {"event": record.getMessage()}
        event |= {name: value for name, value in get_contextvars().items() if name not in event}
        event |= {name: value for name, value in record.__dict__.items() if name not in _OF_EVERY_RECORD}
        if not all(type(value) in _PLAIN or _is_finite(value) for value in event.values()):
            return None
        event["level"] = record.levelname.lower()
        event["logger"] = record.name
        event["program"] = self._program
        event["timestamp"] = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        try:
            line = _ENCODER.encode(event)
        except (ValueError, OverflowError):  # a lone surrogate, or a number that msgspec cannot write
            return None
        return line.decode() if line.isascii() else None


def _is_finite(value: Any) -> bool:
    return type(value) is float and math.isfinite(value)


def mask(text: str) -> str:
    """The text with API keys, bearer tokens, webhook secrets and passwords in URLs masked.

    >>> mask("Authorization: Bearer abc.def, redis://:pass@queue:6379")
    'Authorization: Bearer ***, redis://***@queue:6379'
    """
    lowered = text.lower()
    for contained, pattern, shown in _SECRETS:
        if contained in lowered:
            text = pattern.sub(shown, text)
    return text


def _console() -> list[Processor]:
    # The default traceback formatter also prints local variables, which may hold secrets of any form.
    plain = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )
    return [plain]


def _json() -> list[Processor]:
    return [structlog.processors.format_exc_info, cast("Processor", _write_json)]


def _write_json(_: object, __: str, event: MutableMapping[str, Any]) -> str:
    """One JSON object for any event: NaN, non-text keys and cycles appear as their Python repr."""
    try:
        return json.dumps(event, default=repr, allow_nan=False)
    except (TypeError, ValueError):
        return json.dumps({str(name): repr(value) for name, value in event.items()})


def _mask_line(_: object, __: str, line: Any) -> str:
    """The last processor, so that it masks the text of every value."""
    return mask(line)


def _add_logger_name(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event["logger"] = event["_record"].name
    return event


def _log_uncaught(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    """Log the error that ends the process."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
        return
    logging.getLogger("tracker").critical("ended by an error", exc_info=(kind, error, traceback))

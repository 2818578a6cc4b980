"""Every setting, read once from the environment; a wrong value stops the start with one line that names it."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from tracker import logs

T = TypeVar("T")


class SettingError(Exception):
    """A setting that cannot be used; the message names it."""


@dataclass(frozen=True)
class Settings:
    """See PRODUCT: the settings that this version honours, each with a default that works."""

    data: Path
    database_url: str | None = field(repr=False)
    queue_url: str | None
    secret_key: str | None = field(repr=False)
    author: str
    timezone: str
    host: str
    port: int
    web_threads: int
    workers: int
    body_limit: int
    closed: bool
    challenge_hours: int
    lapse_days: int
    log: logs.LogForm
    url: str | None
    key: str | None = field(repr=False)

    @property
    def database_path(self) -> Path:
        return self.data / "tracker.db"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of `environment`, by default of this process. Raises `SettingError`."""
    read = _Reader(os.environ if environment is None else environment)
    return Settings(
        data=Path(read.text("TRACKER_DATA", "var/tracker")).expanduser().resolve(),
        database_url=read.parsed(
            "DATABASE_URL", "", _database_url, "postgresql://... (unset: SQLite in the folder)"
        ),
        queue_url=read.text("REDIS_URL", "") or None,
        secret_key=read.text("TRACKER_SECRET_KEY", "") or None,
        author=read.text("TRACKER_AUTHOR", "") or _login_name(),
        timezone=read.parsed("TRACKER_TIMEZONE", "UTC", _timezone, "an IANA zone such as Asia/Tokyo"),
        host=read.text("TRACKER_HOST", "127.0.0.1"),
        port=read.number("TRACKER_PORT", 8000, low=0, high=65_535),
        web_threads=read.number("TRACKER_WEB_THREADS", 4, low=1, high=64),
        workers=read.number("TRACKER_WORKERS", 1, low=1, high=64),
        body_limit=read.number("TRACKER_BODY_LIMIT", 1_100_000, low=1_000, high=100_000_000),
        closed=read.number("TRACKER_CLOSED", 0, low=0, high=1) == 1,
        challenge_hours=read.number("TRACKER_CHALLENGE_HOURS", 72, low=0, high=8_760),
        lapse_days=read.number("TRACKER_LAPSE_DAYS", 30, low=0, high=3_650),
        log=read.parsed(logs.VARIABLE, logs.DEFAULT, logs.parse_form, logs.WANTED),
        url=read.text("TRACKER_URL", "") or None,
        key=read.text("TRACKER_KEY", "") or None,
    )


class _Reader:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def text(self, name: str, default: str) -> str:
        return self._environment.get(name, "").strip() or default

    def parsed(self, name: str, default: str, parse: Callable[[str], T], wanted: str) -> T:
        text = self.text(name, default)
        try:
            return parse(text)
        except (ValueError, KeyError, OSError):
            msg = f"{name}: {text!r} is not {wanted}"
            raise SettingError(msg) from None

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        value = self.parsed(name, str(default), int, "a whole number")
        if not low <= value <= high:
            msg = f"{name}: {value} is not between {low} and {high}"
            raise SettingError(msg)
        return value


def _database_url(text: str) -> str | None:
    if text and not text.startswith(("postgresql://", "postgres://")):
        raise ValueError(text)
    return text.replace("postgres://", "postgresql://", 1) or None


def _timezone(name: str) -> str:
    return ZoneInfo(name).key


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "analyst"

"""All settings, read once from the environment.

A wrong value stops the start with a line that names it.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import urlsplit

from tracker import logs
from tracker.zones import zone_of_place

T = TypeVar("T")
Word = TypeVar("Word", bound=str)
Visibility = Literal["public", "clients", "private"]

SECRETS = frozenset({"TRACKER_SECRET_KEY", "TRACKER_KEY", "TRACKER_GHOST_HOOK_SECRET", "TRACKER_FEEDS"})
"""TRACKER_FEEDS too, since the path of a feed can be secret."""

MASK = "***"
FEEDS_MAX = 50


class SettingError(Exception):
    """A setting cannot be used; the message names it."""


@dataclass(frozen=True)
class Settings:
    """All settings; each has a working default."""

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
    cors: frozenset[str]
    rate_key: int
    rate_address: int
    challenge_hours: int
    lapse_days: int
    undo_minutes: int
    visibility: Visibility
    outbound: bool
    public_url: str
    egress_allow: tuple[IPv4Network | IPv6Network, ...]
    egress_http: bool
    egress_proxy: str | None = field(repr=False)
    ghost_hook_secret: str | None = field(repr=False)
    feeds: tuple[str, ...] = field(repr=False)
    log: logs.LogForm
    url: str | None
    key: str | None = field(repr=False)

    @property
    def database_path(self) -> Path:
        return self.data / "tracker.db"


@dataclass(frozen=True)
class Given:
    """A setting as it was found.

    `text` is masked where it is or contains a secret, None where unset.
    """

    name: str
    text: str | None
    origin: Literal["environment", "default"]


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings from `environment`, by default this process's. Raises `SettingError`."""
    return _read(_Reader(os.environ if environment is None else environment))


def explain_settings(environment: Mapping[str, str]) -> list[Given]:
    """Every setting that `read_settings` reads, in its order. Raises `SettingError`."""
    reader = _Reader(environment)
    settings = _read(reader)
    shown = {"TRACKER_DATA": str(settings.data), "TRACKER_AUTHOR": settings.author}
    return [
        Given(
            name, masked(name, shown.get(name, text)), "environment" if reader.is_given(name) else "default"
        )
        for name, text in reader.seen.items()
    ]


def masked(name: str, text: str) -> str | None:
    """The value with its secrets masked; None for an empty one.

    >>> masked("TRACKER_KEY", "trk_live_1"), masked("REDIS_URL", "redis://:pw@cache:6379/0"), masked("TRACKER_PORT", "1")
    ('***', 'redis://***@cache:6379/0', '1')
    """
    if not text:
        return None
    if name in SECRETS:
        return MASK
    if not name.endswith(("_URL", "_PROXY")):
        return text
    # The query may hold a password too, and none of our clients needs anything in it that is worth showing.
    bare = text.partition("?")[0]
    scheme, separator, place = bare.partition("://") if "://" in bare else ("", "", bare)
    credentials, _, host = place.rpartition("@")
    return f"{scheme}{separator}{MASK}@{host}" if credentials else bare


def _read(read: _Reader) -> Settings:
    return Settings(
        data=Path(read.text("TRACKER_DATA", "var/tracker")).expanduser().resolve(),
        database_url=read.parsed(
            "DATABASE_URL", "", _database_url, "postgresql://... (unset: SQLite in the folder)"
        ),
        queue_url=read.text("REDIS_URL", "") or None,
        secret_key=read.text("TRACKER_SECRET_KEY", "") or None,
        author=read.text("TRACKER_AUTHOR", "") or login_name(),
        timezone=read.parsed("TRACKER_TIMEZONE", "UTC", _timezone, "an IANA zone such as Asia/Tokyo"),
        host=read.text("TRACKER_HOST", "127.0.0.1"),
        port=read.number("TRACKER_PORT", 8000, low=0, high=65_535),
        web_threads=read.number("TRACKER_WEB_THREADS", 8, low=1, high=64),
        workers=read.number("TRACKER_WORKERS", 1, low=1, high=64),
        body_limit=read.number("TRACKER_BODY_LIMIT", 1_100_000, low=1_000, high=100_000_000),
        closed=read.number("TRACKER_CLOSED", 0, low=0, high=1) == 1,
        cors=read.parsed(
            "TRACKER_CORS",
            "",
            _origins,
            "a list of origins such as https://site.example, separated by commas",
        ),
        rate_key=read.number("TRACKER_RATE_KEY", 30_000, low=0, high=10_000_000),
        rate_address=read.number("TRACKER_RATE_ADDRESS", 3_000, low=0, high=10_000_000),
        challenge_hours=read.number("TRACKER_CHALLENGE_HOURS", 72, low=0, high=8_760),
        lapse_days=read.number("TRACKER_LAPSE_DAYS", 30, low=0, high=3_650),
        undo_minutes=read.number("TRACKER_UNDO_MINUTES", 15, low=0, high=1_440),
        visibility=read.choice("TRACKER_VISIBILITY", "public", ("public", "clients", "private")),
        outbound=read.choice("TRACKER_OUTBOUND", "on", ("on", "off")) == "on",
        public_url=read.parsed(
            "TRACKER_PUBLIC_URL",
            "",
            _public_url,
            "an http or https URL such as https://tracker.example",
        ),
        egress_allow=read.parsed(
            "TRACKER_EGRESS_ALLOW",
            "",
            _networks,
            "a list of networks such as 10.0.0.0/8, separated by commas",
        ),
        egress_http=read.number("TRACKER_EGRESS_HTTP", 0, low=0, high=1) == 1,
        egress_proxy=read.parsed(
            "TRACKER_EGRESS_PROXY", "", _proxy, "the URL of a proxy such as http://proxy:3128"
        ),
        ghost_hook_secret=read.text("TRACKER_GHOST_HOOK_SECRET", "") or None,
        feeds=read.parsed(
            "TRACKER_FEEDS", "", _feeds, f"a list of up to {FEEDS_MAX} feed URLs, separated by commas"
        ),
        log=read.parsed(logs.VARIABLE, logs.DEFAULT, logs.parse_form, logs.WANTED),
        url=read.text("TRACKER_URL", "") or None,
        key=read.text("TRACKER_KEY", "") or None,
    )


class _Reader:
    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.seen: dict[str, str] = {}

    def is_given(self, name: str) -> bool:
        return bool(self._environment.get(name, "").strip())

    def text(self, name: str, default: str) -> str:
        text = self._environment.get(name, "").strip() or default
        self.seen[name] = text
        return text

    def choice(self, name: str, default: Word, among: tuple[Word, ...]) -> Word:
        text = self.text(name, default)
        for word in among:
            if text == word:
                return word
        msg = f"{name}: {text!r} is not {' or '.join(among)}."
        raise SettingError(msg)

    def parsed(self, name: str, default: str, parse: Callable[[str], T], wanted: str) -> T:
        text = self.text(name, default)
        try:
            return parse(text)
        except (ValueError, KeyError, OSError):
            msg = f"{name}: {masked(name, text)!r} is not {wanted}."
            raise SettingError(msg) from None

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        value = self.parsed(name, str(default), int, "a whole number")
        if not low <= value <= high:
            msg = f"{name}: {value} is not between {low} and {high}."
            raise SettingError(msg)
        return value


def _database_url(text: str) -> str | None:
    if text and not text.startswith(("postgresql://", "postgres://")):
        raise ValueError(text)
    return text.replace("postgres://", "postgresql://", 1) or None


def _origins(text: str) -> frozenset[str]:
    """The origins as browsers write them (RFC 6454): scheme, lower-case host, unusual port."""
    return frozenset(_origin(one.strip()) for one in text.split(",") if one.strip())


def _origin(text: str) -> str:
    parts = urlsplit(text)
    usual = {"http": 80, "https": 443}
    if (
        parts.scheme not in usual
        or not parts.hostname
        or parts.username
        or text != f"{parts.scheme}://{parts.netloc}"
    ):
        raise ValueError(text)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = "" if parts.port in {None, usual[parts.scheme]} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def _public_url(text: str) -> str:
    parts = urlsplit(text)
    if text and (
        parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment
    ):
        raise ValueError(text)
    return text.rstrip("/")


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(one.strip()) for one in text.split(",") if one.strip())


def _feeds(text: str) -> tuple[str, ...]:
    addresses = tuple(dict.fromkeys(one.strip() for one in text.split(",") if one.strip()))
    if len(addresses) > FEEDS_MAX or not all(_is_http(one) for one in addresses):
        raise ValueError(text)
    return addresses


def _is_http(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _proxy(text: str) -> str | None:
    parts = urlsplit(text)
    is_bare = not parts.path.strip("/") and not parts.query and not parts.fragment
    if text and not (parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0 and is_bare):
        raise ValueError(text)
    return text or None


def _timezone(name: str) -> str:
    return zone_of_place(name).key


def login_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "analyst"

"""The time zones that may be named: those of places in the IANA database, and UTC."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

UTC_NAME = "UTC"
"""The default of TRACKER_TIMEZONE and of an import; the only allowed name that is not a place."""

NO_AREAS = frozenset({"Etc", "posix", "right", "SystemV"})
"""Directories of a zoneinfo folder that hold offsets or other editions of the database, not places."""


def zone_of_place(name: str) -> ZoneInfo:
    """The zone of `name`, written Area/Place, or UTC. Raises `ValueError` for any other name.

    `localtime` and `posixrules` differ between machines, `Factory`, `Etc/GMT+12` and `EST` are not places, and
    `right/Asia/Tokyo` counts leap seconds.

    >>> zone_of_place("Asia/Tokyo").key, zone_of_place("UTC").key
    ('Asia/Tokyo', 'UTC')
    >>> zone_of_place("Etc/GMT+12")
    Traceback (most recent call last):
    ValueError: 'Etc/GMT+12' is not an IANA time zone such as Asia/Tokyo
    """
    area, slash, _ = name.partition("/")
    if name != UTC_NAME and (not slash or area in NO_AREAS):
        raise ValueError(_refusal(name))
    return any_zone(name)


def any_zone(name: str) -> ZoneInfo:
    """The zone of `name` in a recorded event, a place or not.

    Raises `ValueError` for an unknown name.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(_refusal(name)) from None


def _refusal(name: str) -> str:
    return f"{name!r} is not an IANA time zone such as Asia/Tokyo"

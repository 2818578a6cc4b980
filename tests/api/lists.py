"""What every list owes whoever asks: exactly what fits, in each of its orders, page by page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.api.instances import Instance

Item = dict[str, Any]
Orders = Mapping[str, Callable[[Item], Any]]
"""The name of an order -> what goes first."""
Filter = tuple[dict[str, Any], Callable[[Item], bool]]
"""What is asked, and whether an item fits."""


class Lists(Instance):
    """A tracker that is asked for the list at `path`."""

    path: str

    def walk(self, **asked: Any) -> list[Item]:
        return self.pages(self.path, **asked)


def assert_finds_what_fits(instance: Lists, asked: Filter, orders: Orders) -> None:
    query, fits = asked
    wanted = [one for one in instance.walk(limit=200) if fits(one)]
    assert wanted
    for word, key in orders.items():
        for sign in ("", "-"):
            ordered = sorted(wanted, key=lambda one: (key(one), one["id"]), reverse=bool(sign))
            assert instance.walk(**query, sort=sign + word) == ordered, sign + word

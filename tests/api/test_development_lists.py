"""Lists of developments: every filter in both orders finds what fits as it reads now, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api.instances import open_tracker_behind_api
from tests.api.lists import Filter, Lists, Orders, assert_finds_what_fits
from tests.application.doing import line
from tests.support.clock import Clock
from tests.support.instance import KINDS, import_lines, new_caller

PATH = "/v1/developments"
ORDERS: Orders = {
    "recorded": lambda one: one["recorded_at"],
    "happened": lambda one: one["happened_at"],
}


class Developments(Lists):
    path = PATH
    ids: dict[str, str]

    def change(self, name: str, what: str, **body: Any) -> None:
        address = f"{PATH}/{self.ids[name]}"
        assert self.post(f"{address}/{what}", body, If_Match=self.tag(address)).status_code == 200


@pytest.fixture(scope="module", params=KINDS)
def instance(request: Any, tmp_path_factory: Any) -> Iterator[Developments]:
    folder = tmp_path_factory.mktemp("lists")
    clock = Clock(datetime(2026, 1, 1, tzinfo=UTC))
    with open_tracker_behind_api(folder, of=Developments, clock=clock, kind=request.param) as opened:
        opened.ids = {}
        _fill(opened)
        yield opened


def _fill(instance: Developments) -> None:
    for name, visibility in (("told", "public"), ("secret", "private")):
        said = {"statement": name, "deadline": "2099-12-31", "visibility": visibility}
        instance.ids[name] = instance.made("/v1/predictions", said)["id"]
    for n in range(8):
        instance.clock.forward(hours=30)
        instance.ids[f"d{n}"] = instance.made(
            PATH,
            {
                "headline": f"Number {n}",
                "occurred_on": f"2025-12-{20 - n}",
                "event_type": ("Vote.Passes", "vote.fails")[n % 2],
                "tags": [("Japan", "ukraine")[n % 2], *(["war"] if n % 3 else [])],
                "actors": ["Ishiba"] if n < 4 else [],
                "about": [instance.ids[("told", "secret")[n % 2]]] if n < 6 else [],
            },
        )["id"]
    instance.change(
        "d1", "correct", headline="Corrected", occurred_on="2025-12-01", tags=["elsewhere"], reason="wrong"
    )
    instance.change("d2", "retract", reason="a hoax")
    told = [
        line("development", id=f"D{n}", headline="Told", occurred_on="2024-05-01", tags=["war"])
        for n in range(2)
    ]
    import_lines(instance.application, new_caller(instance.application), "story", told)


FILTERS: dict[str, Filter] = {
    "everything": ({}, lambda one: True),
    "event type": ({"event_type": "VOTE.passes"}, lambda one: one["event_type"] == "Vote.Passes"),
    "tag": ({"tag": "war"}, lambda one: "war" in one["tags"]),
    "two tags": ({"tag": ["war", "japan"]}, lambda one: {"war", "Japan"} <= {*one["tags"]}),
    "a tag before its correction": ({"tag": "elsewhere"}, lambda one: one["headline"] == "Corrected"),
    "actor": ({"actor": "ishiba"}, lambda one: "Ishiba" in one["actors"]),
    "happened after": ({"happened_after": "2025-12-16"}, lambda one: one["happened_at"] >= "2025-12-16T00:00:00Z"),
    "happened before": ({"happened_before": "2025-12-16"}, lambda one: one["happened_at"] < "2025-12-16T00:00:00Z"),
    "retracted": ({"retracted": "true"}, lambda one: one["retracted"] is not None),
    "not retracted": ({"retracted": "false"}, lambda one: one["retracted"] is None),
    "source": ({"source": "story"}, lambda one: one["source"] == "story"),
    "external id": ({"external_id": "D1", "source": "story"}, lambda one: one["external_id"] == "D1"),
    "much at once": (
        {"tag": "war", "event_type": "vote.fails", "happened_after": "2025-12-02", "retracted": "false"},
        lambda one: "war" in one["tags"] and one["event_type"] == "vote.fails",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_finds_exactly_what_fits_in_both_orders_page_by_page(
    instance: Developments, name: str
) -> None:
    assert_finds_what_fits(instance, FILTERS[name], ORDERS)


def test_what_is_about_a_withheld_prediction_is_told_to_nobody_else(instance: Developments) -> None:
    told, secret = instance.ids["told"], instance.ids["secret"]
    assert [one["headline"] for one in instance.walk(about=told, sort="happened")] == [
        "Number 4",
        "Number 2",
        "Number 0",
    ]
    assert {one["headline"] for one in instance.walk(about=secret)} == {"Number 3", "Number 5"}
    assert instance.walk(key="reader", about=secret) == instance.walk(about="prd_0000000000") == []
    assert len(instance.walk(key="reader", about=told)) == 3


def test_a_development_that_was_read_already_is_not_sent_again(instance: Developments) -> None:
    address = f"{PATH}/{instance.ids['d0']}"
    tag = instance.client.get(address).headers["ETag"]
    again = instance.client.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert tag.startswith('"v1.')


@pytest.mark.parametrize(
    "query", [{"sort": "deadline"}, {"retracted": "maybe"}, {"happened_after": "soon"}, {"topic": "war"}]
)
def test_what_means_nothing_is_refused_by_name(instance: Developments, query: Any) -> None:
    answer = instance.client.get(PATH, query_string=query)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == f"/query/{next(iter(query))}"

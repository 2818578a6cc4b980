"""What people look up before they write: topics, forecasters, what rules wait for, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tests.api.instances import Instance, open_tracker_behind_api
from tests.api.test_problems import check_document
from tests.support.instance import AUTHOR, KINDS, work_off
from tracker.application.access.access import issue_key
from tracker.domain.key import SCOPES


class Lookups(Instance):
    """A tracker of one author, which is asked when its work is done."""

    people: ClassVar = {"author": (SCOPES, AUTHOR)}

    def predict(self, statement: str, **more: Any) -> Any:
        return self.made("/v1/predictions", {"statement": statement, "deadline": "2099-12-31", **more})

    def items(self, path: str) -> list[dict[str, Any]]:
        work_off(self.application)
        return self.read(path, key=None)["items"]

    def one_by_one(self, path: str) -> list[dict[str, Any]]:
        work_off(self.application)
        return self.pages(path, key=None, limit=1)


@pytest.fixture(params=KINDS)
def instance(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Lookups]:
    with open_tracker_behind_api(tmp_path, of=Lookups, kind=request.param) as opened:
        yield opened


def test_topics_are_counted_and_paged(instance: Lookups) -> None:
    assert instance.items("/v1/topics") == []
    resolved = instance.predict("It rains", topics=["Weather", "japan"])
    instance.predict("It snows", topics=["weather"])
    instance.predict("It says nothing")
    instance.made(f"{resolved['url']}/resolution", {"outcome": "no", "note": "dry"})
    expected = [
        {"topic": "japan", "predictions": 1, "with_outcome": 1},
        {"topic": "weather", "predictions": 2, "with_outcome": 1},
    ]
    assert instance.items("/v1/topics") == expected
    assert instance.one_by_one("/v1/topics") == expected


def test_a_forecaster_is_found_in_the_list_and_alone(instance: Lookups) -> None:
    issue_key(instance.application, name="other", scopes=("read",), author="Bo Example")
    listed = instance.one_by_one("/v1/forecasters")
    assert {one["name"] for one in listed} == {AUTHOR, "Bo Example"}
    assert [one["id"] for one in listed] == sorted(one["id"] for one in listed)
    for one in listed:
        assert instance.client.get(one["url"]).json == one
    assert instance.items("/v1/forecasters?source=nowhere") == []
    check_document(instance.client.get("/v1/forecasters/fct_none"), 404, "not_found")


def test_what_open_rules_wait_for_is_listed_until_it_is_decided(instance: Lookups) -> None:
    rule = {"any": [{"event_type": "Cabinet.Falls"}, {"tags": ["election", "snap"]}]}
    first = instance.predict("The cabinet falls", rule=rule)
    instance.predict("It falls, others say", rule={"event_type": "cabinet.falls", "actors": ["Japan"]})
    instance.predict("No rule")
    instance.made("/v1/developments", {"headline": "x", "occurred_on": "2020-01-01", "tags": ["Snap"]})
    expected = [
        {"kind": "event_type", "value": "cabinet.falls", "is_seen": False, "predictions": 2},
        {"kind": "tag", "value": "election", "is_seen": False, "predictions": 1},
        {"kind": "tag", "value": "snap", "is_seen": True, "predictions": 1},
    ]
    assert instance.items("/v1/waiting-for") == expected
    assert instance.one_by_one("/v1/waiting-for") == expected
    instance.made(f"{first['url']}/resolution", {"outcome": "no", "note": "still there"})
    assert instance.items("/v1/waiting-for") == [{**expected[0], "predictions": 1}]


def test_a_rule_is_said_in_words_and_a_label_that_nothing_bore_is_pointed_out(instance: Lookups) -> None:
    instance.made(
        "/v1/developments", {"headline": "x", "occurred_on": "2020-01-01", "event_type": "cabinet.falls"}
    )
    rule = {
        "all": [
            {"event_type": "Cabinet.Falls", "actors": ["Japan"]},
            {"not": {"tags": ["snap"], "window": ["2025-01-01", "2025-01-31"]}},
        ]
    }
    told = instance.made("/v1/rules/check", {"rule": rule, "timezone": "Asia/Tokyo"}, status=200)
    assert told["waits_for"] == (
        "(a development of type cabinet.falls that names japan) and (it is not the case that "
        "(a development tagged snap from 31 Dec 2024 15:00 UTC until 31 Jan 2025 15:00 UTC))"
    )
    assert told["labels"] == [
        {"kind": "event_type", "value": "cabinet.falls", "is_seen": True},
        {"kind": "tag", "value": "snap", "is_seen": False},
    ]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"rule": {}}, "/rule"),
        ({"rule": {"event_type": "a", "colour": "red"}}, "/rule/colour"),
        ({"rule": {"any": [{"tags": []}]}}, "/rule/any/0"),
        ({"rule": {"tags": ["a"]}, "timezone": "Asia/Atlantis"}, "/timezone"),
        ({}, "/rule"),
    ],
)
def test_a_rule_that_is_none_says_where(instance: Lookups, body: dict[str, Any], pointer: str) -> None:
    answer = instance.client.post("/v1/rules/check", json=body)
    assert [fault["pointer"] for fault in check_document(answer, 422, "invalid")["errors"]] == [pointer]


def test_a_cursor_keeps_to_its_list(instance: Lookups) -> None:
    instance.predict("It rains", topics=["a", "b"])
    work_off(instance.application)
    cursor = instance.client.get("/v1/topics?limit=1").json["next_cursor"]
    assert instance.client.get("/v1/topics", query_string={"cursor": cursor}).status_code == 200
    refused = instance.client.get("/v1/waiting-for", query_string={"cursor": cursor})
    assert check_document(refused, 422, "invalid")["errors"][0]["code"] == "bad_cursor"


@pytest.mark.parametrize(
    "address",
    ["predictions/%00", "predictions/%00/scores", "forecasters/a%00", "developments/%1b", "imports/%00"],
)
def test_an_address_that_no_database_can_hold_leads_nowhere(instance: Lookups, address: str) -> None:
    check_document(
        instance.client.get(f"/v1/{address}", headers=instance.headers("author")), 404, "not_found"
    )
    check_document(
        instance.client.post("/v1/keys/%00/revoke", headers=instance.headers("author")), 404, "not_found"
    )

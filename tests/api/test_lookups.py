"""What people look up before they write: topics, forecasters, what rules wait for, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.api.test_problems import check_document
from tests.support.house import AUTHOR, KINDS, open_application, settings_for, work_off
from tracker.app import create_app
from tracker.application.access import issue_key
from tracker.application.application import Application
from tracker.domain.key import SCOPES


class House:
    def __init__(self, application: Application, client: FlaskClient) -> None:
        self.application, self.client = application, client
        token = issue_key(application, name="k", scopes=SCOPES, author=AUTHOR)[1]
        self.key = {"Authorization": f"Bearer {token}"}

    def post(self, path: str, body: dict[str, Any], *, status: int = 201) -> Any:
        answer = self.client.post(path, json=body, headers=self.key)
        assert answer.status_code == status, answer.text
        return answer.json

    def predict(self, statement: str, **more: Any) -> Any:
        return self.post("/v1/predictions", {"statement": statement, "deadline": "2099-12-31", **more})

    def items(self, path: str) -> list[dict[str, Any]]:
        work_off(self.application)
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json["items"]

    def pages(self, path: str) -> list[dict[str, Any]]:
        """Every item of a list, one by one, by its cursor."""
        work_off(self.application)
        found, cursor = [], None
        for _ in range(20):
            answer = self.client.get(
                path, query_string={"limit": 1} | ({"cursor": cursor} if cursor else {})
            ).json
            found += answer["items"]
            cursor = answer["next_cursor"]
            if cursor is None:
                return found
        raise AssertionError("the list does not end")


@pytest.fixture(params=KINDS)
def house(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    with open_application(tmp_path, kind=request.param) as application:
        yield House(application, create_app(settings_for(tmp_path), application).test_client())


def test_topics_are_counted_and_paged(house: House) -> None:
    assert house.items("/v1/topics") == []
    resolved = house.predict("It rains", topics=["Weather", "japan"])
    house.predict("It snows", topics=["weather"])
    house.predict("It says nothing")
    house.post(f"{resolved['url']}/resolution", {"outcome": "no", "note": "dry"})
    expected = [
        {"topic": "japan", "predictions": 1, "with_outcome": 1},
        {"topic": "weather", "predictions": 2, "with_outcome": 1},
    ]
    assert house.items("/v1/topics") == expected
    assert house.pages("/v1/topics") == expected


def test_a_forecaster_is_found_in_the_list_and_alone(house: House) -> None:
    issue_key(house.application, name="other", scopes=("read",), author="Bo Example")
    listed = house.pages("/v1/forecasters")
    assert {one["name"] for one in listed} == {AUTHOR, "Bo Example"}
    assert [one["id"] for one in listed] == sorted(one["id"] for one in listed)
    for one in listed:
        assert house.client.get(one["url"]).json == one
    assert house.items("/v1/forecasters?source=nowhere") == []
    check_document(house.client.get("/v1/forecasters/fct_none"), 404, "not_found")


def test_what_open_rules_wait_for_is_listed_until_it_is_decided(house: House) -> None:
    rule = {"any": [{"event_type": "Cabinet.Falls"}, {"tags": ["election", "snap"]}]}
    first = house.predict("The cabinet falls", rule=rule)
    house.predict("It falls, others say", rule={"event_type": "cabinet.falls", "actors": ["Japan"]})
    house.predict("No rule")
    house.post("/v1/developments", {"headline": "x", "occurred_on": "2020-01-01", "tags": ["Snap"]})
    expected = [
        {"kind": "event_type", "value": "cabinet.falls", "is_seen": False, "predictions": 2},
        {"kind": "tag", "value": "election", "is_seen": False, "predictions": 1},
        {"kind": "tag", "value": "snap", "is_seen": True, "predictions": 1},
    ]
    assert house.items("/v1/waiting-for") == expected
    assert house.pages("/v1/waiting-for") == expected
    house.post(f"{first['url']}/resolution", {"outcome": "no", "note": "still there"})
    assert house.items("/v1/waiting-for") == [{**expected[0], "predictions": 1}]


def test_a_rule_is_said_in_words_and_a_label_that_nothing_bore_is_pointed_out(house: House) -> None:
    house.post(
        "/v1/developments", {"headline": "x", "occurred_on": "2020-01-01", "event_type": "cabinet.falls"}
    )
    rule = {
        "all": [
            {"event_type": "Cabinet.Falls", "actors": ["Japan"]},
            {"not": {"tags": ["snap"], "window": ["2025-01-01", "2025-01-31"]}},
        ]
    }
    told = house.post("/v1/rules/check", {"rule": rule, "timezone": "Asia/Tokyo"}, status=200)
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
def test_a_rule_that_is_none_says_where(house: House, body: dict[str, Any], pointer: str) -> None:
    answer = house.client.post("/v1/rules/check", json=body)
    assert [fault["pointer"] for fault in check_document(answer, 422, "invalid")["errors"]] == [pointer]


def test_what_may_not_be_read_is_in_no_count(house: House) -> None:
    rule = {"event_type": "secret.talks"}
    for visibility, topic in (("private", "mine"), ("clients", "theirs"), ("public", "ours")):
        house.predict(f"Talks, {visibility}", visibility=visibility, topics=[topic], rule=rule)
    client = {
        "Authorization": f"Bearer {issue_key(house.application, name='c', scopes=('read',), author=None)[1]}"
    }
    work_off(house.application)

    def seen(headers: dict[str, str]) -> tuple[list[str], int]:
        topics = house.client.get("/v1/topics", headers=headers).json["items"]
        (waiting,) = house.client.get("/v1/waiting-for", headers=headers).json["items"]
        return [one["topic"] for one in topics], waiting["predictions"]

    assert seen({}) == (["ours"], 1)
    assert seen(client) == (["ours", "theirs"], 2)
    assert seen(house.key) == (["mine", "ours", "theirs"], 3)


def test_a_cursor_keeps_to_its_list(house: House) -> None:
    house.predict("It rains", topics=["a", "b"])
    work_off(house.application)
    cursor = house.client.get("/v1/topics?limit=1").json["next_cursor"]
    assert house.client.get("/v1/topics", query_string={"cursor": cursor}).status_code == 200
    refused = house.client.get("/v1/waiting-for", query_string={"cursor": cursor})
    assert check_document(refused, 422, "invalid")["errors"][0]["code"] == "bad_cursor"


@pytest.mark.parametrize(
    "address",
    ["predictions/%00", "predictions/%00/scores", "forecasters/a%00", "developments/%1b", "imports/%00"],
)
def test_an_address_that_no_database_can_hold_leads_nowhere(house: House, address: str) -> None:
    check_document(house.client.get(f"/v1/{address}", headers=house.key), 404, "not_found")
    check_document(house.client.post("/v1/keys/%00/revoke", headers=house.key), 404, "not_found")


def test_a_fact_without_a_unit_says_so(house: House) -> None:
    fact = {"metric": "nhk.approval", "value": 40.0}
    body = {"headline": "x", "occurred_on": "2020-01-01", "facts": [fact]}
    made = house.post("/v1/developments", body)
    assert made["facts"] == [{**fact, "unit": None, "as_of": None}]

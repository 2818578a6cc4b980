"""Lists and reports as CSV: what Accept decides, what a cell says, and that no cell is ever calculated."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from marshmallow import fields

from tests.api.instances import Instance, open_tracker_behind_api
from tests.api.test_problems import check_document
from tests.support.instance import AUTHOR, work_off
from tracker.api.http.fields import AnswerSchema, Instant
from tracker.api.http.table import write_csv

CSV = {"Accept": "text/csv"}
DANGEROUS = [
    "=1+1",
    "+1",
    "-1 %",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\uff1d1",
    "\uff0b1",
    "\uff0d1",
    "\uff20a",
]


class Name(AnswerSchema):
    id = fields.String()
    name = fields.String()


class Line(AnswerSchema):
    id = fields.String()
    author = fields.Nested(Name)
    p = fields.Float()
    is_open = fields.Boolean(data_key="open")
    topics = fields.List(fields.String())
    names = fields.List(fields.Nested(Name))
    rule = fields.Dict()
    at = Instant()


class Tables(Instance):
    """A tracker that is asked for CSV."""

    def table(self, path: str) -> list[dict[str, str]]:
        answer = self.client.get(path, headers=CSV | self.headers("author"))
        assert (answer.status_code, answer.mimetype) == (200, "text/csv"), answer.text
        return list(csv.DictReader(io.StringIO(answer.text, newline="")))


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Tables]:
    with open_tracker_behind_api(tmp_path, of=Tables) as opened:
        yield opened


def written(*rows: dict[str, Any]) -> list[list[str]]:
    return list(csv.reader(io.StringIO(write_csv(Line(), rows), newline="")))


def test_columns_follow_from_the_schema_even_where_there_are_no_rows():
    assert write_csv(Line(), []) == "id,author.id,author.name,p,open,topics,names,rule,at\r\n"


def test_every_kind_of_value_has_a_cell():
    row = {
        "id": 'a "b", c\nd', "author": {"id": "f1", "name": "Ä 日本"}, "p": -0.25, "open": True, "topics": ["a", "b"],
        "names": [{"id": "x"}], "rule": {"not": {}}, "at": "2025-01-01T00:00:00Z",
    }  # fmt: skip
    assert written(row)[1] == [
        'a "b", c\nd', "f1", "Ä 日本", "-0.25", "true", "a; b", '[{"id": "x"}]', '{"not": {}}', "2025-01-01T00:00:00Z",
    ]  # fmt: skip


def test_what_is_absent_is_empty():
    assert written({"id": "a", "author": None, "p": None})[1] == ["a", "", "", "", "", "", "", "", ""]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_cell_that_would_be_calculated_is_marked_as_text(text):
    row = {"id": text, "author": {"name": text}, "topics": [text, "x"]}
    _, cells = written(row)
    assert (cells[0], cells[2]) == (f"'{text}", f"'{text}")
    assert cells[5] == f"'{text}; x"


def test_a_list_is_given_as_a_table_with_the_same_rows(instance):
    instance.made(
        "/v1/predictions",
        {"statement": "=HYPERLINK(1)", "deadline": "2099-12-31", "probability": 0.4, "topics": ["b", "a"]},
    )
    instance.made("/v1/predictions", {"statement": 'It "rains", they say', "deadline": "2099-12-31"})
    as_json = instance.client.get("/v1/predictions").json["items"]
    as_table = instance.table("/v1/predictions")
    assert [row["id"] for row in as_table] == [one["id"] for one in as_json]
    by_statement = {row["statement"]: row for row in as_table}
    assert by_statement["'=HYPERLINK(1)"]["probability.p"] == "0.4"
    assert by_statement["'=HYPERLINK(1)"]["topics"] == "b; a"
    assert by_statement['It "rains", they say']["probability.p"] == ""
    assert {row["author.name"] for row in as_table} == {AUTHOR}


def test_a_table_goes_on_by_its_link(instance):
    for n in range(3):
        instance.made("/v1/predictions", {"statement": f"Rain {n}", "deadline": "2099-12-31"})
    first = instance.client.get("/v1/predictions?limit=2", headers=CSV)
    assert len(first.text.splitlines()) == 3
    link = first.headers["Link"].partition(">")[0].removeprefix("<")
    rest = instance.client.get(link, headers=CSV)
    assert len(rest.text.splitlines()) == 2
    assert rest.text.splitlines()[0] == first.text.splitlines()[0]
    assert "Link" not in rest.headers


@pytest.mark.parametrize(
    "path",
    ["/v1/predictions", "/v1/developments", "/v1/keys", "/v1/events", "/v1/reports/track-record"],
)
def test_any_list_and_report_can_be_had_as_a_table(instance, path):
    instance.table(path)
    answer = instance.client.get(path, headers=CSV | instance.headers("author"))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8; header=present"
    assert "Accept" in answer.headers["Vary"]


def test_lists_below_a_prediction_can_too(instance):
    made = instance.made(
        "/v1/predictions", {"statement": "Rain", "deadline": "2099-12-31", "probability": "40%"}
    )
    (row,) = instance.table(f"{made['url']}/forecasts")
    assert (row["probability.p"], row["probability.as_said"], row["forecaster.name"]) == (
        "0.4",
        "40%",
        AUTHOR,
    )
    assert instance.table(f"{made['url']}/scores") == []


def test_the_track_record_is_a_row_for_each_block_and_rule(instance):
    made = instance.made(
        "/v1/predictions", {"statement": "Rain", "deadline": "2099-12-31", "probability": 0.5}
    )
    instance.made(f"{made['url']}/resolution", {"outcome": "no", "note": "dry"})
    work_off(instance.application)
    rows = instance.table("/v1/reports/track-record?rule=last&cohort=settled")
    assert [(row["part"], row["name"], row["rule"], row["n"], row["brier"]) for row in rows][:2] == [
        ("overall", "", "last", "1", "0.25"),
        ("group", AUTHOR, "last", "1", "0.25"),
    ]
    assert {row["key"] for row in rows if row["part"] == "apart"} >= {"imported", "assigned"}


@pytest.mark.parametrize(
    ("accept", "mimetype"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("application/json; charset=utf-8", "application/json"),
        ("text/csv", "text/csv"),
        ("text/csv; charset=utf-8", "text/csv"),
        ("text/*", "text/csv"),
        ("text/csv;q=0.5, application/json;q=0.4", "text/csv"),
        ("text/csv;q=0.4, application/json;q=0.5", "application/json"),
        ("text/csv, */*;q=0.1", "text/csv"),
        ("application/json;q=0, */*", "text/csv"),
        ("application/json, text/csv", "application/json"),
    ],
)
def test_accept_decides(instance, accept, mimetype):
    answer = instance.client.get("/v1/predictions", headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.mimetype) == (200, mimetype)


@pytest.mark.parametrize(
    "accept", ["text/html", "application/xml", "*/*;q=0", "application/x-ndjson", "nonsense"]
)
def test_what_cannot_be_given_is_refused_by_naming_what_can(instance, accept):
    answer = instance.client.get("/v1/predictions", headers={"Accept": accept})
    assert check_document(answer, 406, "not_acceptable")["detail"].endswith(
        "offered here: application/json and text/csv."
    )


def test_nothing_is_recorded_for_whoever_could_not_be_answered(instance):
    body = {"statement": "Rain", "deadline": "2099-12-31"}
    answer = instance.client.post("/v1/predictions", json=body, headers=instance.headers("author") | CSV)
    check_document(answer, 406, "not_acceptable")
    assert instance.client.get("/v1/predictions").json["items"] == []

"""Lists of predictions: every filter in every order finds exactly what fits, on both databases, and tells no secret."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.api.instances import open_tracker_behind_api
from tests.api.lists import Filter, Lists, Orders, assert_finds_what_fits
from tests.application.doing import line
from tests.support.clock import Clock
from tests.support.instance import (
    AUTHOR,
    KINDS,
    import_lines,
    new_caller,
    work_off,
)
from tracker.application.access.access import Caller
from tracker.application.access.visibility import may_read, readable
from tracker.projections import filtered

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
NOW = "2026-03-01T00:00:00Z"
ORDERS: Orders = {
    "recorded": lambda one: one["recorded_at"],
    "deadline": lambda one: one["deadline"]["at"],
    "made": lambda one: one["made_at"],
}


class Predictions(Lists):
    """A tracker whose clock stands at 1 March 2026, with predictions of all sorts, two months old and younger."""

    path = "/v1/predictions"

    def ask(self, *, key: str | None = "author", **query: Any) -> Any:
        return self.get(self.path, key=key, **query)

    def ids(self, **asked: Any) -> list[str]:
        return [one["id"] for one in self.walk(**asked)]


@pytest.fixture(scope="module", params=KINDS)
def instance(request: Any, tmp_path_factory: Any) -> Iterator[Predictions]:
    folder = tmp_path_factory.mktemp("lists")
    with open_tracker_behind_api(folder, of=Predictions, clock=Clock(BEGAN), kind=request.param) as opened:
        _fill(opened)
        yield opened


def _fill(instance: Predictions) -> None:
    deadlines = ("2026-01-20", "2026-02-20", "2026-02-28", "2026-06-30", "2099-12-31")
    for n, (deadline, topics) in enumerate(
        itertools.product(deadlines, ([], ["war"], ["cold-war"], ["war", "japan"]))
    ):
        instance.clock.forward(days=1)
        instance.made(
            "/v1/predictions",
            {
                "statement": f"Number {n}",
                "deadline": deadline,
                "topics": topics,
                "probability": 0.3,
                **({"essay": f"https://essay.example/{n % 2}"} if n % 3 else {}),
                **({"author": AUTHOR} if n % 3 else {}),
            },
            key=("author", "editor")[n % 2],
        )
    _of_other_kinds(instance)
    _imported(instance)
    _settle_some(instance)
    instance.clock.now = datetime(2026, 3, 1, tzinfo=UTC)
    work_off(instance.application)


def _of_other_kinds(instance: Predictions) -> None:
    instance.made(
        "/v1/predictions",
        {"statement": "A thesis", "type": "thesis", "deadline": "2026-02-01", "topics": ["war"]},
    )
    instance.made(
        "/v1/predictions",
        {
            "statement": "If it rains",
            "type": "conditional",
            "deadline": "2026-12-01",
            "antecedent": {"statement": "It rains", "by": "2026-11-01"},
        },
    )
    instance.made(
        "/v1/predictions",
        {
            "statement": "The harbour freezes",
            "deadline": "2026-03-31",
            "rule": {"event_type": "harbour.freezes"},
            "settlement": "confirm",
        },
    )
    instance.clock.forward(days=1)
    frozen = {"headline": "Ice", "occurred_on": "2026-01-22", "event_type": "harbour.freezes"}
    instance.made("/v1/developments", frozen)
    instance.made("/v1/predictions", {"statement": "Rain, then a rainbow", "deadline": "2026-02-20"})
    for visibility in ("private", "clients"):
        instance.made(
            "/v1/predictions",
            {
                "statement": f"Secret, {visibility}",
                "deadline": "2026-06-30",
                "topics": ["war", "secrets"],
                "essay": "https://essay.example/0",
                "visibility": visibility,
            },
        )


def _imported(instance: Predictions) -> None:
    told = [
        line("essay", id="E", author="ada", title="On rain"),
        *(
            line(
                "prediction", id=f"P{n}", essay="E", type="binary", statement=f"Rain {n}", closes="2026-02-25",
                topics=["war"], at=f"2025-0{n + 1}-01T00:00:00Z",
            )
            for n in range(4)
        ),
    ]  # fmt: skip
    import_lines(instance.application, new_caller(instance.application), "story", told)


def _settle_some(instance: Predictions) -> None:
    ids = [one["id"] for one in instance.walk(sort="recorded") if one["type"] == "binary"]
    for n, outcome in ((3, "yes"), (7, "no"), (12, "yes")):
        instance.made(
            f"/v1/predictions/{ids[n]}/resolution",
            {"outcome": outcome, "note": "seen", "source": "https://n.example", "happened_on": "2026-01-18"},
        )
    for n, change, body in (
        (5, "annul", {"reason": "ambiguous", "note": "unclear"}),
        (7, "dispute", {"reason": "no"}),
    ):
        tag = instance.tag(f"/v1/predictions/{ids[n]}")
        changed = instance.post(f"/v1/predictions/{ids[n]}/{change}", body, If_Match=tag)
        assert changed.status_code in {200, 201}, changed.text


FILTERS: dict[str, Filter] = {
    "everything": ({}, lambda one: True),
    **{
        status: ({"status": status}, lambda one, status=status: one["status"] == status)
        for status in ("open", "dormant", "due", "overdue", "disputed", "resolved", "annulled", "proposed")
    },
    "several statuses": (
        {"status": ["open", "overdue", "resolved"]},
        lambda one: one["status"] in {"open", "overdue", "resolved"},
    ),
    "author": ({"author": "Ed Editor"}, lambda one: (one["author"] or {}).get("name") == "Ed Editor"),
    "topic": ({"topic": "War"}, lambda one: "war" in one["topics"]),
    "two topics": ({"topic": ["japan", "war"]}, lambda one: {"war", "japan"} <= {*one["topics"]}),
    "essay": ({"essay": "https://essay.example/1"}, lambda one: one["essay_url"] == "https://essay.example/1"),
    "type": ({"type": "thesis"}, lambda one: one["type"] == "thesis"),
    "source": ({"source": "story"}, lambda one: one["source"] == "story"),
    "external id": ({"external_id": "P2"}, lambda one: one["external_id"] == "P2"),
    "made after": ({"made_after": "2026-01-08"}, lambda one: one["made_at"] >= "2026-01-08T00:00:00Z"),
    "made before": ({"made_before": "2026-01-08"}, lambda one: one["made_at"] < "2026-01-08T00:00:00Z"),
    "due after": ({"due_after": "2026-02-28"}, lambda one: one["deadline"]["at"] > "2026-02-28T00:00:00Z"),
    "due before": ({"due_before": "2026-03-01"}, lambda one: one["deadline"]["at"] <= "2026-03-01T00:00:00Z"),
    "a word's beginning": ({"q": "rain"}, lambda one: "rain" in one["statement"].lower()),
    "a word and what is open": (
        {"q": "rain ", "status": ["open", "due"]},
        lambda one: "rain" in one["statement"].lower() and one["status"] in {"open", "due"},
    ),
    "a word and when": (
        {"q": "number ", "made_after": "2026-01-08", "due_before": "2026-03-01"},
        lambda one: "Number" in one["statement"] and one["made_at"] >= "2026-01-08T00:00:00Z"
        and one["deadline"]["at"] <= "2026-03-01T00:00:00Z",
    ),
    "words": ({"q": "number 1 war"}, lambda one: "war" in one["topics"] and one["statement"] == "Number 1"),
    "open theses": (
        {"type": "thesis", "status": "open"},
        lambda one: one["type"] == "thesis" and one["status"] == "open",
    ),
    "what is open of a kind": (
        {"type": "binary", "status": ["open", "due"]},
        lambda one: one["type"] == "binary" and one["status"] in {"open", "due"},
    ),
    "much at once": (
        {"status": ["due", "overdue"], "topic": "war", "made_after": "2026-01-03T12:00:00+09:00"},
        lambda one: one["status"] in {"due", "overdue"} and "war" in one["topics"]
        and one["made_at"] >= "2026-01-03T03:00:00Z",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_finds_exactly_what_fits_in_every_order_page_by_page(
    instance: Predictions, name: str
) -> None:
    assert_finds_what_fits(instance, FILTERS[name], ORDERS)


@pytest.mark.parametrize("cost", [0, 10**9])
@pytest.mark.parametrize("name", FILTERS)
def test_a_page_read_along_its_order_or_by_its_rarest_filter_is_the_same(
    instance: Predictions, name: str, cost: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filtered, "FOUND_COST", cost)
    assert_finds_what_fits(instance, FILTERS[name], ORDERS)


def test_each_item_is_what_the_prediction_itself_reads(instance: Predictions) -> None:
    for one in instance.walk():
        assert instance.read(one["url"]) == one


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ({}, "-recorded"),
        ({"author": AUTHOR}, "-recorded"),
        ({"status": "due"}, "deadline"),
        ({"due_before": "2026-03-01"}, "deadline"),
        ({"made_after": "2026-01-02"}, "-made"),
    ],
)
def test_without_a_sort_the_list_goes_by_what_it_is_asked_about(
    instance: Predictions, query: Any, order: str
) -> None:
    assert instance.walk(**query) == instance.walk(**query, sort=order)


@pytest.mark.parametrize("key", ["reader", None])
def test_what_is_withheld_is_listed_without_words_and_answers_to_nothing_about_them(
    instance: Predictions, key: str | None
) -> None:
    withheld = {one["id"] for one in instance.walk(key=key) if one["withheld"]}
    assert len(withheld) == (1 if key else 2)
    assert not withheld & {*instance.ids(key=key, topic="war")}
    assert not withheld & {*instance.ids(key=key, essay="https://essay.example/0")}
    assert not withheld & {*instance.ids(key=key, q="secret")}
    assert withheld <= {*instance.ids(key=key, author=AUTHOR)}


def test_pages_of_a_topic_are_full_and_end_alike_whether_something_is_withheld_or_not(
    instance: Predictions,
) -> None:
    seen = instance.ids(key="author", topic="war", limit=1)
    shown = instance.ids(key=None, topic="war", limit=1)
    assert set(shown) < set(seen)
    last = instance.ask(key=None, topic="war", limit=len(shown))
    assert last.json["next_cursor"] is None
    assert instance.ask(key=None, topic="secrets").json == {"items": [], "next_cursor": None}


def test_a_reader_as_sql_is_the_reader_who_is_asked(instance: Predictions) -> None:
    readers = [None] + [
        Caller(key=key, name="x", scopes=frozenset(scopes), forecaster=forecaster)
        for key in ("key_1", instance.application and _recorder(instance))
        for scopes in ((), ("read",), ("read", "admin"))
        for forecaster in (None, _author(instance))
    ]
    for reader, now in itertools.product(readers, (BEGAN, BEGAN + timedelta(days=9_999))):
        sql = readable(reader, now=now)
        with instance.application.database.reading() as tx:
            rows = tx.rows("SELECT * FROM prediction")
            found = {
                row["id"] for row in tx.rows(f"SELECT id FROM prediction WHERE {sql.sql}", sql.parameters)
            }
        assert found == {row["id"] for row in rows if may_read(row, reader, now=now)}


def _recorder(instance: Predictions) -> str:
    return str(instance.walk()[0]["recorded_by"])


def _author(instance: Predictions) -> str:
    return next(one["author"]["id"] for one in instance.walk() if one["author"])


@pytest.mark.parametrize(
    ("query", "pointer", "code"),
    [
        ({"status": "nice"}, "/query/status/0", "invalid"),
        ({"sort": "beauty"}, "/query/sort", "invalid"),
        ({"type": "guess"}, "/query/type", "invalid"),
        ({"made_after": "yesterday"}, "/query/made_after", None),
        ({"due_before": "2026-02-30"}, "/query/due_before", None),
        ({"author": "Nobody"}, "/query/author", "unknown_forecaster"),
        ({"as_of": "0"}, "/query/as_of", "unknown_position"),
        ({"beauty": "1"}, "/query/beauty", "unknown_field"),
    ],
)
def test_what_means_nothing_is_refused_by_name(
    instance: Predictions, query: Any, pointer: str, code: str | None
) -> None:
    answer = instance.ask(**query)
    assert answer.status_code == 422
    [fault] = answer.json["errors"]
    assert fault["pointer"] == pointer
    assert code is None or fault["code"] == code


def test_a_cursor_keeps_to_its_filters_and_its_order(instance: Predictions) -> None:
    cursor = instance.ask(limit=2, status="open").json["next_cursor"]
    for query in (
        {},
        {"status": "due"},
        {"status": "open", "sort": "-deadline"},
        {"status": ["open", "due"]},
    ):
        answer = instance.ask(limit=2, cursor=cursor, **query)
        assert [fault["code"] for fault in answer.json["errors"]] == ["bad_cursor"]


def test_what_comes_in_meanwhile_moves_nothing_on_later_pages(tmp_path: Path) -> None:
    with open_tracker_behind_api(tmp_path, of=Predictions, clock=Clock(BEGAN)) as instance:
        for n in range(4):
            instance.clock.forward(days=1)
            instance.made("/v1/predictions", {"statement": f"Rain {n}", "deadline": "2099-12-31"})
        first = instance.ask(limit=2)
        instance.clock.forward(days=1)
        instance.made("/v1/predictions", {"statement": "Late", "deadline": "2099-12-31"})
        second = instance.ask(limit=2, cursor=first.json["next_cursor"])
        said = [one["statement"] for answer in (first, second) for one in answer.json["items"]]
    assert said == ["Rain 3", "Rain 2", "Rain 1", "Rain 0"]
